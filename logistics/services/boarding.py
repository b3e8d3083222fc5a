"""Goods on board of aircraft: when they may change hands there, and what follows for the sortie.

Owns the sortie's side of a handover, and how a sortie's state is moved and journalled. Who may
scan is decided in `custody`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from logistics.db.models import LegRow, ParcelRow, SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.custody import Keeper, KeeperKind, ScanOutOfTurn, Way
from logistics.domain.sorties import (
    ENDED,
    SORTIE_MACHINE,
    SortieEvent,
    SortieState,
)
from logistics.services.cold import limits_of
from missions.errors import SorabinError


class UnknownSortie(SorabinError):
    """The day has no such sortie."""

    code = "unknown-sortie"


def the_sortie(session: Session, day: date, sortie_id: str, *, lock: bool = False) -> SortieRow:
    """A sortie of a day. Raises UnknownSortie."""
    row = session.get(SortieRow, (day, sortie_id), with_for_update=lock or None)
    if row is None:
        raise UnknownSortie(f"{day} has no sortie {sortie_id}", sortie=sortie_id)
    return row


def sorties_of(session: Session, day: date) -> list[SortieRow]:
    """All sorties of a day, in the order in which they were planned."""
    wanted = select(SortieRow).where(SortieRow.day == day)
    return list(session.exec(wanted.order_by(col(SortieRow.made_at), col(SortieRow.id))))


def load_of(session: Session, sortie: SortieRow) -> Sequence[ParcelRow]:
    """The parcels that are on board now."""
    session.flush()
    return session.exec(
        select(ParcelRow)
        .where(
            ParcelRow.day == sortie.day,
            ParcelRow.keeper_kind == KeeperKind.AIRCRAFT,
            ParcelRow.keeper_id == sortie.aircraft,
        )
        .order_by(col(ParcelRow.code))
    ).all()


def move_sortie(
    uow: UnitOfWork, sortie: SortieRow, event: SortieEvent, kind: str, **facts: Any
) -> None:
    """Move a sortie's state by the table, journalled as `kind`. Raises OutOfTurn."""
    after = SORTIE_MACHINE.after(SortieState(sortie.state), event)
    changes: dict[str, object] = {"state": after}
    if after in ENDED:
        changes["ended_at"] = uow.now
    if "why" in facts:
        changes["why"] = facts["why"]
    uow.guarded(sortie, {"state": sortie.state}, **changes)
    uow.journal.append(
        kind,
        day=sortie.day,
        sortie=sortie.id,
        aircraft=sortie.aircraft,
        hall=sortie.hall,
        state=after,
        **facts,
    )


def refuse_unless_there(uow: UnitOfWork, parcel: ParcelRow, way: Way) -> None:
    """Raise ScanOutOfTurn for a handover with an aircraft that is not where its load is handed."""
    if way.next is None:
        return
    if way.next.kind is KeeperKind.AIRCRAFT:
        sortie, wanted = sortie_with(uow, parcel, way.next), SortieState.PLANNED
    elif way.keeper.kind is KeeperKind.AIRCRAFT and way.next.kind is KeeperKind.VOLUNTEER:
        sortie, wanted = sortie_with(uow, parcel, way.keeper), SortieState.AT_HALL
    else:
        return
    if sortie is None or sortie.state != wanted:
        state = sortie.state if sortie else "unknown"
        raise ScanOutOfTurn(
            f"the sortie of this aircraft is {state}; goods change hands while it is {wanted}",
            sortie=sortie.id if sortie else None,
            state=state,
        )


def follow_load(uow: UnitOfWork, parcel: ParcelRow, giver: Keeper, taker: Keeper) -> None:
    """The sortie is loaded with its last parcel, and done when it has given back its last one."""
    if taker.kind is KeeperKind.AIRCRAFT:
        sortie = sortie_with(uow, parcel, taker)
        if sortie is not None and sortie.state == SortieState.PLANNED:
            _keep_cold(uow, sortie, parcel)
            _loaded_with_the_last(uow, sortie)
    elif giver.kind is KeeperKind.AIRCRAFT and taker.kind is KeeperKind.HUB:
        sortie = _came_back(uow, parcel.day, giver)
        if sortie is not None and not load_of(uow.session, sortie):
            move_sortie(uow, sortie, SortieEvent.EMPTY, "sortie-done")


def _keep_cold(uow: UnitOfWork, sortie: SortieRow, parcel: ParcelRow) -> None:
    """Launch in time for chilled goods: even if they come back, no longer without a cool box.

    Their time began with this handover.
    """
    bare_min = limits_of(uow.deployment, parcel).bare_min
    route = uow.deployment.air.routes.get(sortie.hall)
    if bare_min is None or route is None:
        return
    unload_min = uow.deployment.service.work_times.stop_unload_min
    last = uow.now + timedelta(minutes=bare_min - route.bare_min - unload_min)
    if last >= sortie.last_launch_at:
        return
    uow.guarded(sortie, {"state": sortie.state}, last_launch_at=last)
    uow.journal.append(
        "sortie-hurries",
        day=sortie.day,
        parcel_code=parcel.code,
        order_id=parcel.order_id,
        sortie=sortie.id,
        last_launch=last,
    )
    uow.jobs.ask(
        "last-launch",
        last,
        key=f"{sortie.day}:{sortie.id}:{parcel.code}",
        day=sortie.day.isoformat(),
        sortie=sortie.id,
    )


def _loaded_with_the_last(uow: UnitOfWork, sortie: SortieRow) -> None:
    leg = uow.session.get_one(LegRow, (sortie.day, sortie.leg))
    on_board = load_of(uow.session, sortie)
    if set(leg.parcels) == {parcel.code for parcel in on_board}:
        load_g = sum(parcel.mass_g for parcel in on_board)
        move_sortie(
            uow, sortie, SortieEvent.LOAD, "sortie-loaded", parcels=leg.parcels, load_g=load_g
        )


def sortie_with(uow: UnitOfWork, parcel: ParcelRow, aircraft: Keeper) -> SortieRow | None:
    """The sortie that this parcel flies with, locked: its parcels change hands at once."""
    return uow.session.exec(
        select(SortieRow)
        .where(
            SortieRow.day == parcel.day,
            SortieRow.aircraft == aircraft.id,
            col(SortieRow.leg).in_(parcel.legs),
        )
        .with_for_update()
    ).first()


def _came_back(uow: UnitOfWork, day: date, aircraft: Keeper) -> SortieRow | None:
    return uow.session.exec(
        select(SortieRow)
        .where(
            SortieRow.day == day,
            SortieRow.aircraft == aircraft.id,
            SortieRow.state == SortieState.CAME_BACK,
        )
        .with_for_update()
    ).first()
