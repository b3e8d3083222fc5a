"""Whole missions: they end on their pad, alike in the interpreter and compiled."""

from __future__ import annotations

from math import hypot

import numpy as np
import pytest

from sim.flight.compiled import flown, fly_each
from sim.flight.control import Landing
from sim.flight.craft import Craft
from sim.flight.elevation import Elevation, flat
from sim.flight.path import Bounds
from sim.flight.sensing import EXACT, USUAL, Sensing
from sim.flight.voyage import (
    CHANCES,
    LAND,
    LONGEST_S,
    TAKEOFF,
    WAIT,
    WAYPOINT,
    Voyage,
    Weather,
    fly,
)

BOUNDS = Bounds(11.0, 2.5, 2.0, 2.5, 1.0, 5.0, 1.0, 5.0)
LANDING = Landing(0.5, 1.5, 10.0)
FRAME = Craft(energy_wh=1600.0).frame(2.0, 1600.0)
CALM = Weather(0.0, 0.0, 0.0, 0.0, 0.0)
WINDY = Weather(-3.0, 2.0, 1.0, 0.1, -15.0)
HALL = (500.0, 300.0)
MISSION = np.array(
    [
        [TAKEOFF, 0.0, 0.0, 60.0, 0.0],
        [WAYPOINT, 250.0, 20.0, 70.0, 0.0],
        [WAIT, *HALL, 80.0, 10.0],
        [LAND, *HALL, 0.0, 0.0],
    ]
)
NORMALS = np.random.default_rng(7).standard_normal(CHANCES * 600)


def flies(
    weather: Weather = CALM,
    sensing: Sensing = EXACT,
    *,
    mission: np.ndarray = MISSION,
    ground: Elevation | None = None,
    dt_s: float = 0.1,
) -> Voyage:
    ground = ground or flat(0.0)
    return fly(mission, ground, FRAME, BOUNDS, LANDING, weather, sensing, NORMALS, dt_s)


def off_pad_m(voyage: Voyage) -> float:
    return hypot(voyage.at[0] - HALL[0], voyage.at[1] - HALL[1])


def test_it_ends_on_its_pad_after_the_time_that_its_speeds_take() -> None:
    voyage = flies()
    assert voyage.landed
    assert off_pad_m(voyage) < 0.1
    climb_s, way_s, wait_s, sink_s = 80.0 / 2.5, 600.0 / 11.0, 10.0, 70.0 / 1.5 + 10.0 / 0.5
    assert climb_s + way_s + wait_s + sink_s < voyage.lasted_s < 240.0
    assert voyage.most_aside_m < 6.0  # a corner is cut by its radius


def test_a_smaller_step_changes_little() -> None:
    coarse, fine = flies(), flies(dt_s=0.02)
    assert coarse.lasted_s == pytest.approx(fine.lasted_s, rel=0.01)
    assert coarse.used_wh == pytest.approx(fine.used_wh, rel=0.01)


def test_wind_and_wrong_places_are_borne() -> None:
    voyage = flies(WINDY, USUAL)
    assert voyage.landed
    assert 0.05 < off_pad_m(voyage) < 3.0
    assert voyage.used_wh != pytest.approx(flies().used_wh, rel=0.001)


def test_it_comes_down_on_the_ground_that_is_there() -> None:
    heights = np.array([[0.0, 0.0], [40.0, 40.0]])
    slope = Elevation(heights, 0.0, -1000.0, 2000.0, 2000.0)
    mission = MISSION.copy()
    mission[3, 3] = 10.0
    voyage = flies(mission=mission, ground=slope)
    assert voyage.landed
    assert voyage.at[2] == pytest.approx(10.0, abs=0.1)


def test_a_place_that_is_never_reached_ends_the_flight_without_a_landing() -> None:
    storm = Weather(-60.0, 0.0, 0.0, 0.0, 0.0)
    voyage = flies(storm, dt_s=1.0)
    assert not voyage.landed
    assert voyage.lasted_s == pytest.approx(LONGEST_S, abs=1.5)


def test_compiled_flights_are_those_of_the_interpreter() -> None:
    weathers = [CALM, WINDY, Weather(4.0, 4.0, 2.0, 0.0, 10.0)]
    frames = [
        Craft(cycles=wear).frame(load, 1600.0) for wear, load in ((0, 0.0), (100, 3.0), (300, 5.0))
    ]
    normals = np.random.default_rng(8).standard_normal((3, CHANCES * 500))
    ground, dt_s = flat(0.0), 0.1
    rows = fly_each(MISSION, ground, frames, BOUNDS, LANDING, weathers, USUAL, normals, dt_s)
    for row, frame, weather, own in zip(rows, frames, weathers, normals, strict=True):
        plain = fly(MISSION, ground, frame, BOUNDS, LANDING, weather, USUAL, own, dt_s)
        for told, expected in zip(flown(row), plain, strict=True):
            assert told == pytest.approx(expected, rel=1e-12, abs=1e-12)
