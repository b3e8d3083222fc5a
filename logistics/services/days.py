"""The clock's work on a service day: open it, reach its cutoff, close it when drained, settle it.

Owns the day's life from opening to settling. Knows nothing of how the time comes (jobs call it).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlmodel import select

from logistics.db.models import IntakeRow, OrderRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.orders import (
    DAY_MACHINE,
    ORDER_MACHINE,
    DayEvent,
    DayState,
    OrderEvent,
    OrderState,
)

DRAIN_AGAIN = timedelta(milliseconds=100)
"""How soon to look again whether an earlier receipt is still being answered."""
LONG_GONE = timedelta(minutes=10)
"""Machine time after which a web process that has not been heard of is certainly dead."""
Lives = Callable[[IntakeRow], bool]
"""Whether a web process that has entered itself still lives."""


def open_days(uow: UnitOfWork) -> list[date]:
    """Open every service day that takes orders now, and ask for the next look at midnight."""
    calendar = uow.deployment.calendar
    days = sorted(
        {day for channel in calendar.channels for day in calendar.open_days(uow.now, channel)}
    )
    for day in days:
        ensure_day(uow, day)
    tomorrow = calendar.local_date(uow.now) + timedelta(days=1)
    midnight = datetime.combine(tomorrow, datetime.min.time(), tzinfo=calendar.timezone)
    uow.jobs.ask("open-days", midnight, key=tomorrow.isoformat())
    return days


def ensure_day(uow: UnitOfWork, day: date) -> ServiceDayRow:
    """Return the day's row, locked against closing; open the day if it is new."""
    row = uow.session.exec(
        select(ServiceDayRow).where(ServiceDayRow.day == day).with_for_update(read=True)
    ).first()
    if row is not None:
        return row
    calendar, times = uow.deployment.calendar, uow.deployment.service.work_times
    row = ServiceDayRow(
        day=day,
        state=DayState.OPEN,
        cutoff_at=calendar.last_cutoff(day),
        promise_at=calendar.first_promise(day),
        opened_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    uow.journal.append("day-opened", day=day, cutoff=row.cutoff_at, promise=row.promise_at)
    uow.jobs.ask("reach-cutoff", row.cutoff_at, key=day.isoformat(), day=day.isoformat())
    ready_by = pick_ready_by(uow.deployment, day)
    uow.jobs.ask("make-plan", ready_by, key=f"{day}:ready-by", day=day.isoformat())
    settle_at = datetime.combine(day, times.settle_at, tzinfo=calendar.timezone)
    uow.jobs.ask("settle-day", settle_at, key=day.isoformat(), day=day.isoformat())
    return row


def pick_ready_by(deployment: Deployment, day: date) -> datetime:
    """When the store should have packed everything; from then on plans are made with what is."""
    ready_by = deployment.service.work_times.pick_ready_by
    return datetime.combine(day, ready_by, tzinfo=deployment.calendar.timezone)


def reach_cutoff(uow: UnitOfWork, day: date) -> None:
    """No order received from now on counts for this day; earlier ones are still answered."""
    row = _locked(uow, day)
    after = DAY_MACHINE.after(DayState(row.state), DayEvent.REACH_CUTOFF)
    uow.guarded(row, {"state": row.state}, state=after)
    uow.journal.append("day-closing", day=day)
    uow.jobs.ask("close-day", uow.now, key=day.isoformat(), day=day.isoformat())


def close_day(uow: UnitOfWork, day: date, lives: Lives) -> bool:
    """Issue the pick list, unless a receipt from before the cutoff may still be open.

    Returns whether the day is closed now; False means: look again after DRAIN_AGAIN.
    """
    row = _locked(uow, day)
    if _undrained(uow, day, lives):
        return False
    after = DAY_MACHINE.after(DayState(row.state), DayEvent.DRAIN)
    uow.guarded(row, {"state": row.state}, state=after, closed_at=uow.now)
    orders = uow.session.exec(
        select(OrderRow)
        .where(OrderRow.day == day, OrderRow.state == OrderState.PLACED)
        .order_by(OrderRow.id)
    ).all()
    for order in orders:
        released = ORDER_MACHINE.after(OrderState(order.state), OrderEvent.RELEASE)
        uow.guarded(order, {"state": order.state}, state=released)
        uow.journal.append("order-released", day=day, order_id=order.id)
    uow.journal.append("day-closed", day=day, orders=len(orders))
    uow.journal.append("pick-list-issued", day=day, order_ids=[order.id for order in orders])
    return True


def _undrained(uow: UnitOfWork, day: date, lives: Lives) -> bool:
    """Whether a living web process has not yet answered all receipts from before the cutoff."""
    intakes = uow.session.exec(select(IntakeRow)).all()
    return any(
        lives(intake) and (intake.drained_through is None or intake.drained_through < day)
        for intake in intakes
    )


def _locked(uow: UnitOfWork, day: date) -> ServiceDayRow:
    return uow.session.exec(
        select(ServiceDayRow).where(ServiceDayRow.day == day).with_for_update()
    ).one()
