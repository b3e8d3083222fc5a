"""One clock for all processes of a played day: a small shared file of fixed layout.

Owns the board's bytes. One authority writes (monotonic t0, business t0, rate); every process
computes business time from it without asking anybody. Participants write back, each in its own
slot, how far ahead they have nothing to do, so that the authority can jump without overtaking
work (conservative look-ahead as in parallel discrete-event simulation). Knows nothing of what the
work is.
"""

from __future__ import annotations

import fcntl
import mmap
import struct
import threading
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from missions.clock import TOKYO, machine_ns, pause
from missions.errors import SorabinError

_HEADER = struct.Struct("<8sqqdQ")  # magic, machine t0 [ns], business t0 [us], rate, round
_SLOT = struct.Struct("<16sqQq?")  # name, pid, round answered, idle until [us], in the air
_CHECK = struct.Struct("<I")
_MAGIC = b"SORACLK1"
_NAME_SIZE = 16
_SLOT_SIZE = 64
_SLOTS = 32
_FIRST_SLOT = 64
_SIZE = _FIRST_SLOT + _SLOT_SIZE * _SLOTS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TORN_READS = 2000
_TORN_PAUSE_S = 0.001
BUSY = -1
"""`idle until` of a participant that is at work."""
NOTHING_DUE = 1 << 62
"""`idle until` of a participant for which nothing falls due by itself (as is any later time)."""


class BadClockBoard(SorabinError):
    """The file is no clock board, is left half written, or all its slots are taken."""

    code = "bad-clock-board"


@dataclass(frozen=True)
class Reading:
    """What the authority has written: business time at a machine time, and its rate."""

    machine_t0_ns: int
    business_t0_us: int
    rate: float
    round: int

    def business_us(self, at_ns: int) -> int:
        """Business time in microseconds since 1970 at machine time `at_ns`."""
        elapsed_ns = max(0, at_ns - self.machine_t0_ns)
        return self.business_t0_us + int(elapsed_ns * self.rate) // 1000


@dataclass(frozen=True)
class Answer:
    """What a participant last said: the round it had seen, and until when (us) it is idle.

    `armed`: it minds an aircraft that is armed, or about to be. It may be idle all the same, but
    time must not jump, and race no faster than the aircraft's own clock can.
    """

    pid: int
    round: int
    idle_until_us: int
    armed: bool = False

    @property
    def busy(self) -> bool:
        return self.idle_until_us == BUSY


