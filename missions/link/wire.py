"""Bytes and values: the only place that encodes or decodes MAVLink.

Owns framing, check sums, addressing, sequence numbers, signatures and the integers of degrees
x 1e7. Nothing above sees pymavlink's objects. Bad input never raises: what is no whole, known and
sound packet is passed over byte by byte, so that garbage cannot swallow the packets behind it.
MAVLink 2, dialect ardupilotmega; parameter values are plain 32-bit floats, as ArduPilot sends them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import degrees, isnan
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.link import messages as msg
from missions.link import requests as req
from missions.link.signing import NO_SIGNING, NoSigning, Signing
from missions.plan.wireitem import WireItem

GROUND_COMPONENT = mavlink.MAV_COMP_ID_MISSIONPLANNER

_MAGIC_V1, _MAGIC_V2 = 0xFE, 0xFD
_SIGNED_FLAG, _SIGNATURE_SIZE = 0x01, 13
_E7 = 1e7
_UNKNOWN_U8, _UNKNOWN_U16 = 0xFF, 0xFFFF
_TEXT_SIZE, _TEXTS_OPEN = 50, 20
_SIGNING_EPOCH_S = 1_420_070_400  # 2015-01-01, from which MAVLink signatures count


@dataclass(frozen=True, slots=True)
class Packet:
    """One received packet: who sent it, what it says, and its bytes as they came."""

    system_id: int
    component_id: int
    message: msg.Message
    raw: bytes


def library_message(raw: bytes) -> Any:
    """The pymavlink object of one sound packet, for scripts written against that library."""
    return mavlink.MAVLink(None).decode(bytearray(raw))


def to_e7(value_deg: float) -> int:
    """Degrees as MAVLink's integer."""
    return round(value_deg * _E7)


def from_e7(value: int) -> float:
    """MAVLink's integer as degrees; `to_e7` gives the same integer back."""
    return value / _E7


class Wire:
    """Encodes for, and decodes from, one link. `unix_s`: wall time, needed for signatures only."""

    def __init__(
        self,
        own_system_id: int,
        *,
        own_component_id: int = GROUND_COMPONENT,
        signing: Signing | NoSigning = NO_SIGNING,
        unix_s: float = 0.0,
    ) -> None:
        self._codec = mavlink.MAVLink(None, srcSystem=own_system_id, srcComponent=own_component_id)
        if isinstance(signing, Signing):
            self._codec.signing.secret_key = signing.key
            self._codec.signing.link_id = signing.link_id
            self._codec.signing.sign_outgoing = True
            self._codec.signing.timestamp = int((unix_s - _SIGNING_EPOCH_S) * 1e5)
        self._buffer = bytearray()
        self._chunks: dict[tuple[int, int, int], list[str]] = {}
        self.passed_over = 0
        """Bytes received that belonged to no sound packet."""

    def encode(self, request: req.Request, system_id: int, component_id: int) -> bytes:
        """One packet that says `request` to this system and component."""
        message = _ENCODERS[type(request)](request, system_id, component_id)
        packed = message.pack(self._codec)
        self._codec.seq = (self._codec.seq + 1) % 256
        return bytes(packed)

    def decode(self, data: bytes) -> list[Packet]:
        """The packets completed by `data`; the rest is kept for the next call."""
        buffer = self._buffer
        buffer += data
        packets: list[Packet] = []
        at = 0
        while at < len(buffer):
            size = _packet_size(buffer, at)
            if size is None or at + size > len(buffer):
                break
            packet = self._packet(bytes(buffer[at : at + size])) if size else None
            if packet is None:
                at += 1
                self.passed_over += 1
            else:
                packets.append(packet)
                at += size
        del buffer[:at]
        return packets

    def _packet(self, raw: bytes) -> Packet | None:
        number = raw[5] if raw[0] == _MAGIC_V1 else int.from_bytes(raw[7:10], "little")
        if number not in mavlink.mavlink_map:
            return None  # its check sum cannot be known
        try:
            decoded: Any = self._codec.decode(bytearray(raw))
            system_id, component_id = decoded.get_srcSystem(), decoded.get_srcComponent()
            message = self._message(decoded, system_id, component_id)
        except Exception:  # whatever a hostile packet makes the decoders raise
            return None
        return Packet(system_id, component_id, message, raw)

    def _message(self, decoded: Any, system_id: int, component_id: int) -> msg.Message:
        name = decoded.get_type()
        if name == "STATUSTEXT":
            return self._text(decoded, system_id, component_id)
        decoder = _DECODERS.get(name)
        return decoder(decoded) if decoder else msg.Other(name)

    def _text(self, decoded: Any, system_id: int, component_id: int) -> msg.Message:
        """Join the parts of a long text; one whose first part was lost is told from where it is."""
        if not decoded.id:
            return msg.StatusText(decoded.severity, decoded.text)
        key = (system_id, component_id, decoded.id)
        if not decoded.chunk_seq:
            self._chunks.pop(key, None)
        if len(self._chunks) > _TEXTS_OPEN:
            self._chunks.clear()  # their ends were lost
        parts = self._chunks.setdefault(key, [])
        parts.append(decoded.text)
        if len(decoded.text) == _TEXT_SIZE and decoded.chunk_seq < _UNKNOWN_U8:
            return msg.Other("STATUSTEXT")
        del self._chunks[key]
        return msg.StatusText(decoded.severity, "".join(parts))


