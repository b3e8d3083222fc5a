"""Form 1 by itself: what a flight's rows tell of it, and nothing that they do not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from missions.flight.desk.bookkeeping import BY, Bookkeeper
from missions.flight.desk.entry import Entry
from missions.flight.desk.lease import Lease
from missions.flight.desk.presence import Presence
from missions.flight.desk.scribe import Scribe
from missions.flight.desk.store import Store
from missions.flightbook.health import Health
from missions.flightbook.model import FlightEntry
from missions.flying import Flying
from missions.papers.model import NO_PAPERS
from missions.store import fleet, flightbook, flights
from missions.store.book_reading import battery_use, book
from missions.store.flights import ACCEPTED, Word
from tests.logistics.support.access import TUESDAY_9
from tests.missions.flight.desk.desks import sessions
from tests.missions.flight.desk.hub import AIRCRAFT, FLYING, HOME, OUT, Hub

ORDERED, LIFTED = TUESDAY_9, TUESDAY_9 + timedelta(seconds=20)
LANDED = LIFTED + timedelta(minutes=11)
HEALTH = Health(650.0, {"hdop": 0.9})
AT_NAKAO = {"place": "nakao", "lat": 35.77, "lon": 138.08, "alt_amsl_m": 893.0, "error_m": 0.4}
AT_HUB = AT_NAKAO | {"place": "hase-hub"}
DELIVERED = {"state": "delivered", "landing": AT_NAKAO}


@dataclass
class Books:
    """A desk that writes the entries of one flight, and keeps its book."""

    hub: Hub
    flying: Flying = FLYING

    def order(self, by: str = "person/p-arai", outcome: str = ACCEPTED) -> None:
        """Somebody orders the launch, and the desk takes the word."""

        def ask(session: Session) -> None:
            word = flights.ask(
                session, flight_id=OUT, aircraft=AIRCRAFT, word=Word.LAUNCH, body={},
                asked_by=by, now=ORDERED, key=f"{by}-{outcome}",
            )  # fmt: skip
            flights.take(session, word, ORDERED)
            flights.answer(session, word, outcome, ORDERED)

        self.hub.write(ask)

    def note(
        self, at: datetime, changes: dict[str, Any], *kinds: str | tuple[str, dict[str, Any]],
        health: Health | None = None, flight_id: str = OUT,
    ) -> None:  # fmt: skip
        """Write one entry, as the scribe does."""
        events = tuple((kind, {}) if isinstance(kind, str) else kind for kind in kinds)
        entry = Entry(flight_id, at, changes, events, health=health)

        def write(session: Session) -> None:
            entry.write(session)
            Bookkeeper(self.flying).keep(session, entry)

        self.hub.write(write)

    def lift(self, **body: Any) -> None:
        changes = {"launched_at": LIFTED, "lifted_at": LIFTED, "state": "outbound"}
        self.note(LIFTED, changes, "launched", ("lifted", body))

    def end(self, health: Health | None = HEALTH, **changes: Any) -> FlightEntry:
        """The flight ends; its entry."""
        told = DELIVERED | changes
        self.note(LANDED, told | {"ended_at": LANDED}, str(told["state"]), health=health)
        found = self.entry()
        assert found is not None
        return found

    def entry(self, flight_id: str = OUT) -> FlightEntry | None:
        with Session(self.hub.database.read_engine) as session:
            return flightbook.flight_entry(session, flight_id)


@pytest.fixture
def books(hub: Hub) -> Books:
    return Books(hub)


def flown(books: Books, **changes: Any) -> FlightEntry:
    books.order()
    books.lift()
    return books.end(**changes)


def kinds(entry: FlightEntry) -> Sequence[str]:
    return [matter.kind for matter in entry.safety]


def test_an_ordinary_flight_is_in_the_book_with_all_that_the_form_asks(books: Books) -> None:
    entry = flown(books)
    notice = FLYING.papers.notice
    assert notice is not None
    assert (entry.pilot, entry.licence) == ("新井 千春", "EXAMPLE-LICENCE-3")  # cjk: as deployed
    assert (entry.purpose, entry.airspace) == (notice.purpose, ())
    assert entry.methods == ("beyond-sight", "within-30m")
    assert (entry.route, entry.direction, entry.day) == ("nakao", "out", LIFTED.date())
    assert entry.from_place == FLYING.book.names.place("hase-hub") != "hase-hub"
    assert entry.to_place == FLYING.book.names.place("nakao") != "nakao"
    assert (entry.off_at, entry.on_at, entry.flight_s) == (LIFTED, LANDED, 660.0)
    assert (entry.load_kg, entry.battery, entry.health) == (3.0, "bat-01", HEALTH)
    assert (entry.safety, dict(entry.unknown)) == ((), {})
    assert entry.noted is not None
    assert (entry.noted.number, entry.noted.by, entry.noted.at) == (1, BY, LANDED)


def test_nothing_is_in_the_book_before_a_flight_has_ended_or_of_one_that_never_left(
    books: Books,
) -> None:
    books.order()
    books.lift()
    assert books.entry() is None
    books.hub.make("2026-11-24-s2-out")
    refused = {"state": "refused", "ended_at": LANDED}
    books.note(LANDED, refused, "refused", flight_id="2026-11-24-s2-out")
    assert books.entry("2026-11-24-s2-out") is None


def test_an_end_that_is_written_twice_is_one_entry(books: Books) -> None:
    first = flown(books)
    books.note(LANDED + timedelta(minutes=1), {}, ("command", {"word": "swap"}))
    assert books.end() == first
    with Session(books.hub.database.read_engine) as session:
        assert len(book(session, FLYING.book.upkeep_of(AIRCRAFT)).flights) == 1


def test_without_a_word_of_a_person_the_pilot_is_not_known(books: Books) -> None:
    books.lift()
    entry = books.end()
    assert (entry.pilot, entry.licence) == (None, None)
    assert entry.unknown["pilot"] == entry.unknown["licence"] == "no-pilot"


def test_who_was_refused_is_not_the_pilot(books: Books) -> None:
    books.order("person/p-hosaka", "refused: gates are closed")
    books.order("person/p-arai")
    books.lift()
    assert books.end().pilot_id == "p-arai"


def test_a_program_is_no_pilot_and_a_stranger_has_no_name(books: Books) -> None:
    books.order("system/robot")
    books.lift()
    assert books.end().unknown["pilot"] == "no-pilot"


def test_a_person_whom_the_deployment_does_not_know_is_not_named(books: Books) -> None:
    books.order("person/p-somebody")
    books.lift()
    entry = books.end()
    assert (entry.pilot_id, entry.pilot) == ("p-somebody", None)
    assert entry.unknown["pilot"] == entry.unknown["licence"] == "unknown-person"


def test_without_papers_the_licence_and_the_purpose_are_not_known_and_say_why(
    books: Books,
) -> None:
    books.flying = replace(FLYING, papers=NO_PAPERS)
    entry = flown(books)
    assert (entry.pilot, entry.licence) == (FLYING.book.names.person("p-arai"), None)
    assert (entry.purpose, entry.airspace, entry.methods) == ("", (), ())
    assert dict(entry.unknown) == {"licence": "no-licence", "purpose": "no-papers"}


def test_a_flight_that_was_found_in_the_air_counts_from_the_order(books: Books) -> None:
    books.order()
    books.lift(found=True)
    entry = books.end()
    assert entry.off_at == ORDERED, "longer than it was, never shorter"
    assert entry.flight_s == (LANDED - ORDERED).total_seconds()
    assert dict(entry.unknown) == {"off_at": "from-order", "flight_s": "from-order"}


def test_a_landing_that_nobody_saw_is_when_it_was_seen_on_the_ground(books: Books) -> None:
    books.order()
    books.lift()
    unseen = ("unseen", {"why": "no packet"})
    books.note(LIFTED + timedelta(minutes=9), {"state": "unseen"}, unseen)
    entry = books.end()
    assert entry.unknown == {"on_at": "seen-later", "flight_s": "seen-later"}
    assert [(each.kind, each.text) for each in entry.safety] == [("unseen", "no packet")]


def test_a_link_that_came_back_before_the_landing_saw_it(books: Books) -> None:
    books.order()
    books.lift()
    books.note(LIFTED + timedelta(minutes=3), {"state": "unseen"}, "unseen")
    books.note(LIFTED + timedelta(minutes=4), {"state": "outbound"}, "seen")
    entry = books.end()
    assert dict(entry.unknown) == {}
    assert kinds(entry) == ["unseen"]


def test_a_desk_that_heard_nothing_of_it_in_the_air_did_not_see_the_landing(books: Books) -> None:
    entry = flown(books, health=None)
    assert entry.unknown["on_at"] == "seen-later"
    assert entry.health is None


def test_a_lost_aircraft_has_no_landing_and_no_time_of_flight(books: Books) -> None:
    entry = flown(books, state="lost", landing=None, why="not heard of")
    assert (entry.to_place, entry.on_at, entry.flight_s) == (None, None, None)
    assert entry.unknown == {"to_place": "lost", "on_at": "lost", "flight_s": "lost"}
    assert kinds(entry) == ["lost"]


def test_a_landing_at_no_place_is_written_as_a_position(books: Books) -> None:
    entry = flown(books, state="down", landing=AT_NAKAO | {"place": ""}, why="down in a field")
    assert entry.to_place == "35.77000, 138.08000"
    assert entry.unknown == {"to_place": "no-place"}
    assert kinds(entry) == ["down"]


def test_words_of_operators_in_the_air_are_matters_and_refused_ones_are_not(books: Books) -> None:
    books.order()
    books.lift()
    at = LIFTED + timedelta(minutes=2)
    books.note(at, {}, ("command", {"word": "hold", "outcome": ACCEPTED}))
    books.note(at, {}, ("command", {"word": "divert", "outcome": "refused: too late"}))
    books.note(at, {}, ("command", {"word": "return", "outcome": ACCEPTED}))
    entry = books.end(state="returned", landing=AT_HUB, why="called back by person/p-arai")
    assert kinds(entry) == ["word-hold", "word-return"]


def test_a_flight_over_a_route_that_is_gone_keeps_what_is_known(books: Books) -> None:
    def of_yesterday(session: Session) -> None:
        row = flights.flight(session, OUT)
        row.route, row.direction = "gone", "home"
        session.add(row)

    books.hub.write(of_yesterday)
    entry = flown(books, state="returned", landing=AT_HUB)
    assert (entry.from_place, entry.route) == (None, "gone")
    assert entry.unknown == {"from_place": "no-route"}
    assert entry.to_place == FLYING.book.names.place("hase-hub")


def test_home_is_from_the_hall_to_the_hub(books: Books) -> None:
    books.hub.make(HOME, "home", 0.0)
    lifted = {"lifted_at": LIFTED, "state": "homebound"}
    books.note(LIFTED, lifted, "lifted", flight_id=HOME)
    ended = {"state": "returned", "landing": AT_HUB, "ended_at": LANDED}
    books.note(LANDED, ended, "returned", health=HEALTH, flight_id=HOME)
    entry = books.entry(HOME)
    assert entry is not None
    names = FLYING.book.names
    assert (entry.from_place, entry.to_place) == (names.place("nakao"), names.place("hase-hub"))
    assert entry.load_kg == 0.0


def test_an_aircraft_without_a_known_battery_has_none_in_the_book(books: Books) -> None:
    def took_out(session: Session) -> None:
        craft = fleet.the_aircraft(session, AIRCRAFT)
        craft.battery = None
        session.add(craft)

    books.hub.write(took_out)
    assert flown(books).battery is None


class _BadBook(Bookkeeper):
    """Puts something down, and fails."""

    def keep(self, session: Session, entry: Entry) -> None:
        flightbook.battery_charged(session, "bat-01", LANDED, LANDED, BY)
        raise ValueError("a book that cannot be kept")


async def test_a_book_that_cannot_be_kept_does_not_cost_the_end_of_a_flight(
    hub: Hub, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The end is written, the book's own rows of it are not, and it is told."""
    database = Database(sqlite_url)
    store = Store(sessions(database))
    lease = Lease(store, AIRCRAFT, "here/1/a")
    assert await lease.hold()
    scribe = Scribe(store, lease, Presence(None, None), _BadBook(FLYING))
    writing = asyncio.create_task(scribe.run())
    ended = DELIVERED | {"ended_at": LANDED}
    with caplog.at_level(logging.ERROR):
        scribe.put(Entry(OUT, LANDED, ended, (("delivered", {}),)))
        await scribe.flushed()
    writing.cancel()
    store.close()
    database.close()
    assert hub.row().state == "delivered"
    assert "is not in the flight book" in caplog.text
    with Session(hub.database.read_engine) as session:
        assert battery_use(session, "bat-01").charges == 1, "that of the morning"