def to_us(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def from_us(us: int) -> datetime:
    """The aware datetime in Asia/Tokyo of microseconds since 1970."""
    return (_EPOCH + timedelta(microseconds=us)).astimezone(TOKYO)


class ClockBoard:
    """The shared file, opened by each process. `poll_s` makes it a `missions.clock.Clock`."""

    poll_s = 0.002

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._latest_us = 0
        self._known = (b"", Reading(0, 0, 1.0, 0))
        with path.open("r+b") as file:
            if path.stat().st_size < _SIZE:
                raise BadClockBoard(f"{path} is not a clock board")
            self._map = mmap.mmap(file.fileno(), _SIZE)
        if self._map[:8] != _MAGIC:
            raise BadClockBoard(f"{path} is not a clock board")

    @classmethod
    def create(cls, path: Path, business: datetime) -> ClockBoard:
        """Write a new board whose time starts at `business` with rate 1."""
        reading = Reading(machine_ns(), to_us(business), 1.0, 0)
        path.write_bytes(_packed(reading).ljust(_SIZE, b"\0"))
        return cls(path)

    def now(self) -> datetime:
        """Business time in Asia/Tokyo.

        A reader between the authority's look at the machine's clock and its write is a little
        ahead of the new reading when the rate falls; it waits there instead of going back.
        """
        with self._lock:
            self._latest_us = max(self._latest_us, self.read().business_us(machine_ns()))
            return from_us(self._latest_us)

    def read(self) -> Reading:
        """Return the authority's last word; a torn read shows in the check sum and is repeated.

        Raises BadClockBoard when it stays torn: the authority was killed while it wrote.
        """
        for attempt in range(_TORN_READS):
            raw = self._map[: _HEADER.size + _CHECK.size]
            known_raw, known = self._known
            if raw == known_raw:
                return known  # read hundreds of times a second, written far less often
            if _CHECK.unpack_from(raw, _HEADER.size)[0] == zlib.crc32(raw[: _HEADER.size]):
                _, t0_ns, t0_us, rate, number = _HEADER.unpack_from(raw)
                reading = Reading(t0_ns, t0_us, rate, number)
                self._known = (raw, reading)
                return reading
            if attempt:
                pause(_TORN_PAUSE_S)
        raise BadClockBoard(f"{self._path} was left half written")

    def steer(self, *, rate: float, jump_to: datetime | None = None, ask: bool = False) -> Reading:
        """Authority only: set the rate, jump forward, or ask all participants anew.

        A jump to the past is taken as no jump: time never goes back.
        """
        last = self.read()
        at_ns = machine_ns()
        business_us = last.business_us(at_ns)
        if jump_to is not None:
            business_us = max(business_us, to_us(jump_to))
        new = Reading(at_ns, business_us, rate, last.round + (1 if ask else 0))
        packed = _packed(new)
        self._map[: len(packed)] = packed
        return new

    def join(self, name: str, pid: int) -> Participant:
        """Take the slot of this name (a restarted process takes its old one over).

        Two processes may join at the same moment: the file's lock keeps their slots apart.
        """
        encoded = name.encode()
        if not 0 < len(encoded) <= _NAME_SIZE:
            raise ValueError(f"a participant's name has 1 to {_NAME_SIZE} bytes")
        with self._path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            index = self._slot_for(encoded)
            before = self.answers().get(name)
            participant = Participant(self._map, index, encoded, pid)
            # A successor takes over what its predecessor had in the air, until it knows better.
            participant.answer(0, BUSY, armed=before is not None and before.armed)
        return participant

    def answers(self) -> dict[str, Answer]:
        """Authority only: what each participant last said; one that is writing counts as busy."""
        found: dict[str, Answer] = {}
        for index in range(_SLOTS):
            name = self._name_in(index)
            if not name:
                break
            offset = _offset(index)
            raw = self._map[offset : offset + _SLOT.size + _CHECK.size]
            _, pid, answered, idle_us, armed = _SLOT.unpack_from(raw)
            whole = _CHECK.unpack_from(raw, _SLOT.size)[0] == zlib.crc32(raw[: _SLOT.size])
            said = Answer(pid, answered, idle_us, armed)
            found[name.decode()] = said if whole else Answer(pid, 0, BUSY, armed)
        return found

    def _name_in(self, index: int) -> bytes:
        return self._map[_offset(index) : _offset(index) + _NAME_SIZE].rstrip(b"\0")

    def _slot_for(self, name: bytes) -> int:
        for index in range(_SLOTS):
            if self._name_in(index) in (name, b""):
                return index
        raise BadClockBoard("all slots of the clock board are taken")


class Participant:
    """One process's slot on the board."""

    def __init__(self, board: mmap.mmap, index: int, name: bytes, pid: int) -> None:
        self._map = board
        self._offset = _offset(index)
        self._name = name
        self._pid = pid

    def answer(self, round_seen: int, idle_until_us: int, *, armed: bool = False) -> None:
        """Say, after having looked since `round_seen` was read, how far there is nothing to do.

        `armed` stands until the next answer, also when this process has been killed meanwhile.
        """
        raw = _SLOT.pack(self._name, self._pid, round_seen, idle_until_us, armed)
        raw += _CHECK.pack(zlib.crc32(raw))
        self._map[self._offset : self._offset + len(raw)] = raw


def _offset(index: int) -> int:
    return _FIRST_SLOT + index * _SLOT_SIZE


def _packed(reading: Reading) -> bytes:
    raw = _HEADER.pack(
        _MAGIC, reading.machine_t0_ns, reading.business_t0_us, reading.rate, reading.round
    )
    return raw + _CHECK.pack(zlib.crc32(raw))
