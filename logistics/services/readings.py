"""What the service knows before a launch: weather, daylight, load, approval, words of people.

Owns the gathering of the readings that are not the vehicle's. They go to the desk with the word to
prepare or to launch; the desk adds the vehicle's own and judges. What is not known stays None.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from logistics.db.models import SortieRow, SortieWordRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.airlift import AirRoute
from logistics.domain.daylight import daylight_for
from logistics.domain.principal import PrincipalKind
from logistics.domain.sorties import Word
from logistics.services.airworthy import NO_UPKEEP, by_book, round_ahead
from logistics.services.boarding import load_of
from logistics.services.operators import notification_faults, operator_of
from logistics.services.weather import worst
from missions.flight.gates import GATES, VEHICLE_GATES, Gate, Limits, Readings, Verdict, judge
from missions.plan.model import Direction
from missions.store.flights import in_the_air
from missions.store.tables import FlightRow

OWN_GATES = tuple(
    name for name in GATES if name == "load" or name not in (*VEHICLE_GATES, "remote-id")
)
"""The gates that can be judged without the vehicle."""


def readings_of(
    uow: UnitOfWork, sortie: SortieRow, direction: Direction, asker: str | None = None
) -> Readings:
    """All that is known now for this flight. `asker`: the actor who asks, by default whoever this
    transaction is for."""
    session, now, deployment = uow.session, uow.now, uow.deployment
    route = deployment.air.routes.get(sortie.hall)
    hub = deployment.village.hub
    places = (hub.id, sortie.hall)
    judged = by_book(uow, sortie.aircraft, round_ahead(route, direction))
    confirmed, pad = _words_for(session, sortie, direction)
    minutes = 0 if route is None else route.flight_min + route.wait_min
    others = None if route is None else _others_in_the_air(session, sortie, route)
    operator = operator_of(uow, sortie, asker or uow.journal.actor)
    today = now.date()
    return Readings(
        route_approved=None if route is None else route.approved is not None,
        approval_version=None if route is None else route.approved,
        airworthy=None if judged is None else judged.airworthy,
        airworthy_why=NO_UPKEEP if judged is None else judged.why,
        airworthy_points=() if judged is None else judged.points,
        load_kg=sum(parcel.mass_g for parcel in load_of(session, sortie)) / 1000,
        wind_mps=worst(session, places, "wind_mps", now),
        gust_mps=worst(session, places, "gust_mps", now),
        rain_mm_h=worst(session, places, "rain_mm_h", now),
        visibility_m=worst(session, places, "visibility_m", now, least=True),
        daylight=None
        if route is None
        # Out and, when nobody consents, home again.
        else daylight_for(
            hub.lat_deg, hub.lon_deg, now, now + timedelta(minutes=minutes + route.flight_min)
        ),
        permit=None
        if route is None
        else deployment.air.papers.standing(sortie.aircraft, route.name, today),
        operator=operator,
        notification=None
        if route is None
        else notification_faults(uow, sortie, route, direction, operator, others or []),
        corridor_free=None if others is None else not others,
        corridor_why=", ".join(f"{each.aircraft} flies {each.route}" for each in others or ()),
        volunteer=None if confirmed is None else sortie.volunteer,
        volunteer_word_s=_age_s(uow, confirmed),
        pad_clear=None if pad is None else pad.word != Word.PAD_NOT_CLEAR,
        pad_clear_word_s=_age_s(uow, pad),
    )


def own_gates(readings: Readings, limits: Limits | None) -> list[Gate]:
    """The verdicts of the gates that need no vehicle; without limits all are unknown."""
    if limits is None:
        return [Gate(name, Verdict.UNKNOWN, why="no limits are set") for name in OWN_GATES]
    return judge(readings, limits, OWN_GATES)


def closed(gates: Sequence[Gate]) -> list[Gate]:
    """Those that do not pass."""
    return [gate for gate in gates if gate.verdict is not Verdict.PASS]


_TO_LAND = (Word.PAD_CLEAR, Word.PAD_NOT_CLEAR)
_TO_START = (Word.ALL_CLEAR, Word.PAD_NOT_CLEAR)


def _others_in_the_air(session: Session, sortie: SortieRow, route: AirRoute) -> list[FlightRow]:
    """Flights of other sorties in corridors that meet this route's."""
    own = (sortie.flight_out, sortie.flight_home)
    flying = in_the_air(session, {route.name, *route.shares})
    return [flight for flight in flying if flight.id not in own]


def _words_for(
    session: Session, sortie: SortieRow, direction: Direction
) -> tuple[SortieWordRow | None, SortieWordRow | None]:
    """The latest words that somebody stands at the hall, and about the pad there."""
    said = _said(session, sortie)
    if direction is Direction.OUT:
        return _last(said, (Word.CONFIRMED,)), _last(said, _TO_LAND)
    # While the aircraft came down, and while hands were at it, the pad was another one.
    pad = _last(said, (*_TO_START, Word.UNLOADED, Word.SWAPPED))
    if pad is not None and pad.word not in _TO_START:
        pad = None
    # Whoever speaks about the pad stands there.
    return pad or _last(said, (Word.CONFIRMED,)), pad


def _said(session: Session, sortie: SortieRow) -> list[SortieWordRow]:
    """What the named volunteer has said since nobody else was named, the oldest first."""
    me = f"{PrincipalKind.PERSON}/{sortie.volunteer}"
    words = session.exec(
        select(SortieWordRow)
        .where(SortieWordRow.day == sortie.day, SortieWordRow.sortie == sortie.id)
        .order_by(col(SortieWordRow.id))
    )
    said: list[SortieWordRow] = []
    for word in words:
        if word.said_by == me:
            said.append(word)
        elif word.word == Word.CONFIRMED:
            said.clear()
    return said


def _last(said: Sequence[SortieWordRow], words: tuple[Word, ...]) -> SortieWordRow | None:
    return next((each for each in reversed(said) if each.word in words), None)


def _age_s(uow: UnitOfWork, word: SortieWordRow | None) -> float | None:
    return None if word is None else (uow.now - word.at).total_seconds()
