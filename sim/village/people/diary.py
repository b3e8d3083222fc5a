"""The diary: how a scripted person knows the time, waits, and sees or hears of another.

Owns the protocol only. A person never reads a clock and never learns how fast the day is played.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Diary(Protocol):
    """One person's sense of time. Waiting is only ever done here, so that a day can jump."""

    def now(self) -> datetime:
        """The time of day, timezone-aware."""
        ...

    async def sleep_until(self, at: datetime) -> None:
        """Return at that time; at once if it is past."""
        ...

    async def sleep(self, minutes: float) -> None:
        """Return after about so many minutes of the day, within a few seconds."""
        ...

    def tell(self, fact: str) -> None:
        """Let everybody see or hear a fact, now and later ("van-1 is at nakao")."""
        ...

    async def hear(self, fact: str, latest: datetime) -> bool:
        """Wait until the fact was told, at most until `latest`; False if it never was."""
        ...

    async def hear_any(self, facts: Sequence[str], latest: datetime) -> str | None:
        """Wait until one of the facts was told, at most until `latest`; which one, None if none."""
        ...
