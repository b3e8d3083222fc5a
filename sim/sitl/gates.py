"""Why the vehicle must not arm: ArduPilot's pre-arm checks as far as this simulation has causes.

Owns the list of reasons, worded as ArduPilot words them. Knows nothing of who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.sitl.dialect import MODE_NAMES
from sim.sitl.fence import POLYGON

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot

COMPASS, GPS, PARAMETERS, BATTERY = 1 << 2, 1 << 3, 1 << 5, 1 << 8
"""Bits of ARMING_SKIPCHK (AP_Arming.h)."""
_ALL_BITS = (1 << 21) - 2
"""With all of them set only what is mandatory is looked at."""


def arming_failures(autopilot: Autopilot, *, arming: bool) -> tuple[str, ...]:
    """All reasons, none where it may arm. `arming`: as for the arm command, mode included."""
    before = "Arm" if arming else "PreArm"
    reasons = list(_reasons(autopilot))
    if arming and not autopilot.mode.arms:
        name = MODE_NAMES[autopilot.mode.number]
        if autopilot.mode_number != autopilot.mode.number:
            name = "AUTO RTL"
        reasons.append(f"{name} mode not armable")
    return tuple(f"{before}: {reason}" for reason in reasons)


def _reasons(autopilot: Autopilot) -> list[str]:
    reasons: list[str] = []
    parameters = autopilot.parameters
    skipped = int(parameters["ARMING_SKIPCHK"])
    if not autopilot.initialised:
        return ["Waiting for initialisation"]
    if autopilot.came_down:
        reasons.append("Came down here, needs to be looked at")
    if autopilot.bad_compass and not skipped & COMPASS:
        reasons.append("Compass not healthy")
    if not autopilot.gps_fix and not skipped & GPS:
        reasons.append("GPS 1: Bad fix")
    if autopilot.home is None:
        reasons.append("AHRS: waiting for home")
    fenced = parameters["FENCE_ENABLE"] == 1
    if not autopilot.position_ok and (autopilot.mode.needs_position or fenced):
        reasons.append("Need Position Estimate")
    reasons += _battery(autopilot) if not skipped & BATTERY else []
    reasons += _terrain(autopilot) if not skipped & PARAMETERS else []
    if skipped & _ALL_BITS == _ALL_BITS:
        return reasons
    if autopilot.failsafes.gcs:
        reasons.append("GCS failsafe on")
    if fenced and autopilot.home is not None:
        reasons += _fence(autopilot)
    return reasons


def _terrain(autopilot: Autopilot) -> list[str]:
    """Whether heights over terrain of the mission can be flown."""
    over_terrain = [item for item in autopilot.mission.items[1:] if item.over_terrain]
    if not over_terrain:
        return []
    if autopilot.parameters["TERRAIN_ENABLE"] == 0:
        return ["terrain disabled"]
    # All are looked at, for what is looked at is asked for.
    heights = [autopilot.auto.locate(item) for item in over_terrain]
    here = autopilot.terrain_above_m()
    return ["waiting for terrain data"] if here is None or None in heights else []


def _battery(autopilot: Autopilot) -> list[str]:
    parameters, body = autopilot.parameters, autopilot.body
    if body.voltage_v < parameters["BATT_ARM_VOLT"]:
        return ["Battery 1 below minimum arming voltage"]
    if autopilot.failsafes.remaining_mah < parameters["BATT_ARM_MAH"]:
        return ["Battery 1 below minimum arming capacity"]
    level = autopilot.failsafes.battery_level()
    if level:
        return [f"Battery 1 {'critical voltage' if level == 2 else 'low voltage'} failsafe"]
    return []


def _fence(autopilot: Autopilot) -> list[str]:
    kinds = int(autopilot.parameters["FENCE_TYPE"])
    if autopilot.failsafes.fence_breaches():
        return ["Vehicle breaching fence"]
    if kinds == POLYGON and not autopilot.fence_areas:
        return ["Fences enabled, but none selected"]
    return []
