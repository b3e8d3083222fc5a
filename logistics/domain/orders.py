"""Orders: what a resident asked for, and the states an order passes through.

Owns the order's machine, the rules of a valid order and of its receipt against the cutoff. Knows
nothing of tables, HTTP or of how the goods travel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from logistics.domain.calendar import ServiceCalendar
from logistics.domain.catalog import Item, Slate
from logistics.domain.village import Substitution
from missions.errors import SorabinError
from missions.machine import StateMachine


class OrderState(StrEnum):
    PLACED = "placed"
    CANCELLED = "cancelled"
    PICKING = "picking"
    PICKED = "picked"
    UNAVAILABLE = "unavailable"  # nothing of it could be picked
    PACKED = "packed"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    PARTLY_DELIVERED = "partly_delivered"
    RETURNED = "returned"


ENDED = frozenset(
    {
        OrderState.CANCELLED,
        OrderState.UNAVAILABLE,
        OrderState.DELIVERED,
        OrderState.PARTLY_DELIVERED,
        OrderState.RETURNED,
    }
)
"""States that no event leaves; a parcel of such an order may still be on its way back."""


class OrderEvent(StrEnum):
    CANCEL = "cancel"
    RELEASE = "release"  # the day is closed, the pick list leaves
    PICK_ALL = "pick_all"  # every line is decided, something was found
    PICK_NOTHING = "pick_nothing"
    PICK_AGAIN = "pick_again"  # a decision is changed before packing
    PACK = "pack"
    LEAVE_STORE = "leave_store"
    DELIVER_ALL = "deliver_all"
    DELIVER_SOME = "deliver_some"
    DELIVER_NONE = "deliver_none"


ORDER_MACHINE = StateMachine[OrderState, OrderEvent](
    "order",
    {
        (OrderState.PLACED, OrderEvent.CANCEL): OrderState.CANCELLED,
        (OrderState.PLACED, OrderEvent.RELEASE): OrderState.PICKING,
        (OrderState.PICKING, OrderEvent.PICK_ALL): OrderState.PICKED,
        (OrderState.PICKED, OrderEvent.PICK_AGAIN): OrderState.PICKING,
        (OrderState.PICKED, OrderEvent.PACK): OrderState.PACKED,
        (OrderState.PICKED, OrderEvent.PICK_NOTHING): OrderState.UNAVAILABLE,
        (OrderState.PACKED, OrderEvent.LEAVE_STORE): OrderState.UNDER_WAY,
        (OrderState.UNDER_WAY, OrderEvent.DELIVER_ALL): OrderState.DELIVERED,
        (OrderState.UNDER_WAY, OrderEvent.DELIVER_SOME): OrderState.PARTLY_DELIVERED,
        (OrderState.UNDER_WAY, OrderEvent.DELIVER_NONE): OrderState.RETURNED,
    },
)


class DayState(StrEnum):
    """A service day. It only ever moves forward: a closed day never reopens."""

    OPEN = "open"
    CLOSING = "closing"  # the cutoff has passed, earlier receipts are still being answered
    CLOSED = "closed"  # the pick list has left
    SETTLED = "settled"


class DayEvent(StrEnum):
    REACH_CUTOFF = "reach_cutoff"
    DRAIN = "drain"
    SETTLE = "settle"


DAY_MACHINE = StateMachine[DayState, DayEvent](
    "service day",
    {
        (DayState.OPEN, DayEvent.REACH_CUTOFF): DayState.CLOSING,
        (DayState.CLOSING, DayEvent.DRAIN): DayState.CLOSED,
        (DayState.CLOSED, DayEvent.SETTLE): DayState.SETTLED,
    },
)


class BadOrder(SorabinError):
    """An order that is malformed: the request is at fault, whatever the time."""

    code = "bad-order"


class AfterCutoff(SorabinError):
    """The order was received at or after the cutoff of its service day."""

    code = "after-cutoff"


class DayClosed(SorabinError):
    """The day has been closed: its pick list has left."""

    code = "day-closed"


class NotOpenYet(SorabinError):
    """The service day is further ahead than orders are taken."""

    code = "not-open-yet"


@dataclass(frozen=True, slots=True)
class WantedLine:
    """One line as asked for; `wish` None means the household's default."""

    jan: str
    quantity: int
    wish: Substitution | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as accepted, with the price of the slate at that moment."""

    line_no: int
    item: Item
    quantity: int
    wish: Substitution

    @property
    def sum_yen(self) -> int:
        return self.quantity * self.item.price_yen


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """Bounds of one order: lines, and units per line."""

    max_lines: int
    max_quantity_per_line: int


def judge_receipt(
    calendar: ServiceCalendar, day: date, channel: str, received_at: datetime
) -> None:
    """Raise unless an order for `day` received at `received_at` is in time.

    The instant of the cutoff itself is late. Raises ClosedDay, AfterCutoff (both name the next
    service day) or NotOpenYet.
    """
    cutoff = calendar.cutoff(day, channel)
    if received_at >= cutoff:
        following = calendar.first_open_day(received_at, channel)
        raise AfterCutoff(
            f"orders for {day} were taken until {cutoff:%H:%M}; the next service day is "
            f"{following}, orders until {calendar.cutoff(following, channel):%H:%M}",
            service_day=day,
            cutoff=cutoff,
            next_service_day=following,
            next_cutoff=calendar.cutoff(following, channel),
        )
    open_days = calendar.open_days(received_at, channel)
    if day not in open_days:
        raise NotOpenYet(
            f"orders for {day} are not taken yet", service_day=day, open_days=list(open_days)
        )


def accept_lines(
    slate: Slate, wanted: Sequence[WantedLine], default_wish: Substitution, limits: OrderLimits
) -> tuple[OrderLine, ...]:
    """Return the accepted lines numbered from 1, or raise BadOrder, UnknownItem or NotOnSlate."""
    if not 1 <= len(wanted) <= limits.max_lines:
        raise BadOrder(
            f"an order has 1 to {limits.max_lines} lines, this one {len(wanted)}", where="lines"
        )
    seen: set[str] = set()
    lines: list[OrderLine] = []
    for index, line in enumerate(wanted):
        if not 1 <= line.quantity <= limits.max_quantity_per_line:
            raise BadOrder(
                f"the quantity is 1 to {limits.max_quantity_per_line}, not {line.quantity}",
                where=f"lines[{index}].quantity",
            )
        if line.jan in seen:
            raise BadOrder(f"{line.jan} stands twice", where=f"lines[{index}].jan")
        seen.add(line.jan)
        item = slate.item(line.jan)
        lines.append(OrderLine(index + 1, item, line.quantity, line.wish or default_wish))
    return tuple(lines)


def closing_event(delivered: int, total: int) -> OrderEvent:
    """The event that ends an order of `total` parcels of which `delivered` reached the door."""
    if delivered == total:
        return OrderEvent.DELIVER_ALL
    return OrderEvent.DELIVER_SOME if delivered else OrderEvent.DELIVER_NONE
