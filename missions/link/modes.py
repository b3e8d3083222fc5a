"""ArduCopter's flight modes by number.

Owns the names only. Source: ArduCopter/mode.h, `Mode::Number`.
"""

from __future__ import annotations

from enum import IntEnum


class CopterMode(IntEnum):
    """`AUTO_RTL` is what ArduCopter reports while it flies the return path of a mission."""

    STABILIZE = 0
    ACRO = 1
    ALT_HOLD = 2
    AUTO = 3
    GUIDED = 4
    LOITER = 5
    RTL = 6
    CIRCLE = 7
    LAND = 9
    DRIFT = 11
    SPORT = 13
    FLIP = 14
    AUTOTUNE = 15
    POSHOLD = 16
    BRAKE = 17
    THROW = 18
    AVOID_ADSB = 19
    GUIDED_NOGPS = 20
    SMART_RTL = 21
    FLOWHOLD = 22
    FOLLOW = 23
    ZIGZAG = 24
    SYSTEMID = 25
    AUTOROTATE = 26
    AUTO_RTL = 27
    TURTLE = 28


def mode_name(mode: int) -> str:
    """The mode's name; a number that is not known here comes back as 'MODE_n'."""
    try:
        return CopterMode(mode).name
    except ValueError:
        return f"MODE_{mode}"
