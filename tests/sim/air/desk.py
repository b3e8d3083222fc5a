"""A flight desk that is played: it takes the words and reports what a flight would bring.

Owns the course of flights in business time. Vehicles are not there; what happens to one is told by
`Course`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from missions.flight.states import FlightState
from missions.store import fleet, flights
from missions.store.flights import Word
from missions.store.tables import FlightCommandRow, FlightRow

_OUT, _WAIT, _LANDING = timedelta(minutes=10), timedelta(seconds=60), timedelta(minutes=1)


@dataclass
class Course:
    """What becomes of the flights out: `ends` "delivered", or astray at half of the way."""

    ends: str = "delivered"
    hears_consent: bool = True
    refuses_home: int = 0


@dataclass
class PlayedDesk:
    """Takes waiting words at each `step`, and lets come what is due."""

    course: Course
    _due: list[tuple[datetime, int, Callable[[Session, datetime], None]]] = field(
        default_factory=list
    )
    _consented: set[str] = field(default_factory=set)
    _number: int = 0

    @property
    def next_due(self) -> datetime | None:
        return min((at for at, _, _ in self._due), default=None)

    def step(self, session: Session, now: datetime) -> bool:
        """Do what is due and take what was said; whether there was anything."""
        did = False
        for entry in sorted(each for each in self._due if each[0] <= now):
            self._due.remove(entry)
            entry[2](session, now)
            did = True
        waiting = select(FlightCommandRow).where(col(FlightCommandRow.taken_at).is_(None))
        for command in session.exec(waiting.order_by(col(FlightCommandRow.id))).all():
            flights.take(session, command, now)
            self._act(session, command, now)
            flights.answer(session, command, flights.ACCEPTED, now)
            did = True
        return did

    def _act(self, session: Session, command: FlightCommandRow, now: datetime) -> None:
        flight = session.get_one(FlightRow, command.flight_id)
        home = flight.direction == "home"
        match command.word:
            case Word.PREPARE:
                go = not (home and self.course.refuses_home > 0)
                self.course.refuses_home -= home
                verdict = "pass" if go else "fail"
                flight.gates = [_gate("vehicle", verdict)]
                flight.state = FlightState.READY if go else FlightState.PREPARING
                self._note(session, flight, "prepared", now, go=go, gates=flight.gates)
            case Word.LAUNCH:
                flight.state, flight.launched_at = FlightState.OUTBOUND, now
                self._note(session, flight, "launched", now)
                self._fly(flight, now)
            case Word.CONSENT if self.course.hears_consent:
                self._consented.add(flight.id)
            case Word.SWAP:
                fleet.put_in(session, command.aircraft, command.body["in"], now)

    def _fly(self, flight: FlightRow, now: datetime) -> None:
        if flight.direction == "home":
            self._later(now + _OUT, flight.id, self._ends("returned", FlightState.RETURNED))
        elif self.course.ends == "delivered":
            self._later(now + _OUT, flight.id, self._waits)
            self._later(now + _OUT + _WAIT, flight.id, self._wait_ends)
        else:
            end = FlightState(self.course.ends)
            self._later(now + _OUT / 2, flight.id, self._ends(self.course.ends, end))

    def _later(
        self, at: datetime, flight_id: str, doing: Callable[[Session, FlightRow, datetime], None]
    ) -> None:
        self._number += 1
        self._due.append(
            (at, self._number, lambda s, now: doing(s, s.get_one(FlightRow, flight_id), now))
        )

    def _waits(self, session: Session, flight: FlightRow, now: datetime) -> None:
        flight.state = FlightState.WAITING
        self._note(session, flight, "waiting", now)

    def _wait_ends(self, session: Session, flight: FlightRow, now: datetime) -> None:
        if flight.id in self._consented:
            self._later(now + _LANDING, flight.id, self._ends("delivered", FlightState.DELIVERED))
            return
        flight.state = FlightState.HOMEBOUND
        self._note(session, flight, "homebound", now)
        self._later(now + _OUT, flight.id, self._ends("returned", FlightState.RETURNED))

    def _ends(self, kind: str, end: FlightState) -> Callable[[Session, FlightRow, datetime], None]:
        def land(session: Session, flight: FlightRow, now: datetime) -> None:
            flight.state, flight.ended_at = end, now
            self._note(session, flight, kind, now, why="" if kind == "delivered" else kind)

        return land

    def _note(
        self, session: Session, flight: FlightRow, kind: str, now: datetime, **body: Any
    ) -> None:
        session.add(flight)
        flights.note_event(session, flight.id, kind, now, body)


def _gate(name: str, verdict: str) -> dict[str, Any]:
    return {
        "name": name,
        "verdict": verdict,
        "value": None,
        "threshold": "yes",
        "age_s": None,
        "unit": "",
        "why": "",
    }
