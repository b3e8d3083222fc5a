"""How long one flight along a route takes, in still air.

Owns the times of climbing, cruising and landing. Knows nothing of power.
"""

from __future__ import annotations

from missions.aircraft.model import AircraftType
from missions.routes.model import Route

_LANDING_MPS = 0.5
_SLOW_BELOW_M = 10.0
_DESCENT_MPS = 1.5
"""The autopilot comes down at LAND_SPEED_HIGH, and below LAND_ALT_LOW at LAND_SPEED."""
_TURNS = 1.07
"""It slows down at turns and ends: nakao flown at the real rate took 780 s without the wait, the
sum of its parts is 733 s (ArduCopter 4.7-dev in its simulator)."""


def flight_s(route: Route, craft: AircraftType) -> float:
    """Seconds from the take-off at one pad to standing on the other, without a wait."""
    path = route.path
    up_m = path[0].alt_amsl_m - route.hub.position.alt_amsl_m
    down_m = path[-1].alt_amsl_m - route.hall.position.alt_amsl_m
    cruise_mps = min(route.cruise_mps, craft.cruise_mps)
    cruising_s = route.length_m / cruise_mps
    return _TURNS * (up_m / craft.climb_mps + cruising_s + landing_s(craft, down_m))


def landing_s(craft: AircraftType, height_m: float) -> float:
    """Seconds from a height above a pad down to it."""
    fast_m = max(0.0, height_m - _SLOW_BELOW_M)
    return fast_m / min(craft.descent_mps, _DESCENT_MPS) + _SLOW_BELOW_M / _LANDING_MPS
