"""A whole mission flown by one craft, from standing on a pad to standing on a pad.

Owns how the commands of a mission that simply runs are flown one after the other, as the simulated
vehicle flies them (`sim.sitl.auto`), and what is told of it. What interrupts a mission is not flown
here. Nothing is kept; arrays in, tuples out: thousands of these are flown by `sim.flight.compiled`.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

from sim.flight.air import air_k
from sim.flight.control import Landing, climb_over, eased, follow, landing_rate_mps
from sim.flight.elevation import Elevation, height_m
from sim.flight.motion import Frame, State, Vector, standing, step
from sim.flight.path import Bounds, Path, advance, onwards, plus, resting
from sim.flight.scalars import scalar
from sim.flight.sensing import NO_ERROR, Sensing, next_error
from sim.flight.wind import CALM, Gusts, at_height, blown, gust_size, next_gusts

TAKEOFF, WAYPOINT, WAIT, LAND = 0, 1, 2, 3
"""What stands in the first column of a mission; then north, east, up [m] and seconds to wait."""
CHANCES = 6
"""Draws of the standard normal distribution for each CHANCE_S of a flight."""
CHANCE_S = 0.2
LONGEST_S = 7200.0
_ARRIVED_M, _LEVELLED_MPS = 0.3, 0.25
_SPUN_UP_S = 2.0
_LANDED_AFTER_S = 1.5
_TOUCHES_M = 0.01


class Weather(NamedTuple):
    """Mean wind to the north and to the east [m/s], at `sim.flight.wind.REFERENCE_M` where the
    ground has a roughness [m]; gusts over the standard's; how much warmer than standard [K]."""

    north_mps: float
    east_mps: float
    turbulence: float
    roughness_m: float
    warmer_k: float


class Voyage(NamedTuple):
    """What came of it. `landed`: it stands on the ground after its last command.

    Greatest and mean-square distance from the legs' lines while it flew along them, horizontally;
    the lowest voltage; the greatest power.
    """

    landed: bool
    lasted_s: float
    used_wh: float
    used_ah: float
    at: Vector
    most_aside_m: float
    aside_rms_m: float
    lowest_v: float
    most_w: float
    steps: int


@scalar
def fly(
    mission: np.ndarray,
    elevation: Elevation,
    frame: Frame,
    bounds: Bounds,
    landing: Landing,
    weather: Weather,
    sensing: Sensing,
    normals: np.ndarray,
    dt_s: float,
) -> Voyage:
    """Fly rows of a mission (`TAKEOFF` and so on) in steps of `dt_s`.

    `normals`: CHANCES draws for each CHANCE_S; where they end they come again.
    """
    at = (mission[0, 1], mission[0, 2], height_m(elevation, mission[0, 1], mission[0, 2]))
    state = standing(at, frame, air_k(at[2], weather.warmer_k))
    point, point_speed, push = at, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    path = resting(at, point_speed, bounds)
    row, now_s, arrived_s, touching_s, rate = 0, 0.0, -1.0, 0.0, 0.0
    begun, sinking, landed = False, False, False
    gusts, wind, error, chance_s, drawn = CALM, (0.0, 0.0), NO_ERROR, 0.0, 0
    most_aside, squares, measured, steps = 0.0, 0.0, 0, 0
    lowest_v, most_w = state.voltage_v, 0.0
    while row < mission.shape[0] and now_s < LONGEST_S and not landed:
        kind = int(mission[row, 0])
        if not begun:
            begun, arrived_s = True, -1.0
            path = _leg(mission, row, path, point, point_speed, bounds)
        ground_m = height_m(elevation, state.at[0], state.at[1])
        chance_s -= dt_s
        if chance_s <= 0.0:
            chance_s += CHANCE_S
            gusts = _gusts(gusts, state, wind, ground_m, normals, drawn)
            wind = _wind(weather, gusts, state.at[2] - ground_m)
            ours = (normals[drawn + 3], normals[drawn + 4], normals[drawn + 5])
            error = next_error(error, sensing, CHANCE_S, ours)
            drawn = drawn + CHANCES if drawn + 2 * CHANCES <= normals.shape[0] else 0
        believed = plus(state.at, error, 1.0)
        turning = now_s >= _SPUN_UP_S
        want = (0.0, 0.0, 0.0)
        if turning and sinking:
            above = believed[2] - mission[row, 3]
            wanted = landing_rate_mps(above, landing, bounds.vertical_mps2)
            rate = eased(rate, wanted, bounds.vertical_mps2, dt_s)
            want = climb_over(point[0], point[1], rate, believed, state.speed)
        elif turning:
            path, point, point_speed, push = advance(
                path, dt_s, point, point_speed, believed, state.speed, False, bounds
            )
            want = follow(point, point_speed, push, believed, state.speed)
            if kind != TAKEOFF:
                aside = _aside_m(path.origin, path.this.track, state.at)
                most_aside = max(most_aside, aside)
                squares += aside * aside
                measured += 1
        state = step(state, want, wind, ground_m, turning, frame, weather.warmer_k, dt_s)
        now_s += dt_s
        steps += 1
        lowest_v, most_w = min(lowest_v, state.voltage_v), max(most_w, state.power_w)
        if path.reached and arrived_s < 0.0:
            arrived_s = now_s
        if sinking:
            touching_s = touching_s + dt_s if state.at[2] <= ground_m + _TOUCHES_M else 0.0
            landed = touching_s >= _LANDED_AFTER_S
        elif path.reached and _over(mission, row, believed[2], state.speed[2], now_s - arrived_s):
            if kind == LAND:
                sinking, rate = True, state.speed[2]
            else:
                row, begun = row + 1, False
    return Voyage(
        landed,
        now_s,
        state.used_wh,
        state.used_ah,
        state.at,
        most_aside,
        sqrt(squares / max(1, measured)),
        lowest_v,
        most_w,
        steps,
    )


