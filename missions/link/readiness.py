"""Whether a vehicle has started up so far that it can be given a mission and be armed.

Owns the rule: the vehicle's own pre-arm verdict, a good position estimate and a 3D fix, all
together for five seconds of vehicle time. Status texts come once and are only shown, so they
decide nothing. What was not heard, or not lately, is not good.

Sources: MAV_SYS_STATUS_PREARM_CHECK in SYS_STATUS (MAVLink common.xml), EKF_STATUS_FLAGS
(ardupilotmega.xml).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from missions.link import messages as msg
from missions.link.telemetry import Seen, VehicleState

JUDGED_BY = (msg.SystemStatus, msg.EkfStatus, msg.Gps)
"""Nothing else changes the verdict but age; and what is too old shows with the next of these."""
PREARM_CHECK = 0x1000_0000
HOLD_S = 5.0
FRESH_S = 5.0
FIX_3D = 3

_EKF_NEEDED = {
    0x001: "attitude",
    0x002: "horizontal velocity",
    0x004: "vertical velocity",
    0x010: "horizontal position",
    0x020: "height",
}
_EKF_BAD = {0x080: "constant position mode", 0x400: "not initialised", 0x8000: "GPS glitch"}


@dataclass(frozen=True, slots=True)
class Readiness:
    """`missing`: sentences on what is not good now. `good_for_s`: vehicle seconds all has been."""

    ready: bool
    missing: tuple[str, ...]
    good_for_s: float = 0.0


NOT_HEARD = Readiness(False, ("nothing heard yet",))


def missing(state: VehicleState, now_vehicle_s: float) -> tuple[str, ...]:
    """What stands between this state and good, in the order in which to look at it."""
    return (
        *_prearm(state, now_vehicle_s),
        *_estimate(state, now_vehicle_s),
        *_fix(state, now_vehicle_s),
    )


class ReadinessWatch:
    """Holds the rule against each new state. Vehicle time must not go back."""

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._hold_s = hold_s
        self._good_since_s: float | None = None

    def look(self, state: VehicleState, now_vehicle_s: float) -> Readiness:
        """Judge the state at this vehicle time."""
        lacking = missing(state, now_vehicle_s)
        if lacking:
            self._good_since_s = None
            return Readiness(False, lacking)
        if self._good_since_s is None:
            self._good_since_s = now_vehicle_s
        good_for_s = now_vehicle_s - self._good_since_s
        if good_for_s < self._hold_s:
            return Readiness(False, (f"good for less than {self._hold_s:g} s",), good_for_s)
        return Readiness(True, (), good_for_s)

    def forget(self) -> None:
        """Begin anew, after a reboot."""
        self._good_since_s = None


def _fresh(seen: Seen[object] | None, now_s: float, name: str) -> str | None:
    if seen is None:
        return f"{name} not heard"
    if (age_s := seen.age_s(now_s)) > FRESH_S:
        return f"{name} is {age_s:.0f} s old"
    return None


def _prearm(state: VehicleState, now_s: float) -> Iterator[str]:
    stale = _fresh(state.system, now_s, "SYS_STATUS")
    if stale or state.system is None:
        yield stale or ""
        return
    status = state.system.value
    for bits, what in (
        (status.present, "the vehicle has no pre-arm check"),
        (status.enabled, "pre-arm check is switched off"),
        (status.health, "pre-arm check fails"),
    ):
        if not bits & PREARM_CHECK:
            yield what
            return


def _estimate(state: VehicleState, now_s: float) -> Iterator[str]:
    stale = _fresh(state.ekf, now_s, "EKF_STATUS_REPORT")
    if stale or state.ekf is None:
        yield stale or ""
        return
    flags = state.ekf.value.flags
    yield from (f"EKF: no {name}" for bit, name in _EKF_NEEDED.items() if not flags & bit)
    yield from (f"EKF: {name}" for bit, name in _EKF_BAD.items() if flags & bit)


def _fix(state: VehicleState, now_s: float) -> Iterator[str]:
    stale = _fresh(state.gps, now_s, "GPS_RAW_INT")
    if stale or state.gps is None:
        yield stale or ""
    elif state.gps.value.fix < FIX_3D:
        yield f"GPS fix {state.gps.value.fix}, 3 is needed"