def _packet_size(buffer: bytearray, at: int) -> int | None:
    """Size of the packet that may start here: 0 if none does, None if it cannot be told yet."""
    magic, left = buffer[at], len(buffer) - at
    if magic == _MAGIC_V1:
        return None if left < 2 else buffer[at + 1] + 8
    if magic != _MAGIC_V2:
        return 0
    if left < 3:
        return None
    flags = buffer[at + 2]
    if flags & ~_SIGNED_FLAG:
        return 0
    return buffer[at + 1] + 12 + (_SIGNATURE_SIZE if flags else 0)


def _known(value: float, unknown: float, scale: float = 1.0) -> float | None:
    return None if value == unknown else value * scale


def _whole(value: int, unknown: int) -> int | None:
    return None if value == unknown else value


def _item(m: Any) -> WireItem:
    return WireItem(
        seq=m.seq,
        frame=m.frame,
        command=m.command,
        current=m.current,
        autocontinue=m.autocontinue,
        p1=m.param1,
        p2=m.param2,
        p3=m.param3,
        p4=m.param4,
        lat_deg=from_e7(m.x),
        lon_deg=from_e7(m.y),
        alt_m=m.z,
        mission_type=m.mission_type,
    )


def _battery(m: Any) -> msg.Battery:
    cells = [mv for mv in m.voltages if mv != _UNKNOWN_U16]
    cells += [mv for mv in m.voltages_ext if mv not in (0, _UNKNOWN_U16)]
    return msg.Battery(
        id=m.id,
        voltage_v=sum(cells) / 1e3 if cells else None,
        current_a=_known(m.current_battery, -1, 1e-2),
        consumed_mah=_whole(m.current_consumed, -1),
        consumed_wh=_known(m.energy_consumed, -1, 100.0 / 3600.0),
        remaining_percent=_whole(m.battery_remaining, -1),
    )


def _position(m: Any) -> msg.GlobalPosition:
    return msg.GlobalPosition(
        boot_s=m.time_boot_ms / 1e3,
        lat_deg=from_e7(m.lat),
        lon_deg=from_e7(m.lon),
        alt_amsl_m=m.alt / 1e3,
        alt_rel_m=m.relative_alt / 1e3,
        north_mps=m.vx / 1e2,
        east_mps=m.vy / 1e2,
        down_mps=m.vz / 1e2,
        heading_deg=_known(m.hdg, _UNKNOWN_U16, 1e-2),
    )


