"""Whatever was put down, in whatever order: both ways of summing a book agree with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from logistics.db.engine import Database
from missions.flightbook.facts import Before
from missions.flightbook.model import Renews
from missions.flightbook.totals import Total
from missions.machine import OutOfTurn
from missions.store import fleet, flightbook
from missions.store.book_reading import book, standing
from tests.logistics.support.access import TUESDAY_9
from tests.missions.flightbook.making import BEFORE, flight, maintenance, upkeep

NOW = TUESDAY_9 + timedelta(days=10)
BY = "person/p-arai"
MINUTES = st.integers(0, 3 * 24 * 60)
FLIGHT = st.tuples(st.just("flight"), MINUTES, st.none() | st.integers(1, 60))
WORK = st.tuples(st.just("work"), MINUTES, st.frozensets(st.sampled_from(Renews)))
CORRECTION = st.tuples(st.just("correction"), st.integers(1, 12), st.integers(-30, 60))
DONE = st.lists(st.one_of(FLIGHT, WORK, CORRECTION), max_size=14)


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    database = Database(sqlite_url)
    with Session(database.write_engine) as opened:
        fleet.enter(opened, ["ac-1"], ["b-1"], TUESDAY_9)
        opened.commit()
        yield opened
    database.close()


def put_down(session: Session, done: list[tuple[str, int, object]]) -> int:
    """Each of them, in the order in which somebody puts it down; returns how many flights."""
    count = 0
    for kind, number, what in done:
        at = TUESDAY_9 + timedelta(minutes=number)
        if kind == "flight":
            count += 1
            minutes = what if isinstance(what, int) else None
            lasted = None if minutes is None else timedelta(minutes=minutes)
            entry = flight(
                count,
                at,
                on_at=None if lasted is None else at + lasted,
                flight_s=None if lasted is None else lasted.total_seconds(),
            )
            flightbook.keep_flight(session, entry, NOW, BY)
        elif kind == "work":
            assert isinstance(what, frozenset)
            flightbook.maintain(session, maintenance(at, renews=what), NOW, BY)
        else:
            assert isinstance(what, int)
            _correct(session, number, what)
    return count


def _correct(session: Session, number: int, minutes: int) -> None:
    """Another landing for this entry, where it is there and the landing is possible."""
    known = [entry for entry, _ in book(session, upkeep()).flights]
    found = [each for each in known if each.noted is not None and each.noted.number == number]
    if not found or found[0].off_at is None:
        return
    changes = {"on_at": found[0].off_at + timedelta(minutes=minutes)}
    try:
        flightbook.correct_flight(session, "ac-1", number, changes, "seen", NOW, BY)
    except OutOfTurn:
        assert minutes < 0


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=DONE, before=st.sampled_from([BEFORE, Before()]))
def test_both_ways_of_summing_agree_with_the_rows(
    session: Session, done: list[tuple[str, int, object]], before: Before
) -> None:
    session.rollback()
    kept = upkeep(before=before)
    count = put_down(session, done)
    told, now = book(session, kept), standing(session, kept, NOW)
    assert len(told.flights) == count
    flown = sum((Total.of(entry.flight_s) for entry, _ in told.flights), Total())
    assert told.flown == flown
    assert told.totals.flown == Total.of(before.flown_s) + flown
    assert told.totals.flights == (None if before.flights is None else before.flights + count)
    assert now.since_periodic == told.totals.since_periodic
    assert now.since_periodic_flights == told.totals.since_periodic_flights
    times = [entry.off_at for entry, _ in told.flights if entry.off_at is not None]
    assert times == sorted(times)
