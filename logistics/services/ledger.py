"""The day's ledger: what was ordered, carried, promised, paid, and how long it took.

Owns sums over a day's rows. Reads only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from logistics.db.models import (
    CallRow,
    CaseRow,
    JournalHeadRow,
    JournalRow,
    LegRow,
    OrderLineRow,
    OrderRow,
    ParcelRow,
    ServiceDayRow,
    SortieRow,
    VisitRow,
)
from logistics.deployment import Deployment
from logistics.domain.billing import bill
from logistics.domain.legs import LegMode, LegState
from logistics.domain.orders import OrderState
from logistics.domain.parcels import ENDED, GIVEN_BACK, ParcelState
from logistics.domain.promises import PromiseState
from logistics.services.refunds import goods_lines
from logistics.services.sorties import REPLACED


def day_ledger(session: Session, deployment: Deployment, day: date) -> dict[str, Any]:
    """Return the ledger as JSON-compatible data; sums in yen, times in minutes."""
    row = session.get(ServiceDayRow, day)
    orders = session.exec(select(OrderRow).where(OrderRow.day == day)).all()
    parcels = session.exec(select(ParcelRow).where(ParcelRow.day == day)).all()
    lines = _lines(session, orders)
    legs = session.exec(select(LegRow).where(LegRow.day == day)).all()
    head = session.get(JournalHeadRow, 1)
    return {
        "service_day": day.isoformat(),
        "state": row.state if row else None,
        "orders": _orders(session, day, orders),
        "parcels": _parcels(parcels),
        "promises": _promises(parcels),
        "yen": _yen(deployment, orders, parcels, lines, legs),
        "sorties": _sorties(session, day),
        "minutes": {mode.value: _minutes(legs, mode) for mode in LegMode},
        "shortages": sum(line.short > 0 for line in lines),
        "substitutions": sum(line.substituted > 0 for line in lines),
        "visits": _visits(session, day),
        "cases": _counts(session.exec(select(CaseRow.state).where(CaseRow.day == day))),
        "calls": [
            {"household": call.household, "reason": call.reason, "done": call.done_at is not None}
            for call in session.exec(
                select(CallRow).where(CallRow.day == day).order_by(col(CallRow.id))
            )
        ],
        "journal": {"seq": head.seq, "hash": head.hash} if head else None,
    }


def _lines(session: Session, orders: Sequence[OrderRow]) -> Sequence[OrderLineRow]:
    ids = [order.id for order in orders]
    return session.exec(select(OrderLineRow).where(col(OrderLineRow.order_id).in_(ids))).all()


def _orders(session: Session, day: date, orders: Sequence[OrderRow]) -> dict[str, int]:
    refused = select(func.count()).where(JournalRow.day == day, JournalRow.kind == "order-refused")
    return {
        "placed": len(orders),
        "refused_after_cutoff": session.exec(refused).one(),
        **{
            state.value: sum(o.state == state for o in orders)
            for state in OrderState
            if state != "placed"
        },
        "waiting": sum(o.state == OrderState.PLACED for o in orders),
    }


def _parcels(parcels: Sequence[ParcelRow]) -> dict[str, Any]:
    return {
        "total": len(parcels),
        "by_mode": {mode: sum(p.mode == mode for p in parcels) for mode in ("van", "air")},
        "may_fly": sum("air" in p.carriers for p in parcels),
        "delivered": sum(p.state == ParcelState.DELIVERED for p in parcels),
        "returned": sum(p.state == ParcelState.RETURNED for p in parcels),
        "returning": sum(p.state == ParcelState.RETURNING for p in parcels),
        "lost": sum(p.state == ParcelState.LOST for p in parcels),
        "open": sum(p.state not in ENDED and p.state != ParcelState.RETURNING for p in parcels),
    }


def _promises(parcels: Sequence[ParcelRow]) -> dict[str, Any]:
    broken = [parcel for parcel in parcels if parcel.promise == PromiseState.BROKEN]
    return {
        "kept": sum(parcel.promise == PromiseState.KEPT for parcel in parcels),
        "broken": len(broken),
        "open": sum(parcel.promise == PromiseState.OPEN for parcel in parcels),
        "explained": [
            {"parcel": parcel.code, "household": parcel.household, "why": parcel.promise_why}
            for parcel in sorted(broken, key=lambda parcel: parcel.code)
        ],
    }


def _yen(
    deployment: Deployment,
    orders: Sequence[OrderRow],
    parcels: Sequence[ParcelRow],
    lines: Sequence[OrderLineRow],
    legs: Sequence[LegRow],
) -> dict[str, Any]:
    billed = [order for order in orders if order.bill is not None]
    rates: dict[str, Counter[str]] = {}
    for order in billed:
        for percent, sums in (order.bill or {})["by_rate"].items():
            rates.setdefault(percent, Counter()).update(sums)
    cost = deployment.service.van_cost
    return {
        "goods": sum((order.bill or {})["total_yen"] for order in billed),
        "by_rate": {percent: dict(sums) for percent, sums in sorted(rates.items())},
        "refunded": _given_back_yen(parcels, lines),
        "refunds": {
            order.id: order.refund["total_yen"] for order in orders if order.refund is not None
        },
        "transport": {
            "van": round(
                _minutes(legs, LegMode.VAN) * cost.yen_per_min
                + _kilometres(deployment, legs) * cost.yen_per_km
            ),
            "air": _flight_yen(deployment, legs),
        },
    }


def _given_back_yen(parcels: Sequence[ParcelRow], lines: Sequence[OrderLineRow]) -> int:
    """What the goods cost that will not reach their doors, added up from the parcels."""
    of_order: dict[str, list[OrderLineRow]] = defaultdict(list)
    for line in lines:
        of_order[line.order_id].append(line)
    return sum(
        bill(goods_lines(of_order[parcel.order_id], [parcel.contents])).total_yen
        for parcel in parcels
        if parcel.state in GIVEN_BACK
    )


def _flight_yen(deployment: Deployment, legs: Sequence[LegRow]) -> int:
    """What the flights of the day cost: each launch, and the minutes of those that arrived."""
    cost = deployment.service.air_cost
    flown = sum(leg.mode == LegMode.AIR and leg.departed_at is not None for leg in legs)
    return flown * cost.yen_per_flight + _minutes(legs, LegMode.AIR) * cost.yen_per_min


def _sorties(session: Session, day: date) -> dict[str, Any]:
    """Sorties planned by what became of them, and the causes of those that did not fly."""
    rows = session.exec(select(SortieRow).where(SortieRow.day == day)).all()
    planned = [row for row in rows if row.why != REPLACED]
    air = session.exec(select(LegRow).where(LegRow.day == day, LegRow.mode == LegMode.AIR)).all()
    departed = {leg.id for leg in air if leg.departed_at is not None}
    arrived = {leg.id for leg in air if leg.state == LegState.DONE}
    flown = [row for row in planned if row.leg in departed]
    return {
        "planned": len(planned),
        "flown": len(flown),
        "delivered": sum(row.leg in arrived for row in flown),
        "not_delivered": _counts(row.why for row in flown if row.leg not in arrived),
        "by_state": _counts(row.state for row in planned),
        "not_flown": _counts(row.why for row in planned if row not in flown and row.ended_at),
    }


def _minutes(legs: Iterable[LegRow], mode: LegMode) -> int:
    """Minutes on the way, from departure to arrival as they were; two rounds at once count once."""
    spans: dict[tuple[str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
    for leg in legs:
        if leg.mode == mode and leg.departed_at is not None and leg.arrived_at is not None:
            spans[leg.carrier_kind, leg.carrier_id].append((leg.departed_at, leg.arrived_at))
    return round(sum(_covered_s(of_one) for of_one in spans.values()) / 60)


def _covered_s(spans: Iterable[tuple[datetime, datetime]]) -> float:
    covered_s, until = 0.0, None
    for begin, end in sorted(spans):
        begin = begin if until is None else max(begin, until)
        covered_s += max(0.0, (end - begin).total_seconds())
        until = end if until is None else max(until, end)
    return covered_s


def _kilometres(deployment: Deployment, legs: Iterable[LegRow]) -> float:
    """Kilometres of the van, with the way back to the hub after each tour's last stop."""
    done = [leg for leg in legs if leg.mode == LegMode.VAN and leg.state == LegState.DONE]
    roads = deployment.village.roads
    last = {leg.carrier_id: leg for leg in sorted(done, key=lambda leg: leg.arrive_at)}
    out_km = sum(roads.km(leg.start, leg.end) for leg in done)
    return out_km + sum(roads.km(leg.end, deployment.village.hub.id) for leg in last.values())


def _visits(session: Session, day: date) -> dict[str, Any]:
    visits = session.exec(select(VisitRow).where(VisitRow.day == day)).all()
    return {
        "total": len(visits),
        "absent": sum(visit.outcome == "absent" for visit in visits),
        "welfare": _counts(visit.welfare for visit in visits),
    }


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