def _gps(m: Any) -> msg.Gps:
    return msg.Gps(
        fix=m.fix_type,
        satellites=_whole(m.satellites_visible, _UNKNOWN_U8),
        hdop=_known(m.eph, _UNKNOWN_U16, 1e-2),
        lat_deg=from_e7(m.lat),
        lon_deg=from_e7(m.lon),
        alt_amsl_m=m.alt / 1e3,
    )


def _system(m: Any) -> msg.SystemStatus:
    return msg.SystemStatus(
        present=m.onboard_control_sensors_present,
        enabled=m.onboard_control_sensors_enabled,
        health=m.onboard_control_sensors_health,
        voltage_v=_known(m.voltage_battery, _UNKNOWN_U16, 1e-3),
        current_a=_known(m.current_battery, -1, 1e-2),
        remaining_percent=_whole(m.battery_remaining, -1),
    )


def _mission_current(m: Any) -> msg.MissionCurrent:
    total = {0: None, _UNKNOWN_U16: 0}.get(m.total, m.total)
    return msg.MissionCurrent(m.seq, total, m.mission_state)


def _version(m: Any) -> msg.Version:
    number = m.flight_sw_version
    firmware = f"{number >> 24 & 0xFF}.{number >> 16 & 0xFF}.{number >> 8 & 0xFF}"
    return msg.Version(firmware, m.uid, m.capabilities)


def _ekf(m: Any) -> msg.EkfStatus:
    return msg.EkfStatus(
        m.flags,
        m.velocity_variance,
        m.pos_horiz_variance,
        m.pos_vert_variance,
        m.compass_variance,
        m.terrain_alt_variance,
    )


def _vibration(m: Any) -> msg.Vibration:
    clipped = (m.clipping_0, m.clipping_1, m.clipping_2)
    return msg.Vibration(m.vibration_x, m.vibration_y, m.vibration_z, clipped)


def _command_ack(m: Any) -> msg.CommandAck:
    in_progress = m.result == mavlink.MAV_RESULT_IN_PROGRESS and m.progress <= 100
    return msg.CommandAck(m.command, m.result, m.progress if in_progress else None, m.target_system)


def _heartbeat(m: Any) -> msg.Heartbeat:
    armed = bool(m.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED)
    return msg.Heartbeat(m.custom_mode, armed, m.type, m.autopilot, m.system_status)


def _request_in(m: Any) -> msg.MissionRequest:
    return msg.MissionRequest(m.seq, m.mission_type, m.target_system)


_DECODERS: dict[str, Callable[[Any], msg.Message]] = {
    "HEARTBEAT": _heartbeat,
    "SYSTEM_TIME": lambda m: msg.SystemTime(m.time_boot_ms / 1e3, m.time_unix_usec / 1e6),
    "ATTITUDE": lambda m: msg.Attitude(
        m.time_boot_ms / 1e3, degrees(m.roll), degrees(m.pitch), degrees(m.yaw) % 360.0
    ),
    "GLOBAL_POSITION_INT": _position,
    "GPS_RAW_INT": _gps,
    "SYS_STATUS": _system,
    "BATTERY_STATUS": _battery,
    "EKF_STATUS_REPORT": _ekf,
    "VIBRATION": _vibration,
    "MISSION_CURRENT": _mission_current,
    "MISSION_ITEM_REACHED": lambda m: msg.ItemReached(m.seq),
    "EXTENDED_SYS_STATE": lambda m: msg.LandedState(m.landed_state),
    "WIND": lambda m: msg.Wind(m.direction % 360.0, m.speed, m.speed_z),
    "HOME_POSITION": lambda m: msg.Home(
        from_e7(m.latitude), from_e7(m.longitude), m.altitude / 1e3
    ),
    "VFR_HUD": lambda m: msg.AirData(m.airspeed, m.groundspeed, m.climb, m.throttle),
    "TERRAIN_REPORT": lambda m: msg.TerrainReport(
        m.terrain_height, m.current_height, m.spacing, m.pending, m.loaded
    ),
    "AUTOPILOT_VERSION": _version,
    "COMMAND_ACK": _command_ack,
    "TIMESYNC": lambda m: msg.TimeSync(m.ts1) if m.tc1 else msg.Other("TIMESYNC"),
    "MISSION_REQUEST": _request_in,
    "MISSION_REQUEST_INT": _request_in,
    "MISSION_COUNT": lambda m: msg.MissionCount(m.count, m.mission_type, m.target_system),
    "MISSION_ITEM_INT": lambda m: msg.MissionItem(_item(m), m.target_system),
    "MISSION_ACK": lambda m: msg.MissionAck(m.type, m.mission_type, m.target_system),
    "PARAM_VALUE": lambda m: msg.ParameterValue(m.param_id, m.param_value, m.param_type),
    "PARAM_ERROR": lambda m: msg.ParameterError(m.param_id, m.error, m.target_system),
    "TERRAIN_REQUEST": lambda m: msg.TerrainRequest(
        from_e7(m.lat), from_e7(m.lon), m.grid_spacing, m.mask
    ),
}


