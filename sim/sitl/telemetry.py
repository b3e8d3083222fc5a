"""What the vehicle says of itself: one builder per message that ArduCopter streams.

Owns how the autopilot's state becomes MAVLink messages, and which messages belong to which stream
group (source: GCS_MAVLink_Parameters.cpp). Knows nothing of rates or sockets.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, degrees, hypot
from typing import Any

from sim.sitl.autopilot import Autopilot
from sim.sitl.dialect import ModeNumber, mavlink
from sim.sitl.mission import MissionState
from sim.sitl.numbers import short, whole, word
from sim.sitl.senses import attitude, ekf_status, gps_raw, sim_state
from sim.sitl.terrain import TerrainBlocks

_RADIO_CHANNELS = 8
"""RC_CHANNELS.chancount of ArduPilot's simulator: those that its radio has."""
_SENSORS = 0x5371FC2F
"""SYS_STATUS sensors present on ArduCopter's simulator: among them GPS, compass, fence, PREARM."""
_MISSION_STATES = {
    MissionState.STOPPED: mavlink.MISSION_STATE_NOT_STARTED,
    MissionState.RUNNING: mavlink.MISSION_STATE_ACTIVE,
    MissionState.COMPLETE: mavlink.MISSION_STATE_COMPLETE,
}
CAPABILITIES = 64495
"""AUTOPILOT_VERSION.capabilities of ArduCopter's simulator: missions, fences, rally points and
commands with integers, MAVLink 2, terrain."""
VERSION = (4 << 24) | (7 << 16) | (0 << 8) | 0
"""AUTOPILOT_VERSION.flight_sw_version: 4.7.0-dev."""

Builder = Callable[[], Any]


