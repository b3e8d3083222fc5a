"""Promises: kept at the door, watched on the way, broken with their reason.

Owns the promise's state on each parcel and the call list for promises about to break.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from logistics.db.models import CallRow, LegRow, OrderRow, ParcelRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import KeeperKind
from logistics.domain.orders import DayState, OrderState
from logistics.domain.parcels import ParcelState, WhyBack
from logistics.domain.principal import Principal
from logistics.domain.promises import LegProgress, PromiseState, forecast, why_broken
from logistics.domain.village import Role
from missions.errors import SorabinError
from missions.machine import OutOfTurn

WATCH_EVERY = timedelta(minutes=10)
UNPACKED = [OrderState.PICKING, OrderState.PICKED]
_OF_BEING_LATE = ("unpacked", "late", "held")
"""Reasons to ring with the same news; each other one is news of its own."""
_HOPELESS = (ParcelState.RETURNING, ParcelState.LOST)


class UnknownCall(SorabinError):
    """There is no such call."""

    code = "unknown-call"


def keep_promise(uow: UnitOfWork, parcel: ParcelRow) -> None:
    """The parcel is at the door: in time the promise is kept, later it stays or becomes broken."""
    if parcel.promise != PromiseState.OPEN:
        return
    if uow.now <= parcel.promise_at:
        uow.guarded(parcel, {"promise": parcel.promise}, promise=PromiseState.KEPT)
        uow.journal.append(
            "promise-kept", day=parcel.day, order_id=parcel.order_id, parcel_code=parcel.code
        )
    else:
        _break(uow, parcel)


def watch_promises(uow: UnitOfWork, day: date) -> bool:
    """List calls for households whose promise is about to break; break those whose time has come.

    Returns whether to look again in WATCH_EVERY.
    """
    row = uow.session.get(ServiceDayRow, day)
    _watch_unpacked(uow, day)
    living = uow.session.exec(
        select(ParcelRow)
        .where(ParcelRow.day == day, ParcelRow.promise == PromiseState.OPEN)
        .order_by(col(ParcelRow.code))
    ).all()
    legs = {leg.id: leg for leg in uow.session.exec(select(LegRow).where(LegRow.day == day))}
    at_risk: dict[str, list[ParcelRow]] = defaultdict(list)
    for parcel in living:
        if parcel.state in _HOPELESS:
            _break(uow, parcel)
        elif uow.now > parcel.promise_at:
            _break(uow, parcel)
            _call(uow, day, parcel.household, _why_call([parcel]), parcel.promise_at)
        elif _expected(uow, parcel, legs) > parcel.promise_at:
            at_risk[parcel.household].append(parcel)
    for household, parcels in sorted(at_risk.items()):
        _list_call(uow, household, parcels, legs, _why_call(parcels))
    return row is not None and row.state != DayState.SETTLED


def call_done(uow: UnitOfWork, principal: Principal, call_id: str, note: str) -> CallRow:
    """Somebody has rung the household. Raises Forbidden, UnknownCall, OutOfTurn."""
    principal.require(Role.OFFICE, Role.OPERATOR)
    call = uow.session.get(CallRow, call_id)
    if call is None:
        raise UnknownCall(f"there is no call {call_id}", call=call_id)
    if call.done_at is not None:
        raise OutOfTurn(f"the call was made at {call.done_at:%H:%M} by {call.done_by}")
    uow.guarded(call, {"done_at": None}, done_at=uow.now, done_by=principal.actor, note=note)
    uow.journal.append("call-done", day=call.day, call=call.id, household=call.household)
    return call


def call_households(uow: UnitOfWork, parcels: Sequence[ParcelRow], reason: str) -> None:
    """List a call for each household of these parcels, unless it is listed for this already."""
    by_household: dict[str, list[ParcelRow]] = defaultdict(list)
    for parcel in parcels:
        by_household[parcel.household].append(parcel)
    for household, own in sorted(by_household.items()):
        legs = uow.session.exec(select(LegRow).where(LegRow.day == own[0].day))
        _list_call(uow, household, own, {leg.id: leg for leg in legs}, reason)


def list_call(uow: UnitOfWork, parcel: ParcelRow, reason: str) -> None:
    """List a call for a parcel's household, once a day for this reason."""
    _call(uow, parcel.day, parcel.household, reason, parcel.promise_at)


