"""Keeps form 1 of the flight book by itself: one entry for each flight that the desk ends.

Owns what of a flight's rows goes into its entry. Nothing is estimated: what was not seen is not
known, or is marked as not exact, with the reason. A time that is not exact makes the flight longer
than it was, never shorter, for hours count towards maintenance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from missions.flight.desk.entry import Entry
from missions.flight.desk.watch import BY_ITSELF
from missions.flight.states import ENDS, FlightState
from missions.flightbook.model import FlightEntry, Matter
from missions.flying import Flying
from missions.papers.model import AIRSPACES
from missions.plan.model import Direction
from missions.routes.model import Route
from missions.store import batteries, flightbook, flights
from missions.store.flights import ACCEPTED, Word
from missions.store.tables import FlightCommandRow, FlightEventRow, FlightRow

BY = "system/flight-desk"
_FLOWN = frozenset(ENDS - {FlightState.REFUSED})
_BAD_ENDS = (FlightState.DIVERTED, FlightState.DOWN, FlightState.LOST)
_OPERATORS = (Word.HOLD, Word.RETURN, Word.DIVERT, Word.LAND)
_REFUSED = ("refused", "rejected", "withdrawn")


class Bookkeeper:
    """Keeps the books of one deployment."""

    def __init__(self, flying: Flying) -> None:
        self._flying = flying

    def keep(self, session: Session, entry: Entry) -> None:
        """Put down the flight of this entry if it has ended and is not in the book yet."""
        row = session.get(FlightRow, entry.flight_id)
        if row is None or row.state not in _FLOWN:
            return
        if flightbook.flight_entry(session, row.id) is None:
            flightbook.keep_flight(session, self._form1(session, row, entry), entry.at, BY)

    def _form1(self, session: Session, row: FlightRow, entry: Entry) -> FlightEntry:
        """A flight that has ended, from its row, its words and its events."""
        told = _Told(
            row,
            flights.commands_of(session, row.id),
            _events(session, row.id),
            watched=entry.health is not None,
        )
        pilot_id = told.pilot_id()
        pilot, licence = self._pilot(told, pilot_id)
        notice = self._flying.papers.notice
        if notice is None:
            told.unknown["purpose"] = "no-papers"
        special = sorted(notice.special) if notice is not None else ()
        off_at, on_at = told.off_at(), told.on_at()
        sits = batteries.sitting(session, row.aircraft)
        return FlightEntry(
            aircraft=row.aircraft,
            flight_id=row.id,
            day=row.day,
            direction=row.direction,
            route=row.route,
            purpose=notice.purpose if notice is not None else "",
            state=row.state,
            pilot_id=pilot_id,
            pilot=pilot,
            licence=licence,
            airspace=tuple(each for each in special if each in AIRSPACES),
            methods=tuple(each for each in special if each not in AIRSPACES),
            from_place=self._start(told),
            off_at=off_at,
            to_place=self._end(told),
            on_at=on_at,
            flight_s=told.flight_s(off_at, on_at),
            load_kg=row.load_kg,
            battery=sits.battery if sits is not None else None,
            safety=tuple(told.matters()),
            health=entry.health,
            unknown=told.unknown,
        )

    def _pilot(self, told: _Told, id: str | None) -> tuple[str | None, str | None]:
        """Name and number of the licence: as the licence has them, where there is one."""
        held = self._flying.papers.pilots.get(id) if id is not None else None
        if held is not None:
            return held.name, held.licence
        name = self._flying.book.names.people.get(id) if id is not None else None
        if name is None:
            reason = "no-pilot" if id is None else "unknown-person"
            told.unknown |= {"pilot": reason, "licence": reason}
        else:
            told.unknown["licence"] = "no-licence"
        return name, None

    def _start(self, told: _Told) -> str | None:
        """The place that it left, by name."""
        route = self._flying.routes.by_name.get(told.row.route)
        out = told.row.direction == Direction.OUT
        if route is not None:
            return self._place((route.hub if out else route.hall).id, route)
        craft = self._flying.fleet.aircraft.get(told.row.aircraft)
        if out and craft is not None:
            return self._place(craft.home, None)
        told.unknown["from_place"] = "no-route"
        return None

    def _end(self, told: _Told) -> str | None:
        """The place where it has landed, by name; of none of them, its position."""
        landing = told.row.landing
        if landing is None:
            told.unknown["to_place"] = "lost" if told.row.state == FlightState.LOST else "not-seen"
            return None
        if landing.get("place"):
            route = self._flying.routes.by_name.get(told.row.route)
            return self._place(str(landing["place"]), route)
        told.unknown["to_place"] = "no-place"
        return f"{landing['lat']:.5f}, {landing['lon']:.5f}"

    def _place(self, id: str, route: Route | None) -> str:
        for place in route.landing_places if route is not None else ():
            if place.id == id:
                return place.name
        return self._flying.book.names.place(id)


@dataclass(slots=True)
class _Told:
    """What the rows tell of one flight. `watched`: this desk has heard it in the air. `unknown`
    grows with each question."""

    row: FlightRow
    words: Sequence[FlightCommandRow]
    events: Sequence[FlightEventRow]
    watched: bool
    unknown: dict[str, str] = field(default_factory=dict)

    def pilot_id(self) -> str | None:
        """Who has ordered the launch that was flown."""
        ordered = self._launch()
        kind, _, id = (ordered.asked_by if ordered is not None else "").partition("/")
        return id if kind == "person" and id else None

    def off_at(self) -> datetime | None:
        """When it took off; where nobody saw that, when it was ordered to, which is earlier."""
        lifted = next((each for each in self.events if each.kind == "lifted"), None)
        if self.row.lifted_at is not None and not (lifted and lifted.body.get("found")):
            return self.row.lifted_at
        ordered = self._launch()
        if ordered is None or ordered.taken_at is None:
            self.unknown["off_at"] = "not-seen"
            return None
        self.unknown["off_at"] = "from-order"
        return ordered.taken_at

    def on_at(self) -> datetime | None:
        """When it landed; where nobody saw that, when it was seen on the ground, which is later."""
        if self.row.state == FlightState.LOST or self.row.landing is None:
            lost = self.row.state == FlightState.LOST
            self.unknown["on_at"] = "lost" if lost else "not-seen"
            return None
        sights = [each.kind for each in self.events if each.kind in ("unseen", "seen")]
        if not self.watched or (sights and sights[-1] == "unseen"):
            self.unknown["on_at"] = "seen-later"
        return self.row.ended_at

    def flight_s(self, off_at: datetime | None, on_at: datetime | None) -> float | None:
        """Seconds from take-off to landing."""
        reasons = [self.unknown[name] for name in ("off_at", "on_at") if name in self.unknown]
        if reasons:
            self.unknown["flight_s"] = reasons[-1]
        if off_at is None or on_at is None:
            return None
        return max(0.0, (on_at - off_at).total_seconds())

    def matters(self) -> Iterator[Matter]:
        """What affected its safety, in the order of time."""
        for event in self.events:
            if event.kind == "unseen":
                yield Matter("unseen", event.at, str(event.body.get("why") or ""))
            word, outcome = event.body.get("word"), event.body.get("outcome")
            if event.kind == "command" and word in _OPERATORS and outcome == ACCEPTED:
                yield Matter(f"word-{word}", event.at)
        if self.row.state in _BAD_ENDS:
            yield Matter(self.row.state, self.row.ended_at, self.row.why)
        elif self.row.why == BY_ITSELF:
            yield Matter("turned-back", self.row.ended_at)

    def _launch(self) -> FlightCommandRow | None:
        """The order that was acted on: the last that was taken and not refused."""
        for word in reversed(self.words):
            refused = (word.outcome or "").startswith(_REFUSED)
            if word.word == Word.LAUNCH and word.taken_at is not None and not refused:
                return word
        return None


def _events(session: Session, flight_id: str) -> Sequence[FlightEventRow]:
    wanted = select(FlightEventRow).where(FlightEventRow.flight_id == flight_id)
    return session.exec(wanted.order_by(col(FlightEventRow.seq))).all()
