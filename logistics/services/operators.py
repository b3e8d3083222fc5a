"""Who flies: the operator of a sortie, and what must be valid and notified for them on the day.

Owns which person counts as being at the controls, from what was said, and which other flights of
ours a notification would overlap. Knows nothing of how the papers are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from logistics.db.models import SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.airlift import AirRoute
from logistics.domain.principal import PrincipalKind
from logistics.domain.village import Role
from missions.flight.gates import Operator
from missions.plan.model import Direction
from missions.store.flights import Word, commands_of
from missions.store.tables import FlightRow

_PILOTS = frozenset({Role.OPERATOR, Role.LAUNCH_AUTHORITY})
AROUND = timedelta(minutes=5)
"""How much earlier and later than planned a notified flight may begin and end."""


def operator_of(uow: UnitOfWork, sortie: SortieRow, asker: str | None) -> Operator | None:
    """Whoever asks now (an actor, as in the journal), where that is one who flies; else the one who
    was the last to say a word to a flight of this sortie. None: nobody has."""
    person = _pilot(uow, asker)
    word_s = 0.0
    if person is None:
        said = [(at, who) for at, by in _said(uow.session, sortie) if (who := _pilot(uow, by))]
        if not said:
            return None
        # Of words at the same moment the later one: sorting is stable.
        at, person = sorted(said, key=lambda each: each[0])[-1]
        word_s = (uow.now - at).total_seconds()
    licence = uow.deployment.air.papers.licence_of(person, uow.now.date())
    return Operator(person, word_s, licence)


def notification_faults(
    uow: UnitOfWork,
    sortie: SortieRow,
    route: AirRoute,
    direction: Direction,
    operator: Operator | None,
    others: list[FlightRow],
) -> tuple[str, ...] | None:
    """What the notification of a flight that began now lacks, and which one of ours it overlaps.

    None: nobody is known who would fly it, or no papers are. `others`: flights in corridors that
    meet this route's, in the air or with their order to launch out.
    """
    papers = uow.deployment.air.papers
    if operator is None or not papers.known:
        return None
    missing = papers.missing_for(sortie.aircraft, route.name, operator.person, uow.now.date())
    ends_at = uow.now + _lasts(route, direction) + AROUND
    return (*missing, *_overlaps(uow, others, uow.now - AROUND, ends_at))


def _overlaps(
    uow: UnitOfWork, others: list[FlightRow], begins_at: datetime, ends_at: datetime
) -> Iterator[str]:
    routes = {route.name: route for route in uow.deployment.air.routes.values()}
    for flight in others:
        route = routes.get(flight.route)
        said = commands_of(uow.session, flight.id)
        launched = [each.asked_at for each in said if each.word == Word.LAUNCH]
        if route is None or not launched:
            yield f"overlaps {flight.id}, of which no times are known"
            continue
        until = launched[-1] + _lasts(route, Direction(flight.direction)) + AROUND
        if launched[-1] - AROUND < ends_at and begins_at < until:
            yield f"overlaps {flight.id}, notified until {until:%H:%M}"


def _lasts(route: AirRoute, direction: Direction) -> timedelta:
    """Out, and home again where nobody consents; or home."""
    minutes = route.bare_min if direction is Direction.OUT else route.flight_min
    return timedelta(minutes=minutes)


def _said(session: Session, sortie: SortieRow) -> Iterator[tuple[datetime, str]]:
    """When and by whom words were said to the sortie's flights."""
    flights = select(FlightRow.id).where(FlightRow.day == sortie.day, FlightRow.sortie == sortie.id)
    for flight in session.exec(flights.order_by(col(FlightRow.id))):
        for command in commands_of(session, flight):
            yield command.asked_at, command.asked_by


def _pilot(uow: UnitOfWork, actor: str | None) -> str | None:
    """The person behind an actor, where that is one who may have an aircraft in hand."""
    kind, _, name = (actor or "").partition("/")
    person = uow.deployment.village.people.get(name)
    if kind != PrincipalKind.PERSON or person is None or not person.roles & _PILOTS:
        return None
    return person.id
