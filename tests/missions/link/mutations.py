"""Streams of MAVLink bytes gone wrong, seeded: what a radio, a bug or an enemy makes of a flight.

Owns the mutations. Some leave frames unsound, others make sound frames of what no vehicle and no
ground station would say; `oracle` tells which are which.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from tests.missions.link.frames_of import signed, version_1, version_2

Frames = Sequence[bytes]
Mutation = Callable[[Random, Frames], bytes]
_FLOATS = (math.nan, math.inf, -math.inf, 3.4028235e38, -3.4028235e38, 1e-45, 0.0, -0.0, 1e9)
_SIZES = {"b": 8, "B": 8, "h": 16, "H": 16, "i": 32, "I": 32, "q": 64, "Q": 64}
_KNOWN = sorted(mavlink.mavlink_map)
_PER_S = 100_000
"""Time stamps of signatures in a second."""


def number_of(frame: bytes) -> int:
    return int.from_bytes(frame[7:10], "little") if frame[0] == 0xFD else frame[5]


def payload_of(frame: bytes) -> bytes:
    head = 10 if frame[0] == 0xFD else 6
    return frame[head : head + frame[1]]


def sender_of(frame: bytes) -> tuple[int, int]:
    return (frame[5], frame[6]) if frame[0] == 0xFD else (frame[3], frame[4])


def again(frame: bytes, payload: bytes, **changes: Any) -> bytes:
    """A sound frame of MAVLink 2 like this one with another payload, sender or flags."""
    system_id, component_id = sender_of(frame)
    told = {"system_id": system_id, "component_id": component_id, **changes}
    return version_2(told.pop("number", number_of(frame)), payload[:255], **told)


# --- what makes frames unsound ---


def bits_flipped(rng: Random, frames: Frames) -> bytes:
    raw = bytearray(rng.choice(frames))
    for _ in range(rng.randint(1, 8)):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return bytes(raw)


def bytes_replaced(rng: Random, frames: Frames) -> bytes:
    raw = bytearray(rng.choice(frames))
    for _ in range(rng.randint(1, 4)):
        raw[rng.randrange(len(raw))] = rng.choice((0, 0xFD, 0xFE, 0xFF, rng.randrange(256)))
    return bytes(raw)


def bytes_inserted(rng: Random, frames: Frames) -> bytes:
    raw = rng.choice(frames)
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + rng.randbytes(rng.randint(1, 20)) + raw[at:]


def bytes_deleted(rng: Random, frames: Frames) -> bytes:
    raw = rng.choice(frames)
    at = rng.randrange(len(raw))
    return raw[:at] + raw[at + rng.randint(1, 8) :]


def cut_short(rng: Random, frames: Frames) -> bytes:
    raw = rng.choice(frames)
    return raw[: rng.randrange(1, len(raw))]


def spliced(rng: Random, frames: Frames) -> bytes:
    one, two = rng.choice(frames), rng.choice(frames)
    return one[: rng.randrange(len(one))] + two[rng.randrange(len(two)) :]


def length_that_lies(rng: Random, frames: Frames) -> bytes:
    raw = bytearray(rng.choice(frames))
    raw[1] = rng.choice((0, 255, (raw[1] + rng.choice((-2, -1, 1, 2))) % 256, rng.randrange(256)))
    return bytes(raw)


def magic_within(rng: Random, frames: Frames) -> bytes:
    raw = bytearray(rng.choice(frames))
    for _ in range(rng.randint(1, 3)):
        raw[rng.randrange(1, len(raw))] = rng.choice((0xFD, 0xFE))
    return bytes(raw)


def noise(rng: Random, frames: Frames) -> bytes:
    if rng.random() < 0.3:
        return bytes(rng.choice((0xFD, 0xFE, 0)) for _ in range(rng.randint(1, 40)))
    return rng.randbytes(rng.randint(1, 100))


def flags_that_nobody_knows(rng: Random, frames: Frames) -> bytes:
    frame = rng.choice(frames)
    return again(frame, payload_of(frame), flags=rng.randrange(1, 256))


def message_that_nobody_knows(rng: Random, frames: Frames) -> bytes:
    number = rng.choice((rng.randrange(1 << 24), rng.randrange(500)))
    extra = None if number in mavlink.mavlink_map else rng.randrange(256)
    return version_2(number, payload_of(rng.choice(frames)), extra=extra)


# --- what is sound and should change nothing, or what it says and nothing else ---


def from_somebody_else(rng: Random, frames: Frames) -> bytes:
    frame = rng.choice(frames)
    changes = {"system_id": rng.randrange(256)}
    if rng.random() < 0.5:
        changes = {"component_id": rng.randrange(256)}
    return again(frame, payload_of(frame), **changes)


def said_twice(rng: Random, frames: Frames) -> bytes:
    return rng.choice(frames) * rng.randint(2, 4)


def out_of_order(rng: Random, frames: Frames) -> bytes:
    at = rng.randrange(len(frames))
    some = list(frames[at : at + 6])
    rng.shuffle(some)
    return b"".join(some)


def of_version_1(rng: Random, frames: Frames) -> bytes:
    frame = rng.choice(frames)
    number = number_of(frame)
    if number > 255:
        return frame
    system_id, component_id = sender_of(frame)
    payload = payload_of(frame)
    return version_1(number, payload, system_id=system_id, component_id=component_id)


def frame_within_a_frame(rng: Random, frames: Frames) -> bytes:
    outer = rng.choice(frames)
    inner = rng.choice(frames)
    payload = payload_of(outer)
    at = rng.randrange(len(payload) + 1)
    return again(outer, payload[:at] + inner + payload[at:])


def extremes(rng: Random, frames: Frames) -> bytes:
    """Fields at the ends of their ranges, and numbers that are none."""
    frame = rng.choice(frames)
    return again(frame, _extreme_payload(rng, frame, number_of(frame)))


def anything_at_all(rng: Random, frames: Frames) -> bytes:
    """Any message with any payload, from who speaks here, and often for whom it is meant."""
    frame = rng.choice(frames)
    number = rng.choice(_KNOWN)
    payload = rng.randbytes(rng.choice((0, 1, rng.randrange(256), 255)))
    if rng.random() < 0.7:
        payload = _extreme_payload(rng, frame, number)
    return again(frame, payload, number=number)


def _extreme_payload(rng: Random, frame: bytes, number: int) -> bytes:
    kind: Any = mavlink.mavlink_map[number]
    formats, lengths = kind.native_format.decode()[1:], kind.array_lengths
    size = kind.unpacker.size
    told = payload_of(frame).ljust(size, b"\0")[:size] if number == number_of(frame) else None
    payload, share = bytearray(), rng.choice((0.1, 0.5, 1.0))
    for name, form, count in zip(kind.ordered_fieldnames, formats, lengths, strict=True):
        for _ in range(max(1, count)):
            at = len(payload)
            width = struct.calcsize("<" + form)
            if name in ("target_system", "target_component") and rng.random() < 0.8:
                payload += (
                    bytes((1 if frame[5] != 1 else 245,)) if name == "target_system" else b"\1"
                )
            elif told is not None and rng.random() > share:
                payload += told[at : at + width]
            else:
                payload += _extreme(rng, form)
    return bytes(payload)


def _extreme(rng: Random, form: str) -> bytes:
    if form in "fd":
        return struct.pack("<" + form, rng.choice((*_FLOATS, rng.uniform(-200.0, 200.0))))
    if form == "c":
        return bytes((rng.choice((0, 65, 255, rng.randrange(256))),))
    bits = _SIZES[form]
    low = -(1 << bits - 1) if form.islower() else 0
    high = low + (1 << bits) - 1
    return struct.pack("<" + form, rng.choice((low, high, 0, 1, 2, rng.randint(low, high))))


UNSOUND: tuple[Mutation, ...] = (
    bits_flipped, bytes_replaced, bytes_inserted, bytes_deleted, cut_short, spliced,
    length_that_lies, magic_within, noise, flags_that_nobody_knows, message_that_nobody_knows,
)  # fmt: skip
SOUND: tuple[Mutation, ...] = (
    from_somebody_else, said_twice, out_of_order, of_version_1, frame_within_a_frame, extremes,
    anything_at_all,
)  # fmt: skip
ALL = UNSOUND + SOUND


def stream(
    rng: Random, frames: Frames, size: int, mutations: Sequence[Mutation]
) -> Iterator[bytes]:
    """Pieces of a flight gone wrong, at least `size` bytes in all: in order, half of it mutated."""
    made = at = 0
    while made < size:
        near = frames[max(0, at - 200) : at + 200]
        sound = rng.random() < 0.5
        piece = frames[at] if sound else rng.choice(mutations)(rng, near)
        at = (at + 1) % len(frames) if sound else at
        made += len(piece)
        yield piece


def in_chunks(rng: Random, pieces: Iterator[bytes], longest: int = 2000) -> Iterator[bytes]:
    """The same bytes in pieces as a socket gives them."""
    waiting, wanted = bytearray(), rng.randint(1, longest)
    for piece in pieces:
        waiting += piece
        while len(waiting) >= wanted:
            yield bytes(waiting[:wanted])
            del waiting[:wanted]
            wanted = rng.randint(1, longest)
    yield bytes(waiting)


# --- what can be wrong with a signature ---


class Forger:
    """Signs a flight, and does it wrongly: with stamps from `stamp` on."""

    def __init__(self, key: bytes, other: bytes, stamp: int) -> None:
        self._key, self._other, self._stamp = key, other, stamp
        self._sent: list[bytes] = []

    def signed(self, frame: bytes) -> bytes:
        self._stamp += 1
        made = signed(frame, self._key, self._stamp)
        self._sent = [*self._sent[-100:], made]
        return made

    def wrong(self, rng: Random, frame: bytes) -> bytes:
        """Unsigned, with another key, from the future or the past, repeated, or damaged."""
        match rng.randrange(6):
            case 0:
                return frame
            case 1:
                stamp = rng.choice((self._stamp + 1, (1 << 48) - 1, 0))
                return signed(frame, self._other, stamp)
            case 2:  # nothing within a minute's edge, of which two clocks need not think alike
                ago = rng.choice((rng.randrange(30 * _PER_S), rng.randrange(120 * _PER_S, 1 << 33)))
                return signed(frame, self._key, self._stamp - ago)
            case 3:
                return rng.choice(self._sent) if self._sent else frame
            case 4:
                made = bytearray(self.signed(frame))
                made[-1 - rng.randrange(13)] ^= 1 << rng.randrange(8)
                return bytes(made)
            case _:
                return signed(frame, self._key, self._stamp, link_id=rng.randrange(256))
