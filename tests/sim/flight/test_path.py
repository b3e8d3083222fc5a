"""The moving point: it never jumps, passes corners close by, and rests where it was sent."""

from __future__ import annotations

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flight.path import (
    NOWHERE,
    Bounds,
    Path,
    Point,
    advance,
    destination_of,
    onwards,
    plus,
    resting,
    size,
)

BOUNDS = Bounds(11.0, 2.5, 2.0, 2.5, 1.0, 5.0, 1.0, 5.0)
_DT_S = 0.02
_PLACES = st.tuples(st.floats(-300.0, 300.0), st.floats(-300.0, 300.0), st.floats(0.0, 120.0))


class Flying:
    """The point by itself: what follows it is where it is."""

    def __init__(self, at: Point = NOWHERE) -> None:
        self.at, self.speed, self.push = at, NOWHERE, NOWHERE
        self.path: Path = resting(at, NOWHERE, BOUNDS)
        self.longest_step_m = self.fastest_mps = 0.0

    def go(self, to: Point, then: Point | None = None) -> None:
        self.path = onwards(self.path, self.at, self.speed, to, then or to, BOUNDS)

    def fly(self, seconds: float, *, paused: bool = False, bounds: Bounds = BOUNDS) -> None:
        for _ in range(round(seconds / _DT_S)):
            before = self.at
            self.path, self.at, self.speed, self.push = advance(
                self.path, _DT_S, self.at, self.speed, self.at, self.speed, paused, bounds
            )
            self.longest_step_m = max(self.longest_step_m, size(plus(self.at, before, -1.0)))
            self.fastest_mps = max(self.fastest_mps, size(self.speed))

    def fly_until_reached(self, within_s: float = 400.0) -> None:
        for _ in range(round(within_s / _DT_S)):
            if self.path.reached:
                return
            self.fly(_DT_S)
        raise AssertionError("not reached")


@given(_PLACES, _PLACES, st.floats(0.0, 40.0))
def test_it_never_jumps_and_ends_where_it_was_sent(
    first: Point, second: Point, after_s: float
) -> None:
    """Sent elsewhere at any moment."""
    point = Flying()
    point.go(first)
    point.fly(after_s)
    point.go(second)
    point.fly_until_reached()
    point.fly(20.0)
    assert point.at == pytest.approx(second, abs=1e-3)
    assert point.longest_step_m <= point.fastest_mps * _DT_S * 1.1 + 1e-3
    assert point.fastest_mps <= 2.0 * BOUNDS.horizontal_mps  # one braked, one begun at once


@given(_PLACES, _PLACES)
def test_a_corner_is_passed_close_by(first: Point, second: Point) -> None:
    point = Flying()
    point.go(first, second)
    nearest_m = 1e9
    while not point.path.reached:
        point.fly(_DT_S)
        nearest_m = min(nearest_m, size(plus(point.at, first, -1.0)))
    assert nearest_m <= BOUNDS.radius_m + 0.5
    point.go(second)
    point.fly_until_reached()
    point.fly(15.0)
    assert point.at == pytest.approx(second, abs=1e-3)


def test_along_a_straight_line_a_waypoint_costs_no_time() -> None:
    alone, passing = Flying(), Flying()
    alone.go((600.0, 0.0, 0.0))
    alone.fly_until_reached()
    passing.go((300.0, 0.0, 0.0), (600.0, 0.0, 0.0))
    passing.fly_until_reached()
    slowest_mps = hypot(*passing.speed)
    assert slowest_mps > 0.8 * BOUNDS.horizontal_mps


def test_a_stop_ends_where_it_was_foretold() -> None:
    point = Flying()
    point.go((600.0, 0.0, 0.0))
    point.fly(20.0)
    point.path = resting(point.at, point.speed, BOUNDS)
    foretold = destination_of(point.path)
    point.fly(30.0)
    assert point.at == pytest.approx(foretold, abs=1e-3)


def test_a_pause_stops_it_on_its_way_and_it_goes_on() -> None:
    point = Flying()
    point.go((600.0, 0.0, 0.0))
    point.fly(20.0)
    point.fly(12.0, paused=True)
    held = point.at
    point.fly(10.0, paused=True)
    assert point.at == held
    point.fly_until_reached()
    point.fly(10.0)
    assert point.at == pytest.approx((600.0, 0.0, 0.0), abs=1e-3)


def test_a_lower_speed_is_taken_on_the_way() -> None:
    point = Flying()
    point.go((600.0, 0.0, 0.0))
    point.fly(20.0)
    slower = BOUNDS._replace(horizontal_mps=4.0)
    point.fly(12.0, bounds=slower)
    assert size(point.speed) == pytest.approx(4.0, abs=1e-3)
    assert point.longest_step_m < BOUNDS.horizontal_mps * _DT_S * 1.01
