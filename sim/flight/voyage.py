"""A whole mission flown by one craft, from standing on a pad to standing on a pad.

Owns how the commands of a mission that simply runs are flown one after the other, as the simulated
vehicle flies them (`sim.sitl.auto`), and what is told of it. What interrupts a mission is not flown
here. Nothing is kept; arrays in, tuples out: thousands of these are flown by `sim.flight.compiled`.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

from sim.flight.air import next_gust_mps
from sim.flight.control import climb_over, eased, follow, landing_rate_mps
from sim.flight.elevation import Elevation, height_m
from sim.flight.motion import Frame, State, Vector, step
from sim.flight.path import Bounds, advance, onwards, plus, resting, size
from sim.flight.scalars import scalar

TAKEOFF, WAYPOINT, WAIT, LAND = 0, 1, 2, 3
"""What stands in the first column of a mission; then north, east, up [m] and seconds to wait."""
_ARRIVED_M, _LEVELLED_MPS = 0.3, 0.25
_SPUN_UP_S = 2.0
_LANDED_AFTER_S = 1.5
_GUST_EVERY_S, _GUST_MEMORY_S = 0.2, 4.0
LONGEST_S = 7200.0


class Landing(NamedTuple):
    """How it sinks: metres a second at last and before, and the height over the pad between."""

    slow_mps: float
    fast_mps: float
    low_m: float


class Weather(NamedTuple):
    """Mean wind to the north and to the east, and the deviation of each of its gusts, m/s."""

    north_mps: float
    east_mps: float
    gust_mps: float


class Voyage(NamedTuple):
    """What came of it. `landed`: it stands on the ground after its last command.

    Greatest and mean-square distance from the legs' lines while it flew along them, horizontally.
    """

    landed: bool
    lasted_s: float
    used_wh: float
    used_ah: float
    at: Vector
    most_aside_m: float
    aside_rms_m: float
    steps: int


@scalar
def fly(
    mission: np.ndarray,
    elevation: Elevation,
    frame: Frame,
    bounds: Bounds,
    landing: Landing,
    weather: Weather,
    normals: np.ndarray,
    dt_s: float,
) -> Voyage:
    """Fly rows of a mission (`TAKEOFF` and so on) in steps of `dt_s`.

    `normals`: draws of the standard normal distribution, two for each fifth of a second; where
    they end they come again.
    """
    at = (mission[0, 1], mission[0, 2], height_m(elevation, mission[0, 1], mission[0, 2]))
    state = State(at, (0.0, 0.0, 0.0), (0.0, 0.0), 0.0, 0.0, 0.0, 0.0, 0.0)
    point, point_speed, push = at, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    path = resting(at, point_speed, bounds)
    row, now_s, arrived_s, touching_s, rate = 0, 0.0, -1.0, 0.0, 0.0
    begun, sinking = False, False
    gust_north, gust_east, gust_due_s, drawn = 0.0, 0.0, 0.0, 0
    most_aside, squares, measured, steps = 0.0, 0.0, 0, 0
    while row < mission.shape[0] and now_s < LONGEST_S:
        kind, place = int(mission[row, 0]), (mission[row, 1], mission[row, 2], mission[row, 3])
        if not begun:
            begun, arrived_s = True, -1.0
            if kind == LAND:
                place = (place[0], place[1], path_height(path.origin, path.this.track))
            ahead = place
            passed_on = kind == WAYPOINT and row + 1 < mission.shape[0]
            if passed_on and int(mission[row + 1, 0]) in (WAYPOINT, WAIT):
                ahead = (mission[row + 1, 1], mission[row + 1, 2], mission[row + 1, 3])
            path = onwards(path, point, point_speed, place, ahead, bounds)
        gust_due_s -= dt_s
        if gust_due_s <= 0.0:
            gust_due_s += _GUST_EVERY_S
            gust_north = next_gust_mps(
                gust_north, weather.gust_mps, _GUST_MEMORY_S, _GUST_EVERY_S, normals[drawn]
            )
            gust_east = next_gust_mps(
                gust_east, weather.gust_mps, _GUST_MEMORY_S, _GUST_EVERY_S, normals[drawn + 1]
            )
            drawn = drawn + 2 if drawn + 3 < normals.shape[0] else 0
        ground_m = height_m(elevation, state.at[0], state.at[1])
        turning = now_s >= _SPUN_UP_S
        want = (0.0, 0.0, 0.0)
        if turning and sinking:
            above = state.at[2] - mission[row, 3]
            wanted = landing_rate_mps(
                above, landing.slow_mps, landing.fast_mps, landing.low_m, bounds.vertical_mps2
            )
            rate = eased(rate, wanted, bounds.vertical_mps2, dt_s)
            want = climb_over(point[0], point[1], rate, state.at, state.speed)
        elif turning:
            path, point, point_speed, push = advance(
                path, dt_s, point, point_speed, state.at, state.speed, False, bounds
            )
            want = follow(point, point_speed, push, state.at, state.speed)
            if kind != TAKEOFF:
                aside = _aside_m(path.origin, path.this.track, state.at)
                most_aside = max(most_aside, aside)
                squares += aside * aside
                measured += 1
        wind = (weather.north_mps + gust_north, weather.east_mps + gust_east)
        state = step(state, want, wind, ground_m, turning, frame, dt_s)
        now_s += dt_s
        steps += 1
        if sinking:
            touches = state.at[2] <= ground_m + 0.01
            touching_s = touching_s + dt_s if touches else 0.0
            if touching_s >= _LANDED_AFTER_S:
                return Voyage(
                    True,
                    now_s,
                    state.used_wh,
                    state.used_ah,
                    state.at,
                    most_aside,
                    sqrt(squares / max(1, measured)),
                    steps,
                )
        elif kind == TAKEOFF:
            high = state.at[2] >= place[2] - _ARRIVED_M and state.speed[2] < _LEVELLED_MPS
            if high and path.reached:
                row, begun = row + 1, False
        elif path.reached:
            if arrived_s < 0.0:
                arrived_s = now_s
            if kind == LAND:
                sinking, rate = True, state.speed[2]
            elif int(now_s - arrived_s) >= mission[row, 4]:
                row, begun = row + 1, False
    return Voyage(
        False,
        now_s,
        state.used_wh,
        state.used_ah,
        state.at,
        most_aside,
        sqrt(squares / max(1, measured)),
        steps,
    )


@scalar
def path_height(origin: Vector, track: Vector) -> float:
    """Height at the end of a leg."""
    return origin[2] + track[2]


@scalar
def _aside_m(origin: Vector, track: Vector, at: Vector) -> float:
    """Horizontal distance from the line of a leg; of a leg without length, nothing."""
    length = sqrt(track[0] * track[0] + track[1] * track[1])
    if length < 1.0:
        return 0.0
    off = plus(at, origin, -1.0)
    return abs(off[1] * track[0] - off[0] * track[1]) / length
