"""Who receives an aircraft takes out of it also what is meant for another of the hall.

Owns this one exception to a parcel's planned way: the aircraft stands on the pad with its rotors
at rest, and its goods do not wait for a volunteer who is at a door somewhere else.
"""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, select

from logistics.db.models import LegRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import Keeper, KeeperKind, Side, Way
from logistics.domain.legs import LegMode, LegState
from logistics.domain.sorties import SortieState
from logistics.services.boarding import sortie_with
from logistics.services.legs import take_off_legs

_LIVING = (LegState.PLANNED, LegState.UNDER_WAY)


def received_by(uow: UnitOfWork, parcel: ParcelRow, way: Way, side: Side, scanner: Keeper) -> Way:
    """The way that a scan by `scanner` counts for: with them, if they receive the aircraft.

    Anybody else's scan counts for the way as it is. The round on foot of the volunteer who was
    planned loses the parcel, that of the one who took it gains it.
    """
    meant = way.next
    kinds = (way.keeper.kind, meant and meant.kind, scanner.kind)
    unloading = (KeeperKind.AIRCRAFT, KeeperKind.VOLUNTEER, KeeperKind.VOLUNTEER)
    if side is not Side.TAKE or kinds != unloading or meant == scanner:
        return way
    sortie = sortie_with(uow, parcel, way.keeper)
    if sortie is None or (sortie.state, sortie.volunteer) != (SortieState.AT_HALL, scanner.id):
        return way
    taken = replace(way, keepers=tuple(scanner if each == meant else each for each in way.keepers))
    parcel.way = [[keeper.kind, keeper.id] for keeper in taken.keepers]
    _to_other_round(uow, parcel, scanner)
    uow.journal.append(
        "parcel-received-for",
        day=parcel.day,
        order_id=parcel.order_id,
        parcel_code=parcel.code,
        sortie=sortie.id,
        meant_for=str(meant),
        received_by=str(scanner),
    )
    return taken


def _to_other_round(uow: UnitOfWork, parcel: ParcelRow, taker: Keeper) -> None:
    flown = [leg_id for leg_id in parcel.legs if not _on_foot(uow, parcel, leg_id)]
    take_off_legs(uow, parcel.day, {parcel.code}, (LegMode.FOOT,))
    own = uow.session.exec(
        select(LegRow)
        .where(
            LegRow.day == parcel.day,
            LegRow.mode == LegMode.FOOT,
            LegRow.carrier_id == taker.id,
            col(LegRow.state).in_(_LIVING),
        )
        .order_by(col(LegRow.depart_at), col(LegRow.id))
        .with_for_update()
    ).first()
    if own is not None:
        own.parcels = [*own.parcels, parcel.code]
        uow.session.add(own)
    parcel.legs = [*flown, *([own.id] if own is not None else [])]
    uow.session.add(parcel)
    uow.session.flush()


def _on_foot(uow: UnitOfWork, parcel: ParcelRow, leg_id: str) -> bool:
    leg = uow.session.get(LegRow, (parcel.day, leg_id))
    return leg is not None and leg.mode == LegMode.FOOT
