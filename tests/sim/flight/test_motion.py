"""One step of motion, and the rules of guidance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flight.battery import STANDARD_K
from sim.flight.craft import Craft
from sim.flight.guidance import shaped_rate_mps
from sim.flight.motion import State, Vector, standing, step

CRAFT = Craft()


def run(up_m: float, want: Vector, **how: float) -> State:
    """From rest at a height; in steps of 20 ms."""
    wind = (how.get("wind_north", 0.0), how.get("wind_east", 0.0))
    frame = CRAFT.frame(0.0, CRAFT.energy_wh)
    state = standing((0.0, 0.0, up_m), frame, STANDARD_K)
    for _ in range(int(how.get("steps", 1))):
        ground_m, turning = how.get("ground", 0.0), bool(how.get("turning", 1.0))
        state = step(state, want, wind, ground_m, turning, frame, 0.0, 0.02)
    return state


def test_an_hour_in_a_hover_takes_the_energy_of_its_power() -> None:
    after = run(100.0, (0.0, 0.0, 0.0), steps=1500)
    assert after.at == (0.0, 0.0, 100.0)
    assert after.used_wh == pytest.approx(after.power_w * 30.0 / 3600.0)
    assert after.used_ah > 0.0


def test_it_accelerates_as_asked_in_still_air() -> None:
    after = run(100.0, (2.0, 0.0, 1.0), steps=50)
    assert after.speed[0] == pytest.approx(2.0, rel=0.05)
    assert after.speed[2] == pytest.approx(1.0, rel=0.01)


def test_wind_pushes_until_it_is_learned() -> None:
    early = run(100.0, (0.0, 0.0, 0.0), wind_east=8.0, steps=25)
    assert early.speed[1] > 0.2
    assert run(100.0, (0.0, 0.0, 0.0), wind_east=8.0, steps=300).trim[1] > 0.5


def test_without_rotors_it_falls_and_the_ground_holds_it() -> None:
    after = run(5.0, (0.0, 0.0, 0.0), turning=0.0, steps=200)
    assert after.at[2] == 0.0
    assert after.speed == (0.0, 0.0, 0.0)


@given(st.floats(-3.0, 3.0), st.floats(-3.0, 3.0), st.floats(-5.0, 5.0), st.floats(0.0, 12.0))
def test_it_is_never_below_ground_and_only_loses_charge(
    north: float, east: float, up: float, wind: float
) -> None:
    after = run(1.0, (north, east, up), wind_north=wind, ground=0.5, steps=20)
    assert after.at[2] >= 0.5
    assert after.used_ah > 0.0
    assert after.used_wh > 0.0


@given(st.floats(-200.0, 200.0))
def test_a_rate_points_to_its_target(error_m: float) -> None:
    assert shaped_rate_mps(error_m, 1.0, 1.0) * error_m >= 0.0
