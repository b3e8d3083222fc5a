"""When each message is due on one channel: streams asked for by group or one by one.

Owns intervals and due times in vehicle time. Without a request only the heartbeat is sent, as on a
freshly built ArduCopter (all MAVn_* rates 0). Knows nothing of what is in a message.
"""

from __future__ import annotations

from sim.sitl.dialect import mavlink

_M = mavlink
GROUPS: dict[int, tuple[str, tuple[int, ...]]] = {
    _M.MAV_DATA_STREAM_RAW_SENSORS: ("RAW_SENS", ()),
    _M.MAV_DATA_STREAM_EXTENDED_STATUS: (
        "EXT_STAT",
        (
            _M.MAVLINK_MSG_ID_SYS_STATUS,
            _M.MAVLINK_MSG_ID_POWER_STATUS,
            _M.MAVLINK_MSG_ID_MEMINFO,
            _M.MAVLINK_MSG_ID_MISSION_CURRENT,
            _M.MAVLINK_MSG_ID_GPS_RAW_INT,
            _M.MAVLINK_MSG_ID_NAV_CONTROLLER_OUTPUT,
            _M.MAVLINK_MSG_ID_FENCE_STATUS,
            _M.MAVLINK_MSG_ID_POSITION_TARGET_GLOBAL_INT,
        ),
    ),
    _M.MAV_DATA_STREAM_RC_CHANNELS: (
        "RC_CHAN",
        (_M.MAVLINK_MSG_ID_SERVO_OUTPUT_RAW, _M.MAVLINK_MSG_ID_RC_CHANNELS),
    ),
    _M.MAV_DATA_STREAM_RAW_CONTROLLER: ("RAW_CTRL", ()),
    _M.MAV_DATA_STREAM_POSITION: (
        "POSITION",
        (_M.MAVLINK_MSG_ID_GLOBAL_POSITION_INT, _M.MAVLINK_MSG_ID_LOCAL_POSITION_NED),
    ),
    _M.MAV_DATA_STREAM_EXTRA1: ("EXTRA1", (_M.MAVLINK_MSG_ID_ATTITUDE,)),
    _M.MAV_DATA_STREAM_EXTRA2: ("EXTRA2", (_M.MAVLINK_MSG_ID_VFR_HUD,)),
    _M.MAV_DATA_STREAM_EXTRA3: (
        "EXTRA3",
        (
            _M.MAVLINK_MSG_ID_WIND,
            _M.MAVLINK_MSG_ID_SYSTEM_TIME,
            _M.MAVLINK_MSG_ID_TERRAIN_REPORT,
            _M.MAVLINK_MSG_ID_TERRAIN_REQUEST,
            _M.MAVLINK_MSG_ID_BATTERY_STATUS,
            _M.MAVLINK_MSG_ID_EKF_STATUS_REPORT,
            _M.MAVLINK_MSG_ID_VIBRATION,
        ),
    ),
}
"""REQUEST_DATA_STREAM.req_stream_id → end of the rate's parameter, messages."""

_LONGEST_MS = 60_000
_SHORTEST_MS = 20


class Streams:
    """Intervals in vehicle milliseconds of one channel."""

    def __init__(self) -> None:
        self._interval_ms: dict[int, int] = {_M.MAVLINK_MSG_ID_HEARTBEAT: 1000}
        self._due_ms: dict[int, int] = {_M.MAVLINK_MSG_ID_HEARTBEAT: 0}
        self._default_ms: dict[int, int] = dict(self._interval_ms)
        self._next_ms = 0

    def request_group(self, group: int, rate_hz: int) -> None:
        """REQUEST_DATA_STREAM; group 0 means all, rate 0 stops."""
        wanted = list(GROUPS) if group == _M.MAV_DATA_STREAM_ALL else [group]
        for one in wanted:
            for message_id in GROUPS.get(one, ("", ()))[1]:
                interval_ms = 1000 // rate_hz if rate_hz > 0 else 0
                self._default_ms[message_id] = interval_ms
                self._set(message_id, interval_ms)

    def set_interval(self, message_id: int, interval_us: int) -> bool:
        """SET_MESSAGE_INTERVAL: -1 stops, 0 is the default; False where that cannot be."""
        if interval_us < -1:
            return False
        if interval_us == -1:
            self._set(message_id, 0)
        elif interval_us == 0:
            self._set(message_id, self._default_ms.get(message_id, 0))
        else:
            self._set(message_id, min(_LONGEST_MS, max(1, interval_us // 1000)))
        return True

    def interval_us(self, message_id: int) -> int:
        """As MESSAGE_INTERVAL says it: -1 where it is not sent."""
        interval_ms = self._interval_ms.get(message_id, 0)
        return interval_ms * 1000 if interval_ms else -1

    @property
    def shortest_ms(self) -> int:
        """Vehicle milliseconds between the messages that are sent most often."""
        return min(self._interval_ms.values(), default=_LONGEST_MS)

    def due(self, now_ms: int) -> list[int]:
        """Messages to be sent now; none is owed for time that has passed unseen."""
        if now_ms < self._next_ms:
            return []
        ready = [message_id for message_id, due_ms in self._due_ms.items() if due_ms <= now_ms]
        for message_id in ready:
            interval_ms = self._interval_ms[message_id]
            due_ms = self._due_ms[message_id] + interval_ms
            self._due_ms[message_id] = due_ms if due_ms > now_ms else now_ms + interval_ms
        self._next_ms = min(self._due_ms.values(), default=now_ms + _LONGEST_MS)
        return ready

    def _set(self, message_id: int, interval_ms: int) -> None:
        if interval_ms == 0:
            self._interval_ms.pop(message_id, None)
            self._due_ms.pop(message_id, None)
            return
        self._interval_ms[message_id] = max(_SHORTEST_MS, interval_ms)
        self._due_ms[message_id] = self._next_ms = 0
