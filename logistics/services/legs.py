"""Legs as they go: departures and arrivals, called by drivers or followed from handovers.

Owns the leg's state. Rounds on foot need no button: they begin with the first parcel in the
volunteer's hands and end with the last one out of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from logistics.db.models import LegRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.legs import LEG_MACHINE, LegEvent, LegMode, LegState
from logistics.domain.principal import Forbidden, Principal, keepers_of
from missions.errors import SorabinError


class UnknownLeg(SorabinError):
    """The day has no such leg."""

    code = "unknown-leg"


def move_leg(
    uow: UnitOfWork, principal: Principal, day: date, leg_id: str, event: LegEvent
) -> LegRow:
    """A carrier says that a leg departs or arrives. Raises UnknownLeg, Forbidden, OutOfTurn."""
    leg = uow.session.get(LegRow, (day, leg_id))
    if leg is None:
        raise UnknownLeg(f"{day} has no leg {leg_id}", leg=leg_id)
    carrier = Keeper(KeeperKind(leg.carrier_kind), leg.carrier_id)
    if carrier not in keepers_of(principal, uow.deployment.village):
        raise Forbidden(f"this leg is {carrier}'s", carrier=str(carrier))
    _apply(uow, leg, event)
    return leg


def legs_of(session: Session, day: date) -> list[LegRow]:
    """All legs of a day by departure, cancelled ones too."""
    wanted = select(LegRow).where(LegRow.day == day)
    return list(session.exec(wanted.order_by(col(LegRow.depart_at), col(LegRow.id))))


def follow_parcel(uow: UnitOfWork, parcel: ParcelRow, giver: Keeper, taker: Keeper) -> None:
    """Begin a round on foot with its first parcel, and end it with its last."""
    if KeeperKind.VOLUNTEER not in (giver.kind, taker.kind):
        return
    legs = (uow.session.get(LegRow, (parcel.day, leg_id)) for leg_id in parcel.legs)
    foot = next((leg for leg in legs if leg is not None and leg.mode == LegMode.FOOT), None)
    if foot is None:
        return
    # Locked: several parcels of a round change hands at once.
    uow.session.refresh(foot, with_for_update=True)
    if taker.kind is KeeperKind.VOLUNTEER and foot.state == LegState.PLANNED:
        _apply(uow, foot, LegEvent.DEPART)
    elif foot.state == LegState.UNDER_WAY and not _still_to_do(uow, foot):
        _apply(uow, foot, LegEvent.ARRIVE)


def _still_to_do(uow: UnitOfWork, foot: LegRow) -> bool:
    """Whether a parcel of the round is still to come to, or with, the volunteer."""
    uow.session.flush()
    volunteer = [KeeperKind.VOLUNTEER.value, foot.carrier_id]
    parcels = uow.session.exec(select(ParcelRow).where(col(ParcelRow.code).in_(foot.parcels))).all()
    return any(volunteer in parcel.way[parcel.position :] for parcel in parcels)


def _apply(uow: UnitOfWork, leg: LegRow, event: LegEvent, **facts: Any) -> None:
    after = LEG_MACHINE.after(LegState(leg.state), event)
    stamp = {LegEvent.DEPART: "departed_at", LegEvent.ARRIVE: "arrived_at"}.get(event)
    changes = {stamp: uow.now} if stamp else {}
    uow.guarded(leg, {"state": leg.state}, state=after, **changes)
    uow.journal.append(
        _KINDS[event], day=leg.day, leg=leg.id, mode=leg.mode, parcels=leg.parcels, **facts
    )


_KINDS = {
    LegEvent.DEPART: "leg-departed",
    LegEvent.ARRIVE: "leg-arrived",
    LegEvent.CANCEL: "leg-cancelled",
    LegEvent.FAIL: "leg-failed",
}


def cancel_leg(uow: UnitOfWork, leg: LegRow) -> None:
    """A later plan replaces a leg that has not begun."""
    _apply(uow, leg, LegEvent.CANCEL)


def fly_leg(uow: UnitOfWork, day: date, leg_id: str, event: LegEvent, **facts: Any) -> None:
    """What a flight did moves its leg, as far as the leg's table allows it."""
    leg = uow.session.get(LegRow, (day, leg_id), with_for_update=True)
    if leg is not None and LEG_MACHINE.allows(LegState(leg.state), event):
        _apply(uow, leg, event, **facts)


_AFTER_THE_HUB = (LegMode.VAN, LegMode.FOOT, LegMode.AIR)


def take_off_legs(
    uow: UnitOfWork, day: date, codes: set[str], modes: Sequence[LegMode] = _AFTER_THE_HUB
) -> None:
    """Take parcels off the legs after the hub that they have not gone; empty legs are cancelled.

    A round on foot that has begun without them ends when it has nothing else left to do.
    """
    wanted = select(LegRow).where(
        LegRow.day == day,
        col(LegRow.mode).in_(modes),
        col(LegRow.state).in_([LegState.PLANNED, LegState.UNDER_WAY]),
    )
    for leg in uow.session.exec(wanted.order_by(col(LegRow.id)).with_for_update()).all():
        left = [code for code in leg.parcels if code not in codes]
        if len(left) == len(leg.parcels):
            continue
        if leg.state == LegState.PLANNED and not left:
            _apply(uow, leg, LegEvent.CANCEL)
        elif leg.state == LegState.PLANNED or leg.mode == LegMode.FOOT:
            leg.parcels = left
            uow.session.add(leg)
            if leg.state == LegState.UNDER_WAY and not _still_to_do(uow, leg):
                _apply(uow, leg, LegEvent.ARRIVE)
