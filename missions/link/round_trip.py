"""How long a question and its answer take on this link now, at the longest.

Owns the measure: with each heartbeat a TIMESYNC goes out, which autopilots answer at once. A delay
that begins shows at once too, as the age of what is not answered yet. Knows nothing of what the
time is needed for.
"""

from __future__ import annotations

from collections import deque

_KEPT = 64
_LATEST = 5
UNKNOWN_AFTER_S = 5.0
"""Vehicle seconds without an answer after which the round trip is unknown: by then an aircraft
that does not hear us goes home by itself."""


class RoundTrip:
    """Times are vehicle seconds as this side estimates them; stamps tell questions apart.

    Answers are broadcast: `first_stamp` keeps ours apart from those of other ground stations.
    """

    def __init__(self, first_stamp: int = 0) -> None:
        self._open: deque[tuple[int, float]] = deque()
        self._measured: deque[float] = deque(maxlen=_LATEST)
        self._last_stamp = first_stamp
        self.answers = False
        """Whether the vehicle has ever answered."""

    def ask(self, now_s: float) -> int:
        """A question goes out now; returns its stamp."""
        self._last_stamp += 1
        if len(self._open) == _KEPT:
            del self._open[1]  # the oldest stays: it says how long nothing has been answered
        self._open.append((self._last_stamp, now_s))
        return self._last_stamp

    def answered(self, stamp: int, now_s: float) -> None:
        """The answer to `stamp` has come; earlier questions are not waited for any more."""
        asked = [(number, asked_s) for number, asked_s in self._open if number == stamp]
        if not asked:
            return
        self.answers = True
        self._measured.append(max(0.0, now_s - asked[0][1]))
        while self._open and self._open[0][0] <= stamp:
            self._open.popleft()

    def longest_s(self, now_s: float) -> float | None:
        """The longest of the last answers and of what is still open; None is unknown."""
        waiting_s = now_s - self._open[0][1] if self._open else 0.0
        if not self._measured or waiting_s > UNKNOWN_AFTER_S:
            return None
        return max(*self._measured, waiting_s, 0.0)

    def forget(self) -> None:
        """A new link or a new boot: nothing is known."""
        self._open.clear()
        self._measured.clear()
