"""How fast to fly along a leg and round its corner: scalar rules of a waypoint navigator.

Owns the speed profile (accelerate, cruise, brake in time) and the rounding of corners: a turn flown
at constant acceleration that stays within a radius of the corner, as ArduCopter's WPNAV does with
WPNAV_RADIUS. Limited jerk shows only in a smaller mean acceleration. Knows nothing of missions.
"""

from __future__ import annotations

from math import sqrt


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


def mean_push_mps2(speed_mps: float, push_mps2: float, jerk_mps3: float) -> float:
    """Mean acceleration up to a speed when the acceleration itself grows at a limited rate."""
    if speed_mps >= push_mps2 * push_mps2 / jerk_mps3:
        return speed_mps / (speed_mps / push_mps2 + push_mps2 / jerk_mps3)
    return 0.5 * sqrt(speed_mps * jerk_mps3)  # the limit is never reached


def corner_speed_mps(half_angle_sine: float, acceleration_mps2: float, radius_m: float) -> float:
    """Speed at which a corner is rounded within `radius_m`.

    Turning the speed v by an angle t at acceleration a takes 2 v sin(t/2) / a and passes the corner
    at v² sin²(t/2) / 2a.
    """
    if half_angle_sine < 1e-4:
        return 1e9
    return sqrt(2.0 * acceleration_mps2 * radius_m) / half_angle_sine


def next_speed_mps(
    speed_mps: float,
    left_m: float,
    cruise_mps: float,
    end_mps: float,
    acceleration_mps2: float,
    dt_s: float,
) -> float:
    """Speed after `dt_s` on a leg with `left_m` to go, which is to be left at `end_mps`."""
    stopping = sqrt(end_mps * end_mps + 2.0 * acceleration_mps2 * max(0.0, left_m))
    target = min(cruise_mps, stopping)
    change = acceleration_mps2 * dt_s
    if target > speed_mps + change:
        return speed_mps + change
    return max(target, speed_mps - 1.5 * change)


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
