"""Two rules of a waypoint navigator: limits along a direction, and how to come to a target.

Owns the formulas. Knows nothing of missions.
"""

from __future__ import annotations

from math import sqrt

from sim.flight.scalars import scalar


@scalar
def along_limit(
    part_horizontal: float, part_up: float, horizontal: float, up: float, down: float
) -> float:
    """The greatest value along a direction that keeps its parts within their limits.

    `part_*` are the direction's components (of length 1); the limits may be speeds or
    accelerations.
    """
    limit = 1e9
    if part_horizontal > 1e-6:
        limit = horizontal / part_horizontal
    if part_up > 1e-6:
        limit = min(limit, up / part_up)
    elif part_up < -1e-6:
        limit = min(limit, down / -part_up)
    return limit


@scalar
def shaped_rate_mps(error_m: float, gain: float, acceleration_mps2: float) -> float:
    """Speed towards a target: proportional near it, and far away what can still be braked.

    The form of ArduPilot's sqrt_controller.
    """
    linear_m = acceleration_mps2 / (gain * gain)
    if error_m > linear_m:
        return sqrt(2.0 * acceleration_mps2 * (error_m - linear_m / 2.0))
    if error_m < -linear_m:
        return -sqrt(2.0 * acceleration_mps2 * (-error_m - linear_m / 2.0))
    return error_m * gain
