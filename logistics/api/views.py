"""How rows look as JSON. Owns the shapes of answers; decides nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from logistics.db.models import (
    CallRow,
    CaseRow,
    HandoverRow,
    JournalRow,
    LegRow,
    OrderLineRow,
    OrderRow,
    ParcelRow,
    VisitRow,
)
from logistics.deployment import Deployment
from logistics.domain import codes
from logistics.domain.catalog import Item, Temperature
from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.principal import Principal, keepers_of
from logistics.domain.village import NotInVillage, Role, Village
from logistics.domain.welfare import CaseState
from logistics.services.custody import current_handovers, way_of
from logistics.services.orders import lines_of


def item_view(item: Item) -> dict[str, Any]:
    """One item of a slate."""
    return {
        "jan": item.jan,
        "name": item.name,
        "kana": item.kana,
        "category": item.category,
        "price_yen": item.price_yen,
        "tax_percent": item.tax_percent,
        "mass_g": item.mass_g,
        "temperature": item.temperature,
        "air": item.air,
    }


def order_view(session: Session, deployment: Deployment, order: OrderRow) -> dict[str, Any]:
    """An order with its lines, its bill once packed, and its parcels."""
    lines = lines_of(session, order.id)
    parcels = session.exec(
        select(ParcelRow).where(ParcelRow.order_id == order.id).order_by(col(ParcelRow.code))
    ).all()
    return {
        "order_id": order.id,
        "order_no": codes.shown(order.id),
        "state": order.state,
        "service_day": order.day,
        "household": order.household,
        "channel": order.channel,
        "received_at": order.received_at,
        "promise_by": order.promise_at,
        "lines": [line_view(deployment, line) for line in lines],
        "total_yen": sum(line.quantity * line.price_yen for line in lines),
        "bill": order.bill,
        "refund": order.refund,
        "parcels": parcel_views(session, deployment, parcels),
    }


def line_view(deployment: Deployment, line: OrderLineRow) -> dict[str, Any]:
    """One line: as ordered, and as decided. An order that has ended may outlive its items."""
    items = deployment.catalog.by_jan
    item = items.get(line.jan)
    substitute = None
    if line.substitute_jan is not None:
        other = items.get(line.substitute_jan)
        substitute = {
            "jan": line.substitute_jan,
            "name": other.name if other else line.substitute_jan,
            "quantity": line.substituted,
            "price_yen": line.substitute_price_yen,
        }
    return {
        "line_no": line.line_no,
        "jan": line.jan,
        "name": item.name if item else line.jan,
        "kana": item.kana if item else "",
        "category": item.category if item else "",
        "temperature": item.temperature if item else Temperature.AMBIENT,
        "quantity": line.quantity,
        "wish": line.wish,
        "price_yen": line.price_yen,
        "tax_percent": line.tax_percent,
        "sum_yen": line.quantity * line.price_yen,
        "decided": line.decided_at is not None,
        "decision_no": line.decision_no,
        "picked": line.picked,
        "short": line.short,
        "short_reason": line.short_reason,
        "substitute": substitute,
    }


def parcel_views(
    session: Session, deployment: Deployment, parcels: Sequence[ParcelRow]
) -> list[dict[str, Any]]:
    """Parcels: what is in them, who keeps them, where they go and until when."""
    handovers = current_handovers(session, parcels)
    return [_parcel(deployment, parcel, handovers.get(parcel.code)) for parcel in parcels]


def parcel_view(session: Session, deployment: Deployment, parcel: ParcelRow) -> dict[str, Any]:
    """One parcel."""
    return parcel_views(session, deployment, [parcel])[0]


def _parcel(
    deployment: Deployment, parcel: ParcelRow, handover: HandoverRow | None
) -> dict[str, Any]:
    way = way_of(parcel)
    return {
        "code": parcel.code,
        "code_shown": codes.shown(parcel.code),
        "url": f"/h/{parcel.code}",
        "order_id": parcel.order_id,
        "service_day": parcel.day,
        "household": parcel.household,
        "hall": parcel.hall,
        "state": parcel.state,
        "temperature": parcel.temperature,
        "mass_g": parcel.mass_g,
        "contents": parcel.contents,
        "carriers": parcel.carriers,
        "why_not_air": parcel.why_not_air,
        "mode": parcel.mode,
        "keeper": keeper_view(deployment.village, way.keeper),
        "next_keeper": keeper_view(deployment.village, way.next) if way.next else None,
        "way": [str(keeper) for keeper in way.keepers],
        "position": way.position,
        "handover": handover_view(handover) if handover else None,
        "legs": parcel.legs,
        "promise_by": parcel.promise_at,
        "promise": parcel.promise,
        "eta": parcel.eta,
        "switch_by": parcel.switch_by,
        "tries": parcel.tries,
        "try_again_at": parcel.try_again_at,
        "why_back": parcel.why_back,
    }


def seen_by(
    deployment: Deployment, asker: Principal, views: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The parcels as this asker may see them.

    What a household has bought, and its name, is for those through whose hands the parcel goes
    and for store, office and hub. Others see where the parcel is.
    """
    if asker.has(Role.STORE, Role.OFFICE, Role.OPERATOR):
        return views
    mine = {str(keeper) for keeper in keepers_of(asker, deployment.village)}
    return [view if mine.intersection(view["way"]) else _outside(view) for view in views]


