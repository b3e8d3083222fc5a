"""How late this machine wakes who asked to be woken, and how fast aircraft may fly on it.

An autopilot goes home after five seconds of its own time without a heartbeat. At thirty times real
time these are 0.17 s, and a busy machine may hold a process up for longer: the failsafe would
judge the machine and not the link. Its time is never raised; time itself goes slower instead.
Owns the measurement. Knows no clock: what was asked and what it took is passed in.
"""

from __future__ import annotations

from collections import deque

FAILSAFE_S = 5.0
"""Vehicle seconds without a heartbeat (FS_GCS_TIMEOUT of every flight)."""
SLOWEST = 2.0
_MARGIN = 6.0
"""A heartbeat passes three processes that may each be as late, and the worst is yet to come."""
_WINDOW_S = 5.0


class Lateness:
    """The worst lateness of the last seconds. `fastest`: rate on a machine that is never late."""

    def __init__(self, fastest: float) -> None:
        self._fastest = fastest
        self._late: deque[tuple[float, float]] = deque()

    def note(self, late_s: float, at_s: float) -> None:
        """Somebody was woken so late, at this machine second."""
        while self._late and self._late[-1][1] <= late_s:
            self._late.pop()  # it is outlived by a worse one
        self._late.append((at_s, late_s))
        while self._late[0][0] < at_s - _WINDOW_S:
            self._late.popleft()

    @property
    def worst_s(self) -> float:
        return self._late[0][1] if self._late else 0.0

    @property
    def rate(self) -> float:
        """Most vehicle seconds for each machine second."""
        if self.worst_s <= 0.0:
            return self._fastest
        return min(self._fastest, max(SLOWEST, FAILSAFE_S / (_MARGIN * self.worst_s)))
