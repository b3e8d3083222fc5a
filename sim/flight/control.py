"""From where a craft should be to the acceleration that is asked of it.

Owns the position controller and how fast it sinks to land (source: AC_PosControl for the cascade,
Mode::land_run_vertical_control for the rates; the gains are this project's). Knows no modes.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.flight.guidance import shaped_rate_mps
from sim.flight.motion import Vector
from sim.flight.scalars import scalar


class Landing(NamedTuple):
    """How it sinks: metres a second at last and before, and the height over the pad between."""

    slow_mps: float
    fast_mps: float
    low_m: float


_POSITION_GAIN = 1.0
_SPEED_GAIN = 2.0
_HEIGHT_GAIN = 1.5
_CLIMB_GAIN = 3.0
_CATCH_UP_MPS = 4.0
_CATCH_UP_UP_MPS = 6.0


@scalar
def follow(
    point: Vector, point_speed: Vector, push: Vector, craft: Vector, craft_speed: Vector
) -> Vector:
    """The acceleration that keeps a craft at a moving point."""
    up = _HEIGHT_GAIN * (point[2] - craft[2]) + point_speed[2]
    up = min(_CATCH_UP_UP_MPS, max(-_CATCH_UP_UP_MPS, up))
    return (
        push[0] + _towards(point[0] - craft[0], point_speed[0], craft_speed[0]),
        push[1] + _towards(point[1] - craft[1], point_speed[1], craft_speed[1]),
        push[2] + _CLIMB_GAIN * (up - craft_speed[2]),
    )


@scalar
def climb_over(
    north_m: float, east_m: float, rate_mps: float, craft: Vector, craft_speed: Vector
) -> Vector:
    """The acceleration that climbs at a rate over a place."""
    return (
        _towards(north_m - craft[0], 0.0, craft_speed[0]),
        _towards(east_m - craft[1], 0.0, craft_speed[1]),
        climb(rate_mps, craft_speed),
    )


@scalar
def climb(rate_mps: float, craft_speed: Vector) -> float:
    """The acceleration upwards that climbs at a rate."""
    return _CLIMB_GAIN * (rate_mps - craft_speed[2])


@scalar
def eased(rate_mps: float, wanted_mps: float, push_mps2: float, dt_s: float) -> float:
    """A rate on its way to another."""
    change = push_mps2 * dt_s
    return rate_mps + min(change, max(-change, wanted_mps - rate_mps))


@scalar
def landing_rate_mps(above_m: float, landing: Landing, push_mps2: float) -> float:
    """How fast to sink at a height above the pad, negative."""
    rate = shaped_rate_mps(landing.low_m - above_m, 1.0, push_mps2)
    return min(-landing.slow_mps, max(-max(landing.fast_mps, landing.slow_mps), rate))


@scalar
def _towards(error_m: float, speed: float, actual: float) -> float:
    catch_up = min(_CATCH_UP_MPS, max(-_CATCH_UP_MPS, _POSITION_GAIN * error_m))
    return _SPEED_GAIN * (speed + catch_up - actual)
