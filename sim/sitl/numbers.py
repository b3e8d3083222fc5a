"""Numbers of messages and parameters as a flight controller takes them, whatever they are.

Owns the conversions that must not fail: a message of the right form may hold any 32-bit float.
Knows nothing of what a number is for.
"""

from __future__ import annotations

from math import isnan

_INT16, _INT32 = 2**15, 2**31


def whole(value: float) -> int:
    """Cut towards zero and limited to 32 bits, 0 where it is no number: as an ARM converts it."""
    if isnan(value):
        return 0
    return int(max(-_INT32, min(_INT32 - 1, value)))


def short(value: float) -> int:
    """The nearest whole number of 16 bits with a sign."""
    return round(limited(value, -_INT16, _INT16 - 1))


def word(value: float) -> int:
    """Cut to a whole number of 16 bits, the largest left out, which means unknown."""
    return int(limited(value, 0, 2 * _INT16 - 2))


def limited(value: float, least: float, most: float) -> float:
    """Between two limits; the lower one where it is no number."""
    return min(most, max(least, value)) if value == value else least
