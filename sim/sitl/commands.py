"""Commands that a ground station gives: COMMAND_LONG and COMMAND_INT, and the result of each.

Owns the table of commands and their conditions (source: GCS_MAVLink_Copter.cpp, GCS_Common.cpp). A
command that is not in the table is UNSUPPORTED. Knows no sockets: a result is returned, extra
messages go to the caller's `send`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.sitl.autopilot import Autopilot
from sim.sitl.dialect import ModeNumber, mavlink
from sim.sitl.gates import arming_failures
from sim.sitl.item import ALT_LIMIT_M, FRAMES, on_earth
from sim.sitl.limits import FASTEST_MPS
from sim.sitl.numbers import limited, whole
from sim.sitl.rejoin import Point
from sim.sitl.streams import Streams
from sim.sitl.telemetry import Telemetry

ACCEPTED = mavlink.MAV_RESULT_ACCEPTED
DENIED = mavlink.MAV_RESULT_DENIED
UNSUPPORTED = mavlink.MAV_RESULT_UNSUPPORTED
FAILED = mavlink.MAV_RESULT_FAILED

_FORCE = (2989.0, 21196.0)
_FORCE_DISARM = 21196.0
_FORCE_REBOOT = 20190226
_WAYPOINT_MODES = (ModeNumber.AUTO, ModeNumber.AUTO_RTL, ModeNumber.GUIDED, ModeNumber.RTL)


@dataclass(frozen=True, slots=True)
class Order:
    """One command with its seven parameters; `x` and `y` are degrees x 1e7 where it has a place."""

    command: int
    p1: float
    p2: float
    p3: float
    p4: float
    x: int
    y: int
    z: float
    frame: int
    integers: bool = True
    """Came as COMMAND_INT."""


def order_of(message: Any) -> Order:
    """A COMMAND_LONG or COMMAND_INT as an order.

    A COMMAND_LONG for a place is taken only where its frame goes without saying.
    """
    if message.get_type() == "COMMAND_INT":
        return Order(
            message.command,
            message.param1,
            message.param2,
            message.param3,
            message.param4,
            message.x,
            message.y,
            message.z,
            message.frame,
        )
    scale = 1e7 if message.command in _PLACED else 1.0
    return Order(
        message.command,
        message.param1,
        message.param2,
        message.param3,
        message.param4,
        whole(message.param5 * scale),
        whole(message.param6 * scale),
        message.param7,
        _PLACED.get(message.command, mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT),
        integers=False,
    )


_PLACED = {mavlink.MAV_CMD_DO_SET_HOME: mavlink.MAV_FRAME_GLOBAL}
"""Commands with a place that a COMMAND_LONG may give, and the frame of it."""
_ONLY_INT = frozenset({mavlink.MAV_CMD_DO_REPOSITION})


@dataclass
class Conversation:
    """Who asks: the channel's streams and a way to send it messages."""

    streams: Streams
    send: Callable[[Any], None]


