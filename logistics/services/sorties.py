"""Sorties as planned: which aircraft is fit and free, and the rows of what the plan lets fly.

Owns the making and the retiring of sorties with the day's plan. How a sortie goes on is decided in
`launches` and `flight_events`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from datetime import date

from sqlmodel import Session, col, select

from logistics.db.models import LegRow, StandDownRow
from logistics.db.models import SortieRow as Row
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.airlift import AirMeans, last_launch
from logistics.domain.dispatch import DayPlan
from logistics.domain.sorties import ENDED, SortieEvent, SortieState
from logistics.services.airworthy import may_be_planned
from logistics.services.boarding import move_sortie, sorties_of
from missions.store import fleet

REPLACED = "a new plan"


def air_means(uow: UnitOfWork, day: date) -> AirMeans | None:
    """What can fly for a plan made now; None where nothing can.

    An aircraft is free that is entered, not grounded, not unfit by its flight book, and has a round
    left; a route needs its approval; and nothing is planned to fly while launches are stopped.
    """
    facts, service = uow.deployment.air, uow.deployment.service
    if not facts.aircraft or facts.limits is None or stood_down(uow) is not None:
        return None
    rounds = Counter(
        sortie.aircraft
        for sortie in sorties_of(uow.session, day)
        if sortie.state != SortieState.CANCELLED
    )
    fit = {row.aircraft for row in fleet.aircraft(uow.session) if not row.grounded}
    fit = {each for each in fit if may_be_planned(uow, each)}
    free = [
        each
        for each in facts.aircraft
        if each in fit and rounds[each] < facts.rounds_per_aircraft and not _under_way(uow, each)
    ]
    means = AirMeans.of(
        facts,
        free,
        service.air_limits,
        service.work_times.stop_unload_min,
        service.work_times.hub_handling_min,
    )
    return means if free and means.routes else None


def stood_down(uow: UnitOfWork) -> StandDownRow | None:
    """The stand-down that holds now, if there is one."""
    return standing_now(uow.session)


def standing_now(session: Session) -> StandDownRow | None:
    """The stand-down that holds, as seen from this session."""
    holding = select(StandDownRow).where(col(StandDownRow.lifted_at).is_(None))
    return session.exec(holding.order_by(col(StandDownRow.id))).first()


def make_sorties(uow: UnitOfWork, day: date, plan: DayPlan, air: AirMeans) -> None:
    """One sortie for each air leg of a numbered plan."""
    known = len(sorties_of(uow.session, day))
    switch_by = {parcel.code: parcel.switch_by for parcel in plan.parcels}
    for number, leg in enumerate(plan.air, start=known + 1):
        sortie = Row(
            day=day,
            id=f"s{number}",
            aircraft=leg.carrier.id,
            hall=leg.end,
            route=air.routes[leg.end].name,
            leg=leg.id,
            state=SortieState.PLANNED,
            last_launch_at=min(last_launch(switch_by[code], leg.end, air) for code in leg.parcels),
            made_at=uow.now,
        )
        uow.session.add(sortie)
        uow.session.flush()
        uow.journal.append(
            "sortie-planned",
            day=day,
            sortie=sortie.id,
            aircraft=sortie.aircraft,
            hall=sortie.hall,
            state=sortie.state,
            route=sortie.route,
            leg=leg.id,
            parcels=list(leg.parcels),
            last_launch=sortie.last_launch_at,
        )
        uow.jobs.ask(
            "last-launch",
            sortie.last_launch_at,
            key=f"{day}:{sortie.id}",
            day=day.isoformat(),
            sortie=sortie.id,
        )


def retire_sorties(uow: UnitOfWork, day: date, planned: Set[str]) -> None:
    """Cancel the sorties of which every parcel is about to be planned anew."""
    for sortie in sorties_of(uow.session, day):
        leg = uow.session.get(LegRow, (day, sortie.leg))
        if sortie.state == SortieState.PLANNED and leg and set(leg.parcels) <= planned:
            move_sortie(uow, sortie, SortieEvent.CANCEL, "sortie-cancelled", why=REPLACED)


def _under_way(uow: UnitOfWork, aircraft: str) -> bool:
    """Whether a sortie of this aircraft, of whatever day, has not ended yet."""
    living = select(Row).where(Row.aircraft == aircraft, col(Row.state).not_in(list(ENDED)))
    return uow.session.exec(living).first() is not None
