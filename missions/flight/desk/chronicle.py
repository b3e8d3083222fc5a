"""What of a flight's notes is written down, and as what: row, events, and the launch's answer.

Owns the translation from the executive's notes to entries: a launch that was ordered ends in
exactly one of `launched` and `refused`. Pure but for the clock it is given. Knows no tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from missions.flight.desk.entry import Entry, Event
from missions.flight.landing import Landing
from missions.flight.record import Note
from missions.flight.states import AIRBORNE, ENDS, FlightState
from missions.flightbook.health import Health
from missions.store.flights import ACCEPTED

_TOLD = {FlightState.WAITING: "waiting", FlightState.HOMEBOUND: "homebound"}
_CONSENT = {"sent": "consent-sent", "too-late": "consent-late"}


@dataclass(slots=True)
class Told:
    """What stands written already. `launch_word`: its number while it is not answered."""

    launched: bool = False
    launch_word: int | None = None
    state: FlightState = FlightState.LAUNCHING
    kind: str = ""
    """The last of `waiting` and `homebound`."""


class Chronicle:
    """Listens to one flight's record. `put` takes entries; `latest` gives where it is now."""

    def __init__(
        self,
        flight_id: str,
        told: Told,
        now: Callable[[], datetime],
        put: Callable[[Entry], None],
        latest: Callable[[], dict[str, Any] | None],
    ) -> None:
        self._flight_id = flight_id
        self._told = told
        self._now = now
        self._put = put
        self._latest = latest
        self._at = now()
        self.landing: Callable[[], Landing | None] = lambda: None
        self.health: Callable[[], Health | None] = lambda: None
        self.reason: Callable[[], str] = lambda: ""
        """Why it has come back, as far as that is known here."""

    def hear(self, note: Note) -> None:
        """One note of the record."""
        self._at = self._now()
        if note.kind == "lifted":
            found = {"found": True} if note.facts.get("found") else {}
            self._write({"lifted_at": self._at}, [("lifted", found)], launched=True)
        elif note.kind == "state":
            self._state(FlightState(note.facts["state"]), note.facts)
        elif note.kind == "consent" and note.facts.get("state") in _CONSENT:
            left_s = note.facts.get("wait_left_s")
            self._write({}, [(_CONSENT[note.facts["state"]], {"wait_left_s": left_s})])

    def _state(self, state: FlightState, facts: dict[str, Any]) -> None:
        before, self._told.state = self._told.state, state
        if state is FlightState.LAUNCHING:
            return  # written before anything was sent
        changes: dict[str, Any] = {"state": str(state)}
        if state is FlightState.REFUSED:
            why = str(facts.get("why") or "refused")
            changes |= {"why": why, "ended_at": self._at}
            body = {"why": why, "said": facts.get("said") or []}
            self._write(changes, [("refused", body)], launch_answer=f"refused: {why}")
            return
        events: list[Event] = []
        if before is FlightState.UNSEEN and state in AIRBORNE:
            events.append(("seen", {}))
        if state is FlightState.UNSEEN:
            events.append(("unseen", {"why": facts.get("why") or ""}))
        kind = _TOLD.get(state)
        if kind is not None and kind != self._told.kind:
            self._told.kind = kind
            events.append((kind, {}))
        if state in ENDS:
            events.append(self._end(state, facts, changes))
        self._write(changes, events, launched=True)

    def _end(self, state: FlightState, facts: dict[str, Any], changes: dict[str, Any]) -> Event:
        landing, latest = self.landing(), self._latest()
        changes["ended_at"] = self._at
        body: dict[str, Any] = {}
        if landing is not None:
            changes["landing"] = {
                "place": landing.place,
                "lat": landing.position.lat_deg,
                "lon": landing.position.lon_deg,
                "alt_amsl_m": round(landing.position.alt_amsl_m, 2),
                "error_m": round(landing.error_m, 2),
            }
            body = {"place": landing.place, "error_m": round(landing.error_m, 2)}
        why = str(facts.get("why") or "")
        if state is FlightState.RETURNED:
            why = why or self.reason()
        elif state is FlightState.DOWN:
            body["position"] = facts.get("last_seen") or (changes.get("landing") or latest)
            why = why or "on the ground at no pad that it was sent to"
        elif state is FlightState.LOST:
            body["position"] = latest
            why = why or "not heard of for longer than its battery lasts"
        if why:
            body["why"] = changes["why"] = why
        return str(state), body

    def _write(
        self,
        changes: dict[str, Any],
        events: list[Event],
        *,
        launched: bool = False,
        launch_answer: str | None = None,
    ) -> None:
        at = self._at
        if launched and not self._told.launched:
            self._told.launched = True
            changes["launched_at"] = at
            events.insert(0, ("launched", {}))
            launch_answer = ACCEPTED
        answers: dict[int, str] = {}
        if launch_answer is not None and self._told.launch_word is not None:
            answers[self._told.launch_word] = launch_answer
            self._told.launch_word = None
        latest = self._latest()
        if latest is not None and (events or "state" in changes):
            changes["last"] = latest
        health = self.health() if changes.get("state") in ENDS else None
        self._put(Entry(self._flight_id, at, changes, tuple(events), answers, health))
