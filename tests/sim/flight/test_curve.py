"""Legs with limited jerk: they arrive, and nothing on the way is more than it may be."""

from __future__ import annotations

from itertools import pairwise
from math import pi

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.flight.curve import (
    accelerated_s,
    along,
    braking_s,
    curve,
    end_s,
    in_pulse,
    pulse,
    with_speed,
)

_SPEEDS = st.floats(0.1, 25.0)
_PUSHES = st.floats(0.3, 6.0)
_JERKS = st.floats(0.3, 10.0)
_SNAPS = st.floats(1.0, 200.0)
_PARTS = 400


@given(_SPEEDS, _PUSHES, _JERKS, _SNAPS)
def test_a_pulse_gives_its_change_and_half_the_way(
    change: float, push: float, jerk: float, snap: float
) -> None:
    one = pulse(change, push, jerk, snap)
    way, speed, at_rest = in_pulse(one, one[4])
    assert speed == pytest.approx(change, rel=1e-6)
    assert way == pytest.approx(0.5 * change * one[4], rel=1e-6)
    assert at_rest == pytest.approx(0.0, abs=1e-6)


@given(_SPEEDS, _PUSHES, _JERKS, _SNAPS)
def test_a_pulse_stays_within_its_limits(
    change: float, push: float, jerk: float, snap: float
) -> None:
    one = pulse(-change, push, jerk, snap)
    step_s = one[4] / _PARTS
    told = [in_pulse(one, step_s * part) for part in range(_PARTS + 1)]
    pushes = [each[2] for each in told]
    jerks = [(b - a) / step_s for a, b in pairwise(pushes)]
    assert min(pushes) >= -push * (1 + 1e-9)
    assert max(pushes) <= 1e-9
    assert max(map(abs, jerks)) <= jerk * (1 + 1e-6)
    snaps = [(b - a) / step_s for a, b in pairwise(jerks)]
    assert max(map(abs, snaps)) <= snap * (1 + 1e-3)


@given(_SPEEDS, _PUSHES, _JERKS, _SNAPS)
def test_speed_and_way_are_the_sums_of_what_comes_before(
    change: float, push: float, jerk: float, snap: float
) -> None:
    one = pulse(change, push, jerk, snap)
    step_s, way, speed = one[4] / _PARTS, 0.0, 0.0
    for part in range(_PARTS):
        middle = in_pulse(one, step_s * (part + 0.5))
        way, speed = way + middle[1] * step_s, speed + middle[2] * step_s
    told = in_pulse(one, one[4])
    assert way == pytest.approx(told[0], rel=3e-3)
    assert speed == pytest.approx(told[1], rel=3e-3)


@given(st.floats(0.05, 3000.0), _SPEEDS, _PUSHES, _JERKS, _SNAPS)
def test_a_leg_ends_at_its_end_and_never_goes_back(
    length: float, speed: float, push: float, jerk: float, snap: float
) -> None:
    one = curve(length, speed, push, jerk, snap)
    last = end_s(one)
    told = [along(one, last * part / _PARTS) for part in range(_PARTS + 1)]
    assert told[-1][0] == pytest.approx(length, rel=1e-5, abs=1e-5)
    assert max(each[1] for each in told) <= speed * (1 + 1e-6)
    ways = [each[0] for each in told]
    assert all(b >= a - 1e-7 for a, b in pairwise(ways))
    assert along(one, last + 1.0) == (length, 0.0, 0.0)


@given(st.floats(20.0, 3000.0), _SPEEDS, _SPEEDS, st.floats(0.0, 1.0))
def test_another_speed_on_the_way_is_taken_smoothly(
    length: float, first: float, second: float, share: float
) -> None:
    one = curve(length, first, 2.5, 1.0, 5.0)
    at_s = accelerated_s(one) + share * (braking_s(one) - accelerated_s(one)) * 0.99
    assume(braking_s(one) > accelerated_s(one))
    other = with_speed(one, at_s, second, 2.5, 1.0, 5.0)
    assert along(other, at_s) == pytest.approx(along(one, at_s), abs=1e-6)
    assert along(other, end_s(other))[0] == pytest.approx(length, rel=1e-5)
    if other is not one:
        kept = along(other, accelerated_s(other))[1]
        assert kept == pytest.approx(second, rel=1e-6) or first < kept < second


def test_ten_metres_a_second_as_arducopter_takes_to_it() -> None:
    """WPNAV_ACCEL 2.5 m/s², WPNAV_JERK 1 m/s³; the jerk rises within 0.3 s, as by its snap."""
    one = pulse(10.0, 2.5, 1.0, 1.0 * pi / (2 * 0.3))
    assert one[1] == pytest.approx(0.3)
    assert one[4] == pytest.approx(10.0 / 2.5 + 2.5 + 0.3)
