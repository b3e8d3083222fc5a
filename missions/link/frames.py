"""MAVLink frames in a stream of bytes: where a sound one begins and ends.

Owns framing and check sums of both versions (mavlink.io/en/guide/serialization.html). Bad input
never raises: what is no whole, known and sound frame is passed over byte by byte, so that garbage
cannot swallow the frames behind it. Knows nothing of what a frame says, of who may say it, or of
whether a signature is good.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from collections.abc import Mapping
from struct import Struct
from typing import NamedTuple

MAGIC_V1, MAGIC_V2 = 0xFE, 0xFD
SIGNED_FLAG, SIGNATURE_SIZE = 0x01, 13

_HEAD_V1, _HEAD_V2, _SUM_SIZE = 6, 10, 2
_V1 = Struct("<xBBBBB").unpack_from
_V2 = Struct("<xBBxBBBHB").unpack_from
_SUM = Struct("<H").unpack_from
_MAGIC = re.compile(rb"[\xfd\xfe]").search
_SEED = 0xFFFF
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Each byte with its bits in the other order: MAVLink's CRC-16/MCRF4XX is `crc_hqx` read backwards,
so that the standard library's own, in C, can be used."""
_REVERSED_16 = tuple(_REVERSED[each >> 8] | _REVERSED[each & 0xFF] << 8 for each in range(1 << 16))


class Frame(NamedTuple):
    """One sound frame. `number`: message id. `payload`: as sent, perhaps cut short (version 2
    leaves out zeros at the end). `raw`: all its bytes, signature included."""

    number: int
    system_id: int
    component_id: int
    payload: bytes
    raw: bytes
    signed: bool


def check_sum(body: bytes, extra: int) -> int:
    """The check sum of a frame's bytes from behind its magic to before the check sum itself.

    `extra`: CRC_EXTRA of the message (mavlink.io/en/guide/serialization.html#crc_extra).
    """
    return _sum_of(body + bytes((extra,)))


class FrameReader:
    """Takes bytes as they come; `extras` gives CRC_EXTRA of each known message id."""

    def __init__(self, extras: Mapping[int, int]) -> None:
        self._extras = {number: bytes((extra,)) for number, extra in extras.items()}
        self._rest = b""
        self.passed_over = 0
        """Bytes received that belonged to no sound frame."""

    def feed(self, data: bytes) -> list[Frame]:
        """The frames completed by `data`; the rest is kept for the next call."""
        data = self._rest + data
        frames: list[Frame] = []
        at, end = 0, len(data)
        while at < end:
            magic = data[at]
            if magic == MAGIC_V2:
                found = self._version_2(data, at, end)
            else:
                found = self._version_1(data, at, end) if magic == MAGIC_V1 else _NO_FRAME
            if isinstance(found, Frame):
                frames.append(found)
                at += len(found.raw)
            elif found is _NO_FRAME:
                magic_after = _MAGIC(data, at + 1)
                after = magic_after.start() if magic_after else end
                self.passed_over += after - at
                at = after
            else:
                break
        self._rest = data[at:]
        return frames

    def _version_2(self, data: bytes, at: int, end: int) -> Frame | object:
        if end - at < _HEAD_V2:
            return _NOT_YET
        size, flags, _, system_id, component_id, low, high = _V2(data, at)
        number = low | high << 16
        extra = self._extras.get(number)
        if extra is None or flags & ~SIGNED_FLAG:
            return _NO_FRAME  # its check sum, or what its flags change, cannot be known
        head = at + _HEAD_V2
        tail = head + size
        over = tail + _SUM_SIZE + (SIGNATURE_SIZE if flags else 0)
        if over > end:
            return _NOT_YET
        if _sum_of(data[at + 1 : tail] + extra) != _SUM(data, tail)[0]:
            return _NO_FRAME
        payload, raw = data[head:tail], data[at:over]
        return Frame(number, system_id, component_id, payload, raw, bool(flags))

    def _version_1(self, data: bytes, at: int, end: int) -> Frame | object:
        if end - at < _HEAD_V1:
            return _NOT_YET
        size, _, system_id, component_id, number = _V1(data, at)
        extra = self._extras.get(number)
        if extra is None:
            return _NO_FRAME
        head = at + _HEAD_V1
        tail = head + size
        if tail + _SUM_SIZE > end:
            return _NOT_YET
        if _sum_of(data[at + 1 : tail] + extra) != _SUM(data, tail)[0]:
            return _NO_FRAME
        raw = data[at : tail + _SUM_SIZE]
        return Frame(number, system_id, component_id, data[head:tail], raw, signed=False)


_NO_FRAME, _NOT_YET = object(), object()
"""No frame begins here; one may, but it is not all here."""


def _sum_of(body_and_extra: bytes) -> int:
    return _REVERSED_16[crc_hqx(body_and_extra.translate(_REVERSED), _SEED)]
