"""What a vehicle's parameters say of how fast it flies and sinks.

Owns the units of ArduCopter's WPNAV_* and LAND_* (cm, cm/s, cm/s²) and the least that they may be.
Knows nothing of who asks: the vehicle itself, or thousands of flights at once.
"""

from __future__ import annotations

from sim.flight.control import Landing
from sim.flight.path import Bounds
from sim.sitl.parameters import Parameters


def bounds_of(parameters: Parameters) -> Bounds:
    """The limits of waypoint flight."""
    push = max(0.5, parameters["WPNAV_ACCEL"] / 100.0)
    corner = parameters["WPNAV_ACCEL_C"] / 100.0
    return Bounds(
        horizontal_mps=max(0.2, parameters["WPNAV_SPEED"] / 100.0),
        up_mps=max(0.1, parameters["WPNAV_SPEED_UP"] / 100.0),
        down_mps=max(0.1, parameters["WPNAV_SPEED_DN"] / 100.0),
        horizontal_mps2=push,
        vertical_mps2=max(0.5, parameters["WPNAV_ACCEL_Z"] / 100.0),
        corner_mps2=corner if corner > 0 else 2.0 * push,
        jerk_mps3=max(0.1, parameters["WPNAV_JERK"]),
        radius_m=max(0.05, parameters["WPNAV_RADIUS"] / 100.0),
    )


def landing_of(parameters: Parameters, down_mps: float) -> Landing:
    """How it sinks; `down_mps` where LAND_SPEED_HIGH leaves it to the waypoints' speed."""
    return Landing(
        slow_mps=abs(parameters["LAND_SPEED"]) / 100.0,
        fast_mps=parameters["LAND_SPEED_HIGH"] / 100.0 or down_mps,
        low_m=max(parameters["LAND_ALT_LOW"] / 100.0, 1.0),
    )
