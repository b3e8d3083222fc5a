"""What the fields of a vehicle's messages mean, as values in metres, seconds, volts and degrees.

Owns the reading of each message and MAVLink's ways to say "unknown". A message that says what no
vehicle can mean (a place off the earth, a speed that is no number) is read as None: it must not
come to those who reckon with it. Items and parameters are read as they are, for they are compared
and not reckoned with. Field meanings: MAVLink common.xml and ardupilotmega.xml.
"""

from __future__ import annotations

from collections.abc import Callable
from math import degrees, isfinite
from typing import Any

from missions.link import messages as msg
from missions.link.results import CommandResult
from missions.plan.wireitem import WireItem

_E7 = 1e7
_UNKNOWN_U8, _UNKNOWN_U16 = 0xFF, 0xFFFF
_LAT_MOST_E7, _LON_MOST_E7 = 900_000_000, 1_800_000_000
_ARMED = 0x80
"""MAV_MODE_FLAG_SAFETY_ARMED."""


def to_e7(value_deg: float) -> int:
    """Degrees as MAVLink's integer."""
    return round(value_deg * _E7)


def from_e7(value: int) -> float:
    """MAVLink's integer as degrees; `to_e7` gives the same integer back."""
    return value / _E7


def _on_earth(lat_e7: int, lon_e7: int) -> bool:
    return abs(lat_e7) <= _LAT_MOST_E7 and abs(lon_e7) <= _LON_MOST_E7


def _numbers(*values: float) -> bool:
    """Whether none of them is infinite or no number at all."""
    return all(map(isfinite, values))


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


def _position(m: Any) -> msg.GlobalPosition | None:
    if not _on_earth(m.lat, m.lon):
        return None
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


def _gps(m: Any) -> msg.Gps | None:
    if not _on_earth(m.lat, m.lon):
        return None
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


def _ekf(m: Any) -> msg.EkfStatus | None:
    variances = (
        m.velocity_variance,
        m.pos_horiz_variance,
        m.pos_vert_variance,
        m.compass_variance,
        m.terrain_alt_variance,
    )
    return msg.EkfStatus(m.flags, *variances) if _numbers(*variances) else None


def _vibration(m: Any) -> msg.Vibration | None:
    shaking = (m.vibration_x, m.vibration_y, m.vibration_z)
    clipped = (m.clipping_0, m.clipping_1, m.clipping_2)
    return msg.Vibration(*shaking, clipped) if _numbers(*shaking) else None


def _attitude(m: Any) -> msg.Attitude | None:
    if not _numbers(m.roll, m.pitch, m.yaw):
        return None
    boot_s, yaw_deg = m.time_boot_ms / 1e3, degrees(m.yaw) % 360.0
    return msg.Attitude(boot_s, degrees(m.roll), degrees(m.pitch), yaw_deg)


def _wind(m: Any) -> msg.Wind | None:
    if not _numbers(m.direction, m.speed, m.speed_z):
        return None
    return msg.Wind(m.direction % 360.0, m.speed, m.speed_z)


def _home(m: Any) -> msg.Home | None:
    if not _on_earth(m.latitude, m.longitude):
        return None
    return msg.Home(from_e7(m.latitude), from_e7(m.longitude), m.altitude / 1e3)


def _air_data(m: Any) -> msg.AirData | None:
    if not _numbers(m.airspeed, m.groundspeed, m.climb):
        return None
    return msg.AirData(m.airspeed, m.groundspeed, m.climb, m.throttle)


def _terrain(m: Any) -> msg.TerrainReport | None:
    heights = (m.terrain_height, m.current_height)
    return (
        msg.TerrainReport(*heights, m.spacing, m.pending, m.loaded) if _numbers(*heights) else None
    )


def _text(m: Any) -> msg.Message:
    if not m.id:
        return msg.StatusText(m.severity, m.text)
    return msg.TextPart(m.severity, m.text, m.id, m.chunk_seq)


def _terrain_request(m: Any) -> msg.TerrainRequest | None:
    if not _on_earth(m.lat, m.lon):
        return None
    return msg.TerrainRequest(from_e7(m.lat), from_e7(m.lon), m.grid_spacing, m.mask)


def _command_ack(m: Any) -> msg.CommandAck:
    in_progress = m.result == CommandResult.MAV_RESULT_IN_PROGRESS and m.progress <= 100
    return msg.CommandAck(m.command, m.result, m.progress if in_progress else None, m.target_system)


def _heartbeat(m: Any) -> msg.Heartbeat:
    armed = bool(m.base_mode & _ARMED)
    return msg.Heartbeat(m.custom_mode, armed, m.type, m.autopilot, m.system_status)


def _request_in(m: Any) -> msg.MissionRequest:
    return msg.MissionRequest(m.seq, m.mission_type, m.target_system)


READINGS: dict[str, Callable[[Any], msg.Message | None]] = {
    "HEARTBEAT": _heartbeat,
    "SYSTEM_TIME": lambda m: msg.SystemTime(m.time_boot_ms / 1e3, m.time_unix_usec / 1e6),
    "ATTITUDE": _attitude,
    "GLOBAL_POSITION_INT": _position,
    "GPS_RAW_INT": _gps,
    "SYS_STATUS": _system,
    "BATTERY_STATUS": _battery,
    "EKF_STATUS_REPORT": _ekf,
    "VIBRATION": _vibration,
    "MISSION_CURRENT": _mission_current,
    "MISSION_ITEM_REACHED": lambda m: msg.ItemReached(m.seq),
    "STATUSTEXT": _text,
    "EXTENDED_SYS_STATE": lambda m: msg.LandedState(m.landed_state),
    "WIND": _wind,
    "HOME_POSITION": _home,
    "VFR_HUD": _air_data,
    "TERRAIN_REPORT": _terrain,
    "AUTOPILOT_VERSION": _version,
    "COMMAND_ACK": _command_ack,
    "TIMESYNC": lambda m: msg.TimeSync(m.ts1) if m.tc1 else None,
    "MISSION_REQUEST": _request_in,
    "MISSION_REQUEST_INT": _request_in,
    "MISSION_COUNT": lambda m: msg.MissionCount(m.count, m.mission_type, m.target_system),
    "MISSION_ITEM_INT": lambda m: msg.MissionItem(_item(m), m.target_system),
    "MISSION_ACK": lambda m: msg.MissionAck(m.type, m.mission_type, m.target_system),
    "PARAM_VALUE": lambda m: msg.ParameterValue(m.param_id, m.param_value, m.param_type),
    "PARAM_ERROR": lambda m: msg.ParameterError(m.param_id, m.error, m.target_system),
    "TERRAIN_REQUEST": _terrain_request,
}
"""By MAVLink's name of the message; each takes the fields by name."""
