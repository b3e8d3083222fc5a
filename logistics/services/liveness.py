"""Whether a web process lives, judged by one who watches it.

Owns the watch. A beat is compared with the same process's earlier beat and the watcher's own
monotonic clock, never with the wall clock: after a suspended machine, a lost database or a clock
set forward everybody gets a fresh wait.
"""

from __future__ import annotations

from datetime import datetime

from logistics.db.models import IntakeRow
from logistics.services.days import LONG_GONE
from missions.clock import machine_s, machine_time

LEASE_S = 45.0
"""Longer than a writer waits for SQLite's lock, since the beat waits there too."""


class Watch:
    """Remembers each process's last beat and since when it has not changed."""

    def __init__(self) -> None:
        self._beats: dict[tuple[str, str], tuple[datetime, float]] = {}

    def lives(self, row: IntakeRow) -> bool:
        """Whether the process has beaten within LEASE_S of watching it."""
        key = (row.process, row.incarnation)
        known = self._beats.get(key)
        if known is None or known[0] != row.beat_at:
            self._beats[key] = (row.beat_at, machine_s())
            return machine_time() - row.beat_at < LONG_GONE
        return machine_s() - known[1] < LEASE_S
