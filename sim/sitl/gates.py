"""Why the vehicle must not arm: ArduPilot's pre-arm checks as far as this simulation has causes.

Owns the list of reasons, worded as ArduPilot words them. Knows nothing of who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.sitl.dialect import MODE_NAMES
from sim.sitl.fence import POLYGON

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot

FENCE, COMPASS, GPS, BATTERY = 1 << 12, 1 << 2, 1 << 3, 1 << 8
"""Bits of ARMING_SKIPCHK (AP_Arming.h); the fence's bit is this simulation's own."""


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
    if not skipped & GPS:
        if not autopilot.gps_fix:
            reasons.append("GPS 1: Bad fix")
        if autopilot.home is None:
            reasons.append("AHRS: waiting for home")
        fenced = parameters["FENCE_ENABLE"] == 1
        if not autopilot.position_ok and (autopilot.mode.needs_position or fenced):
            reasons.append("Need Position Estimate")
    reasons += _battery(autopilot) if not skipped & BATTERY else []
    if autopilot.failsafes.gcs:
        reasons.append("GCS failsafe on")
    if parameters["FENCE_ENABLE"] == 1 and autopilot.home is not None:
        reasons += _fence(autopilot)
    return reasons


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
