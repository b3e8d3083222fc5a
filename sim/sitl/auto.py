"""AUTO: the mission flown, and the return path that is AUTO under another number.

Owns how each mission command is flown and when it is done (source: ArduCopter/mode_auto.cpp). The
list's own state machine is `mission`.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sim.sitl.conditions import Conditions
from sim.sitl.dialect import ModeNumber, mavlink
from sim.sitl.item import (
    CHANGE_SPEED,
    CONDITIONS,
    LAND,
    LOITER_TIME,
    LOITER_UNLIM,
    RTL,
    TAKEOFF,
    WAYPOINT,
    StoredItem,
)
from sim.sitl.mission import MissionState
from sim.sitl.modes import Mode, Rtl, land_rate_mps
from sim.sitl.rejoin import Point

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot

_PASSED_ON_TO = frozenset({WAYPOINT, LOITER_UNLIM, LOITER_TIME})
"""Commands before which a waypoint is passed without a stop."""
_LEVELLED_MPS = 0.25
_ARRIVED_M = 0.3


class Part(Enum):
    """Who leads inside AUTO."""

    LOITER = "loiter"
    TAKEOFF = "takeoff"
    WAYPOINT = "waypoint"
    LAND = "land"
    RTL = "rtl"


class Auto(Mode):
    number = ModeNumber.AUTO
    keeps_nose = False

    def __init__(self, autopilot: Autopilot) -> None:
        super().__init__(autopilot)
        self.returns = False
        self._part = Part.LOITER
        self._waiting = True
        self._version = 0
        self._takeoff_m = 0.0
        self._arrived_s: float | None = None
        self._wait_s = 0.0
        self._sinking = False
        self._rtl = Rtl(autopilot)
        self._conditions = Conditions(autopilot)

    @property
    def shown(self) -> int:
        return ModeNumber.AUTO_RTL if self.returns else ModeNumber.AUTO

    @property
    def arms(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return not self.returns and int(self._ap.parameters["AUTO_OPTIONS"]) & 1 != 0

    @property
    def landing(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self._part is Part.LAND or (self._part is Part.RTL and self._rtl.landing)

    @property
    def taking_off(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self._part is Part.TAKEOFF and self._ap.auto_armed

    @property
    def disarms_when_landed(self) -> bool:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.landing

    @property
    def paused(self) -> bool:
        return self._ap.steering.legs.paused

    @property
    def waiting_left_s(self) -> float | None:
        """Seconds left of a timed wait that has begun; for faults and tests."""
        if self._arrived_s is None or self._wait_s <= 0.0:
            return None
        return max(0.0, self._wait_s - (self._ap.time_s - self._arrived_s))

    # --- as a mode ---

    def enter(self) -> bool:
        ap = self._ap
        self.returns = False
        if ap.armed and not ap.mission.present:
            return False
        if ap.armed and ap.landed and not ap.mission.starts_with_takeoff():
            ap.say(mavlink.MAV_SEVERITY_CRITICAL, "Auto: Missing Takeoff Cmd")
            return False
        self._part = Part.LOITER
        ap.apply_speeds()
        ap.steering.stop()
        self._waiting = True
        self._version = ap.mission.version
        return True

    def leave(self) -> None:
        if self._ap.mission.state is MissionState.RUNNING:
            self._ap.mission.stop()
        self.returns = False

    def run(self, dt_s: float) -> None:
        ap = self._ap
        if self._waiting:
            if ap.home is not None:
                ap.mission.start_or_resume()
                self._waiting = False
                self._version = ap.mission.version
        else:
            if self._version != ap.mission.version:
                self._take_new_mission()
            ap.mission.update()
        if self._part is Part.LAND and self._sinking:
            self._sink()
        elif self._part is Part.RTL:
            self._rtl.run(dt_s)
        if self.returns and not (
            ap.mission.landing or ap.mission.returning or ap.mission.state is MissionState.COMPLETE
        ):
            self.returns = False
            ap.mode_changed()

    def pause(self) -> bool:
        legs = self._ap.steering.legs
        if self._part is not Part.WAYPOINT or legs.reached:
            return False
        legs.paused = True
        return True

    def resume(self) -> bool:
        self._ap.steering.legs.paused = False
        return True

    def begin(self) -> None:
        """MISSION_START: the mission runs from now on."""
        if self._ap.mission.state is not MissionState.RUNNING:
            self._ap.mission.start_or_resume()

    def go_home(self, reason: str, *, landing_too: bool) -> bool:
        """Join the return path (or else a landing sequence) and show AUTO_RTL."""
        ap = self._ap
        joined = ap.mission.join_return_path(ap.stopping_point)
        if not joined and not (landing_too and ap.mission.jump_to_landing()):
            what = "return path or landing sequence" if landing_too else "return path"
            ap.warn(f"Mode change to AUTO RTL failed: No {what} found")
            return False
        ap.mission.force_resume = True
        if ap.mode is self or ap.set_mode(ModeNumber.AUTO, reason):
            self.returns = True
            ap.mode_reason = reason
            ap.mode_changed()
            return True
        ap.mission.force_resume = False
        return False

    # --- as the mission's hooks ---

    def say(self, text: str) -> None:
        self._ap.say(mavlink.MAV_SEVERITY_INFO, text)

    def locate(self, item: StoredItem) -> Point | None:
        """A stored place in metres, None where its height is unknown."""
        north, east = self._ap.plane.metres(item.lat_e7, item.lon_e7)
        up_m = self._up_m(item)
        return None if up_m is None else (north, east, up_m)

    def start_command(self, seq: int, item: StoredItem) -> None:
        if item.navigates:
            self._arrived_s, self._wait_s = None, 0.0
            self._ap.nose.follow()
        match item.command:
            case c if c == TAKEOFF:
                self._start_takeoff(item)
            case c if c in _PASSED_ON_TO:
                self._wait_s = 0.0 if c == LOITER_UNLIM else float(item.word)
                self._start_leg(item)
            case c if c == LAND:
                self._start_land(item)
            case c if c == RTL:
                self._part = Part.RTL
                self._rtl.enter()
            case c if c == CHANGE_SPEED:
                self._change_speed(item)
            case c if c in CONDITIONS:
                self._conditions.start(item)
            case _:
                pass  # markers of the list: nothing is flown

    def command_done(self, seq: int, item: StoredItem) -> bool:
        done = self._is_done(seq, item)
        if done:
            self._ap.item_reached(seq)
        return done

    def mission_ended(self) -> None:
        if self._ap.landed:
            self._ap.disarm()
        else:
            self._part = Part.LOITER
            self._ap.steering.stop()

    # --- how commands are flown ---

    def _is_done(self, seq: int, item: StoredItem) -> bool:
        ap = self._ap
        if item.command == TAKEOFF:
            body = ap.estimate
            return (
                self._part is Part.TAKEOFF
                and not ap.landed
                and body.up_m >= self._takeoff_m - _ARRIVED_M
                and body.v_up < _LEVELLED_MPS
            )
        if item.command in _PASSED_ON_TO:
            if item.command == LOITER_UNLIM or not ap.steering.legs.reached:
                return False
            if self._arrived_s is None:
                self._arrived_s = ap.time_s
            if int(ap.time_s - self._arrived_s) >= self._wait_s:
                self.say(f"Reached command #{seq}")
                return True
            return False
        if item.command == LAND:
            if not self._sinking and ap.steering.legs.reached:
                self._sinking = True
                self._part = Part.LAND
            return False  # landed, it disarms, and disarming resets the mission
        if item.command in CONDITIONS:
            return self._conditions.met(item)
        return item.command != RTL

    def _start_takeoff(self, item: StoredItem) -> None:
        body, up_m = self._ap.estimate, self._up_m(item)
        if up_m is None:  # as the real one: then it counts from where it is
            up_m = body.up_m + item.alt_cm / 100.0
        self._takeoff_m = max(up_m, body.up_m + (1.0 if self._ap.landed else 0.0))
        self._part = Part.TAKEOFF
        self._ap.steering.stop()
        self._ap.steering.fly_to((body.north_m, body.east_m, self._takeoff_m))

    def _start_leg(self, item: StoredItem) -> None:
        place = self._place(item)
        if place is None:
            self._ap.failsafes.lose_terrain()
        else:
            self._fly_to(place, self._following(item))

    def _start_land(self, item: StoredItem) -> None:
        self._sinking = not item.placed
        self._part = Part.LAND if self._sinking else Part.WAYPOINT
        if item.placed:
            north, east = self._ap.plane.metres(item.lat_e7, item.lon_e7)
            up_m = self._ap.estimate.up_m
            legs = self._ap.steering.legs
            if legs.reached:
                up_m = legs.destination[2]
            self._fly_to((north, east, up_m), None)

    def _sink(self) -> None:
        ap = self._ap
        item = ap.mission.current
        up_m = self._up_m(item) if item is not None and item.placed else None
        above = ap.terrain_above_m() if up_m is None else ap.estimate.up_m - up_m
        if above is None:
            above = ap.estimate.up_m - ap.home_alt_m
        ap.steering.climb_at(land_rate_mps(ap, above))

    def _fly_to(self, to: Point, following: Point | None) -> None:
        if self._part is not Part.RTL and self._part is not Part.LAND:
            self._ap.steering.fly_to(to, following)
        else:
            self._ap.steering.stop()
            self._ap.steering.fly_to(to, following)
        self._part = Part.WAYPOINT

    def _following(self, item: StoredItem) -> Point | None:
        following = self._ap.mission.next_navigation()
        if following is None or following.command not in _PASSED_ON_TO:
            return None
        if item.command != WAYPOINT or item.word > 0:
            return None
        return self._place(following)

    def _place(self, item: StoredItem) -> Point | None:
        """Where to fly to; what the item leaves open is where the vehicle is.

        None where a height over terrain is unknown.
        """
        north, east, here_m = self._ap.here
        if item.placed:
            north, east = self._ap.plane.metres(item.lat_e7, item.lon_e7)
        up_m = here_m if item.alt_cm == 0 else self._up_m(item)
        return None if up_m is None else (north, east, up_m)

    def _up_m(self, item: StoredItem) -> float | None:
        north, east = self._ap.plane.metres(item.lat_e7, item.lon_e7)
        return self._ap.up_in_frame_m(item.frame, item.alt_cm / 100.0, north, east)

    def _change_speed(self, item: StoredItem) -> None:
        kind, speed = int(item.numbers[0]), item.numbers[1]
        limits = self._ap.limits
        if speed <= 0.0:
            return
        if kind in (0, 1):
            limits.horizontal_mps = speed
        elif kind == 2:
            limits.up_mps = speed
        elif kind == 3:
            limits.down_mps = speed

    def _take_new_mission(self) -> None:
        ap = self._ap
        self._version = ap.mission.version
        if ap.mission.state is MissionState.RUNNING and self._part is Part.WAYPOINT:
            ap.mission.set_current(ap.mission.current_seq)
            ap.say(mavlink.MAV_SEVERITY_CRITICAL, "Auto mission changed, restarted command")
