"""Which bytes are sound MAVLink frames: a decoder of its own, to hold others against.

Written from the specification (mavlink.io/en/guide/serialization.html and message_signing.html)
and slow: nothing of the project and no codec of pymavlink is used, only its tables of messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from pymavlink.dialects.v20 import ardupilotmega as mavlink

KNOWN = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}
_POLYNOMIAL = 0x8408
_ONE_MINUTE = 60 * 100_000


def _table() -> list[int]:
    """CRC-16/MCRF4XX: polynomial 0x1021 with its bits reversed, a byte at a time."""
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ _POLYNOMIAL if crc & 1 else crc >> 1
        table.append(crc)
    return table


_TABLE = _table()


def crc(data: bytes) -> int:
    """From 0xFFFF, without a final change."""
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 0xFF]
    return value


@dataclass(frozen=True)
class Sound:
    """One sound frame."""

    raw: bytes
    number: int
    system_id: int
    component_id: int
    payload: bytes
    signature: bytes

    def target(self, name: str = "target_system") -> int:
        """Whom it is for; 0: for all. What was cut off at the end is zero."""
        kind = mavlink.mavlink_map[self.number]
        if name not in kind.fieldnames:
            return 0
        order = kind.ordered_fieldnames.index(name)
        sizes = {"d": 8, "q": 8, "Q": 8, "f": 4, "i": 4, "I": 4, "h": 2, "H": 2}
        formats = kind.native_format.decode()[1:]
        at = sum(sizes.get(formats[n], 1) * max(1, kind.array_lengths[n]) for n in range(order))
        return self.payload[at] if at < len(self.payload) else 0


def sound(data: bytes) -> Iterator[Sound]:
    """The sound frames in `data`, from the left; what begins and does not end is none."""
    at = 0
    while at < len(data):
        found = _frame(data, at)
        if found is None:
            at += 1
        else:
            yield found
            at += len(found.raw)


def _frame(data: bytes, at: int) -> Sound | None:
    if data[at] == 0xFD:
        if at + 12 > len(data) or data[at + 2] not in (0, 1):
            return None
        size, head = data[at + 1], 10
        number = data[at + 7] + data[at + 8] * 256 + data[at + 9] * 65536
        who = data[at + 5], data[at + 6]
        signature = 13 if data[at + 2] else 0
    elif data[at] == 0xFE:
        if at + 8 > len(data):
            return None
        size, head, number = data[at + 1], 6, data[at + 5]
        who, signature = (data[at + 3], data[at + 4]), 0
    else:
        return None
    end = at + head + size + 2
    if number not in KNOWN or end + signature > len(data):
        return None
    told = data[end - 2] + data[end - 1] * 256
    if crc(data[at + 1 : end - 2] + bytes([KNOWN[number]])) != told:
        return None
    payload = data[at + head : end - 2]
    return Sound(data[at : end + signature], number, *who, payload, data[end : end + signature])


@dataclass
class SignatureOracle:
    """Which frames count on a link with this key; `now`: the listener's time, in 10 µs."""

    key: bytes
    now: int
    _latest: dict[tuple[int, int, int], int] = field(default_factory=dict)
    greatest: int = 0

    def counts(self, frame: Sound) -> bool:
        if len(frame.signature) != 13:
            return False
        if sha256(self.key + frame.raw[:-6]).digest()[:6] != frame.signature[7:]:
            return False
        stamp = sum(byte << 8 * n for n, byte in enumerate(frame.signature[1:7]))
        who = (frame.system_id, frame.component_id, frame.signature[0])
        if who in self._latest:
            if stamp <= self._latest[who]:
                return False
        elif len(self._latest) == 16 or stamp < max(self.now, self.greatest) - _ONE_MINUTE:
            return False
        self._latest[who] = stamp
        self.greatest = max(self.greatest, stamp)
        return True