def _item_out(r: req.SendItem, system_id: int, component_id: int) -> Any:
    item = r.item
    return mavlink.MAVLink_mission_item_int_message(
        system_id,
        component_id,
        item.seq,
        item.frame,
        item.command,
        item.current,
        item.autocontinue,
        item.p1,
        item.p2,
        item.p3,
        item.p4,
        to_e7(item.lat_deg),
        to_e7(item.lon_deg),
        item.alt_m,
        item.mission_type,
    )


def _command_int(r: req.CommandInt, system_id: int, component_id: int) -> Any:
    place = (to_e7(r.lat_deg), to_e7(r.lon_deg), r.alt_m)
    return mavlink.MAVLink_command_int_message(
        system_id, component_id, r.frame, r.command, 0, 0, r.p1, r.p2, r.p3, r.p4, *place
    )


def _set_parameter(r: req.SetParameter, system_id: int, component_id: int) -> Any:
    if isnan(r.value):
        raise ValueError(f"{r.name} cannot be set to no number")
    return mavlink.MAVLink_param_set_message(
        system_id, component_id, r.name.encode("ascii"), r.value, mavlink.MAV_PARAM_TYPE_REAL32
    )


_ENCODERS: dict[type, Callable[[Any, int, int], Any]] = {
    req.OwnHeartbeat: lambda r, s, c: mavlink.MAVLink_heartbeat_message(
        mavlink.MAV_TYPE_GCS, mavlink.MAV_AUTOPILOT_INVALID, 0, 0, mavlink.MAV_STATE_ACTIVE, 3
    ),
    req.CommandLong: lambda r, s, c: mavlink.MAVLink_command_long_message(
        s, c, r.command, r.confirmation, *r.params
    ),
    req.AskTime: lambda r, s, c: mavlink.MAVLink_timesync_message(0, r.stamp),
    req.CommandInt: _command_int,
    req.SendCount: lambda r, s, c: mavlink.MAVLink_mission_count_message(
        s, c, r.count, r.mission_type
    ),
    req.SendItem: _item_out,
    req.AskList: lambda r, s, c: mavlink.MAVLink_mission_request_list_message(s, c, r.mission_type),
    req.AskItem: lambda r, s, c: mavlink.MAVLink_mission_request_int_message(
        s, c, r.seq, r.mission_type
    ),
    req.SendMissionAck: lambda r, s, c: mavlink.MAVLink_mission_ack_message(
        s, c, r.result, r.mission_type
    ),
    req.ClearItems: lambda r, s, c: mavlink.MAVLink_mission_clear_all_message(s, c, r.mission_type),
    req.AskParameter: lambda r, s, c: mavlink.MAVLink_param_request_read_message(
        s, c, r.name.encode("ascii"), -1
    ),
    req.SetParameter: _set_parameter,
    req.SendTerrain: lambda r, s, c: mavlink.MAVLink_terrain_data_message(
        to_e7(r.lat_deg), to_e7(r.lon_deg), r.spacing_m, r.bit, list(r.heights_m)
    ),
}
