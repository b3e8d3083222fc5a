"""The journal played back: does what it tells lead to the states that the tables hold?

Owns the comparison of record and tables, for `sorabin journal verify`. Reads only.
"""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session, col, select

from logistics.db.models import (
    CaseRow,
    JournalRow,
    OrderLineRow,
    OrderRow,
    ParcelRow,
    ServiceDayRow,
    SortieRow,
)
from logistics.domain.orders import DayState, OrderState
from logistics.domain.parcels import ParcelState
from logistics.domain.promises import PromiseState
from logistics.domain.welfare import CaseState

_ORDER_STATES = {
    "order-placed": OrderState.PLACED,
    "order-cancelled": OrderState.CANCELLED,
    "order-released": OrderState.PICKING,
    "order-picked": OrderState.PICKED,
    "order-packed": OrderState.PACKED,
    "order-unavailable": OrderState.UNAVAILABLE,
    "order-under-way": OrderState.UNDER_WAY,
    "order-delivered": OrderState.DELIVERED,
    "order-partly-delivered": OrderState.PARTLY_DELIVERED,
    "order-returned": OrderState.RETURNED,
}
_PARCEL_STATES = {
    "parcel-packed": ParcelState.PACKED,
    "parcel-under-way": ParcelState.UNDER_WAY,
    "parcel-held": ParcelState.HELD,
    "parcel-returning": ParcelState.RETURNING,
    "parcel-delivered": ParcelState.DELIVERED,
    "parcel-returned": ParcelState.RETURNED,
    "parcel-lost": ParcelState.LOST,
}
_DAY_STATES = {
    "day-opened": DayState.OPEN,
    "day-closing": DayState.CLOSING,
    "day-closed": DayState.CLOSED,
    "day-settled": DayState.SETTLED,
}
_CASE_STATES = {
    "case-opened": CaseState.OPEN,
    "case-overdue": CaseState.OVERDUE,
    "case-closed": CaseState.CLOSED,
}
_GOING_BACK = ("parcel-returning", "parcel-lost")
_PROMISES = {
    "parcel-packed": PromiseState.OPEN,
    "promise-kept": PromiseState.KEPT,
    "promise-broken": PromiseState.BROKEN,
}

_ORDERED = ("jan", "quantity", "wish", "price_yen")
_UNDECIDED = (0, 0, None, None, 0, None)
_WITH_DATA = {
    *_CASE_STATES,
    *_PROMISES,
    *("keeper-changed", "order-placed", "line-decided", "order-packed", "order-unavailable"),
    *(*_GOING_BACK, "order-refunded"),
}

_OF_SORTIES = ("sortie-", "flight-")

Facts = dict[tuple[str, str], object]
"""What is held of each thing, by what it is called and its key."""


def first_contradiction(session: Session) -> str | None:
    """Return the first thing whose row differs from its journal, or None.

    Compared are states of days, orders, parcels, promises, cases and sorties, decisions of lines,
    bills, refunds, why parcels turn back, and their keepers, these also with their place on the
    parcel's way.
    """
    told: Facts = {}
    for row in session.exec(select(JournalRow).order_by(col(JournalRow.seq))):
        _tell(told, row)
    held = _held(session)
    for what, key in sorted(told.keys() | held.keys()):
        said, found = told.get((what, key)), held.get((what, key))
        if said != found:
            return f"{what} {key}: the journal says {_shown(said)}, the table {_shown(found)}"
    return _off_its_way(session)


def _tell(told: Facts, row: JournalRow) -> None:
    """Add what one row of the journal says."""
    kind, order, parcel = row.kind, row.order_id, row.parcel_code
    if kind in _DAY_STATES and row.day:
        told["day", row.day.isoformat()] = _DAY_STATES[kind].value
    if order and kind in _ORDER_STATES:
        told["order", order] = _ORDER_STATES[kind].value
    if parcel and kind in _PARCEL_STATES:
        told["parcel", parcel] = _PARCEL_STATES[kind].value
    if kind.startswith(_OF_SORTIES):
        _tell_sortie(told, row)
    if kind in _WITH_DATA:
        _tell_data(told, row, json.loads(row.data))


