"""Promises: kept at the door, watched on the way, broken with their reason.

Owns the promise's state on each parcel and the call list for promises about to break.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from logistics.db.models import CallRow, LegRow, ParcelRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import KeeperKind
from logistics.domain.orders import DayState
from logistics.domain.parcels import ParcelState
from logistics.domain.principal import Principal
from logistics.domain.promises import LegProgress, PromiseState, forecast, why_broken
from logistics.domain.village import Role
from missions.errors import SorabinError
from missions.machine import OutOfTurn

WATCH_EVERY = timedelta(minutes=10)
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
    living = uow.session.exec(
        select(ParcelRow)
        .where(ParcelRow.day == day, ParcelRow.promise == PromiseState.OPEN)
        .order_by(col(ParcelRow.code))
    ).all()
    legs = {leg.id: leg for leg in uow.session.exec(select(LegRow).where(LegRow.day == day))}
    at_risk: dict[str, list[ParcelRow]] = defaultdict(list)
    for parcel in living:
        if uow.now > parcel.promise_at or parcel.state in _HOPELESS:
            _break(uow, parcel)
        elif _expected(uow, parcel, legs) > parcel.promise_at:
            at_risk[parcel.household].append(parcel)
    for household, parcels in sorted(at_risk.items()):
        _list_call(uow, household, parcels, legs)
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
    """List a call for each household of these parcels, unless it is on the day's list already."""
    by_household: dict[str, list[ParcelRow]] = defaultdict(list)
    for parcel in parcels:
        by_household[parcel.household].append(parcel)
    for household, own in sorted(by_household.items()):
        legs = uow.session.exec(select(LegRow).where(LegRow.day == own[0].day))
        _list_call(uow, household, own, {leg.id: leg for leg in legs}, reason)


def break_open_promises(uow: UnitOfWork, day: date) -> None:
    """At the end of the day no promise stays open."""
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


def _list_call(
    uow: UnitOfWork,
    household: str,
    parcels: list[ParcelRow],
    legs: dict[str, LegRow],
    reason: str | None = None,
) -> None:
    """One call for a household and day: what is about to break, and by when to ring."""
    first = parcels[0]
    call_id = f"{first.day:%Y%m%d}-{household}"
    if uow.session.get(CallRow, call_id) is not None:
        return
    expected = max(_expected(uow, parcel, legs) for parcel in parcels)
    held = any(p.state == ParcelState.HELD for p in parcels)
    reason = reason or ("held" if held else "late")
    call_by = min(parcel.promise_at for parcel in parcels)
    uow.session.add(
        CallRow(
            id=call_id,
            day=first.day,
            household=household,
            reason=reason,
            listed_at=uow.now,
            call_by=call_by,
        )
    )
    for parcel in parcels:
        uow.journal.append(
            "promise-at-risk",
            day=parcel.day,
            order_id=parcel.order_id,
            parcel_code=parcel.code,
            expected=expected,
            promise=parcel.promise_at,
        )
    uow.journal.append(
        "call-listed", day=first.day, call=call_id, household=household, reason=reason
    )
