"""The parameter set that an aircraft must have before it flies: one set, compared before launch.

Owns the service's own values with the reason of each, what an aircraft type must say itself, and
the comparison. Knows nothing of how parameters are read or written. Names and meanings are those
of ArduCopter 4.7 (ArduCopter/Parameters.cpp, AP_Arming, AP_BattMonitor_Params, AP_Vehicle,
AC_Fence, AP_Mission, GCS).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite

from missions.errors import SorabinError
from missions.plan.model import Parameters


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that is the same for every aircraft of the service."""

    name: str
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Own:
    """A value that the aircraft type gives. `sound`: whether it may fly with it."""

    name: str
    sound: Callable[[float], bool]
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter that is not as wanted. `found` is None where the vehicle has none."""

    name: str
    wanted: float
    found: float | None

    def __str__(self) -> str:
        found = "missing" if self.found is None else f"{self.found:g}"
        return f"{self.name} is {found}, wanted {self.wanted:g}"


class UnsafeParameters(SorabinError):
    """The aircraft type's parameters do not make a set that may fly. `facts["faults"]` has all."""

    code = "unsafe-parameters"


GCS_SYSTEM_ID = "MAV_GCS_SYSID"
"""Set to the executive's own system id: the failsafe counts heartbeats of this id only."""

FIXED = (
    Fixed("FS_GCS_ENABLE", 6, "link lost: join the return path; a fresh vehicle does nothing"),
    Fixed("FS_GCS_TIMEOUT", 5, "seconds of vehicle time without our heartbeat; never longer"),
    Fixed("FS_OPTIONS", 0, "no exceptions: 'continue in auto' would fly on to the hall unheard"),
    Fixed("FS_DR_ENABLE", 6, "dead reckoning begins: join the return path, not a straight line"),
    Fixed("FS_EKF_THRESH", 0.8, "at 0 the failsafe for a lost position never comes"),
    Fixed("FS_EKF_ACTION", 1, "position lost: land on the spot, an emergency landing"),
    Fixed("BATT_FS_LOW_ACT", 6, "battery low: join the return path"),
    Fixed("BATT_FS_CRT_ACT", 1, "battery critical: land where it is, before it falls"),
    Fixed("FENCE_ENABLE", 1, "the fence is watched from arming on"),
    Fixed("FENCE_TYPE", 4, "polygons only: the default circle of 150 m breaks every flight"),
    Fixed("FENCE_ACTION", 5, "back along the flown track, else land; no value joins the path"),
    Fixed("FENCE_AUTOENABLE", 0, "1 and 2 would switch the fence off for a landing"),
    Fixed("FLTMODE_GCSBLOCK", 0, "no mode is barred: GUIDED, AUTO and LAND are words of ours"),
    Fixed("MIS_OPTIONS", 0, "keep the mission over a reboot; end it when landed"),
    Fixed("MIS_RESTART", 0, "go on after a hold; from the start it would take off in mid-valley"),
    Fixed("AUTO_OPTIONS", 0, "no arming in auto: arming alone must not take off"),
    Fixed("ARMING_SKIPCHK", 0, "no check before arming is left out"),
    Fixed("MAV_GCS_SYSID_HI", 0, "no range of ids: others' heartbeats would hide our silence"),
)

