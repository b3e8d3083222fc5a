"""Flights, words and events as rows: asked once, taken once, answered once, read in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from missions.clock import pause
from missions.store import flights
from missions.store.tables import FlightCommandRow
from tests.logistics.support.access import TUESDAY_9

DAY = date(2026, 11, 24)
OUT = "2026-11-24-s1-out"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with Session(database.write_engine) as opened:
        yield opened


def a_flight(session: Session, flight_id: str = OUT):
    return flights.make_flight(
        session,
        flight_id=flight_id,
        day=DAY,
        sortie="s1",
        route="nakao",
        direction="out",
        aircraft="ac-1",
        load_kg=3.2,
        now=TUESDAY_9,
    )


def a_word(session: Session, word: str = "launch", key: str = "k1") -> FlightCommandRow:
    return flights.ask(
        session,
        flight_id=OUT,
        aircraft="ac-1",
        word=word,
        body={"readings": {}},
        asked_by="person/p-arai",
        now=TUESDAY_9,
        key=key,
    )


def test_a_flight_is_made_once(session: Session) -> None:
    made = a_flight(session)
    assert (made.state, made.gates, made.landing) == ("preparing", [], None)
    assert a_flight(session) is made
    assert [row.id for row in flights.flights_of(session, DAY)] == [OUT]
    assert flights.flights_of(session, DAY + timedelta(days=1)) == []
    with pytest.raises(flights.UnknownFlight):
        flights.flight(session, "none")


def test_a_word_is_asked_once_by_its_key(session: Session) -> None:
    first = a_word(session)
    assert a_word(session).id == first.id
    with pytest.raises(flights.KeyTaken):
        a_word(session, word="hold")
    with pytest.raises(ValueError, match="jump"):
        a_word(session, word="jump", key="k2")
    a_word(session, word="hold", key="k3")
    assert [row.word for row in flights.commands_of(session, OUT)] == ["launch", "hold"]
    assert [row.word for row in flights.waiting_commands(session)] == ["launch", "hold"]


def test_a_word_is_taken_or_withdrawn_never_both(session: Session) -> None:
    taken, withdrawn = a_word(session), a_word(session, key="k2")
    assert flights.take(session, taken, TUESDAY_9)
    assert not flights.take(session, taken, TUESDAY_9)
    assert not flights.withdraw(session, taken, TUESDAY_9)
    assert flights.withdraw(session, withdrawn, TUESDAY_9)
    assert not flights.take(session, withdrawn, TUESDAY_9)
    assert flights.waiting_commands(session) == []
    assert flights.answer(session, taken, "accepted", TUESDAY_9)
    assert not flights.answer(session, taken, "rejected: late", TUESDAY_9)
    assert (taken.outcome, withdrawn.outcome) == ("accepted", flights.WITHDRAWN)


def test_events_are_numbered_within_their_flight_and_read_in_order(session: Session) -> None:
    assert flights.last_event(session) == 0
    for flight_id, kind in ((OUT, "prepared"), ("other", "prepared"), (OUT, "launched")):
        flights.note_event(session, flight_id, kind, TUESDAY_9, {"go": True})
    rows = flights.events_after(session, 0)
    assert [row.id for row in rows] == [f"{OUT}/1", "other/1", f"{OUT}/2"]
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.seq for row in flights.events_after(session, 1, limit=1)] == [2]
    assert flights.last_event(session) == 3


def test_no_event_is_committed_behind_a_reader(database: Database) -> None:
    """A second writer waits for the first one's commit, so that numbers follow commits."""

    def second() -> None:
        with Session(database.write_engine) as session:
            flights.note_event(session, "other", "launched", TUESDAY_9)
            session.commit()

    with Session(database.write_engine) as session:
        flights.note_event(session, OUT, "launched", TUESDAY_9)
        writer = threading.Thread(target=second)
        writer.start()
        pause(0.2)
        with Session(database.read_engine) as reader:
            assert flights.last_event(reader) == 0
        session.commit()
    writer.join(20)
    with Session(database.read_engine) as reader:
        assert [row.flight_id for row in flights.events_after(reader, 0)] == [OUT, "other"]
