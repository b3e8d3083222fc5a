"""The rows of one flight: what people of the hub would write through the service.

Owns the flight's entry with an aircraft that is fit to fly, its words, and reading what came of
them. Whether another flies in the same corridor is the service's to say, and is said here.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from logistics.db.engine import Database
from missions.clock import SystemClock, machine_s
from missions.flight.gates import Measured, Operator, Readings
from missions.flight.states import FlightState
from missions.flightbook.model import Inspection, Result
from missions.flying import Flying
from missions.routes.model import Route
from missions.store import flights
from missions.store.batteries import charged
from missions.store.fleet import enter
from missions.store.flightbook import inspect
from missions.store.flights import Word
from missions.store.tables import FlightCommandRow, FlightRow

_GOOD = Readings(
    route_approved=True,
    airworthy=True,
    load_kg=0.0,
    wind_mps=Measured(0.0, 0.0),
    gust_mps=Measured(0.0, 0.0),
    rain_mm_h=Measured(0.0, 0.0),
    visibility_m=Measured(20_000.0, 0.0),
    daylight=True,
    corridor_free=True,
    volunteer="bench",
    volunteer_word_s=0.0,
    pad_clear=True,
    pad_clear_word_s=0.0,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A word that was left. `at_s`: machine seconds of its commit."""

    number: int
    at_s: float


class FlightRows:
    """One flight out. `load_kg`: what it carries; its service day is today."""

    def __init__(
        self,
        database: Database,
        flying: Flying,
        route: Route,
        flight_id: str,
        *,
        aircraft: str,
        battery: str,
        load_kg: float = 0.0,
    ) -> None:
        self._database = database
        self._battery, self._load_kg = battery, load_kg
        self._items = flying.book.upkeep_of(aircraft).items
        self._clock = SystemClock()
        self._papers = flying.papers
        self._count = 0
        self.route, self.flight_id, self.aircraft = route, flight_id, aircraft

    def fit(self) -> None:
        """Enter the aircraft: inspected today, with a battery that somebody has charged."""
        now = self._clock.now()
        with Session(self._database.write_engine) as session:
            enter(session, [self.aircraft], [self._battery], now)
            charged(session, self._battery, now, now, self.aircraft)
            seen = {item.id: Result.PASS for item in self._items}
            entry = Inspection(self.aircraft, now, "bench", "bench", "bench", seen)
            inspect(session, entry, now, "system/bench")
            session.commit()

    def make(self) -> None:
        """Make the flight."""
        now = self._clock.now()
        with Session(self._database.write_engine) as session:
            flights.make_flight(
                session, flight_id=self.flight_id, day=now.date(), sortie=self.flight_id,
                route=self.route.name, direction="out", aircraft=self.aircraft,
                load_kg=self._load_kg, now=now,
            )  # fmt: skip
            session.commit()

    def under_way(self, approved_sha256: str) -> None:
        """As a desk before has left it: in the air, on the way out, with this mission on board."""
        now = self._clock.now()
        with Session(self._database.write_engine) as session:
            row = flights.flight(session, self.flight_id)
            row.state, row.approved_sha256 = str(FlightState.OUTBOUND), approved_sha256
            row.launched_at = row.lifted_at = now
            session.add(row)
            session.commit()

    def row(self) -> FlightRow:
        with Session(self._database.read_engine) as session:
            return flights.flight(session, self.flight_id)

    def kinds(self) -> list[str]:
        """Its events so far, by kind."""
        with Session(self._database.read_engine) as session:
            return flights.kinds_of(session, self.flight_id)

    def word(self, said: Said) -> FlightCommandRow:
        """The row of a word, with its answer where there is one."""
        with Session(self._database.read_engine) as session:
            found = session.get(FlightCommandRow, said.number)
        assert found is not None
        return found

    async def say(self, word: Word, **body: Any) -> Said:
        """Leave a word."""
        return await asyncio.to_thread(self._say, word, body)

    async def prepare(self) -> Said:
        """Have it made ready, and wait for no launch."""
        body = {"route": self.route.name, "direction": "out", "load_kg": self._load_kg}
        return await self.say(Word.PREPARE, readings=self._readings(), **body)

    async def launch(self) -> Said:
        """Order its launch, with readings of which each gate passes."""
        return await self.say(Word.LAUNCH, readings=self._readings())

    def _readings(self) -> dict[str, Any]:
        today: date = self._clock.now().date()
        papers, pilot = self._papers, next(iter(self._papers.pilots), "nobody")
        good = replace(
            _GOOD,
            load_kg=self._load_kg,
            approval_version=self.route.version,
            permit=papers.standing(self.aircraft, self.route.name, today),
            operator=Operator(pilot, 0.0, papers.licence_of(pilot, today)),
            notification=papers.missing_for(self.aircraft, self.route.name, pilot, today),
        )
        return asdict(good)

    def _say(self, word: Word, body: dict[str, Any]) -> Said:
        self._count += 1
        with Session(self._database.write_engine) as session:
            row = flights.ask(
                session, flight_id=self.flight_id, aircraft=self.aircraft, word=word, body=body,
                asked_by="system/bench", now=self._clock.now(),
                key=f"{self.flight_id}#{self._count}",
            )  # fmt: skip
            session.flush()
            assert row.id is not None
            number = row.id
            session.commit()
            return Said(number, machine_s())
