"""How fast a vehicle's own time runs, in seconds for each machine second.

Owns the choice between the vehicle's SIM_SPEEDUP and the clock board of a played day. A jump of
business time moves no vehicle: only the board's rate counts. Knows nothing of vehicles.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from missions.clockboard import BadClockBoard, ClockBoard
from sim.sitl.lateness import Lateness

FASTEST_ON_BOARD = 60.0
"""However fast the day races: failsafes of five seconds need an executive that keeps up. The day
goes no faster than this while a vehicle is armed, so that its time is the day's."""
WAITS_AFTER_S = 2.0
"""Vehicle seconds: two heartbeats are late, and FS_GCS_TIMEOUT is far."""
_log = logging.getLogger(__name__)

Pace = Callable[[], float]
"""Vehicle seconds for each machine second now; 0 where time stands still."""


class BoardPace:
    """The rate of a clock board, read at each call. Raises BadClockBoard where there is none."""

    def __init__(self, path: Path) -> None:
        try:
            self._board = ClockBoard(path)
        except OSError as error:
            raise BadClockBoard(f"{path}: {error.strerror}") from error
        self._rate = 1.0
        self._torn = False

    def __call__(self) -> float:
        """A board that its authority has left half written keeps the last rate that was read."""
        if not self._torn:
            try:
                self._rate = min(FASTEST_ON_BOARD, max(0.0, self._board.read().rate))
            except BadClockBoard as error:
                self._torn = True  # reading it anew would hold the vehicle up each time
                _log.error("%s; the vehicle goes on at %g times", error, self._rate)
        return self._rate


class WaitingPace:
    """A pace that stands still while a ground station that is connected is late with its heartbeat.

    For trials on a machine that may hold a ground station up for longer than any failsafe lasts:
    whoever hangs up, or is ended, is not waited for, and the failsafe strikes. `silent_s`: vehicle
    seconds since the last heartbeat.
    """

    def __init__(
        self, wanted: Pace, connected: Callable[[], bool], silent_s: Callable[[], float]
    ) -> None:
        self._wanted, self._connected, self._silent_s = wanted, connected, silent_s

    def __call__(self) -> float:
        waits = self._silent_s() > WAITS_AFTER_S and self._connected()
        return 0.0 if waits else self._wanted()


class InTimePace:
    """A pace that goes down while this machine wakes its processes late, and up again after it."""

    def __init__(self, wanted: Pace) -> None:
        self._wanted = wanted
        self._lateness = Lateness(float("inf"))

    def woken(self, late_s: float, at_s: float) -> None:
        """The vehicle was woken so late, at this machine second."""
        self._lateness.note(late_s, at_s)

    def __call__(self) -> float:
        return min(self._wanted(), self._lateness.rate)
