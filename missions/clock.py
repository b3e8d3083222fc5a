"""The only place, with `clockboard`, that reads a clock.

Owns business time (what the service lives by: it jumps and races while a day is played) and
machine time (what leases, time-outs and measurements need: it never jumps). Everything else is
handed a `Clock` or a time.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


class Clock(Protocol):
    """Business time. `now()` is timezone-aware, in Asia/Tokyo, and never goes back."""

    poll_s: float
    """How often, in machine seconds, a waiter should look again: jumps are not announced."""

    def now(self) -> datetime: ...


class SystemClock:
    """Business time is the machine's own: the live service.

    When the machine's clock is set back, time stands still here until it has caught up.
    """

    poll_s = 0.2

    def __init__(self) -> None:
        self._last = datetime.now(UTC)

    def now(self) -> datetime:
        self._last = max(self._last, datetime.now(UTC))
        return self._last.astimezone(TOKYO)


class FixedClock:
    """Business time that stands still until it is moved: for tests and single commands."""

    poll_s = 0.001

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(TOKYO)

    def now(self) -> datetime:
        return self._at

    def move_to(self, at: datetime) -> None:
        """Set the time; going back raises ValueError."""
        if at < self._at:
            raise ValueError("business time never goes back")
        self._at = at.astimezone(TOKYO)


async def wait_until(clock: Clock, due: datetime) -> None:
    """Return when business time has reached `due`."""
    while (left := (due - clock.now()).total_seconds()) > 0:
        await asyncio.sleep(min(left, clock.poll_s))


def machine_s() -> float:
    """Seconds of the machine's monotonic clock, the same in all processes of one machine."""
    return time.monotonic()


def cpu_s() -> float:
    """Seconds that this process has worked, for measurements on a machine that others use too."""
    return time.process_time()


def machine_ns() -> int:
    """Nanoseconds of the machine's monotonic clock."""
    return time.monotonic_ns()


def machine_time() -> datetime:
    """The machine's wall clock in UTC: for leases between machines and for log lines only."""
    return datetime.now(UTC)


def pause(seconds: float) -> None:
    """Block this thread for machine seconds."""
    time.sleep(seconds)
