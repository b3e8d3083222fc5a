"""The table of a flight's states."""

from __future__ import annotations

import pytest

from missions.flight.states import AIRBORNE, ENDS, FLIGHT_MACHINE, FlightEvent, FlightState
from missions.machine import OutOfTurn


def test_nothing_follows_an_end() -> None:
    assert not {state for state, _ in FLIGHT_MACHINE.table} & ENDS
    for state in ENDS:
        for event in FlightEvent:
            with pytest.raises(OutOfTurn):
                FLIGHT_MACHINE.after(state, event)


def test_every_state_but_the_first_is_reached_and_every_flight_can_end() -> None:
    reached = {FlightState.PREPARING}
    for _ in FlightState:
        reached |= {after for (state, _), after in FLIGHT_MACHINE.table.items() if state in reached}
    assert reached == set(FlightState)
    for state in set(FlightState) - ENDS:
        ends, seen = {state}, set[FlightState]()
        while ends - seen:
            seen |= ends
            ends = {after for (s, _), after in FLIGHT_MACHINE.table.items() if s in seen}
        assert seen & ENDS


def test_only_a_judged_flight_is_launched() -> None:
    before = {s for (s, event) in FLIGHT_MACHINE.table if event is FlightEvent.LAUNCH}
    assert before == {FlightState.READY}
    assert {s for (s, event) in FLIGHT_MACHINE.table if event is FlightEvent.JUDGED_GO} == {
        FlightState.PREPARING
    }


def test_a_flight_that_has_flown_is_never_refused() -> None:
    refusable = {s for (s, event) in FLIGHT_MACHINE.table if event is FlightEvent.REFUSED}
    assert refusable & AIRBORNE == {FlightState.LAUNCHING}
