"""Bytes and values: the only place that encodes or decodes MAVLink.

Owns addressing, sequence numbers and what is sent; what comes is framed by `frames`, judged by
`seal` and read by `readings`. Nothing above sees pymavlink's objects. Bad input never raises: bytes
that belong to no sound frame are passed over, frames that are not signed as they must be are
counted, and what no vehicle can mean is a message that nothing uses. MAVLink 2, dialect
ardupilotmega; parameter values are plain 32-bit floats, as ArduPilot sends them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import isnan
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.link import messages as msg
from missions.link import requests as req
from missions.link.frames import Frame, FrameReader
from missions.link.layouts import Layout
from missions.link.readings import READINGS
from missions.link.readings import from_e7 as from_e7
from missions.link.readings import to_e7 as to_e7
from missions.link.seal import Refusal, Seal

GROUND_COMPONENT = mavlink.MAV_COMP_ID_MISSIONPLANNER

_EXTRAS: dict[int, int] = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}
_NAMES: dict[int, str] = {number: kind.msgname for number, kind in mavlink.mavlink_map.items()}
_READ = {
    number: (Layout(mavlink.mavlink_map[number]).read, READINGS[name])
    for number, name in _NAMES.items()
    if name in READINGS
}


@dataclass(frozen=True, slots=True)
class Packet:
    """One received packet: who sent it, what it says, its bytes as they came."""

    system_id: int
    component_id: int
    message: msg.Message
    raw: bytes
    signed: bool = False


def library_message(raw: bytes) -> Any:
    """The pymavlink object of one sound packet, for scripts written against that library."""
    return mavlink.MAVLink(None).decode(bytearray(raw))


class Wire:
    """Encodes for, and decodes from, one connection. `seal`: sign, and take only what is signed."""

    def __init__(
        self,
        own_system_id: int,
        *,
        own_component_id: int = GROUND_COMPONENT,
        seal: Seal | None = None,
    ) -> None:
        self._codec = mavlink.MAVLink(None, srcSystem=own_system_id, srcComponent=own_component_id)
        self._seal = seal
        self._reader = FrameReader(_EXTRAS)
        self.refused: Counter[Refusal] = Counter()
        """Sound frames that were not signed as they must be."""

    @property
    def passed_over(self) -> int:
        """Bytes received that belonged to no sound packet."""
        return self._reader.passed_over

    def encode(self, request: req.Request, system_id: int, component_id: int) -> bytes:
        """One packet that says `request` to this system and component."""
        message = _ENCODERS[type(request)](request, system_id, component_id)
        packed = bytes(message.pack(self._codec))
        self._codec.seq = (self._codec.seq + 1) % 256
        return packed if self._seal is None else self._seal.signed(packed, message.crc_extra)

    def decode(self, data: bytes) -> list[Packet]:
        """The packets completed by `data`; the rest is kept for the next call."""
        packets: list[Packet] = []
        for frame in self._reader.feed(data):
            if self._seal is not None and (refusal := self._seal.judge(frame)) is not None:
                self.refused[refusal] += 1
                continue
            message = self._message(frame)
            packets.append(
                Packet(frame.system_id, frame.component_id, message, frame.raw, frame.signed)
            )
        return packets

    @staticmethod
    def _message(frame: Frame) -> msg.Message:
        found = _READ.get(frame.number)
        message = None
        if found is not None:
            read, meaning = found
            message = meaning(read(frame.payload))
        return message or msg.Other(_NAMES[frame.number])


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
    req.SetUpSigning: lambda r, s, c: mavlink.MAVLink_setup_signing_message(
        s, c, list(r.key), r.initial_stamp
    ),
    req.SendTerrain: lambda r, s, c: mavlink.MAVLink_terrain_data_message(
        to_e7(r.lat_deg), to_e7(r.lon_deg), r.spacing_m, r.bit, list(r.heights_m)
    ),
}
