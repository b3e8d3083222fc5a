"""What is written at one moment of a flight: columns, events and answers, in one transaction.

Owns how an entry becomes rows. Knows nothing of when one is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from missions.flight.states import ENDS
from missions.flightbook.health import Health
from missions.store import flights
from missions.store.tables import FlightCommandRow, FlightEventRow, FlightRow

Event = tuple[str, dict[str, Any]]
"""Kind and body of an event."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`changes` by column of the flight's row; `answers` by number of the word. `at`: business
    time. `health`: what a flight that ends has told of the aircraft's sensors. A flight that has
    ended keeps its row, and has no more events but of words."""

    flight_id: str
    at: datetime
    changes: dict[str, Any] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    answers: dict[int, str] = field(default_factory=dict)
    health: Health | None = None

    def write(self, session: Session) -> None:
        """Write it once, also when it is written again because nobody knows whether it was."""
        row = session.get(FlightRow, self.flight_id, with_for_update=True)
        if row is not None and not self._written(session):
            ended = row.state in ENDS
            if not ended:
                for name, value in self.changes.items():
                    setattr(row, name, value)
                session.add(row)
                session.flush()
            for kind, body in self.events:
                if not ended or kind == "command":
                    flights.note_event(session, self.flight_id, kind, self.at, body)
        for number, outcome in self.answers.items():
            command = session.get(FlightCommandRow, number)
            if command is not None:
                flights.answer(session, command, outcome, self.at)

    def _written(self, session: Session) -> bool:
        """Whether the latest event is the last of these: then a commit has come to nothing only
        in our eyes."""
        if not self.events:
            return False
        kind, body = self.events[-1]
        last = session.exec(
            select(FlightEventRow)
            .where(FlightEventRow.flight_id == self.flight_id)
            .order_by(col(FlightEventRow.seq).desc())
            .limit(1)
        ).first()
        return last is not None and (last.kind, last.at, last.body) == (kind, self.at, body)


@dataclass(frozen=True, slots=True)
class Pen:
    """`now` gives business time, `put` writes an entry some time later, `latest` gives where the
    aircraft is now."""

    now: Callable[[], datetime]
    put: Callable[[Entry], None]
    latest: Callable[[], dict[str, Any] | None]