@scalar
def _leg(
    mission: np.ndarray, row: int, path: Path, point: Vector, point_speed: Vector, bounds: Bounds
) -> Path:
    """The path to a command's place: to a landing level, through a waypoint without a stop."""
    place = (mission[row, 1], mission[row, 2], mission[row, 3])
    kind = int(mission[row, 0])
    if kind == LAND:
        place = (place[0], place[1], path.origin[2] + path.this.track[2])
    ahead = place
    if kind == WAYPOINT and row + 1 < mission.shape[0]:
        after = int(mission[row + 1, 0])
        if after in (WAYPOINT, WAIT):
            ahead = (mission[row + 1, 1], mission[row + 1, 2], mission[row + 1, 3])
    return onwards(path, point, point_speed, place, ahead, bounds)


@scalar
def _over(mission: np.ndarray, row: int, up_m: float, v_up: float, waited_s: float) -> bool:
    """Whether a command whose place is reached is done; of a landing that is the way there."""
    kind = int(mission[row, 0])
    if kind == TAKEOFF:
        return up_m >= mission[row, 3] - _ARRIVED_M and v_up < _LEVELLED_MPS
    return kind == LAND or int(waited_s) >= mission[row, 4]


@scalar
def _wind(weather: Weather, gusts: Gusts, above_m: float) -> tuple[float, float]:
    """To the north and to the east at a height above ground, gusts included."""
    mean = sqrt(weather.north_mps * weather.north_mps + weather.east_mps * weather.east_mps)
    if mean <= 0.0:
        return (0.0, 0.0)
    north, east = weather.north_mps / mean, weather.east_mps / mean
    here = at_height(mean, above_m, weather.roughness_m)
    along, across = blown(gusts, weather.turbulence * here * gust_size(above_m)[0])
    return ((here + along) * north - across * east, (here + along) * east + across * north)


@scalar
def _gusts(
    gusts: Gusts,
    state: State,
    wind: tuple[float, float],
    ground_m: float,
    normals: np.ndarray,
    drawn: int,
) -> Gusts:
    north, east = state.speed[0] - wind[0], state.speed[1] - wind[1]
    length_m = gust_size(state.at[2] - ground_m)[1]
    ours = (normals[drawn], normals[drawn + 1], normals[drawn + 2])
    return next_gusts(gusts, length_m, sqrt(north * north + east * east), CHANCE_S, ours)


@scalar
def _aside_m(origin: Vector, track: Vector, at: Vector) -> float:
    """Horizontal distance from the line of a leg; of a leg without length, nothing."""
    length = sqrt(track[0] * track[0] + track[1] * track[1])
    if length < 1.0:
        return 0.0
    off = plus(at, origin, -1.0)
    return abs(off[1] * track[0] - off[0] * track[1]) / length
