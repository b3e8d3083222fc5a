"""The failsafes: ground station lost, battery, fence broken; `doubts` are those of its senses.

Owns when they strike and what they do (source: ArduCopter/events.cpp, fence.cpp).
Vehicle time decides, never the machine's. Knows nothing of messages: heartbeats are told to it.
"""

from __future__ import annotations

from enum import IntEnum
from math import hypot
from typing import TYPE_CHECKING

from sim.sitl.dialect import ModeNumber, mavlink
from sim.sitl.doubts import Doubts
from sim.sitl.fence import ALT_MAX, ALT_MIN, CIRCLE, POLYGON

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot


class Action(IntEnum):
    """Copter::FailsafeAction: the values of BATT_FS_*_ACT and FS_DR_ENABLE."""

    NONE = 0
    LAND = 1
    RTL = 2
    SMART_RTL = 3
    SMART_RTL_OR_LAND = 4
    TERMINATE = 5
    RETURN_PATH = 6
    BRAKE_OR_LAND = 7


GCS_ACTIONS = {
    1: Action.RTL,
    2: Action.RTL,
    3: Action.SMART_RTL,
    4: Action.SMART_RTL_OR_LAND,
    5: Action.LAND,
    6: Action.RETURN_PATH,
    7: Action.BRAKE_OR_LAND,
}
"""FS_GCS_ENABLE → action; any other value but 0 is RTL."""

_FIRST_CHOICES = {
    Action.RETURN_PATH: (ModeNumber.AUTO_RTL, "Trying RTL Mode", Action.RTL),
    Action.BRAKE_OR_LAND: (ModeNumber.BRAKE, "Trying Land Mode", Action.LAND),
    Action.SMART_RTL: (
        ModeNumber.SMART_RTL,
        "SmartRTL Unavailable, Trying RTL Mode",
        Action.RTL,
    ),
    Action.SMART_RTL_OR_LAND: (
        ModeNumber.SMART_RTL,
        "SmartRTL Unavailable, Using Land Mode",
        Action.LAND,
    ),
}
"""Action → mode that is tried first, what is said where it is refused, what is done then."""

_PRIORITIES = (
    Action.TERMINATE,
    Action.LAND,
    Action.RTL,
    Action.SMART_RTL_OR_LAND,
    Action.SMART_RTL,
    Action.NONE,
)
"""Of a battery's actions, the highest first (ArduCopter/Copter.h); the others come after them."""
_NO_PRIORITY = 99

GCS_CONTINUES_IN_AUTO, CONTINUES_IF_LANDING, GCS_CONTINUES_WITH_PILOT = 2, 8, 16
"""Bits of FS_OPTIONS."""

FENCE_LAND, FENCE_SMART_RTL, FENCE_BRAKE, FENCE_SMART_RTL_OR_LAND = 2, 3, 4, 5
_GIVE_UP_M = 100.0
_BREACH_PAUSE_S = 10.0