def break_open_promises(uow: UnitOfWork, day: date) -> None:
    """At the end of the day no promise stays open, and nobody is forgotten on the call list."""
    watch_promises(uow, day)
    for parcel in uow.session.exec(
        select(ParcelRow).where(ParcelRow.day == day, ParcelRow.promise == PromiseState.OPEN)
    ).all():
        _break(uow, parcel)


def _break(uow: UnitOfWork, parcel: ParcelRow) -> None:
    why = why_broken(
        tried_in_time=parcel.tries > 0,
        left_store=parcel.state != ParcelState.PACKED,
        with_volunteer=parcel.keeper_kind in (KeeperKind.VOLUNTEER, KeeperKind.RESIDENT),
        lost=parcel.state == ParcelState.LOST,
        too_warm=parcel.why_back == WhyBack.TOO_WARM,
    )
    uow.guarded(
        parcel, {"promise": PromiseState.OPEN}, promise=PromiseState.BROKEN, promise_why=why
    )
    uow.journal.append(
        "promise-broken",
        day=parcel.day,
        order_id=parcel.order_id,
        parcel_code=parcel.code,
        why=why,
        promise=parcel.promise_at,
        keeper=f"{parcel.keeper_kind}/{parcel.keeper_id}",
    )


def _expected(uow: UnitOfWork, parcel: ParcelRow, legs: dict[str, LegRow]) -> datetime:
    if parcel.state == ParcelState.HELD and parcel.try_again_at is not None:
        return max(parcel.try_again_at, uow.now)
    if parcel.eta is None:
        return uow.now
    chain = [
        LegProgress(leg.depart_at, leg.arrive_at, leg.departed_at, leg.arrived_at)
        for leg in (legs[id] for id in parcel.legs if id in legs)
    ]
    return forecast(chain, parcel.eta, uow.now)


def _watch_unpacked(uow: UnitOfWork, day: date) -> None:
    """List calls for orders that the car leaves without: they have no parcel to be watched yet."""
    leaves = uow.deployment.service.work_times.supporter_leaves_store
    if uow.now < datetime.combine(day, leaves, tzinfo=uow.deployment.calendar.timezone):
        return
    unpacked = select(OrderRow).where(OrderRow.day == day, col(OrderRow.state).in_(UNPACKED))
    for order in uow.session.exec(unpacked.order_by(OrderRow.id)).all():
        if _call(uow, day, order.household, "unpacked", order.promise_at):
            uow.journal.append(
                "promise-at-risk", day=day, order_id=order.id, promise=order.promise_at
            )


def _list_call(
    uow: UnitOfWork,
    household: str,
    parcels: list[ParcelRow],
    legs: dict[str, LegRow],
    reason: str,
) -> None:
    """A call for a household whose parcels are about to be late; the journal says how late."""
    call_by = min(parcel.promise_at for parcel in parcels)
    if not _call(uow, parcels[0].day, household, reason, call_by):
        return
    expected = max(_expected(uow, parcel, legs) for parcel in parcels)
    for parcel in parcels:
        uow.journal.append(
            "promise-at-risk",
            day=parcel.day,
            order_id=parcel.order_id,
            parcel_code=parcel.code,
            expected=expected,
            promise=parcel.promise_at,
        )


def _call(uow: UnitOfWork, day: date, household: str, reason: str, by: datetime) -> bool:
    """List one call for a household, day and kind of news; False when it stands there already."""
    call_id = f"{day:%Y%m%d}-{household}"
    if reason not in _OF_BEING_LATE:
        call_id += f"-{reason}"
    if uow.session.get(CallRow, call_id) is not None:
        return False
    call_by = max(by, uow.now)
    uow.session.add(
        CallRow(
            id=call_id,
            day=day,
            household=household,
            reason=reason,
            listed_at=uow.now,
            call_by=call_by,
        )
    )
    uow.journal.append("call-listed", day=day, call=call_id, household=household, reason=reason)
    return True


def _why_call(parcels: list[ParcelRow]) -> str:
    return "held" if any(parcel.state == ParcelState.HELD for parcel in parcels) else "late"