OWN = (
    Own("FS_THR_ENABLE", lambda v: v in (0.0, 6.0), "6 with a receiver, 0 without"),
    Own("BATT_CAPACITY", lambda v: v > 0.0, "mAh; what is left is counted from it"),
    Own("BATT_LOW_MAH", lambda v: v > 0.0, "mAh left; at 0 the low failsafe never comes"),
    Own("BATT_CRT_MAH", lambda v: v > 0.0, "mAh left; at 0 the critical failsafe never comes"),
    Own("RTL_ALT", lambda v: v > 0.0, "cm over home, where RTL is the fallback"),
    Own("RALLY_INCL_HOME", lambda v: v in (0.0, 1.0), "home is the hall on the way home"),
    Own("RALLY_LIMIT_KM", lambda v: v >= 0.0, "0: however far away the hub is"),
    Own("LAND_SPEED", lambda v: 30.0 <= v <= 200.0, "cm/s, the last metres"),
    Own("LAND_SPEED_HIGH", lambda v: 0.0 <= v <= 500.0, "cm/s, down to LAND_ALT_LOW"),
    Own("LAND_ALT_LOW", lambda v: 100.0 <= v <= 10000.0, "cm over the pad where it slows down"),
    Own("WPNAV_SPEED", lambda v: 10.0 <= v <= 2000.0, "cm/s; the route's speed"),
    Own("WPNAV_SPEED_UP", lambda v: 10.0 <= v <= 1000.0, "cm/s"),
    Own("WPNAV_SPEED_DN", lambda v: 10.0 <= v <= 500.0, "cm/s"),
    Own("WPNAV_RADIUS", lambda v: 5.0 <= v <= 1000.0, "cm; how much of a corner is cut"),
    Own("TERRAIN_ENABLE", lambda v: v in (0.0, 1.0), "1 where we answer TERRAIN_REQUEST"),
)
"""Ranges are ArduCopter's own. A type may give more names than these; they are compared too.
What is left is watched by charge; thresholds of voltage (`WHERE_GIVEN`) belong to one make of
cells, and a type gives them where its maker has stated them."""

WHERE_GIVEN = (
    Own("BATT_LOW_VOLT", lambda v: v > 0.0, "V; at 0 the low failsafe by voltage never comes"),
    Own("BATT_CRT_VOLT", lambda v: v > 0.0, "V; at 0 the critical failsafe by voltage never comes"),
)

_WATCHERS = 255
"""QGroundControl's default id: one that is forwarded would hide that the executive is dead."""


def parameter_set(own: Mapping[str, float], system_id: int) -> Parameters:
    """The whole set for an aircraft of a type with these `own` values.

    `system_id`: MAVLink system id of the executive that will fly it.
    Raises UnsafeParameters with every fault: a value missing, out of its bounds, against one of
    the service's own, or an id that others use.
    """
    faults = [*_faults_of_id(system_id), *_faults_of_own(own, system_id)]
    if faults:
        raise UnsafeParameters("; ".join(faults), faults=faults)
    fixed = {entry.name: float(entry.value) for entry in FIXED}
    return {**own, **fixed, GCS_SYSTEM_ID: float(system_id)}


def differences(wanted: Parameters, found: Mapping[str, float]) -> list[Difference]:
    """What of `wanted` the vehicle does not have, by name; values compared as 32-bit floats."""
    return [
        Difference(name, value, found.get(name))
        for name, value in sorted(wanted.items())
        if name not in found or float32(found[name]) != float32(value)
    ]


def float32(value: float) -> float:
    """The nearest value that a vehicle can keep; both zeros are one. NaN differs from itself."""
    return struct.unpack("<f", struct.pack("<f", value))[0] + 0.0


def _faults_of_id(system_id: int) -> list[str]:
    if not 1 <= system_id < _WATCHERS:
        return [f"system id {system_id} is not 1 to {_WATCHERS - 1}"]
    return []


def _faults_of_own(own: Mapping[str, float], system_id: int) -> list[str]:
    faults = [f"{name} is {value}" for name, value in own.items() if not isfinite(value)]
    faults += [f"{e.name} is missing ({e.reason})" for e in OWN if e.name not in own]
    for entry in (*OWN, *WHERE_GIVEN):
        if entry.name in own and not entry.sound(own[entry.name]):
            faults.append(f"{entry.name} is {own[entry.name]:g} ({entry.reason})")
    ours = {entry.name: (float(entry.value), entry.reason) for entry in FIXED}
    ours[GCS_SYSTEM_ID] = (float(system_id), "the executive's own id")
    for name, (value, reason) in ours.items():
        if name in own and float32(own[name]) != float32(value):
            faults.append(f"{name} is {own[name]:g}, but must be {value:g} ({reason})")
    return faults
