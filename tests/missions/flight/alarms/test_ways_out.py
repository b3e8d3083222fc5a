"""Where an aircraft can still land, and what is left there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flight.alarms.ways_out import HUB, Onboard, WayOut, at_end_percent, ways_out
from missions.flight.states import FlightState
from missions.flight.track import PathFrame
from missions.geo import Position
from missions.plan.compiler import compile_flight
from missions.plan.model import Direction
from tests.missions.routes.making import CARGO
from tests.missions.support.plans import CRAFT, nakao_route

ROUTE = replace(nakao_route(), cruise_mps=12.0)
MISSION = compile_flight(ROUTE, Direction.OUT, CRAFT)
PATH = PathFrame(ROUTE)
FULL = Onboard(100.0, CARGO.battery_wh, 3.0, 0.0)


def at(share: float) -> Position:
    """On the path, at a share of its corners."""
    place = share * (len(ROUTE.path) - 1)
    index = min(int(place), len(ROUTE.path) - 2)
    a, b, part = ROUTE.path[index], ROUTE.path[index + 1], place - index
    return Position(
        a.lat_deg + (b.lat_deg - a.lat_deg) * part,
        a.lon_deg + (b.lon_deg - a.lon_deg) * part,
        a.alt_amsl_m + (b.alt_amsl_m - a.alt_amsl_m) * part,
    )


def found(share: float, onboard: Onboard = FULL) -> dict[str, WayOut]:
    ways = ways_out(ROUTE, MISSION, PATH, CARGO, at(share), onboard)
    assert list(ways) == sorted(ways, key=lambda way: -way.left_percent)
    return {way.place: way for way in ways}


def test_the_hub_is_one_and_the_places_that_a_jump_reaches_are_the_others() -> None:
    near_river = found(0.18)
    assert HUB in near_river
    assert set(near_river) - {HUB} <= {place.id for place in ROUTE.landing_places}
    assert len(near_river) > 1
    nearest = min(near_river.values(), key=lambda way: way.remaining_m)
    assert nearest.place != HUB


@given(st.floats(0.02, 0.98), st.floats(6.0, 12.0), st.floats(0.5, 8.0))
def test_wind_load_and_distance_leave_less(share: float, wind: float, load: float) -> None:
    empty = replace(FULL, load_kg=0.0)
    here = found(share, empty)[HUB].left_percent
    assert here < 100.0
    assert found(share, replace(empty, wind_mps=wind))[HUB].left_percent < here
    assert found(share, replace(empty, load_kg=load))[HUB].left_percent < here
    assert found(share + 0.02, empty)[HUB].left_percent < here


def test_on_the_way_out_all_of_the_flight_is_still_to_come() -> None:
    position = at(0.5)
    ways = ways_out(ROUTE, MISSION, PATH, CARGO, position, FULL)
    home = next(way for way in ways if way.place == HUB)
    out = at_end_percent(FlightState.OUTBOUND, ROUTE, ways, CARGO, FULL)
    back = at_end_percent(FlightState.HOMEBOUND, ROUTE, ways, CARGO, FULL)
    assert back == home.left_percent
    assert out is not None
    assert out < home.left_percent - 10.0
    assert at_end_percent(FlightState.OUTBOUND, ROUTE, (), CARGO, FULL) is None


def test_the_nearer_the_hall_the_less_is_to_come_and_the_sum_stays() -> None:
    """With the charge that is left on the way, the end is predicted alike from everywhere."""
    ends = []
    for share in (0.1, 0.5, 0.9):
        ways = ways_out(ROUTE, MISSION, PATH, CARGO, at(share), FULL)
        flown = 100.0 - next(way for way in ways if way.place == HUB).left_percent
        left = replace(FULL, charge_percent=100.0 - flown)
        ways = ways_out(ROUTE, MISSION, PATH, CARGO, at(share), left)
        ends.append(at_end_percent(FlightState.OUTBOUND, ROUTE, ways, CARGO, left))
    assert ends[0] == pytest.approx(ends[1], abs=4.0)
    assert ends[1] == pytest.approx(ends[2], abs=4.0)


def test_off_the_corridor_only_the_hub_is_counted() -> None:
    beside = replace(at(0.5), lon_deg=at(0.5).lon_deg + 0.02)
    ways = ways_out(ROUTE, MISSION, PATH, CARGO, beside, FULL)
    assert [way.place for way in ways] == [HUB]
