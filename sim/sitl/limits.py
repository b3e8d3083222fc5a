"""What a vehicle's parameters say of how fast it flies and sinks.

Owns the units of ArduCopter's WPNAV_* and LAND_* (cm, cm/s, cm/s²) and the least and most that
they may be.
Knows nothing of who asks: the vehicle itself, or thousands of flights at once.
"""

from __future__ import annotations

from sim.flight.control import Landing
from sim.flight.path import Bounds
from sim.sitl.numbers import limited
from sim.sitl.parameters import Parameters

FASTEST_MPS = 100.0
_HARDEST_MPS2, _HARDEST_MPS3, _WIDEST_M = 100.0, 1000.0, 1000.0
"""What a parameter asks beyond these is not simulated."""


def bounds_of(parameters: Parameters) -> Bounds:
    """The limits of waypoint flight."""
    push_mps2 = limited(parameters["WPNAV_ACCEL"] / 100.0, 0.5, _HARDEST_MPS2)
    corner_mps2 = limited(parameters["WPNAV_ACCEL_C"] / 100.0, 0.0, _HARDEST_MPS2)
    return Bounds(
        horizontal_mps=limited(parameters["WPNAV_SPEED"] / 100.0, 0.2, FASTEST_MPS),
        up_mps=limited(parameters["WPNAV_SPEED_UP"] / 100.0, 0.1, FASTEST_MPS),
        down_mps=limited(parameters["WPNAV_SPEED_DN"] / 100.0, 0.1, FASTEST_MPS),
        horizontal_mps2=push_mps2,
        vertical_mps2=limited(parameters["WPNAV_ACCEL_Z"] / 100.0, 0.5, _HARDEST_MPS2),
        corner_mps2=corner_mps2 if corner_mps2 > 0 else 2.0 * push_mps2,
        jerk_mps3=limited(parameters["WPNAV_JERK"], 0.1, _HARDEST_MPS3),
        radius_m=limited(parameters["WPNAV_RADIUS"] / 100.0, 0.05, _WIDEST_M),
    )


def landing_of(parameters: Parameters, down_mps: float) -> Landing:
    """How it sinks; `down_mps` where LAND_SPEED_HIGH leaves it to the waypoints' speed."""
    return Landing(
        slow_mps=abs(parameters["LAND_SPEED"]) / 100.0,
        fast_mps=abs(parameters["LAND_SPEED_HIGH"]) / 100.0 or down_mps,
        low_m=max(parameters["LAND_ALT_LOW"] / 100.0, 1.0),
    )
