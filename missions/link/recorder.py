"""The flight's telemetry log: every packet of both directions, as ground stations read it.

Owns the file. Format (tlog): for each packet 8 bytes big-endian microseconds since 1970, then the
packet. Knows nothing of what packets mean. Times are the machine's wall time, not the vehicle's.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from pathlib import Path
from typing import BinaryIO

from missions.clock import machine_time

_STAMP = struct.Struct(">Q")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Recorder:
    """Appends to `path`, so that a flight resumed after a crash has one log."""

    def __init__(self, path: Path, wall: Callable[[], datetime] = machine_time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._wall = wall
        # Unbuffered: what was heard last before a crash is what one wants to read.
        self._file: BinaryIO | None = path.open("ab", buffering=0)
        self._last_us = 0

    def record(self, *packets: bytes) -> None:
        """Append packets that came at once, stamped now, all of them whole or none. After `close`
        nothing is recorded.

        Raises OSError.
        """
        if self._file is None or not packets:
            return
        now_us = (self._wall() - _EPOCH) // timedelta(microseconds=1)
        self._last_us = max(self._last_us, now_us)
        stamp = _STAMP.pack(self._last_us)
        record = b"".join(stamp + packet for packet in packets)
        written = self._file.write(record)
        if written != len(record):  # a part would make all that follows unreadable
            self._file.truncate(self._file.tell() - written)
            raise OSError(ENOSPC, "no room for a whole record", str(self.path))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
