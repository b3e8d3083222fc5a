"""What people of the hub see of a desk: rows. They leave words and read what came of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import Session, select

from logistics.db.engine import Database
from missions.clock import SystemClock, machine_s
from missions.flight.gates import Measured, Operator, Readings
from missions.flight.states import ENDS
from missions.flightbook.model import Inspection, Result
from missions.flying import load_flying
from missions.store import batteries, fleet, flightbook, flights
from missions.store.tables import FlightCommandRow, FlightEventRow, FlightRow
from tests.flight.vehicles import CONFIG

DAY = date(2026, 11, 24)
AIRCRAFT = "tsubame"
OUT, HOME = "2026-11-24-s1-out", "2026-11-24-s1-home"
FLYING = load_flying(CONFIG)
PATIENCE_S = 150.0
PAPERS, TODAY = FLYING.papers, SystemClock().now().date()
GOOD = Readings(
    route_approved=True,
    approval_version=FLYING.approvals["nakao"].version,
    airworthy=True,
    load_kg=3.0,
    wind_mps=Measured(1.0, 10.0),
    gust_mps=Measured(2.0, 10.0),
    rain_mm_h=Measured(0.0, 10.0),
    visibility_m=Measured(20_000.0, 10.0),
    daylight=True,
    permit=PAPERS.standing(AIRCRAFT, "nakao", TODAY),
    operator=Operator("p-arai", 5.0, PAPERS.licence_of("p-arai", TODAY)),
    notification=PAPERS.missing_for(AIRCRAFT, "nakao", "p-arai", TODAY),
    corridor_free=True,
    volunteer="p-volunteer",
    volunteer_word_s=20.0,
    pad_clear=True,
    pad_clear_word_s=20.0,
)


class TookTooLong(AssertionError):
    """What was waited for has not come."""


class Hub:
    """One day's flights of one aircraft, through rows only."""

    def __init__(self, url: str, aircraft: str = AIRCRAFT) -> None:
        self.database = Database(url)
        self.aircraft = aircraft
        self.clock = SystemClock()
        self._count = 0
        names = ["bat-01", "bat-02", "bat-03"]
        self.write(lambda session: fleet.enter(session, [aircraft], names, self.clock.now()))
        self.inspected()
        for name in names:
            self.charged(name, aircraft if name == names[0] else None)

    def close(self) -> None:
        self.database.close()

    def inspected(self, **results: Result) -> None:
        """The daily inspection: every item passes but those that are told."""
        items = FLYING.book.upkeep_of(self.aircraft).items
        now = self.clock.now()
        seen = {item.id: results.get(item.id, Result.PASS) for item in items}
        entry = Inspection(self.aircraft, now, "hub", "p-arai", "Arai", seen)
        self.write(lambda session: flightbook.inspect(session, entry, now, "person/p-arai"))

    def charged(self, battery: str, aircraft: str | None = None) -> None:
        """Somebody says that this battery is full now, and which aircraft it sits in."""
        now = self.clock.now()
        self.write(lambda session: batteries.charged(session, battery, now, now, aircraft))

    def charge(self, battery: str) -> float | None:
        """What the book says of a battery."""
        with Session(self.database.read_engine) as session:
            return fleet.the_battery(session, battery).charge_percent

    def make(self, flight_id: str = OUT, direction: str = "out", load_kg: float = 3.0) -> None:
        def make(session: Session) -> None:
            flights.make_flight(
                session,
                flight_id=flight_id,
                day=DAY,
                sortie="s1",
                route="nakao",
                direction=direction,
                aircraft=self.aircraft,
                load_kg=load_kg,
                now=self.clock.now(),
            )

        self.write(make)

    def say(self, word: str, flight_id: str = OUT, **body: Any) -> int:
        """Leave a word; its number."""
        self._count += 1
        number = self._count

        def ask(session: Session) -> int:
            row = flights.ask(
                session,
                flight_id=flight_id,
                aircraft=self.aircraft,
                word=word,
                body=body,
                asked_by="person/p-arai",
                now=self.clock.now(),
                key=f"{flight_id}#{number}",
            )
            assert row.id is not None
            return row.id

        return self.write(ask)

    def prepare(self, flight_id: str = OUT, direction: str = "out", **changes: Any) -> int:
        load_kg = 3.0 if direction == "out" else 0.0
        readings = asdict(GOOD) | {"load_kg": load_kg} | changes
        return self.say(
            "prepare", flight_id, route="nakao", direction=direction, load_kg=load_kg,
            readings=readings,
        )  # fmt: skip

    def launch(self, flight_id: str = OUT, **changes: Any) -> int:
        return self.say("launch", flight_id, readings=asdict(GOOD) | changes)

    def write(self, work: Callable[[Session], Any]) -> Any:
        with Session(self.database.write_engine, expire_on_commit=False) as session:
            found = work(session)
            session.commit()
            return found

    def row(self, flight_id: str = OUT) -> FlightRow:
        with Session(self.database.read_engine) as session:
            return flights.flight(session, flight_id)

    def word(self, number: int) -> FlightCommandRow:
        with Session(self.database.read_engine) as session:
            return session.exec(select(FlightCommandRow).where(FlightCommandRow.id == number)).one()

    def events(self, flight_id: str = OUT) -> list[FlightEventRow]:
        with Session(self.database.read_engine) as session:
            found = flights.events_after(session, 0, 1000)
            return [event for event in found if event.flight_id == flight_id]

    def kinds(self, flight_id: str = OUT) -> list[str]:
        return [event.kind for event in self.events(flight_id)]

    def body(self, kind: str, flight_id: str = OUT) -> dict[str, Any]:
        """The body of the only event of a kind."""
        found = [event.body for event in self.events(flight_id) if event.kind == kind]
        assert len(found) == 1, self.kinds(flight_id)
        return found[0]

    async def until(self, met: Callable[[], Any], within_s: float = PATIENCE_S) -> Any:
        until_s = machine_s() + within_s
        while not (found := met()):
            if machine_s() > until_s:
                raise TookTooLong(f"{[self.kinds(OUT), self.kinds(HOME), self.row().state]}")
            await asyncio.sleep(0.02)
        return found

    async def outcome(self, number: int, within_s: float = PATIENCE_S) -> str:
        return await self.until(lambda: self.word(number).outcome, within_s)

    async def happened(self, kind: str, flight_id: str = OUT, within_s: float = PATIENCE_S) -> None:
        await self.until(lambda: kind in self.kinds(flight_id), within_s)

    async def state(self, state: str, flight_id: str = OUT, within_s: float = PATIENCE_S) -> None:
        await self.until(lambda: self.row(flight_id).state == state, within_s)

    async def ended(self, flight_id: str = OUT, within_s: float = PATIENCE_S) -> str:
        await self.until(lambda: self.row(flight_id).state in ENDS, within_s)
        return self.row(flight_id).state
