"""Frames for tests, made by hand: any header, any payload, with a good check sum and signature."""

from __future__ import annotations

import struct
from hashlib import sha256

from pymavlink.dialects.v20 import ardupilotmega as mavlink


def version_2(
    number: int,
    payload: bytes,
    *,
    system_id: int = 1,
    component_id: int = 1,
    seq: int = 0,
    flags: int = 0,
    extra: int | None = None,
) -> bytes:
    """A frame of MAVLink 2 without signature; `extra` where the dialect does not know the id."""
    head = struct.pack("<BBBBBB", len(payload), flags, 0, seq, system_id, component_id)
    return _summed(b"\xfd", head + number.to_bytes(3, "little") + payload, number, extra)


def version_1(number: int, payload: bytes, *, system_id: int = 1, component_id: int = 1) -> bytes:
    """A frame of MAVLink 1."""
    head = struct.pack("<BBBBB", len(payload), 0, system_id, component_id, number)
    return _summed(b"\xfe", head + payload, number, None)


def signed(frame: bytes, key: bytes, stamp: int, link_id: int = 0) -> bytes:
    """An unsigned frame of MAVLink 2, signed."""
    number = int.from_bytes(frame[7:10], "little")
    body = frame[1:2] + bytes((frame[2] | 1,)) + frame[3:-2]
    whole = _summed(b"\xfd", body, number, None)
    whole += bytes((link_id,)) + stamp.to_bytes(6, "little")
    return whole + sha256(key + whole).digest()[:6]


def _summed(magic: bytes, body: bytes, number: int, extra: int | None) -> bytes:
    if extra is None:
        extra = mavlink.mavlink_map[number].crc_extra
    return magic + body + struct.pack("<H", mavlink.x25crc(body + bytes((extra,))).crc)
