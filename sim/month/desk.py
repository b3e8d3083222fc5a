"""Stands in for the flight desk: one flight as the rows and the book's entry that a desk makes.

Owns the order of what a flight's record tells. What becomes of it is the desk's own: its chronicle
writes rows and events, its bookkeeper keeps form 1. Nothing flies here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from missions.flight.desk.bookkeeping import Bookkeeper
from missions.flight.desk.chronicle import Chronicle, Told
from missions.flight.desk.entry import Entry
from missions.flight.desk.watch import BY_ITSELF
from missions.flight.landing import Landing, pad_of
from missions.flight.record import FlightRecord
from missions.flight.states import FlightEvent
from missions.flightbook.health import Health
from missions.flying import Flying
from missions.plan.model import Direction
from missions.routes.model import Route
from missions.store import batteries, flights
from missions.store.flights import ACCEPTED, Word


class Mishap(StrEnum):
    """What may happen to a flight that nobody planned."""

    NONE = "none"
    UNSEEN = "unseen"  # the link is lost for a while
    LANDED_UNSEEN = "landed-unseen"  # and comes back only when it stands on the pad
    TURNED_BACK = "turned-back"  # by itself, before it was over the hall
    DIVERTED = "diverted"  # by an operator's word, to an emergency landing place


@dataclass(frozen=True, slots=True)
class Leg:
    """One flight. `flight_s`: from take-off to landing. `left_percent` of the battery at its end.

    `ordered_by` is the actor of the word to launch, `seen_later_s` by how much later than it
    landed it is seen on the ground where its mishap is LANDED_UNSEEN.
    """

    aircraft: str
    route: Route
    direction: Direction
    day: date
    sortie: str
    off_at: datetime
    flight_s: float
    load_kg: float
    left_percent: float
    ordered_by: str
    health: Health
    mishap: Mishap = Mishap.NONE
    seen_later_s: float = 60.0

    @property
    def id(self) -> str:
        return f"{self.sortie}-{self.direction}"

    @property
    def on_at(self) -> datetime:
        """When it lands."""
        return self.off_at + timedelta(seconds=self.flight_s)


class SimulatedDesk:
    """Writes flights of one deployment into one session."""

    def __init__(self, session: Session, flying: Flying) -> None:
        self._session = session
        self._book = Bookkeeper(flying)
        self._now = datetime.min.replace(tzinfo=UTC)

    def fly(self, leg: Leg) -> str:
        """Put down a whole flight; returns the state that it ended as."""
        row = flights.make_flight(
            self._session, flight_id=leg.id, day=leg.day, sortie=leg.sortie, route=leg.route.name,
            direction=leg.direction, aircraft=leg.aircraft, load_kg=leg.load_kg,
            now=leg.off_at - timedelta(minutes=3),
        )  # fmt: skip
        launch = self._word(leg, Word.LAUNCH, leg.ordered_by, leg.off_at - timedelta(seconds=20))
        battery = batteries.takes_off(self._session, leg.aircraft, leg.off_at)
        self._now = leg.off_at
        chronicle = self._chronicle(leg, launch)
        record = FlightRecord(chronicle.hear)
        for share, kind, event in _course(leg):
            self._now = leg.off_at + timedelta(seconds=share * leg.flight_s)
            if event is FlightEvent.SEEN_DIVERTING:
                self._divert(leg)
            if event is not None:
                record.move(event, share * leg.flight_s)
            else:
                record.note(kind, share * leg.flight_s)
        if battery is not None:
            batteries.has_flown(self._session, battery, leg.left_percent, self._now)
        self._session.refresh(row)
        return row.state

    def _chronicle(self, leg: Leg, launch: int) -> Chronicle:
        chronicle = Chronicle(leg.id, Told(launch_word=launch), self._at, self._put, _nowhere)
        found = _landing(leg)
        chronicle.landing = lambda: found
        chronicle.health = lambda: leg.health
        chronicle.reason = lambda: BY_ITSELF if leg.mishap is Mishap.TURNED_BACK else ""
        return chronicle

    def _at(self) -> datetime:
        return self._now

    def _put(self, entry: Entry) -> None:
        entry.write(self._session)
        self._book.keep(self._session, entry)

    def _divert(self, leg: Leg) -> None:
        number = self._word(leg, Word.DIVERT, leg.ordered_by, self._at())
        body = {"word": str(Word.DIVERT), "outcome": ACCEPTED}
        answers = {number: ACCEPTED}
        self._put(Entry(leg.id, self._at(), events=(("command", body),), answers=answers))

    def _word(self, leg: Leg, word: Word, by: str, at: datetime) -> int:
        asked = flights.ask(
            self._session, flight_id=leg.id, aircraft=leg.aircraft, word=word, body={},
            asked_by=by, now=at, key=f"{leg.id}-{word}",
        )  # fmt: skip
        flights.take(self._session, asked, at)
        assert asked.id is not None, "a row that was flushed has its number"
        return asked.id


def _course(leg: Leg) -> Sequence[tuple[float, str, FlightEvent | None]]:
    """Share of the flight's time, and what its record tells then."""
    out = leg.direction is Direction.OUT
    away = FlightEvent.SEEN_OUTBOUND if out else FlightEvent.SEEN_HOMEBOUND
    end = FlightEvent.LANDED_AT_HALL if out else FlightEvent.LANDED_AT_HUB
    begin = [(-0.02, "state", FlightEvent.JUDGED_GO), (-0.01, "state", FlightEvent.LAUNCH)]
    begin += [(0.0, "lifted", None), (0.01, "state", away)]
    late = 1.0 + leg.seen_later_s / leg.flight_s
    rest: dict[Mishap, list[tuple[float, str, FlightEvent | None]]] = {
        Mishap.NONE: [(1.0, "state", end)],
        Mishap.UNSEEN: [
            (0.4, "state", FlightEvent.SILENT), (0.45, "state", away), (1.0, "state", end),
        ],
        Mishap.LANDED_UNSEEN: [(0.9, "state", FlightEvent.SILENT), (late, "state", end)],
        Mishap.TURNED_BACK: [
            (0.5, "state", FlightEvent.SEEN_HOMEBOUND), (1.0, "state", FlightEvent.LANDED_AT_HUB),
        ],
        Mishap.DIVERTED: [
            (0.6, "state", FlightEvent.SEEN_DIVERTING),
            (1.0, "state", FlightEvent.LANDED_AT_PLACE),
        ],
    }  # fmt: skip
    return [*begin, *rest[leg.mishap]]


def _landing(leg: Leg) -> Landing:
    """Where it stands in the end, as near to the pad as the simulated vehicle comes."""
    out = leg.direction is Direction.OUT and leg.mishap is not Mishap.TURNED_BACK
    place = (leg.route.hall if out else leg.route.hub).id
    if leg.mishap is Mishap.DIVERTED:
        place = leg.route.landing_places[0].id
    return Landing(place, pad_of(leg.route, place), 0.4, 0.1, leg.flight_s)


def _nowhere() -> dict[str, Any] | None:
    """No position is simulated."""
    return None
