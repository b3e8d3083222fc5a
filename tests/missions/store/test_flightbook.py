"""The flight book as rows: appended to and never changed, and totals that follow from rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from logistics.db.engine import Database
from missions.flightbook.book import Period
from missions.flightbook.model import Action, Renews, Result, Work
from missions.flightbook.totals import Total
from missions.machine import OutOfTurn
from missions.store import batteries, fleet, flightbook
from missions.store.book_reading import airworthy, battery_use, book, defects, standing
from missions.store.flightbook import NotYet, OpenDefects, UnknownDefect, UnknownEntry
from tests.logistics.support.access import TUESDAY_9
from tests.missions.flightbook.making import flight, inspection, maintenance, upkeep

DESK, PERSON = "system/flight-desk", "person/p-arai"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = TUESDAY_9 + 3 * HOUR
FORMS = ("book_flight", "book_inspection", "book_maintenance", "book_defect", "book_action",
         "book_battery")  # fmt: skip


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with Session(database.write_engine) as opened:
        fleet.enter(opened, ["ac-1", "ac-2"], ["b-1", "b-2"], TUESDAY_9)
        opened.commit()
        yield opened
    database.close()


def one_of_each(session: Session) -> None:
    """A row in every table."""
    flightbook.keep_flight(session, flight(1), NOON, DESK)
    flightbook.inspect(session, inspection(), NOON, PERSON)
    flightbook.maintain(session, maintenance(), NOON, PERSON)
    found = flightbook.note_defect(session, "ac-1", "a crack", "Hosaka", NOON, NOON, PERSON)
    flightbook.settle_defect(
        session, "ac-1", found.number, Action(NOON, "glued", "Hosaka", "Arai"), NOON, PERSON
    )
    flightbook.battery_measured(session, "b-1", 2900.0, NOON, NOON, PERSON)


# Appended to, and never changed


@pytest.mark.parametrize("table", FORMS)
@pytest.mark.parametrize("statement", ["UPDATE {} SET noted_by = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_is_written(
    session: Session, table: str, statement: str
) -> None:
    one_of_each(session)
    session.commit()
    with pytest.raises(DBAPIError, match="only ever appended to"):
        session.execute(text(statement.format(table)))


def test_the_database_refuses_to_replace_or_truncate(session: Session) -> None:
    one_of_each(session)
    session.commit()
    postgres = session.get_bind().dialect.name == "postgresql"
    row = "battery, at, noted_at, noted_by, kind"
    statement = (
        "TRUNCATE book_battery"
        if postgres
        else f"INSERT OR REPLACE INTO book_battery (id, {row}) SELECT id, {row} FROM book_battery"
    )
    with pytest.raises(DBAPIError, match="only ever appended to"):
        session.execute(text(statement))


def test_a_flight_stands_in_the_book_once_however_often_it_is_put_down(session: Session) -> None:
    first = flightbook.keep_flight(session, flight(1), NOON, DESK)
    again = flightbook.keep_flight(session, replace(flight(1), pilot="x"), NOON + HOUR, DESK)
    assert again == first
    assert len(book(session, upkeep()).flights) == 1
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text(
                "INSERT INTO book_flight (aircraft, number, noted_at, noted_by, why, flight_id, "
                "day, direction, route, purpose, state, airspace, methods, safety, remarks, "
                "unknown) SELECT aircraft, 2, noted_at, noted_by, why, flight_id, day, direction, "
                "route, purpose, state, airspace, methods, safety, remarks, unknown "
                "FROM book_flight"
            )
        )


def test_what_is_put_down_comes_back_as_it_was(session: Session) -> None:
    kept = flightbook.keep_flight(session, flight(1), NOON, DESK)
    assert replace(kept, noted=None) == flight(1)
    looked = flightbook.inspect(session, inspection(battery=Result.FAIL), NOON, PERSON)
    assert replace(looked, noted=None) == inspection(battery=Result.FAIL)
    assert looked.failed == ("battery",)
    renews = frozenset({Renews.PERIODIC, Renews.SENSORS})
    done = flightbook.maintain(session, maintenance(renews=renews), NOON, PERSON)
    assert replace(done, noted=None) == maintenance(renews=renews)
    session.commit()
    told = book(session, upkeep())
    assert [entry for entry, _ in told.flights] == [kept]
    assert told.inspections == (looked,)
    assert [entry for entry, _ in told.maintenance] == [done]


def test_each_book_counts_for_itself(session: Session) -> None:
    numbers: list[int] = []
    for number, aircraft in enumerate(["ac-1", "ac-2", "ac-1", "ac-1", "ac-2"]):
        entry = replace(flight(number), aircraft=aircraft)
        noted = flightbook.keep_flight(session, entry, NOON, DESK).noted
        assert noted is not None
        numbers.append(noted.number)
    assert numbers == [1, 1, 2, 3, 2]
    found = [
        flightbook.note_defect(session, aircraft, "a crack", "Hosaka", NOON, NOON, PERSON).number
        for aircraft in ("ac-2", "ac-1", "ac-2")
    ]
    assert found == [1, 1, 2]


# Corrections


def test_a_correction_takes_the_place_of_an_entry_under_its_number(session: Session) -> None:
    flightbook.keep_flight(session, flight(1), NOON, DESK)
    landed = TUESDAY_9 + timedelta(minutes=8)
    entry = flightbook.correct_flight(
        session, "ac-1", 1, {"on_at": landed}, "a slip", NOON + HOUR, PERSON
    )
    assert entry.noted is not None
    assert (entry.noted.number, entry.noted.why, entry.noted.by) == (1, "a slip", PERSON)
    assert (entry.flight_s, flightbook.flight_entry(session, "flight-1")) == (480.0, entry)
    again = flightbook.correct_flight(
        session, "ac-1", 1, {"remarks": "seen by the hall"}, "more", NOON + HOUR, PERSON
    )
    assert (again.on_at, again.remarks) == (landed, "seen by the hall")
    (only,) = book(session, upkeep()).flights
    assert only[0] == again
    assert only[1].flown == Total(36_000.0 + 480.0)
    count = session.execute(text("SELECT count(*) FROM book_flight")).scalar()
    assert count == 3, "the older rows are kept"


def test_an_inspection_and_a_maintenance_are_corrected_in_the_same_way(session: Session) -> None:
    flightbook.inspect(session, inspection(), NOON, PERSON)
    second = replace(inspection(), remarks="dusty")
    flightbook.inspect(session, second, NOON, PERSON, corrects=1, why="forgotten")
    assert [each.remarks for each in book(session, upkeep()).inspections] == ["dusty"]
    flightbook.maintain(session, maintenance(), NOON, PERSON)
    renews = frozenset({Renews.PERIODIC})
    flightbook.maintain(
        session, maintenance(renews=renews), NOON, PERSON, corrects=1, why="forgotten"
    )
    told = book(session, upkeep())
    assert [entry.renews for entry, _ in told.maintenance] == [renews]
    assert told.totals.since_periodic == Total()


def test_what_is_not_there_is_not_corrected(session: Session) -> None:
    flightbook.keep_flight(session, flight(1), NOON, DESK)
    for aircraft, number in (("ac-1", 2), ("ac-2", 1)):
        with pytest.raises(UnknownEntry):
            flightbook.correct_flight(session, aircraft, number, {}, "x", NOON, PERSON)
    with pytest.raises(UnknownEntry):
        flightbook.inspect(session, inspection(), NOON, PERSON, corrects=1, why="x")
    with pytest.raises(UnknownEntry):
        flightbook.the_maintenance(session, "ac-1", 1)


def test_nothing_is_put_down_that_has_not_come_yet(session: Session) -> None:
    later = NOON + HOUR
    flightbook.keep_flight(session, flight(1), NOON, DESK)
    with pytest.raises(NotYet):
        flightbook.inspect(session, inspection(later), NOON, PERSON)
    with pytest.raises(NotYet):
        flightbook.maintain(session, maintenance(later), NOON, PERSON)
    with pytest.raises(NotYet):
        flightbook.note_defect(session, "ac-1", "a crack", "Hosaka", later, NOON, PERSON)
    with pytest.raises(NotYet):
        flightbook.correct_flight(session, "ac-1", 1, {"on_at": later}, "x", NOON, PERSON)
    with pytest.raises(NotYet):
        flightbook.battery_measured(session, "b-1", 2900.0, later, NOON, PERSON)
    assert not fleet.the_aircraft(session, "ac-1").grounded


# Defects and release


def test_a_defect_grounds_at_once_and_release_needs_it_settled_and_an_entry(
    session: Session,
) -> None:
    flightbook.keep_flight(session, flight(1), NOON, DESK)
    defect = flightbook.note_defect(session, "ac-1", "a crack", "Hosaka", NOON, NOON, PERSON)
    craft = fleet.the_aircraft(session, "ac-1")
    assert (craft.grounded, craft.why) == (True, "defect 1: a crack")
    assert defect.flight_id == "flight-1", "found after this flight"
    told = airworthy(session, upkeep(), NOON)
    assert {point.name for point in told.failing} == {"grounded", "defects"}
    with pytest.raises(OpenDefects, match="1: a crack"):
        flightbook.release(session, "ac-1", "looked at", "Arai", "hub", NOON, PERSON)
    assert fleet.the_aircraft(session, "ac-1").grounded
    action = Action(NOON + HOUR, "part changed", "Hosaka", "Arai")
    settled = flightbook.settle_defect(session, "ac-1", 1, action, NOON + HOUR, PERSON)
    assert (settled.open, settled.action) == (False, action)
    assert fleet.the_aircraft(session, "ac-1").grounded, "settling is not releasing"
    flightbook.release(session, "ac-1", "hovered", "Arai", "hub", NOON + HOUR, PERSON)
    assert not fleet.the_aircraft(session, "ac-1").grounded
    (entry,) = [entry for entry, _ in book(session, upkeep()).maintenance]
    assert (entry.kind, entry.work, entry.reason) == (Work.RELEASE, "hovered", "defect 1: a crack")
    assert entry.confirmed_by == "Arai"
    with pytest.raises(OutOfTurn, match="is not grounded"):
        flightbook.release(session, "ac-1", "again", "Arai", "hub", NOON + HOUR, PERSON)


def test_a_defect_is_settled_once_and_not_before_it_was_found(session: Session) -> None:
    flightbook.note_defect(session, "ac-1", "a crack", "Hosaka", NOON, NOON, PERSON)
    done = Action(NOON, "glued", "Hosaka", "Arai")
    early = replace(done, at=NOON - HOUR)
    with pytest.raises(OutOfTurn, match="found later"):
        flightbook.settle_defect(session, "ac-1", 1, early, NOON, PERSON)
    for aircraft, number in (("ac-2", 1), ("ac-1", 2)):
        with pytest.raises(UnknownDefect):
            flightbook.settle_defect(session, aircraft, number, done, NOON, PERSON)
    flightbook.settle_defect(session, "ac-1", 1, done, NOON, PERSON)
    with pytest.raises(OutOfTurn, match="already"):
        flightbook.settle_defect(session, "ac-1", 1, done, NOON, PERSON)
    assert [each.action for each in defects(session, "ac-1")] == [done]
    assert flightbook.open_defects(session, "ac-1") == []


# What the book says of the aircraft


def test_only_an_inspection_of_today_by_the_valley_counts(session: Session) -> None:
    flightbook.inspect(session, inspection(TUESDAY_9), NOON, PERSON)
    midnight = TUESDAY_9.replace(hour=0)
    assert standing(session, upkeep(), NOON).inspection is not None
    assert standing(session, upkeep(), midnight).inspection is not None
    for moment in (midnight - timedelta(seconds=1), midnight + DAY):
        assert standing(session, upkeep(), moment).inspection is None
    found = airworthy(session, upkeep(), NOON + DAY)
    assert "inspection unknown (not inspected today)" in found.why


def test_the_latest_inspection_of_a_day_counts(session: Session) -> None:
    flightbook.inspect(session, inspection(TUESDAY_9), NOON, PERSON)
    worse = inspection(TUESDAY_9 + HOUR, propellers=Result.FAIL)
    flightbook.inspect(session, worse, NOON, PERSON)
    flightbook.inspect(session, inspection(TUESDAY_9 - HOUR), NOON, PERSON)  # put down later
    seen = standing(session, upkeep(), NOON).inspection
    assert seen is not None
    assert seen.failed == ("propellers",)


def test_after_maintenance_the_aircraft_is_inspected_anew(session: Session) -> None:
    flightbook.inspect(session, inspection(TUESDAY_9), NOON, PERSON)
    flightbook.maintain(session, maintenance(TUESDAY_9 + HOUR), NOON, PERSON)
    found = {point.name: point for point in airworthy(session, upkeep(), NOON).points}
    assert found["inspection"].why == "something was done to it since it was inspected"
    flightbook.inspect(session, inspection(TUESDAY_9 + 2 * HOUR), NOON, PERSON)
    found = {point.name: point for point in airworthy(session, upkeep(), NOON).points}
    assert found["inspection"].verdict == "pass"


def test_charges_are_counted_once_and_the_last_measurement_holds(session: Session) -> None:
    batteries.charged(session, "b-1", TUESDAY_9, TUESDAY_9, "ac-1", PERSON)
    batteries.charged(session, "b-1", TUESDAY_9, NOON, "ac-1", PERSON)  # it is full already
    batteries.takes_off(session, "ac-1", NOON)
    batteries.charged(session, "b-1", NOON, NOON, "ac-1", PERSON)
    flightbook.battery_measured(session, "b-1", 2950.0, NOON, NOON, PERSON)
    flightbook.battery_measured(session, "b-1", 2990.0, TUESDAY_9, NOON, PERSON)
    use = battery_use(session, "b-1")
    assert (use.charges, use.capacity_wh, use.measured_at) == (2, 2950.0, NOON)
    points = {point.name: point for point in airworthy(session, upkeep(), NOON).points}
    assert points["battery-cycles"].value == 12.0
    assert points["battery-health"].value == pytest.approx(98.3)


def test_a_period_holds_its_days_and_stands_at_its_end(session: Session) -> None:
    for number in range(4):
        at = TUESDAY_9 - number * DAY
        flightbook.keep_flight(session, flight(number, at), NOON, DESK)
    yesterday = (TUESDAY_9 - DAY).date()
    told = book(session, upkeep(), Period(yesterday, yesterday))
    assert [entry.day for entry, _ in told.flights] == [yesterday]
    assert told.flown == Total(600.0)
    assert told.totals.flown == Total(36_000.0 + 3 * 600.0), "all until then, none after"
    assert told.flights[0][1] == told.totals


def test_a_defect_stands_in_every_period_in_which_it_was_open(session: Session) -> None:
    before, found = TUESDAY_9 - 5 * DAY, TUESDAY_9 - 3 * DAY
    flightbook.note_defect(session, "ac-1", "a crack", "Hosaka", found, NOON, PERSON)
    action = Action(TUESDAY_9 - DAY, "glued", "Hosaka", "Arai")
    flightbook.settle_defect(session, "ac-1", 1, action, NOON, PERSON)
    held = {
        day: len(book(session, upkeep(), Period(day, day)).defects)
        for day in ((before + n * DAY).date() for n in range(7))
    }
    assert list(held.values()) == [0, 0, 1, 1, 1, 0, 0]
