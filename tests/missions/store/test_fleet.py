"""The fleet as rows: grounded until released, one battery in one aircraft, one desk for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from missions.machine import OutOfTurn
from missions.store import fleet
from tests.logistics.support.access import TUESDAY_9

LATER = TUESDAY_9 + timedelta(seconds=10)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    database = Database(database_url)
    with Session(database.write_engine) as opened:
        fleet.enter(opened, ["ac-1", "ac-2"], ["b-1", "b-2"], TUESDAY_9)
        yield opened
    database.close()


def test_entering_again_leaves_what_is_known(session: Session) -> None:
    fleet.ground(session, "ac-1", "vibration", "person/p-arai", TUESDAY_9)
    fleet.enter(session, ["ac-1", "ac-3"], ["b-1"], LATER)
    told = {row.aircraft: row.grounded for row in fleet.aircraft(session)}
    assert told == {"ac-1": True, "ac-2": False, "ac-3": False}
    assert [row.battery for row in fleet.batteries(session)] == ["b-1", "b-2"]


def test_grounded_until_released(session: Session) -> None:
    with pytest.raises(OutOfTurn):
        fleet.release(session, "ac-1", "checked", "person/p-arai", TUESDAY_9)
    fleet.ground(session, "ac-1", "vibration", "person/p-arai", TUESDAY_9)
    fleet.ground(session, "ac-1", "GPS antenna", "person/p-arai", LATER)
    row = fleet.the_aircraft(session, "ac-1")
    assert (row.grounded, row.why, row.changed_at) == (True, "GPS antenna", LATER)
    row = fleet.release(session, "ac-1", "antenna changed", "person/p-arai", LATER)
    assert (row.grounded, row.why) == (False, "antenna changed")
    with pytest.raises(fleet.UnknownAircraft):
        fleet.ground(session, "ac-9", "x", "y", LATER)


def test_a_battery_sits_in_one_aircraft(session: Session) -> None:
    fleet.put_in(session, "ac-1", "b-1", TUESDAY_9)
    with pytest.raises(OutOfTurn):
        fleet.put_in(session, "ac-2", "b-1", LATER)
    fleet.put_in(session, "ac-1", "b-2", LATER)
    assert {row.battery: row.aircraft for row in fleet.batteries(session)} == {
        "b-1": None,
        "b-2": "ac-1",
    }
    with pytest.raises(fleet.UnknownBattery):
        fleet.put_in(session, "ac-1", "b-9", LATER)


def test_one_desk_minds_an_aircraft_until_its_lease_runs_out(session: Session) -> None:
    soon = TUESDAY_9 + timedelta(seconds=5)
    assert fleet.hold_lease(session, "ac-1", "desk-a", TUESDAY_9, soon)
    assert not fleet.hold_lease(session, "ac-1", "desk-b", TUESDAY_9, LATER)
    assert fleet.hold_lease(session, "ac-1", "desk-a", TUESDAY_9, soon)
    assert fleet.hold_lease(session, "ac-1", "desk-b", LATER, LATER + timedelta(seconds=5))
    assert not fleet.hold_lease(session, "ac-1", "desk-a", LATER, LATER + timedelta(seconds=9))