class Telemetry:
    """Builders by message id; a builder returns None where there is nothing to say yet."""

    def __init__(
        self, autopilot: Autopilot, terrain: TerrainBlocks, unix_s: float, uid: int
    ) -> None:
        self._ap = autopilot
        self._terrain = terrain
        self._unix_s = unix_s
        self._uid = uid
        self.builders: dict[int, Builder] = {
            mavlink.MAVLINK_MSG_ID_HEARTBEAT: self.heartbeat,
            mavlink.MAVLINK_MSG_ID_SYS_STATUS: self.sys_status,
            mavlink.MAVLINK_MSG_ID_SYSTEM_TIME: self._system_time,
            mavlink.MAVLINK_MSG_ID_GPS_RAW_INT: lambda: gps_raw(autopilot),
            mavlink.MAVLINK_MSG_ID_ATTITUDE: lambda: attitude(autopilot),
            mavlink.MAVLINK_MSG_ID_LOCAL_POSITION_NED: self._local_position,
            mavlink.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: self._global_position,
            mavlink.MAVLINK_MSG_ID_SERVO_OUTPUT_RAW: self._servos,
            mavlink.MAVLINK_MSG_ID_MISSION_CURRENT: self.mission_current,
            mavlink.MAVLINK_MSG_ID_GPS_GLOBAL_ORIGIN: self.origin,
            mavlink.MAVLINK_MSG_ID_NAV_CONTROLLER_OUTPUT: self._navigation,
            mavlink.MAVLINK_MSG_ID_RC_CHANNELS: self._rc_channels,
            mavlink.MAVLINK_MSG_ID_VFR_HUD: self._vfr_hud,
            mavlink.MAVLINK_MSG_ID_POSITION_TARGET_GLOBAL_INT: self._target,
            mavlink.MAVLINK_MSG_ID_POWER_STATUS: lambda: mavlink.MAVLink_power_status_message(
                5000, 0, 0
            ),
            mavlink.MAVLINK_MSG_ID_TERRAIN_REQUEST: self._terrain_request,
            mavlink.MAVLINK_MSG_ID_TERRAIN_REPORT: self.terrain_report,
            mavlink.MAVLINK_MSG_ID_BATTERY_STATUS: self._battery,
            mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION: self.version,
            mavlink.MAVLINK_MSG_ID_MEMINFO: lambda: mavlink.MAVLink_meminfo_message(
                0, 65535, 131072
            ),
            mavlink.MAVLINK_MSG_ID_FENCE_STATUS: self._fence_status,
            mavlink.MAVLINK_MSG_ID_WIND: self._wind,
            mavlink.MAVLINK_MSG_ID_SIMSTATE: lambda: sim_state(autopilot),
            mavlink.MAVLINK_MSG_ID_EKF_STATUS_REPORT: lambda: ekf_status(autopilot),
            mavlink.MAVLINK_MSG_ID_VIBRATION: lambda: mavlink.MAVLink_vibration_message(
                self._us, 0.0, 0.0, 0.0, 0, 0, 0
            ),
            mavlink.MAVLINK_MSG_ID_HOME_POSITION: self.home,
            mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: self.extended_state,
        }

    @property
    def _ms(self) -> int:
        return self._ap.boot_ms % 2**32

    @property
    def _us(self) -> int:
        return self._ap.boot_ms * 1000

    def heartbeat(self) -> Any:
        ap = self._ap
        mode = (
            mavlink.MAV_MODE_FLAG_STABILIZE_ENABLED
            | mavlink.MAV_MODE_FLAG_MANUAL_INPUT_ENABLED
            | mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED
        )
        if ap.mode.needs_position:
            mode |= mavlink.MAV_MODE_FLAG_GUIDED_ENABLED
        if ap.armed:
            mode |= mavlink.MAV_MODE_FLAG_SAFETY_ARMED
        if ap.failsafes.any:
            state = mavlink.MAV_STATE_CRITICAL
        elif not ap.initialised:
            state = mavlink.MAV_STATE_BOOT
        elif ap.landed:
            state = mavlink.MAV_STATE_STANDBY
        else:
            state = mavlink.MAV_STATE_ACTIVE
        return mavlink.MAVLink_heartbeat_message(
            mavlink.MAV_TYPE_QUADROTOR,
            mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA,
            mode,
            ap.mode_number,
            state,
            3,
        )

    def sys_status(self) -> Any:
        ap = self._ap
        if not ap.initialised:
            return None
        compass, gps = mavlink.MAV_SYS_STATUS_SENSOR_3D_MAG, mavlink.MAV_SYS_STATUS_SENSOR_GPS
        prearm = mavlink.MAV_SYS_STATUS_PREARM_CHECK
        fence = mavlink.MAV_SYS_STATUS_GEOFENCE
        present = _SENSORS
        enabled = present
        if ap.parameters["FENCE_ENABLE"] != 1:
            enabled &= ~fence
        health = present
        if ap.bad_compass:
            health &= ~compass
        if not ap.gps_fix:
            health &= ~gps
        if not ap.armed and ap.prearm_failures:
            health &= ~prearm
        if ap.failsafes.breaches:
            health &= ~fence
        return mavlink.MAVLink_sys_status_message(
            present,
            enabled,
            health,
            100,
            word(ap.body.voltage_v * 1000),
            min(32767, word(ap.body.current_a * 100)),
            int(ap.body.remaining * 100),
            0,
            0,
            0,
            0,
            0,
            0,
        )

    def mission_current(self, seq: int | None = None) -> Any:
        ap = self._ap
        state = _MISSION_STATES[ap.mission.state]
        if not ap.mission.present:
            state = mavlink.MISSION_STATE_NO_MISSION
        elif state == mavlink.MISSION_STATE_NOT_STARTED and ap.mission.current_seq:
            state = mavlink.MISSION_STATE_PAUSED
        if ap.auto.paused:
            state = mavlink.MISSION_STATE_PAUSED
        return mavlink.MAVLink_mission_current_message(
            ap.mission.current_seq if seq is None else seq,
            max(0, len(ap.mission.items) - 1),
            state,
            1 if ap.mode is ap.auto else 0,
        )

    def home(self) -> Any:
        home = self._ap.home
        if home is None:
            return None
        return mavlink.MAVLink_home_position_message(
            home[0],
            home[1],
            round(home[2] * 1000),
            0.0,
            0.0,
            0.0,
            [1.0, 0.0, 0.0, 0.0],
            0.0,
            0.0,
            0.0,
            self._us,
        )

    def extended_state(self) -> Any:
        ap = self._ap
        if ap.landed:
            state = mavlink.MAV_LANDED_STATE_ON_GROUND
        elif ap.mode.landing:
            state = mavlink.MAV_LANDED_STATE_LANDING
        elif ap.taking_off:
            state = mavlink.MAV_LANDED_STATE_TAKEOFF
        else:
            state = mavlink.MAV_LANDED_STATE_IN_AIR
        return mavlink.MAVLink_extended_sys_state_message(mavlink.MAV_VTOL_STATE_MC, state)

    def version(self) -> Any:
        return mavlink.MAVLink_autopilot_version_message(
            CAPABILITIES, VERSION, 0, 0, 0, [0] * 8, [0] * 8, [0] * 8, 0, 0, self._uid, [0] * 18
        )

    def banner(self) -> tuple[str, ...]:
        """What DO_SEND_BANNER makes it say."""
        return ("ArduCopter V4.7.0-dev (sorabin)", "Frame: QUAD/PLUS")

    def terrain_report(self) -> Any:
        ap = self._ap
        if ap.parameters["TERRAIN_ENABLE"] == 0:
            return None
        lat_e7, lon_e7 = ap.place_e7
        height = self._terrain.height_m(lat_e7, lon_e7)
        pending, loaded = self._terrain.counts()
        return mavlink.MAVLink_terrain_report_message(
            lat_e7,
            lon_e7,
            0 if height is None else self._terrain.spacing_m,
            height or 0.0,
            ap.estimate.up_m - (height if height is not None else ap.home_alt_m),
            pending,
            loaded,
        )

    def _terrain_request(self) -> Any:
        ap = self._ap
        if ap.parameters["TERRAIN_ENABLE"] == 0 or not ap.gps_fix:
            return None
        lat_e7, lon_e7 = ap.place_e7
        asked = self._terrain.request(lat_e7, lon_e7, ap.time_s)
        return mavlink.MAVLink_terrain_request_message(*asked) if asked else None

    def _system_time(self) -> Any:
        unix_us = int(self._unix_s * 1e6) + self._us if self._ap.gps_fix else 0
        return mavlink.MAVLink_system_time_message(unix_us, self._ms)

    def _local_position(self) -> Any:
        ap, body = self._ap, self._ap.estimate
        if ap.home is None:
            return None
        return mavlink.MAVLink_local_position_ned_message(
            self._ms,
            body.north_m,
            body.east_m,
            ap.home[2] - body.up_m,
            body.v_north,
            body.v_east,
            -body.v_up,
        )

    def _global_position(self) -> Any:
        ap, body = self._ap, self._ap.estimate
        lat_e7, lon_e7 = ap.place_e7 if ap.time_s >= 5.0 else (0, 0)
        return mavlink.MAVLink_global_position_int_message(
            self._ms,
            lat_e7,
            lon_e7,
            round(body.up_m * 1000) if lat_e7 else 0,
            round((body.up_m - ap.home_alt_m) * 1000),
            short(body.v_north * 100),
            short(body.v_east * 100),
            short(-body.v_up * 100),
            round(ap.heading_deg * 100) % 36000,
        )

    def _servos(self) -> Any:
        width = 1000 if not self._ap.armed else (1100 if self._ap.landed else 1500)
        return mavlink.MAVLink_servo_output_raw_message(
            self._us % 2**32, 0, width, width, width, width, 0, 0, 0, 0
        )

    def _rc_channels(self) -> Any:
        widths_us = self._ap.sticks.widths_us()
        fields = [*widths_us, *[0] * (18 - len(widths_us))]
        return mavlink.MAVLink_rc_channels_message(self._ms, _RADIO_CHANNELS, *fields, rssi=255)

    def origin(self) -> Any:
        home = self._ap.home
        if home is None:
            return None
        return mavlink.MAVLink_gps_global_origin_message(
            home[0], home[1], round(home[2] * 1000), self._us
        )

    def _navigation(self) -> Any:
        ap = self._ap
        if not ap.initialised:
            return None
        legs = ap.steering.legs
        north = legs.destination[0] - ap.estimate.north_m
        east = legs.destination[1] - ap.estimate.east_m
        return mavlink.MAVLink_nav_controller_output_message(
            0.0,
            0.0,
            round(ap.heading_deg - 360.0 if ap.heading_deg > 180.0 else ap.heading_deg),
            round(degrees(atan2(east, north))),
            min(65535, round(hypot(north, east))),
            legs.at[2] - ap.estimate.up_m,
            0.0,
            legs.crosstrack_m(ap.here),
        )

    def _vfr_hud(self) -> Any:
        ap, body = self._ap, self._ap.estimate
        wind = ap.body.wind
        return mavlink.MAVLink_vfr_hud_message(
            hypot(body.v_north - wind[0], body.v_east - wind[1]) if not ap.landed else 0.0,
            body.speed_mps,
            int(ap.heading_deg) % 360,
            0 if ap.landed else min(100, int(40 * ap.body.power_w / 1200.0)),
            body.up_m,
            body.v_up,
        )

    def _target(self) -> Any:
        ap = self._ap
        if ap.mode_number not in (ModeNumber.AUTO, ModeNumber.GUIDED, 27, ModeNumber.RTL):
            return None
        to = ap.steering.legs.destination
        lat_e7, lon_e7 = ap.plane.degrees_e7(to[0], to[1])
        return mavlink.MAVLink_position_target_global_int_message(
            self._ms, 0, 65016, lat_e7, lon_e7, to[2], 0, 0, 0, 0, 0, 0, 0, 0
        )

    def _battery(self) -> Any:
        body = self._ap.body
        used = self._ap.parameters["BATT_CAPACITY"] - self._ap.failsafes.remaining_mah
        return mavlink.MAVLink_battery_status_message(
            0,
            mavlink.MAV_BATTERY_FUNCTION_UNKNOWN,
            mavlink.MAV_BATTERY_TYPE_UNKNOWN,
            32767,
            [word(body.voltage_v * 1000), *[65535] * 9],
            min(32767, word(body.current_a * 100)),
            whole(used),
            whole(body.used_wh * 36),
            int(body.remaining * 100),
            0,
            mavlink.MAV_BATTERY_CHARGE_STATE_OK,
        )

    def _fence_status(self) -> Any:
        broken = self._ap.failsafes.breaches
        if self._ap.parameters["FENCE_ENABLE"] != 1:
            return None
        return mavlink.MAVLink_fence_status_message(
            1 if broken else 0, 1 if broken else 0, 3 if broken else 0, 0
        )

    def _wind(self) -> Any:
        body = self._ap.body
        if self._ap.landed:
            return None
        north, east = body.wind
        return mavlink.MAVLink_wind_message(degrees(atan2(-east, -north)), hypot(north, east), 0.0)
