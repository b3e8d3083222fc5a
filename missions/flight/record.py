"""What happened in one flight, in the order of vehicle time.

Owns the list of events and what is added up from them. Whoever wants to keep them at once (a
table, a screen) listens. Knows nothing of links or of why something happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from missions.flight.states import FLIGHT_MACHINE, FlightEvent, FlightState
from missions.link.guard import Guard


@dataclass(frozen=True, slots=True)
class Note:
    """One event: what, at which vehicle second, and its facts (JSON-compatible)."""

    kind: str
    vehicle_s: float
    facts: dict[str, Any]


@dataclass
class FlightRecord:
    """The flight's state moves only here, by its table; each move is a note as well.

    What the listener raises is told once and ends no watch over an aircraft: the notes are here.
    """

    listener: Callable[[Note], None] | None = None
    state: FlightState = FlightState.PREPARING
    notes: list[Note] = field(default_factory=list)
    _guard: Guard = field(default_factory=Guard, repr=False, compare=False)

    def note(self, kind: str, vehicle_s: float, **facts: Any) -> None:
        """Add one event."""
        made = Note(kind, round(vehicle_s, 3), facts)
        self.notes.append(made)
        if self.listener is not None:
            with self._guard("telling a note of the flight to its listener"):
                self.listener(made)

    def move(self, event: FlightEvent, vehicle_s: float, **facts: Any) -> None:
        """Apply an event of the table; raises OutOfTurn where the table does not hold it."""
        self.state = FLIGHT_MACHINE.after(self.state, event)
        self.note("state", vehicle_s, state=str(self.state), event=str(event), **facts)

    def see(self, event: FlightEvent, vehicle_s: float, **facts: Any) -> None:
        """Apply what was seen, unless the flight stands there already."""
        if FLIGHT_MACHINE.allows(self.state, event):
            self.move(event, vehicle_s, **facts)

    def first(self, kind: str, **facts: Any) -> Note | None:
        """The first event of a kind whose facts hold these."""
        for note in self.notes:
            if note.kind == kind and facts.items() <= note.facts.items():
                return note
        return None