class Commands:
    """`restart` is called after a reboot was acknowledged."""

    def __init__(
        self, autopilot: Autopilot, telemetry: Telemetry, restart: Callable[[], None]
    ) -> None:
        self._ap, self._telemetry, self._restart = autopilot, telemetry, restart
        self._table: dict[int, Callable[[Order, Conversation], int]] = {
            mavlink.MAV_CMD_COMPONENT_ARM_DISARM: self._arm,
            mavlink.MAV_CMD_DO_SET_MODE: self._set_mode,
            mavlink.MAV_CMD_MISSION_START: self._start_mission,
            mavlink.MAV_CMD_DO_SET_MISSION_CURRENT: self._jump,
            188: lambda order, who: _done(self._ap.auto.go_home("gcs", landing_too=False)),
            mavlink.MAV_CMD_DO_PAUSE_CONTINUE: self._pause,
            mavlink.MAV_CMD_DO_REPOSITION: self._reposition,
            mavlink.MAV_CMD_DO_CHANGE_SPEED: self._change_speed,
            mavlink.MAV_CMD_DO_SET_HOME: self._set_home,
            mavlink.MAV_CMD_NAV_TAKEOFF: self._take_off,
            mavlink.MAV_CMD_NAV_LAND: lambda order, who: self._mode(ModeNumber.LAND),
            mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH: lambda order, who: self._mode(ModeNumber.RTL),
            mavlink.MAV_CMD_NAV_LOITER_UNLIM: lambda order, who: self._mode(ModeNumber.LOITER),
            mavlink.MAV_CMD_PREFLIGHT_REBOOT_SHUTDOWN: self._reboot,
            mavlink.MAV_CMD_BATTERY_RESET: self._reset_battery,
            mavlink.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
            mavlink.MAV_CMD_GET_MESSAGE_INTERVAL: self._get_interval,
            mavlink.MAV_CMD_REQUEST_MESSAGE: self._request_message,
            mavlink.MAV_CMD_GET_HOME_POSITION: self._get_home,
            mavlink.MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES: self._get_version,
            mavlink.MAV_CMD_RUN_PREARM_CHECKS: self._run_checks,
            mavlink.MAV_CMD_DO_FENCE_ENABLE: self._enable_fence,
            mavlink.MAV_CMD_PREFLIGHT_STORAGE: lambda order, who: ACCEPTED,
            mavlink.MAV_CMD_PREFLIGHT_CALIBRATION: self._calibrate,
            mavlink.MAV_CMD_DO_START_MAG_CAL: self._calibrate_compass,
            mavlink.MAV_CMD_DO_SEND_BANNER: self._send_banner,
        }

    def obey(self, order: Order, who: Conversation) -> int:
        """MAV_RESULT of an order."""
        handler = self._table.get(order.command)
        if order.command in _ONLY_INT and not order.integers:
            return UNSUPPORTED
        return UNSUPPORTED if handler is None else handler(order, who)

    def _arm(self, order: Order, who: Conversation) -> int:
        ap = self._ap
        if order.p1 == 1.0:
            return _done(ap.arm(forced=order.p2 in _FORCE))
        if order.p1 == 0.0:
            return _done(ap.disarm(checked=order.p2 != _FORCE_DISARM))
        return UNSUPPORTED

    def _mode(self, number: int) -> int:
        return _done(self._ap.set_mode(number, "gcs"))

    def _set_mode(self, order: Order, who: Conversation) -> int:
        if not whole(order.p1) & mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED:
            return DENIED
        return self._mode(whole(order.p2))

    def _start_mission(self, order: Order, who: Conversation) -> int:
        ap = self._ap
        if order.p1 != 0.0 or order.p2 != 0.0:
            return DENIED
        if not ap.set_mode(ModeNumber.AUTO, "gcs"):
            return FAILED
        ap.auto_armed = ap.armed
        ap.auto.begin()
        return ACCEPTED

    def _jump(self, order: Order, who: Conversation) -> int:
        ap, seq = self._ap, whole(order.p1)
        if not 0 <= seq < len(ap.mission.items):
            return DENIED
        anew = order.p2 == 1.0
        if anew:
            ap.mission.reset()
        if not ap.mission.set_current(seq):
            return FAILED
        if anew:
            ap.mission.resume()
        who.send(self._telemetry.mission_current())
        return ACCEPTED

    def _pause(self, order: Order, who: Conversation) -> int:
        if whole(order.p1) == 0:
            if self._ap.mode.pause():
                return ACCEPTED
            self._ap.say(mavlink.MAV_SEVERITY_INFO, "Failed to pause")
            return FAILED
        if whole(order.p1) == 1:
            if self._ap.mode.resume():
                return ACCEPTED
            self._ap.say(mavlink.MAV_SEVERITY_INFO, "Failed to resume")
            return FAILED
        return DENIED

    def _reposition(self, order: Order, who: Conversation) -> int:
        ap = self._ap
        changes = whole(order.p2) & mavlink.MAV_DO_REPOSITION_FLAGS_CHANGE_MODE
        if ap.mode is not ap.guided and not changes:
            return DENIED
        if not on_earth(order.x, order.y) or order.frame not in FRAMES:
            return DENIED
        if order.x == 0 and order.y == 0:
            return DENIED
        place = place_of(ap, order.x, order.y, order.z, FRAMES[order.frame])
        if place is None or not ap.set_mode(ModeNumber.GUIDED, "gcs"):
            return FAILED
        ap.guided.go(place)
        return ACCEPTED

    def _change_speed(self, order: Order, who: Conversation) -> int:
        if not order.p2 > 0.0 or whole(order.p1) not in (0, 1, 2, 3):
            return DENIED
        speed_mps = limited(order.p2, 0.0, FASTEST_MPS)
        limits = self._ap.limits
        if self._ap.mode_number not in _WAYPOINT_MODES:
            return FAILED
        if whole(order.p1) == 2:
            limits.up_mps = speed_mps
        elif whole(order.p1) == 3:
            limits.down_mps = speed_mps
        else:
            limits.horizontal_mps = speed_mps
        return ACCEPTED

    def _set_home(self, order: Order, who: Conversation) -> int:
        ap = self._ap
        if order.p1 == 1.0:
            if not ap.position_ok:
                return FAILED
            ap.home_set((*ap.place_e7, round(ap.estimate.up_m, 2)))
            return ACCEPTED
        if (order.x == 0 and order.y == 0) or not on_earth(order.x, order.y):
            return DENIED
        if ap.home is None or order.frame not in FRAMES:
            return FAILED
        place = place_of(ap, order.x, order.y, order.z, FRAMES[order.frame])
        if place is None:
            return FAILED
        ap.home_set((order.x, order.y, round(place[2], 2)))
        return ACCEPTED

    def _take_off(self, order: Order, who: Conversation) -> int:
        ap = self._ap
        if order.frame != mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT:
            return DENIED
        if ap.mode is not ap.guided or not abs(order.z) < ALT_LIMIT_M:
            return FAILED
        return _done(ap.guided.take_off(ap.home_alt_m + order.z))

    def _reboot(self, order: Order, who: Conversation) -> int:
        if self._ap.armed and order.y != _FORCE_REBOOT:
            return FAILED
        if order.p1 not in (1.0, 3.0):
            return UNSUPPORTED
        self._restart()
        return ACCEPTED

    def _reset_battery(self, order: Order, who: Conversation) -> int:
        if not whole(order.p1) & 1 or not 0.0 <= order.p2 <= 100.0:
            return FAILED
        self._ap.body.charge_to(order.p2 / 100.0)
        return ACCEPTED

    def _set_interval(self, order: Order, who: Conversation) -> int:
        message_id = whole(order.p1)
        if message_id not in self._telemetry.builders:
            self._ap.say(mavlink.MAV_SEVERITY_INFO, f"No ap_message for mavlink id ({message_id})")
            return DENIED
        return ACCEPTED if who.streams.set_interval(message_id, whole(order.p2)) else DENIED

    def _get_interval(self, order: Order, who: Conversation) -> int:
        message_id = whole(order.p1)
        if message_id not in self._telemetry.builders:
            who.send(mavlink.MAVLink_message_interval_message(message_id & 0xFFFF, 0))
            return FAILED
        interval_us = who.streams.interval_us(message_id)
        who.send(mavlink.MAVLink_message_interval_message(message_id, interval_us))
        return ACCEPTED

    def _request_message(self, order: Order, who: Conversation) -> int:
        message_id = whole(order.p1)
        if message_id == mavlink.MAVLINK_MSG_ID_MESSAGE_INTERVAL:
            asked = Order(order.command, order.p2, 0, 0, 0, 0, 0, 0, order.frame)
            return self._get_interval(asked, who)
        builder = self._telemetry.builders.get(message_id)
        if builder is None:
            return FAILED
        message = builder()
        if message is not None:
            who.send(message)
        return ACCEPTED

    def _get_home(self, order: Order, who: Conversation) -> int:
        home = self._telemetry.home()
        if home is None:
            return FAILED
        who.send(home)
        who.send(self._telemetry.origin())
        return ACCEPTED

    def _get_version(self, order: Order, who: Conversation) -> int:
        if order.p1 != 1.0:
            return FAILED
        who.send(self._telemetry.version())
        return ACCEPTED

    def _run_checks(self, order: Order, who: Conversation) -> int:
        ap = self._ap
        if ap.armed:
            return mavlink.MAV_RESULT_TEMPORARILY_REJECTED
        ap.prearm_failures = arming_failures(ap, arming=False)
        for failure in ap.prearm_failures:
            ap.say(mavlink.MAV_SEVERITY_CRITICAL, failure)
        return ACCEPTED

    def _calibrate(self, order: Order, who: Conversation) -> int:
        """Simulated sensors have no error of their own to find; six positions are not simulated."""
        ap = self._ap
        if ap.armed:
            ap.say(mavlink.MAV_SEVERITY_NOTICE, "Disarm to allow calibration")
            return FAILED
        if order.p1 == 1.0 or order.x in (2, 4):
            return ACCEPTED
        if order.p3 == 1.0:
            ap.say(mavlink.MAV_SEVERITY_INFO, "Updating barometer calibration")
            ap.say(mavlink.MAV_SEVERITY_INFO, "Barometer calibration complete")
            return ACCEPTED
        if order.x == 1:
            ap.warn("Accelerometer calibration not simulated")
            return FAILED
        return ACCEPTED if order.x == 76 or order.p2 == 76.0 else UNSUPPORTED

    def _calibrate_compass(self, order: Order, who: Conversation) -> int:
        self._ap.warn("Compass calibration not simulated")
        return FAILED

    def _send_banner(self, order: Order, who: Conversation) -> int:
        for text in self._telemetry.banner():
            self._ap.say(mavlink.MAV_SEVERITY_INFO, text)
        return ACCEPTED

    def _enable_fence(self, order: Order, who: Conversation) -> int:
        if whole(order.p1) not in (0, 1):
            return FAILED
        self._ap.parameters.set("FENCE_ENABLE", whole(order.p1))
        return ACCEPTED


def place_of(ap: Autopilot, lat_e7: int, lon_e7: int, alt_m: float, frame: int) -> Point | None:
    """A place of a message in metres, None where its height is unknown or none.

    `frame` as stored frames are.
    """
    if not abs(alt_m) < ALT_LIMIT_M:
        return None
    north, east = ap.plane.metres(lat_e7, lon_e7)
    up_m = ap.up_in_frame_m(frame, alt_m, north, east)
    return None if up_m is None else (north, east, up_m)


def _done(success: bool) -> int:
    return ACCEPTED if success else FAILED
