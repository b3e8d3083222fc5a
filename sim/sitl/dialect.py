"""The MAVLink dialect that the vehicle speaks, and the numbers that it does not name.

Owns the one import of the generated module and ArduCopter's mode numbers.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

from pymavlink.dialects.v20 import ardupilotmega as mavlink

__all__ = ["GCS_BLOCK_BITS", "MODE_NAMES", "ModeNumber", "mavlink", "single"]

_SINGLE = Struct("<f")


class ModeNumber(IntEnum):
    """ArduCopter's flight modes as HEARTBEAT.custom_mode (ArduCopter/mode.h)."""

    STABILIZE = 0
    ALT_HOLD = 2
    AUTO = 3
    GUIDED = 4
    LOITER = 5
    RTL = 6
    LAND = 9
    BRAKE = 17
    SMART_RTL = 21
    AUTO_RTL = 27


MODE_NAMES = {
    ModeNumber.STABILIZE: "STABILIZE",
    ModeNumber.ALT_HOLD: "ALT_HOLD",
    ModeNumber.AUTO: "AUTO",
    ModeNumber.GUIDED: "GUIDED",
    ModeNumber.LOITER: "LOITER",
    ModeNumber.RTL: "RTL",
    ModeNumber.LAND: "LAND",
    ModeNumber.BRAKE: "BRAKE",
    ModeNumber.SMART_RTL: "SMARTRTL",
    ModeNumber.AUTO_RTL: "AUTO RTL",
}

GCS_BLOCK_BITS: dict[int, int] = {
    ModeNumber.STABILIZE: 1 << 0,
    ModeNumber.ALT_HOLD: 1 << 2,
    ModeNumber.AUTO: 1 << 3,
    ModeNumber.GUIDED: 1 << 4,
    ModeNumber.LOITER: 1 << 5,
    ModeNumber.BRAKE: 1 << 12,
    ModeNumber.SMART_RTL: 1 << 16,
    ModeNumber.AUTO_RTL: 1 << 22,
}
"""Bits of FLTMODE_GCSBLOCK. RTL and LAND have none: they are never closed."""


def single(value: float) -> float:
    """`value` as a 32-bit float holds it."""
    return _SINGLE.unpack(_SINGLE.pack(value))[0]
