"""The battery book: full when somebody says so, unknown in the air, then what the flight left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session

from missions.flight.states import FlightState
from missions.machine import OutOfTurn
from missions.store import batteries, fleet
from tests.logistics.support.access import TUESDAY_9
from tests.missions.store.test_fleet import LATER, session
from tests.missions.store.test_flights import a_flight

__all__ = ["session"]


def charge(session: Session, battery: str) -> float | None:
    return fleet.the_battery(session, battery).charge_percent


def test_a_battery_is_full_when_somebody_says_so_and_no_sooner(session: Session) -> None:
    assert charge(session, "b-1") is None
    assert batteries.sitting(session, "ac-1") is None
    with pytest.raises(OutOfTurn, match="in use since"):
        batteries.charged(session, "b-1", TUESDAY_9 - timedelta(hours=1), LATER)
    with pytest.raises(OutOfTurn, match="future"):
        batteries.charged(session, "b-1", LATER, TUESDAY_9)
    with pytest.raises(fleet.UnknownBattery):
        batteries.charged(session, "b-9", TUESDAY_9, LATER)
    batteries.charged(session, "b-1", TUESDAY_9, LATER, "ac-1")
    sitting = batteries.sitting(session, "ac-1")
    assert sitting is not None
    assert (sitting.battery, sitting.charge_percent) == ("b-1", 100.0)


def test_what_came_out_is_not_full(session: Session) -> None:
    batteries.charged(session, "b-1", TUESDAY_9, TUESDAY_9, "ac-1")
    assert batteries.takes_off(session, "ac-1", TUESDAY_9) == "b-1"
    assert charge(session, "b-1") is None
    batteries.has_flown(session, "b-1", 40.0, LATER)
    batteries.came_out(session, "b-1", "ac-1", LATER)
    fleet.put_in(session, "ac-1", "b-2", LATER)
    assert (charge(session, "b-1"), charge(session, "b-2")) == (40.0, None)
    batteries.charged(session, "b-1", LATER, LATER)
    batteries.has_flown(session, "b-1", 40.0, LATER)  # a late word about the flight before
    assert charge(session, "b-1") == 100.0
    batteries.came_out(session, "b-1", "ac-1", LATER)  # not the one that sat there by the book
    assert charge(session, "b-1") is None


def test_nobody_charges_a_battery_in_the_air(session: Session) -> None:
    batteries.charged(session, "b-1", TUESDAY_9, TUESDAY_9, "ac-1")
    a_flight(session).state = FlightState.HOMEBOUND
    session.flush()
    with pytest.raises(OutOfTurn, match="ac-1 flies"):
        batteries.charged(session, "b-1", LATER, LATER)
    with pytest.raises(OutOfTurn, match="ac-1 flies"):
        batteries.charged(session, "b-2", LATER, LATER, "ac-1")
