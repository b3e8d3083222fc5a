"""How fast MAVLink bytes become values: our wire beside pymavlink's own parser.

Owns the measurement, on the bytes of a flight that is flown for it, as they were heard and with
every hundredth frame damaged. Each parser has its turn after the other, again and again, and its
best turn counts: what else the machine does costs either the same.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.clock import machine_s
from missions.link.seal import Seal
from missions.link.signing import Signing
from missions.link.wire import Wire
from missions.plan.package import OWN_SYSTEM_ID
from sim.bench.processes import NotFlying, vehicle

CHUNK = 4096
"""Bytes that a parser is handed at once, as a socket gives them."""
_DAMAGED = 100
_STAMP_SIZE = 8
_KEY = bytes(range(32))
_FLIGHT = ("--say", "return@out:0.03")
_WITHIN_S = 300.0

Parse = Callable[[bytes], int]
"""Takes bytes and returns how many messages were in them."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Of one parser on one stream. `messages`: how many it found."""

    name: str
    messages: int
    bytes: int
    best_s: float

    @property
    def megabytes_per_s(self) -> float:
        return self.bytes / self.best_s / 1e6

    def to_json(self) -> dict[str, Any]:
        return {
            "messages": self.messages,
            "megabytes_per_s": round(self.megabytes_per_s, 3),
            "messages_per_s": round(self.messages / self.best_s),
        }


async def recorded(config: Path, folder: Path) -> list[bytes]:
    """Frames of a vehicle in a short flight, as our ground station hears them. Raises NotFlying."""
    tlog = folder / "flight.tlog"
    async with vehicle(config, folder, system_id=1) as address:
        argv = [sys.executable, "-m", "missions.cli", "fly", "nakao", "--connect", address]
        argv += ["--config", str(config.resolve()), "--tlog", str(tlog), *_FLIGHT]
        ended = subprocess.run(argv, capture_output=True, text=True, timeout=_WITHIN_S)
    frames = _heard(tlog.read_bytes()) if tlog.exists() else []
    if len(frames) < 1000:
        raise NotFlying(f"nothing flew: {ended.stderr.strip().splitlines()[-1:]}")
    return frames


def damaged(frames: Sequence[bytes], seed: int) -> list[bytes]:
    """The same with a bit flipped in every hundredth frame, as a radio does it."""
    rng, found = Random(seed), []
    for number, frame in enumerate(frames):
        raw = bytearray(frame)
        if number % _DAMAGED == 0:
            raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
        found.append(bytes(raw))
    return found


def signed(frames: Sequence[bytes]) -> list[bytes]:
    """The same, signed."""
    seal = Seal(Signing(_KEY), lambda: 0.0)
    extras = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}
    numbers = (int.from_bytes(frame[7:10], "little") for frame in frames)
    return [seal.signed(f, extras[n]) for f, n in zip(frames, numbers, strict=True)]


def measured(data: bytes, turns: int, *, with_key: bool = False) -> tuple[Speed, Speed]:
    """Our wire and pymavlink's parser on the same bytes, in turns."""
    made = (("wire", lambda: _wire(with_key)), ("pymavlink", lambda: _library(with_key)))
    best = {name: (float("inf"), 0) for name, _ in made}
    for _ in range(turns):
        for name, make in made:
            best[name] = min(best[name], _once(make(), data))
    ours, theirs = (
        Speed(name, messages, len(data), seconds) for name, (seconds, messages) in best.items()
    )
    return ours, theirs


def _once(parse: Parse, data: bytes) -> tuple[float, int]:
    began_s = machine_s()
    messages = sum(parse(data[at : at + CHUNK]) for at in range(0, len(data), CHUNK))
    return machine_s() - began_s, messages


def _wire(with_key: bool) -> Parse:
    seal = Seal(Signing(_KEY), lambda: 0.0) if with_key else None
    decode = Wire(OWN_SYSTEM_ID, seal=seal).decode
    return lambda data: len(decode(data))


def _library(with_key: bool) -> Parse:
    parser: Any = mavlink.MAVLink(None)
    parser.robust_parsing = True
    if with_key:
        parser.signing.secret_key = _KEY
    bad = mavlink.MAVLink_bad_data

    def parse(data: bytes) -> int:
        return sum(1 for each in parser.parse_buffer(data) or () if not isinstance(each, bad))

    return parse


def _heard(recording: bytes) -> list[bytes]:
    """The vehicle's frames in a telemetry log of ours: all of version 2 and unsigned."""
    frames, at = [], 0
    while at + _STAMP_SIZE < len(recording):
        at += _STAMP_SIZE
        frame = recording[at : at + recording[at + 1] + 12]
        at += len(frame)
        if frame[5] != OWN_SYSTEM_ID:
            frames.append(frame)
    return frames