def _tell_data(told: Facts, row: JournalRow, data: dict[str, Any]) -> None:
    """Add what stands in the data of a row."""
    kind, order, parcel = row.kind, row.order_id, row.parcel_code
    if kind in _CASE_STATES:
        told["case", data["case"]] = _CASE_STATES[kind].value
    if parcel and kind in _PROMISES:
        told["promise of parcel", parcel] = (_PROMISES[kind].value, data.get("why"))
    if parcel and kind in ("parcel-packed", "keeper-changed"):
        keeper = data.get("taker") or data["keeper"]
        told["keeper of parcel", parcel] = f"{keeper['kind']}/{keeper['id']}"
    if order and kind == "order-placed":
        for line in data["lines"]:
            name = f"{order}/{line['line_no']}"
            told["line", name] = tuple(line[field] for field in _ORDERED)
            told["decision of line", name] = _UNDECIDED
    if order and kind == "line-decided":
        told["decision of line", f"{order}/{data['line_no']}"] = _decision(data)
    if parcel and kind in _GOING_BACK and "why" in data:
        told["way back of parcel", parcel] = data["why"]
    if order and kind == "order-refunded":
        told["refund of order", order] = data["refunded"]
    if order and "bill" in data:
        told["bill of order", order] = data["bill"]


def _tell_sortie(told: Facts, row: JournalRow) -> None:
    """A row that names a sortie and its state after what happened."""
    data = json.loads(row.data)
    if "sortie" in data and "state" in data:
        told["sortie", f"{row.day}/{data['sortie']}"] = data["state"]


def _decision(data: dict[str, Any]) -> tuple[object, ...]:
    other = data["substitute"] or {"jan": None, "quantity": 0, "price_yen": None}
    instead = (other["jan"], other["quantity"], other["price_yen"])
    return (data["picked"], data["short"], data["reason"], *instead)


def _held(session: Session) -> Facts:
    """What the tables hold."""
    held: Facts = {}
    for day in session.exec(select(ServiceDayRow)):
        held["day", day.day.isoformat()] = day.state
    for order in session.exec(select(OrderRow)):
        held["order", order.id] = order.state
        if order.bill is not None:
            held["bill of order", order.id] = order.bill
        if order.refund is not None:
            held["refund of order", order.id] = order.refund
    for line in session.exec(select(OrderLineRow)):
        name = f"{line.order_id}/{line.line_no}"
        held["line", name] = tuple(getattr(line, field) for field in _ORDERED)
        instead = (line.substitute_jan, line.substituted, line.substitute_price_yen)
        held["decision of line", name] = (line.picked, line.short, line.short_reason, *instead)
    for parcel in session.exec(select(ParcelRow)):
        held["parcel", parcel.code] = parcel.state
        held["keeper of parcel", parcel.code] = f"{parcel.keeper_kind}/{parcel.keeper_id}"
        held["promise of parcel", parcel.code] = (parcel.promise, parcel.promise_why)
        if parcel.why_back is not None:
            held["way back of parcel", parcel.code] = parcel.why_back
    for case in session.exec(select(CaseRow)):
        held["case", case.id] = case.state
    for sortie in session.exec(select(SortieRow)):
        held["sortie", f"{sortie.day}/{sortie.id}"] = sortie.state
    return held


def _off_its_way(session: Session) -> str | None:
    """The first parcel whose place on its way is not its keeper's."""
    for parcel in session.exec(select(ParcelRow).order_by(col(ParcelRow.code))):
        keeper = [parcel.keeper_kind, parcel.keeper_id]
        here = parcel.way[parcel.position : parcel.position + 1]
        if parcel.position < 0 or here != [keeper]:
            place = _shown("/".join(here[0])) if here else "off its end"
            return (
                f"way of parcel {parcel.code}: its keeper is {'/'.join(keeper)}, "
                f"position {parcel.position} is {place}"
            )
    return None


def _shown(fact: object) -> str:
    return "nothing" if fact is None else str(fact)
