"""The store's work: deciding each line and packing the order into parcels.

Owns the rows of lines, bills and new parcels. The rules stand in `logistics.domain`.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from logistics.db.models import OrderLineRow, OrderRow, ParcelRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain import codes
from logistics.domain.billing import Bill, BillLine, bill
from logistics.domain.catalog import Item
from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.orders import ORDER_MACHINE, OrderEvent, OrderState
from logistics.domain.parcels import Goods, PackedParcel, ParcelState, RoadLimits, pack
from logistics.domain.picking import (
    PickDecision,
    ShortReason,
    SubstitutionRule,
    judge_decision,
    stand_ins,
)
from logistics.domain.principal import Principal
from logistics.domain.village import Role, Substitution
from logistics.services.days import pick_ready_by
from logistics.services.orders import lines_of, the_order
from missions.errors import SorabinError


class UnknownLine(SorabinError):
    """The order has no such line."""

    code = "unknown-line"


class DecidedMeanwhile(SorabinError):
    """Another clerk has decided since this one looked; the facts say how it stands."""

    code = "decided-meanwhile"


@dataclass(frozen=True, slots=True)
class DecideLine:
    """What the clerk found for one line.

    `replaces`: the number of the decision that the clerk has seen there, 0 for none.
    """

    order_id: str
    line_no: int
    picked: int
    short: int = 0
    reason: ShortReason | None = None
    substitute: str | None = None
    substituted: int = 0
    replaces: int = 0


def decide_line(uow: UnitOfWork, principal: Principal, found: DecideLine) -> OrderLineRow:
    """Store the decision for a line; it may be decided anew until the order is packed.

    Raises Forbidden, UnknownOrder, UnknownLine, OutOfTurn, DecidedMeanwhile, BadPick, AgainstWish,
    UnknownItem.
    """
    principal.require(Role.STORE)
    order = _in_picking(uow, found.order_id)
    line = uow.session.get(OrderLineRow, (order.id, found.line_no))
    if line is None:
        raise UnknownLine(f"order {order.id} has no line {found.line_no}")
    if line.decision_no != found.replaces:
        raise _line_decided_meanwhile(line, found.replaces)
    item = uow.deployment.catalog.item(line.jan)
    slate = uow.deployment.catalog.slate(order.day)
    substitute = slate.item(found.substitute) if found.substitute else None
    decision = PickDecision(found.picked, found.short, found.reason, substitute, found.substituted)
    judge_decision(item, line.quantity, Substitution(line.wish), decision, _rule(uow.deployment))
    uow.guarded(
        line,
        {"decision_no": found.replaces},
        decision_no=found.replaces + 1,
        decided_at=uow.now,
        **_decision_values(decision),
    )
    uow.journal.append(
        "line-decided",
        day=order.day,
        order_id=order.id,
        line_no=line.line_no,
        decision_no=line.decision_no,
        jan=line.jan,
        quantity=line.quantity,
        picked=line.picked,
        short=line.short,
        reason=line.short_reason,
        substitute=_substitute_data(line),
    )
    if order.state == OrderState.PICKING and _all_decided(uow, order.id):
        after = ORDER_MACHINE.after(OrderState(order.state), OrderEvent.PICK_ALL)
        uow.guarded(order, {"state": order.state}, state=after)
        uow.journal.append("order-picked", day=order.day, order_id=order.id)
    return line


def possible_substitutes(
    session: Session, deployment: Deployment, order_id: str, line_no: int
) -> tuple[Item, ...]:
    """The items of the day's slate that the resident's wish allows, nearest price first."""
    order = the_order(session, order_id)
    line = session.get(OrderLineRow, (order.id, line_no))
    if line is None:
        raise UnknownLine(f"order {order_id} has no line {line_no}")
    catalog = deployment.catalog
    return stand_ins(
        catalog.item(line.jan),
        catalog.slate(order.day),
        Substitution(line.wish),
        _rule(deployment),
    )


def pack_order(
    uow: UnitOfWork, principal: Principal, order_id: str, decisions: int | None = None
) -> OrderRow:
    """Pack a picked order into parcels and fix its bill; asks for the plan after the last one.

    `decisions`: how many decisions of its lines the clerk has seen; None packs whatever stands.
    Raises Forbidden, UnknownOrder, OutOfTurn, DecidedMeanwhile.
    """
    principal.require(Role.STORE)
    order = the_order(uow.session, order_id, lock=True)
    lines = lines_of(uow.session, order.id)
    made = sum(line.decision_no for line in lines)
    if decisions not in (None, made):
        raise DecidedMeanwhile(
            f"order {order.id} has {made} decisions by now, not {decisions}: please look again",
            decisions=made,
        )
    goods = [part for line in lines for part in _goods(uow, line)]
    event = OrderEvent.PACK if goods else OrderEvent.PICK_NOTHING
    after = ORDER_MACHINE.after(OrderState(order.state), event)
    owed = bill(_bill_lines(lines))
    uow.guarded(order, {"state": order.state}, state=after, bill=bill_data(owed))
    service = uow.deployment.service
    road = RoadLimits(service.parcel_limits.max_g, service.parcel_limits.box_mm)
    for packed in pack(goods, service.air_limits, road):
        _add_parcel(uow, order, packed)
    kind = "order-packed" if goods else "order-unavailable"
    uow.journal.append(kind, day=order.day, order_id=order.id, bill=bill_data(owed))
    _ask_for_plan(uow, order)
    return order


def bill_data(owed: Bill) -> dict[str, object]:
    """A bill as JSON: {"total_yen", "by_rate": {percent: {gross_yen, net_yen, tax_yen}}}."""
    return {
        "total_yen": owed.total_yen,
        "by_rate": {
            str(rate.tax_percent): {
                "gross_yen": rate.gross_yen,
                "net_yen": rate.net_yen,
                "tax_yen": rate.tax_yen,
            }
            for rate in owed.rates
        },
    }


def _in_picking(uow: UnitOfWork, order_id: str) -> OrderRow:
    # Locked: whether a decision is the last one hangs on the order's other lines.
    order = the_order(uow.session, order_id, lock=True)
    if order.state == OrderState.PICKED:
        after = ORDER_MACHINE.after(OrderState.PICKED, OrderEvent.PICK_AGAIN)
        uow.guarded(order, {"state": order.state}, state=after)
    elif order.state != OrderState.PICKING:
        ORDER_MACHINE.after(OrderState(order.state), OrderEvent.PICK_ALL)  # raises OutOfTurn
    return order


def _line_decided_meanwhile(line: OrderLineRow, replaces: int) -> DecidedMeanwhile:
    return DecidedMeanwhile(
        f"line {line.line_no} has its decision number {line.decision_no} by now and this one "
        f"would replace number {replaces}: please look again",
        line_no=line.line_no,
        decision_no=line.decision_no,
        picked=line.picked,
        short=line.short,
        short_reason=line.short_reason,
        substitute=_substitute_data(line),
    )


def _decision_values(decision: PickDecision) -> dict[str, Any]:
    other = decision.substitute
    return {
        "picked": decision.picked,
        "short": decision.short,
        "short_reason": decision.reason,
        "substituted": decision.substituted,
        "substitute_jan": other.jan if other else None,
        "substitute_price_yen": other.price_yen if other else None,
        "substitute_tax_percent": other.tax_percent if other else None,
    }


def _substitute_data(line: OrderLineRow) -> dict[str, object] | None:
    if line.substitute_jan is None:
        return None
    return {
        "jan": line.substitute_jan,
        "quantity": line.substituted,
        "price_yen": line.substitute_price_yen,
    }


def _all_decided(uow: UnitOfWork, order_id: str) -> bool:
    uow.session.flush()
    open_lines = select(func.count()).where(
        OrderLineRow.order_id == order_id, col(OrderLineRow.decided_at).is_(None)
    )
    return uow.session.exec(open_lines).one() == 0


def _goods(uow: UnitOfWork, line: OrderLineRow) -> list[Goods]:
    catalog = uow.deployment.catalog
    found = [(line.jan, line.picked), (line.substitute_jan, line.substituted)]
    return [Goods(line.line_no, catalog.item(jan), count) for jan, count in found if jan and count]


def _bill_lines(lines) -> list[BillLine]:
    owed = [BillLine(line.tax_percent, line.price_yen, line.picked) for line in lines]
    owed += [
        BillLine(line.substitute_tax_percent, line.substitute_price_yen, line.substituted)
        for line in lines
        if line.substitute_jan
    ]
    return owed


def _add_parcel(uow: UnitOfWork, order: OrderRow, packed: PackedParcel) -> None:
    village = uow.deployment.village
    keeper = Keeper(KeeperKind.STORE, village.store.id)
    parcel = ParcelRow(
        code=codes.with_check(codes.new_body(secrets.choice, prefix="P")),
        order_id=order.id,
        day=order.day,
        household=order.household,
        hall=village.hall_of(village.household(order.household)).id,
        state=ParcelState.PACKED,
        temperature=packed.temperature,
        mass_g=packed.mass_g,
        contents=[
            {
                "line_no": part.line_no,
                "jan": part.item.jan,
                "name": part.item.name,
                "quantity": part.quantity,
            }
            for part in packed.goods
        ],
        carriers=list(packed.carriers),
        why_not_air=[str(reason) for reason in packed.why_not_air],
        keeper_kind=keeper.kind,
        keeper_id=keeper.id,
        way=[[keeper.kind, keeper.id]],
        legs=[],
        promise_at=order.promise_at,
    )
    uow.session.add(parcel)
    uow.journal.append(
        "parcel-packed",
        day=order.day,
        order_id=order.id,
        parcel_code=parcel.code,
        contents=[
            {key: part[key] for key in ("line_no", "jan", "quantity")} for part in parcel.contents
        ],
        mass_g=parcel.mass_g,
        temperature=parcel.temperature,
        carriers=parcel.carriers,
        why_not_air=parcel.why_not_air,
        keeper=asdict(keeper),
    )


def _ask_for_plan(uow: UnitOfWork, order: OrderRow) -> None:
    """Ask for the plan after the last order, after the time for it, or when it lacks this one."""
    uow.session.flush()
    # Locked: of two orders packed at once, the later one must see the earlier one packed.
    day = uow.session.get(ServiceDayRow, order.day, with_for_update=True)
    waiting = select(func.count()).where(
        OrderRow.day == order.day,
        col(OrderRow.state).in_([OrderState.PLACED, OrderState.PICKING, OrderState.PICKED]),
    )
    planned = day is not None and day.plan_version > 0
    overdue = uow.now >= pick_ready_by(uow.deployment, order.day)
    if planned or overdue or uow.session.exec(waiting).one() == 0:
        key = f"{order.day}:{order.id}"
        uow.jobs.ask("make-plan", uow.now, key=key, day=order.day.isoformat())


def _rule(deployment: Deployment) -> SubstitutionRule:
    return SubstitutionRule(deployment.service.substitution.similar_max_dearer_percent)
