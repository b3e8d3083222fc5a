"""Taking and cancelling orders.

Owns who may order for whom, and the order's rows. The receipt's time comes from the edge: it is
when the last byte of the request arrived, not when its turn came.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from logistics.db.columns import ROW_LOCK
from logistics.db.models import OrderLineRow, OrderRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain import codes
from logistics.domain.orders import (
    ORDER_MACHINE,
    AfterCutoff,
    BadOrder,
    DayClosed,
    DayState,
    OrderEvent,
    OrderLimits,
    OrderLine,
    OrderState,
    WantedLine,
    accept_lines,
    judge_receipt,
)
from logistics.domain.principal import Principal
from logistics.domain.village import Role
from logistics.services.days import ensure_day
from missions.errors import SorabinError

DEVICE_CHANNEL = "tv"
DESK_CHANNEL = "telephone"
"""For another household: its earlier cutoff holds, because somebody has to write it down."""


class UnknownHousehold(SorabinError):
    """No household of the service has this id."""

    code = "unknown-household"


class UnknownOrder(SorabinError):
    """There is no such order."""

    code = "unknown-order"


@dataclass(frozen=True, slots=True)
class TakeOrder:
    """An order as asked for. `household` None means the device's own."""

    day: date
    channel: str
    lines: tuple[WantedLine, ...]
    household: str | None = None


def take_order(
    uow: UnitOfWork, principal: Principal, wanted: TakeOrder, received_at: datetime
) -> OrderRow | AfterCutoff:
    """Store the order, or return why it is late.

    An order that is late for today is an answer and not an error: its refusal is journalled and
    remembered, so that the office sees the demand that came too late. Raises AfterCutoff for a day
    that is over, Forbidden, UnknownHousehold, ClosedDay,
    NotOpenYet, DayClosed, BadOrder, UnknownItem, NotOnSlate.
    """
    household = _household(uow, principal, wanted)
    own = DEVICE_CHANNEL if principal.household is not None else DESK_CHANNEL
    if wanted.channel != own:
        who = (
            "a television orders" if own == DEVICE_CHANNEL else "whoever orders for others does so"
        )
        raise BadOrder(f"{who} over the channel {own}", where="channel")
    try:
        judge_receipt(uow.deployment.calendar, wanted.day, wanted.channel, received_at)
    except AfterCutoff as late:
        if wanted.day != uow.deployment.calendar.local_date(received_at):
            raise  # a day that is over is no demand: rows for any day could be made at will
        uow.journal.append(
            "order-refused",
            day=wanted.day,
            household=household.id,
            channel=wanted.channel,
            received_at=received_at,
            reason=late.code,
        )
        return late
    day = ensure_day(uow, wanted.day)
    if day.state not in (DayState.OPEN, DayState.CLOSING):
        raise DayClosed(f"{wanted.day} is {day.state}", service_day=wanted.day)
    limits = uow.deployment.service.order_limits
    lines = accept_lines(
        uow.deployment.catalog.slate(wanted.day),
        wanted.lines,
        household.substitution_default,
        OrderLimits(limits.max_lines, limits.max_quantity_per_line),
    )
    order = OrderRow(
        id=codes.with_check(codes.new_body(secrets.choice, prefix="R")),
        day=wanted.day,
        household=household.id,
        channel=wanted.channel,
        state=OrderState.PLACED,
        received_at=received_at,
        promise_at=uow.deployment.calendar.promise(wanted.day, wanted.channel),
        placed_by=principal.actor,
    )
    uow.session.add(order)
    uow.session.flush()
    uow.session.add_all(_line_row(order.id, line) for line in lines)
    uow.journal.append(
        "order-placed",
        day=order.day,
        order_id=order.id,
        household=household.id,
        channel=order.channel,
        received_at=received_at,
        promise=order.promise_at,
        lines=[
            {
                "line_no": line.line_no,
                "jan": line.item.jan,
                "quantity": line.quantity,
                "wish": line.wish,
                "price_yen": line.item.price_yen,
            }
            for line in lines
        ],
        total_yen=sum(line.sum_yen for line in lines),
    )
    return order


def cancel_order(
    uow: UnitOfWork, principal: Principal, order_id: str, received_at: datetime
) -> OrderRow:
    """Cancel an order; as for an order, the receipt counts.

    Raises UnknownOrder, Forbidden, AfterCutoff, DayClosed, OutOfTurn.
    """
    order = the_order(uow.session, order_id)
    principal.require_household(order.household, Role.STORE, Role.OFFICE)
    day = ensure_day(uow, order.day)
    after = ORDER_MACHINE.after(OrderState(order.state), OrderEvent.CANCEL)
    judge_receipt(uow.deployment.calendar, order.day, order.channel, received_at)
    if day.state not in (DayState.OPEN, DayState.CLOSING):
        raise DayClosed(f"orders for {order.day} can no longer be cancelled")
    uow.guarded(order, {"state": order.state}, state=after)
    uow.journal.append("order-cancelled", day=order.day, order_id=order.id, received_at=received_at)
    return order


def the_order(session: Session, order_id: str, *, lock: bool = False) -> OrderRow:
    """Return the order, locked for this transaction if asked, or raise UnknownOrder."""
    order = session.get(OrderRow, order_id, with_for_update=ROW_LOCK if lock else None)
    if order is None:
        raise UnknownOrder(f"there is no order {order_id}", order_id=order_id)
    return order


def lines_of(session: Session, order_id: str) -> Sequence[OrderLineRow]:
    """The lines of an order by number."""
    return session.exec(
        select(OrderLineRow)
        .where(OrderLineRow.order_id == order_id)
        .order_by(col(OrderLineRow.line_no))
    ).all()


def _household(uow: UnitOfWork, principal: Principal, wanted: TakeOrder):
    household_id = wanted.household or principal.household
    if household_id is None:
        raise UnknownHousehold("say for which household the order is")
    household = uow.deployment.village.households.get(household_id)
    if household is None:
        raise UnknownHousehold(
            f"{household_id!r} is not a registered household", household=household_id
        )
    principal.require_household(household.id, Role.STORE, Role.OFFICE)
    return household


def _line_row(order_id: str, line: OrderLine) -> OrderLineRow:
    return OrderLineRow(
        order_id=order_id,
        line_no=line.line_no,
        jan=line.item.jan,
        quantity=line.quantity,
        wish=line.wish,
        price_yen=line.item.price_yen,
        tax_percent=line.item.tax_percent,
    )
