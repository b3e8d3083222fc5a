"""Who receives an aircraft takes out of it also what is meant for another of the hall.

Owns this one exception to a parcel's planned way: the aircraft stands on the pad with its rotors
at rest, and its goods do not wait for a volunteer who is at a door somewhere else.
"""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import col, select

from logistics.db.models import LegRow, ParcelRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import HandoverState, Keeper, KeeperKind, Side, Way
from logistics.domain.legs import LegMode, LegState
from logistics.domain.sorties import SortieState
from logistics.services.boarding import sortie_with
from logistics.services.legs import take_off_legs

_UNLOADING = (KeeperKind.AIRCRAFT, KeeperKind.VOLUNTEER, KeeperKind.VOLUNTEER)


def received_by(
    uow: UnitOfWork, parcel: ParcelRow, way: Way, state: HandoverState, side: Side, scanner: Keeper
) -> Way:
    """The way that a scan by `scanner` counts for: with them, if they receive the aircraft.

    Only the scan that ends the handover changes it (the parcel has been given out of the aircraft),
    so that no half of one is left behind. Anybody else's scan counts for the way as it is.
    """
    meant = way.next
    if (side, state) != (Side.TAKE, HandoverState.GIVEN) or meant is None or meant == scanner:
        return way
    if (way.keeper.kind, meant.kind, scanner.kind) != _UNLOADING:
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
    """A round of its own for what was taken over, as long as the one that was planned.

    It does not join the taker's own round: that may have to wait for a van.
    """
    planned = uow.session.exec(
        select(LegRow)
        .where(
            LegRow.day == parcel.day,
            LegRow.mode == LegMode.FOOT,
            col(LegRow.id).in_(parcel.legs),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if planned is None:
        return
    take_off_legs(uow, parcel.day, {parcel.code}, (LegMode.FOOT,))
    own = _round_for(uow, planned, taker)
    own.parcels = [*own.parcels, parcel.code]
    uow.session.add(own)
    parcel.legs = [own.id if leg_id == planned.id else leg_id for leg_id in parcel.legs]
    uow.session.add(parcel)
    uow.session.flush()


def _round_for(uow: UnitOfWork, planned: LegRow, taker: Keeper) -> LegRow:
    """The taker's round in the place of this one: begun with another parcel, or a new one."""
    name, number = f"{planned.id}-{taker.id}", 1
    while (row := uow.session.get(LegRow, (planned.day, name), with_for_update=True)) is not None:
        if row.state in (LegState.PLANNED, LegState.UNDER_WAY):
            return row
        number += 1
        name = f"{planned.id}-{taker.id}-{number}"
    return LegRow(
        day=planned.day,
        id=name,
        plan_version=planned.plan_version,
        mode=LegMode.FOOT,
        carrier_kind=taker.kind,
        carrier_id=taker.id,
        start=planned.start,
        end=planned.end,
        depart_at=planned.depart_at,
        arrive_at=planned.arrive_at,
        parcels=[],
        state=LegState.PLANNED,
    )
