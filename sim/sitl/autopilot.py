"""The autopilot: mode, arming, home and landing state of one vehicle, and its main loop.

Owns what ArduCopter's `Copter` object owns: which mode leads, whether the motors are armed, whether
it has landed. Modes lead (`modes`, `auto`), `failsafes` overrule, `gates` says why it must not arm.
Knows nothing of messages: what it has to say goes to `say`, and others read its attributes.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.sitl.auto import Auto
from sim.sitl.body import Body
from sim.sitl.dialect import GCS_BLOCK_BITS, MODE_NAMES, ModeNumber, mavlink
from sim.sitl.estimate import Estimate
from sim.sitl.failsafes import Failsafes
from sim.sitl.fence import Area, FenceItem, areas
from sim.sitl.gates import arming_failures
from sim.sitl.item import StoredItem
from sim.sitl.legs import Limits, stopping_point
from sim.sitl.limits import bounds_of
from sim.sitl.mission import Mission
from sim.sitl.modes import Guided, Land, Mode, plain_modes
from sim.sitl.nose import Nose
from sim.sitl.parameters import Parameters
from sim.sitl.plane import Plane
from sim.sitl.rejoin import Point
from sim.sitl.retrace import SmartRtl
from sim.sitl.sensors import Sensors
from sim.sitl.steering import Steering
from sim.sitl.sticks import Sticks
from sim.sitl.store import RallyPoint, Standing, Store

STEP_S = 0.02
INITIALISED_S = 2.0
"""After power-up: before, missions have no room and parameters are not sent."""
GPS_FIX_S = 10.0
HOME_S = 20.0
"""After power-up, when origin and home are set."""
POSITION_S = 41.0
"""After power-up, when the position estimate has settled: only then can it arm in GUIDED."""

_LANDED_AFTER_S = 1.5
_IDLE_AFTER_S = 0.4
_ARMING_DELAY_S = 2.0
_DEAD_RECKONING_S = 7.0
_SLOW_EVERY = 5
_KNOWN_MODES = frozenset((*range(10), 11, *range(13, 30)))

Say = Callable[[int, str], None]
"""Severity (MAV_SEVERITY) and text of a STATUSTEXT."""


class Autopilot:
    """One power-up of the vehicle: another object is made for each reboot."""

    def __init__(
        self, body: Body, sensors: Sensors, plane: Plane, store: Store, heading_deg: float
    ) -> None:
        self.body, self.plane = body, plane
        self.sensors, self.estimate = sensors, Estimate(body, sensors)
        self.clock_offset_ms = 0
        self.parameters = Parameters(store.parameters)
        self.steps = 0
        self.armed = False
        self.landed = True
        self.auto_armed = False
        self.gps_lost = False
        self.bad_compass = False
        self.came_down = store.came_down
        self.armed_at_s = 0.0
        self.lifted_s: float | None = None
        """When it left the ground, since it was armed."""
        self.home: tuple[int, int, float] | None = None
        self.nose = Nose(heading_deg)
        self.say: Say = lambda severity, text: None
        self.mode_changed: Callable[[], None] = lambda: None
        self.home_moved: Callable[[], None] = lambda: None
        self.item_reached: Callable[[int], None] = lambda seq: None
        self.terrain_at: Callable[[float, float], float | None] = lambda north_m, east_m: None
        self.fence_items = store.fence
        self.fence_areas: tuple[Area, ...] = areas(store.fence, plane.metres)
        self.rally: list[RallyPoint] = store.rally
        self.sticks = Sticks(self.parameters, lambda: self.time_s)
        self.limits = Limits()
        self.steering = Steering(self.estimate, self.limits)
        self.auto = Auto(self)
        self.mission = Mission(self.auto, lambda: self.parameters["MIS_RESTART"] == 1)
        self.mission.items = store.items
        self._modes: dict[int, Mode] = {mode.number: mode for mode in plain_modes(self)}
        self._modes[ModeNumber.AUTO] = self.auto
        self._retrace = SmartRtl(self)
        self._modes[ModeNumber.SMART_RTL] = self._retrace
        self.mode: Mode = self._modes[ModeNumber.STABILIZE]
        self.mode_reason = ""
        self.failsafes = Failsafes(self)
        self._gps_lost_s: float | None = None
        self._touching_s = self._landed_s = self._idle_s = 0.0
        self._prearm_said_s = 0.0
        self.prearm_failures: tuple[str, ...] = ("not initialised",)
        self.apply_speeds()

    # --- what others read ---

    @property
    def time_s(self) -> float:
        """Seconds since power-up."""
        return self.steps * STEP_S

    @property
    def boot_ms(self) -> int:
        """What it calls the time since power-up."""
        return max(0, self.steps * 20 + self.clock_offset_ms)

    @property
    def system_id(self) -> int:
        """Of eight bits, as MAVLink sends it."""
        return int(self.parameters["MAV_SYSID"]) & 0xFF

    @property
    def initialised(self) -> bool:
        return self.time_s >= INITIALISED_S

    @property
    def gps_fix(self) -> bool:
        return self.time_s >= GPS_FIX_S and not self.gps_off

    @property
    def gps_off(self) -> bool:
        return self.gps_lost or self.parameters["SIM_GPS1_ENABLE"] == 0

    @property
    def position_ok(self) -> bool:
        """Whether the position estimate is good: some seconds of dead reckoning are."""
        if self.time_s < POSITION_S:
            return False
        return self._gps_lost_s is None or self.time_s - self._gps_lost_s < _DEAD_RECKONING_S

    @property
    def parked(self) -> bool:
        """On the ground with its motors off: nothing of it moves."""
        return self.initialised and not self.armed and self.body.touching

    @property
    def heading_deg(self) -> float:
        """As it believes."""
        return (self.nose.heading_deg + self.estimate.heading_error_deg) % 360.0

    @property
    def mode_number(self) -> int:
        return self.mode.shown

    @property
    def here(self) -> Point:
        return self.estimate.at

    @property
    def place_e7(self) -> tuple[int, int]:
        north, east, _ = self.estimate.at
        return self.plane.degrees_e7(north, east)

    @property
    def home_alt_m(self) -> float:
        return self.home[2] if self.home else self.body.ground_m

    @property
    def stopping_point(self) -> Point:
        return stopping_point(self.estimate.at, self.estimate.speed, self.limits)

    @property
    def taking_off(self) -> bool:
        return self.armed and self.mode.taking_off

    @property
    def land(self) -> Land:
        mode = self._modes[ModeNumber.LAND]
        assert isinstance(mode, Land)
        return mode

    @property
    def guided(self) -> Guided:
        mode = self._modes[ModeNumber.GUIDED]
        assert isinstance(mode, Guided)
        return mode

    def terrain_above_m(self) -> float | None:
        """How high it is over the terrain, None where it has no data."""
        north, east, up = self.estimate.at
        ground_m = self.terrain_at(north, east)
        return None if ground_m is None else up - ground_m

    def up_in_frame_m(
        self, frame: int, height_m: float, north_m: float, east_m: float
    ) -> float | None:
        """Height above sea level of a height in a stored frame; None without terrain data."""
        if frame == mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT:
            return height_m + self.home_alt_m
        if frame == mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT:
            ground_m = self.terrain_at(north_m, east_m)
            return None if ground_m is None else height_m + ground_m
        return height_m

    def standing(self) -> Standing:
        """Where it truly is, whatever it believes."""
        lat_e7, lon_e7 = self.plane.degrees_e7(self.body.north_m, self.body.east_m)
        return Standing(lat_e7, lon_e7, self.nose.heading_deg)

    def store(self) -> Store:
        """What outlives this power-up."""
        return Store(
            self.mission.items,
            self.fence_items,
            self.rally,
            self.parameters.changed(),
            self.standing(),
            self.came_down or not self.body.touching,
        )

    def home_item(self) -> StoredItem:
        if self.home is None:
            return StoredItem(mavlink.MAV_CMD_NAV_WAYPOINT)
        lat_e7, lon_e7, alt_m = self.home
        return StoredItem(
            mavlink.MAV_CMD_NAV_WAYPOINT, lat_e7=lat_e7, lon_e7=lon_e7, alt_cm=round(alt_m * 100)
        )

    # --- what can be asked of it ---

    def warn(self, text: str) -> None:
        self.say(mavlink.MAV_SEVERITY_WARNING, text)

    def set_fence(self, items: list[FenceItem]) -> None:
        self.fence_items = items
        self.fence_areas = areas(items, self.plane.metres)
        self.parameters.set("FENCE_TOTAL", len(items))

    def apply_speeds(self) -> None:
        """Take the limits of waypoint flight from the parameters."""
        self.limits.take(bounds_of(self.parameters))

    def set_mode(self, number: int, reason: str) -> bool:
        """Change the mode; False (and a status text) where ArduCopter would refuse."""
        if number == self.mode_number:
            self.mode_reason = reason
            return True
        closed = GCS_BLOCK_BITS.get(number, 0) & int(self.parameters["FLTMODE_GCSBLOCK"])
        if reason == "gcs" and closed:
            name = MODE_NAMES[ModeNumber(number)]
            self.warn(f"Mode change to {name} failed: GCS entry disabled (FLTMODE_GCSBLOCK)")
            return False
        if number == ModeNumber.AUTO_RTL:
            return self.auto.go_home(reason, landing_too=True)
        mode = self._modes.get(number)
        if mode is None:
            if number in _KNOWN_MODES:
                self.warn(f"Mode change to {number} failed: init failed")
            else:
                self.warn(f"No such mode {number}")
            return False
        if self.armed and mode.needs_position and not self.position_ok:
            self.warn(f"Mode change to {MODE_NAMES[mode.number]} failed: requires position")
            return False
        if not mode.enter():
            self.warn(f"Mode change to {MODE_NAMES[mode.number]} failed: init failed")
            return False
        self.mode.leave()
        self.mode, self.mode_reason = mode, reason
        self.mode_changed()
        return True

    def arm(self, *, forced: bool = False) -> bool:
        if self.armed:
            return True
        failures = arming_failures(self, arming=True)
        if failures and not (forced and self.initialised and not self.came_down):
            for failure in failures:
                self.say(mavlink.MAV_SEVERITY_CRITICAL, failure)
            return False
        self.say(mavlink.MAV_SEVERITY_INFO, "Arming motors")
        if self.home is not None:
            self._set_home()
        self._retrace.begin_trail()
        self.armed = True
        self.armed_at_s, self.lifted_s = self.time_s, None
        self._idle_s = self._landed_s = 0.0
        self.auto_armed = self.mode is self.auto and int(self.parameters["AUTO_OPTIONS"]) & 2 != 0
        return True

    def disarm(self, *, checked: bool = False) -> bool:
        """`checked`: refused in flight."""
        if not self.armed:
            return True
        if checked and not self.landed:
            return False
        self.say(mavlink.MAV_SEVERITY_INFO, "Disarming motors")
        self.armed = self.auto_armed = False
        self.came_down |= not self.body.touching
        self.landed = True
        self.mission.reset()
        return True

    # --- the main loop ---

    def step(self, count: int = 1) -> None:
        """20 ms of the vehicle's life; `count` times that at once while it is `parked`."""
        self.steps += count
        dt_s = STEP_S * count
        self._follow_gps()
        turning = self.armed and self.time_s - self.armed_at_s >= _ARMING_DELAY_S
        if not self.initialised:
            self.body.advance((0.0, 0.0, 0.0), turning=False, dt_s=dt_s)
            self.estimate.step(dt_s, gps=False, flying=False)
            return
        self.mode.run(dt_s)
        if not turning:
            want = (0.0, 0.0, 0.0)
        elif self.landed and not self.taking_off:
            want = (0.0, 0.0, -1.0)
        else:
            want = self.steering.step(dt_s)
        falling = not self.mode.holds_height and not self.landed
        want = self.estimate.turned(want)
        self.body.advance(want, turning=turning and not falling, dt_s=dt_s)
        self.estimate.step(dt_s, gps=self.gps_fix, flying=not self.landed)
        self._turn_nose()
        self._detect_landing(turning)
        if self.steps % _SLOW_EVERY == 0:
            self._slow_loop()

    def _slow_loop(self) -> None:
        self.failsafes.check()
        if self.armed and self.mode is not self._retrace:
            self._retrace.note_place()
        if self.home is None and self.time_s >= HOME_S and self.gps_fix:
            self._set_home()
        if self.steps % (_SLOW_EVERY * 5) == 0 and not self.armed:
            self.prearm_failures = arming_failures(self, arming=False)
            if self.prearm_failures and self.time_s - self._prearm_said_s >= 30.0:
                self._prearm_said_s = self.time_s
                for failure in self.prearm_failures:
                    self.say(mavlink.MAV_SEVERITY_CRITICAL, failure)

    def _set_home(self) -> None:
        lat_e7, lon_e7 = self.place_e7
        self.home_set((lat_e7, lon_e7, round(self.estimate.up_m, 2)))

    def home_set(self, home: tuple[int, int, float]) -> None:
        """Home is moved, and all are told."""
        self.home = home
        self.home_moved()

    def _follow_gps(self) -> None:
        if not self.gps_off:
            self._gps_lost_s = None
        elif self._gps_lost_s is None:
            self._gps_lost_s = self.time_s

    def _turn_nose(self) -> None:
        if self.landed or self.mode.keeps_nose:
            return
        way = self.steering.legs.speed if self.estimate.speed_mps >= 1.0 else (0.0, 0.0)
        self.nose.step(way[0], way[1], STEP_S)

    def _detect_landing(self, turning: bool) -> None:
        if not self.armed:
            self.landed = True
            return
        if self.landed:
            if turning and not self.body.touching:
                self.landed = False
                self.lifted_s = self.time_s if self.lifted_s is None else self.lifted_s
                self._touching_s = self._landed_s = 0.0
                return
            self._landed_s += STEP_S
            if self.mode.disarms_when_landed and self._landed_s >= _IDLE_AFTER_S:
                self.disarm()
                return
            self._idle_s = 0.0 if self.taking_off else self._idle_s + STEP_S
            delay_s = self.parameters["DISARM_DELAY"]
            if 0.0 < delay_s <= self._idle_s:
                self.disarm()
            return
        sinking = self.steering.sinking or not self.mode.holds_height
        self._touching_s = self._touching_s + STEP_S if self.body.touching and sinking else 0.0
        if self._touching_s >= _LANDED_AFTER_S:
            self.landed = True
            self._landed_s = self._idle_s = 0.0
