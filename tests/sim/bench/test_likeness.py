"""Two flown ways beside each other."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from sim.bench.likeness import Way, apart_m, energy_wh
from sim.flight.craft import Craft
from sim.flight.power import GRAVITY_MPS2, electric_power_w

FRAME = Craft().frame(2.0, 1600.0)


def straight(seconds: int, speed_mps: float, *, east_m: float = 0.0, up_m: float = 100.0) -> Way:
    at_s = np.arange(0.0, seconds + 1.0)
    places = np.stack([at_s * speed_mps, np.full_like(at_s, east_m), np.full_like(at_s, up_m)], 1)
    return Way(at_s, places, 0.0)


def test_parallel_ways_are_as_far_apart_as_their_lines() -> None:
    apart = apart_m(straight(100, 10.0), straight(50, 20.0, east_m=3.0, up_m=104.0))
    assert apart == pytest.approx(np.full(152, 5.0))


def test_the_same_way_at_other_speeds_is_not_apart() -> None:
    assert np.max(apart_m(straight(100, 10.0), straight(400, 2.5))) < 1e-9


def test_a_way_past_the_other_ones_end_is_measured_to_that_end() -> None:
    apart = apart_m(straight(110, 10.0), straight(100, 10.0))
    assert np.max(apart) == pytest.approx(100.0)


def test_energy_is_that_of_the_speed_through_the_air() -> None:
    way = straight(360, 10.0, up_m=0.0)
    weight_n = FRAME.mass_kg * GRAVITY_MPS2
    with_wind = energy_wh(way, FRAME, (10.0, 0.0))
    hover_w = electric_power_w(FRAME.rotors, weight_n, FRAME.mass_kg, 0.0, 0.0, 1.225)
    assert with_wind == pytest.approx(hover_w / 10.0, rel=0.01)
    assert energy_wh(way, FRAME, (-8.0, 0.0)) > energy_wh(way, FRAME, (0.0, 0.0))


def test_turning_costs_the_thrust_that_it_takes() -> None:
    at_s = np.arange(0.0, 361.0, 0.25)
    turn = 2.0 * pi * at_s / 20.0
    round_ = np.stack([20.0 * np.cos(turn), 20.0 * np.sin(turn), np.zeros_like(at_s)], 1)
    speed_mps = 2.0 * pi * 20.0 / 20.0
    ahead = straight(360, speed_mps, up_m=0.0)
    assert energy_wh(Way(at_s, round_, 0.0), FRAME, (0.0, 0.0)) > 1.01 * energy_wh(
        ahead, FRAME, (0.0, 0.0)
    )