class Failsafes:
    """What has struck. `check` is to be called ten times a second of vehicle time."""

    def __init__(self, autopilot: Autopilot) -> None:
        self._ap = autopilot
        self.gcs = False
        self.battery = 0
        self._battery_priority = _NO_PRIORITY
        self.breaches = 0
        self._gcs_seen_s: float | None = None
        self._low_since_s: list[float | None] = [None, None]
        self._doubts = Doubts(autopilot, self.land_after_pause)
        self._quiet_until_s = 0.0

    @property
    def ekf(self) -> bool:
        """Whether place and speed are not to be believed."""
        return self._doubts.struck

    @property
    def any(self) -> bool:
        return self.gcs or self.ekf or self.battery > 0

    @property
    def remaining_mah(self) -> float:
        return self._ap.parameters["BATT_CAPACITY"] * self._ap.body.remaining

    def is_gcs(self, system_id: int) -> bool:
        """Whether it is MAV_GCS_SYSID, or any id from there up to MAV_GCS_SYSID_HI."""
        first = int(self._ap.parameters["MAV_GCS_SYSID"])
        last = max(first, int(self._ap.parameters["MAV_GCS_SYSID_HI"]))
        return first <= system_id <= last

    @property
    def gcs_silent_s(self) -> float:
        """Vehicle seconds since the ground station's last heartbeat; 0 before the first."""
        return 0.0 if self._gcs_seen_s is None else self._ap.time_s - self._gcs_seen_s

    def hear_gcs(self, system_id: int) -> None:
        """A heartbeat, or what counts as one; it counts from the ground station only."""
        if self.is_gcs(system_id):
            self._gcs_seen_s = self._ap.time_s

    def lose_terrain(self) -> None:
        """A height over terrain cannot be flown for want of data."""
        ap = self._ap
        enabled = ap.parameters["TERRAIN_ENABLE"] != 0
        what = "data missing" if enabled else "Unavailable"
        ap.say(mavlink.MAV_SEVERITY_CRITICAL, f"Failsafe: Terrain {what}")
        if self._disarms_on_ground():
            ap.disarm()
        else:
            self._return_or_land("terrain-failsafe")

    def check(self) -> None:
        self._check_gcs()
        self._check_battery()
        self._doubts.check()
        self._check_fence()

    def battery_level(self) -> int:
        """0 good, 1 low, 2 critical, without waiting for BATT_LOW_TIMER."""
        parameters = self._ap.parameters
        for level, name in ((2, "CRT"), (1, "LOW")):
            mah = parameters[f"BATT_{name}_MAH"]
            volts = parameters[f"BATT_{name}_VOLT"]
            if mah > 0.0 and self.remaining_mah < mah:
                return level
            if volts > 0.0 and self._ap.body.voltage_v < volts:
                return level
        return 0

    def fence_breaches(self) -> int:
        """The bits of FENCE_TYPE that are broken now."""
        ap, body = self._ap, self._ap.estimate
        if ap.home is None:
            return 0
        kinds, broken = int(ap.parameters["FENCE_TYPE"]), 0
        height = body.up_m - ap.home[2]
        north, east = ap.plane.metres(ap.home[0], ap.home[1])
        if kinds & ALT_MAX and height >= ap.parameters["FENCE_ALT_MAX"]:
            broken |= ALT_MAX
        if kinds & ALT_MIN and not ap.landed and height <= ap.parameters["FENCE_ALT_MIN"]:
            broken |= ALT_MIN
        away = hypot(body.north_m - north, body.east_m - east)
        if kinds & CIRCLE and away >= ap.parameters["FENCE_RADIUS"]:
            broken |= CIRCLE
        if kinds & POLYGON and any(
            area.broken_at(body.north_m, body.east_m) for area in ap.fence_areas
        ):
            broken |= POLYGON
        return broken

    # --- ground station ---

    def _check_gcs(self) -> None:
        ap = self._ap
        enabled = int(ap.parameters["FS_GCS_ENABLE"])
        if enabled == 0 or self._gcs_seen_s is None:
            return
        lost = ap.time_s - self._gcs_seen_s > ap.parameters["FS_GCS_TIMEOUT"]
        if lost and not self.gcs:
            self.gcs = True
            self._lose_gcs(GCS_ACTIONS.get(enabled, Action.RTL))
        elif not lost and self.gcs:
            self.gcs = False
            ap.warn("GCS Failsafe Cleared")

    def _lose_gcs(self, action: Action) -> None:
        ap = self._ap
        options = int(ap.parameters["FS_OPTIONS"])
        continues = ""
        if not ap.armed:
            action = Action.NONE
        elif self._disarms_on_ground():
            ap.disarm()
            action, continues = Action.NONE, " - Disarming"
        elif ap.mode.landing and self._battery_priority <= _PRIORITIES.index(Action.LAND):
            ap.warn("GCS + Battery Failsafe - Continuing Landing")
            self._act(Action.LAND, "gcs-failsafe")
            return
        elif ap.mode.landing and options & CONTINUES_IF_LANDING:
            action, continues = Action.LAND, " - Continuing Landing"
        elif ap.mode is ap.auto and options & GCS_CONTINUES_IN_AUTO:
            action, continues = Action.NONE, " - Continuing Auto Mode"
        elif options & GCS_CONTINUES_WITH_PILOT and ap.mode_number in (
            ModeNumber.STABILIZE,
            ModeNumber.ALT_HOLD,
            ModeNumber.LOITER,
        ):
            action, continues = Action.NONE, " - Continuing Pilot Control"
        ap.warn(f"GCS Failsafe{continues}")
        self._act(action, "gcs-failsafe")

    # --- battery ---

    def _check_battery(self) -> None:
        ap = self._ap
        for level, name in ((1, "LOW"), (2, "CRT")):
            since = self._low_since_s[level - 1]
            if not self._battery_below(name):
                self._low_since_s[level - 1] = None
                continue
            if since is None:
                since = self._low_since_s[level - 1] = ap.time_s
            mah = ap.parameters[f"BATT_{name}_MAH"]
            at_once = mah > 0.0 and self.remaining_mah < mah
            waited = ap.time_s - since >= ap.parameters["BATT_LOW_TIMER"]
            if self.battery < level and (at_once or waited) and ap.armed:
                self.battery = level
                self._lose_battery(name)
        if not ap.armed and self.battery and self.battery_level() == 0:
            self.battery = 0
            self._battery_priority = _NO_PRIORITY

    def _battery_below(self, name: str) -> bool:
        parameters = self._ap.parameters
        mah, volts = parameters[f"BATT_{name}_MAH"], parameters[f"BATT_{name}_VOLT"]
        return (mah > 0.0 and self.remaining_mah < mah) or (
            volts > 0.0 and self._ap.body.voltage_v < volts
        )

    def _lose_battery(self, name: str) -> None:
        ap, body = self._ap, self._ap.body
        word = "critical" if name == "CRT" else "low"
        ap.say(
            mavlink.MAV_SEVERITY_WARNING,
            f"Battery 1 is {word} {body.voltage_v:.2f}V used {self._used_mah():.0f} mAh",
        )
        action = Action(min(7, max(0, int(ap.parameters[f"BATT_FS_{name}_ACT"]))))
        ranked = action in _PRIORITIES
        priority = _PRIORITIES.index(action) if ranked else len(_PRIORITIES)
        if priority > self._battery_priority:
            return
        self._battery_priority = priority
        if self._disarms_on_ground():
            ap.disarm()
            ap.warn("Battery Failsafe - Disarming")
            return
        landing = ap.mode.landing and int(ap.parameters["FS_OPTIONS"]) & CONTINUES_IF_LANDING
        if landing and action is not Action.NONE:
            action = Action.LAND
            ap.warn("Battery Failsafe - Continuing Landing")
        else:
            ap.warn("Battery Failsafe")
        self._act(action, "battery-failsafe")

    def _used_mah(self) -> float:
        return self._ap.parameters["BATT_CAPACITY"] - self.remaining_mah

    # --- fence ---

    def _check_fence(self) -> None:
        ap = self._ap
        if ap.parameters["FENCE_ENABLE"] != 1 or not ap.armed:
            self.breaches = 0
            return
        broken = self.fence_breaches()
        if ap.mode.landing:
            broken &= ~ALT_MIN
        if self.breaches and not broken and not ap.landed:
            ap.say(mavlink.MAV_SEVERITY_NOTICE, "Fence breach cleared")
        fresh = broken & ~self.breaches
        self.breaches = broken
        if fresh and ap.time_s >= self._quiet_until_s:
            self._quiet_until_s = ap.time_s + _BREACH_PAUSE_S
            self._break_fence(fresh)

    def _break_fence(self, fresh: int) -> None:
        ap, body = self._ap, self._ap.estimate
        action = int(ap.parameters["FENCE_ACTION"])
        if ap.landed:
            if action != 0:
                ap.disarm()
            return
        names = (
            (ALT_MAX, "Max Alt"),
            (CIRCLE, "Circle"),
            (POLYGON, "Polygon"),
            (ALT_MIN, "Min Alt"),
        )
        said = " and ".join(name for bit, name in names if fresh & bit)
        ap.say(mavlink.MAV_SEVERITY_NOTICE, f"{said} fence breached")
        if action == 0:
            return
        outside = [a for a in ap.fence_areas if a.broken_at(body.north_m, body.east_m)]
        away = min((a.distance_m(body.north_m, body.east_m) for a in outside), default=0.0)
        order = {
            FENCE_LAND: (ModeNumber.LAND,),
            FENCE_BRAKE: (ModeNumber.BRAKE, ModeNumber.LAND),
            FENCE_SMART_RTL: (ModeNumber.SMART_RTL, ModeNumber.RTL, ModeNumber.LAND),
            FENCE_SMART_RTL_OR_LAND: (ModeNumber.SMART_RTL, ModeNumber.LAND),
        }.get(action, (ModeNumber.RTL, ModeNumber.LAND))
        if away > _GIVE_UP_M:
            order = (ModeNumber.LAND,)
        for number in order:
            if ap.set_mode(number, "fence-breached"):
                return

    # --- what they do ---

    def _disarms_on_ground(self) -> bool:
        ap = self._ap
        if not ap.landed:
            return False
        return not ap.auto_armed if ap.mode is ap.auto else True

    def _act(self, action: Action, reason: str) -> None:
        ap = self._ap
        if action in _FIRST_CHOICES:
            mode, excuse, instead = _FIRST_CHOICES[action]
            if ap.set_mode(mode, reason):
                return
            ap.warn(excuse)
            action = instead
        match action:
            case Action.LAND:
                self.land_after_pause(reason)
            case Action.TERMINATE:
                ap.disarm()
            case Action.RTL:
                self._return_or_land(reason)
            case _:
                return

    def _return_or_land(self, reason: str) -> None:
        if not self._ap.set_mode(ModeNumber.RTL, reason):
            self.land_after_pause(reason)

    def land_after_pause(self, reason: str) -> None:
        self._ap.land.enter_after_pause(reason)