def _outside(view: dict[str, Any]) -> dict[str, Any]:
    following = view["next_keeper"]
    if following is not None and following["kind"] == KeeperKind.RESIDENT:
        following = {**following, "name": following["id"]}
    keeper = view["keeper"]
    if keeper["kind"] == KeeperKind.RESIDENT:
        keeper = {**keeper, "name": keeper["id"]}
    return {**view, "contents": [], "keeper": keeper, "next_keeper": following}


def keeper_view(village: Village, keeper: Keeper) -> dict[str, Any]:
    """A keeper with a name to show."""
    return {"kind": keeper.kind, "id": keeper.id, "name": _keeper_name(village, keeper)}


def handover_view(handover: HandoverRow) -> dict[str, Any]:
    """The present handover of a parcel."""
    return {
        "step": handover.step,
        "state": handover.state,
        "giver": handover.giver,
        "taker": handover.taker,
        "given_at": handover.given_at,
        "given_by": handover.given_by,
        "taken_at": handover.taken_at,
        "taken_by": handover.taken_by,
    }


def leg_view(leg: LegRow) -> dict[str, Any]:
    """A leg as planned and as it goes."""
    return {
        "id": leg.id,
        "service_day": leg.day,
        "plan_version": leg.plan_version,
        "mode": leg.mode,
        "carrier": {"kind": leg.carrier_kind, "id": leg.carrier_id},
        "start": leg.start,
        "end": leg.end,
        "depart_at": leg.depart_at,
        "arrive_at": leg.arrive_at,
        "state": leg.state,
        "departed_at": leg.departed_at,
        "arrived_at": leg.arrived_at,
        "parcels": leg.parcels,
    }


def case_views(session: Session, cases: Sequence[CaseRow]) -> list[dict[str, Any]]:
    """Welfare cases, each with what the volunteer wrote at the door."""
    visits = select(VisitRow).where(col(VisitRow.id).in_([case.visit_id for case in cases]))
    notes = {visit.id: visit.note for visit in session.exec(visits)}
    return [_case(case, notes.get(case.visit_id)) for case in cases]


def case_view(session: Session, case: CaseRow) -> dict[str, Any]:
    """One welfare case."""
    return case_views(session, [case])[0]


def _case(case: CaseRow, note: str | None) -> dict[str, Any]:
    return {
        "id": case.id,
        "service_day": case.day,
        "household": case.household,
        "kind": case.kind,
        "note": note,
        "state": case.state,
        "overdue": case.state == CaseState.OVERDUE,
        "owner": case.owner,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "closed_by": case.closed_by,
        "outcome": case.outcome,
    }


def call_view(call: CallRow) -> dict[str, Any]:
    """A household to be rung."""
    return {
        "id": call.id,
        "service_day": call.day,
        "household": call.household,
        "reason": call.reason,
        "listed_at": call.listed_at,
        "call_by": call.call_by,
        "state": "done" if call.done_at else "open",
        "done_at": call.done_at,
        "done_by": call.done_by,
        "note": call.note,
    }


def journal_view(row: JournalRow) -> dict[str, Any]:
    """A journal row. Its hash is over `data` as canonical JSON text (`logistics.db.journal`)."""
    return {
        "seq": row.seq,
        "at": row.at,
        "kind": row.kind,
        "service_day": row.day,
        "order_id": row.order_id,
        "parcel_code": row.parcel_code,
        "actor": row.actor,
        "data": json.loads(row.data),
        "hash": row.hash,
    }


def orders_of_day(session: Session, day: date, household: str | None) -> list[OrderRow]:
    """Orders of a day by receipt."""
    wanted = select(OrderRow).where(OrderRow.day == day)
    if household is not None:
        wanted = wanted.where(OrderRow.household == household)
    return list(session.exec(wanted.order_by(col(OrderRow.received_at), col(OrderRow.id))))


def _keeper_name(village: Village, keeper: Keeper) -> str:
    try:
        return _name(village, keeper)
    except NotInVillage:  # gone since, or moved away: what has ended is still shown
        return keeper.id


def _name(village: Village, keeper: Keeper) -> str:
    if keeper.kind in (KeeperKind.STORE, KeeperKind.HUB):
        return village.place(keeper.id).name
    if keeper.kind in (KeeperKind.SUPPORTER, KeeperKind.VOLUNTEER):
        return village.person(keeper.id).name
    if keeper.kind is KeeperKind.VAN:
        return f"{keeper.id} ({village.person(village.van(keeper.id).driver).name})"
    if keeper.kind is KeeperKind.AIRCRAFT:
        return keeper.id
    return village.household(keeper.id).name
