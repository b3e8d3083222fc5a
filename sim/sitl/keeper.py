"""Keeps what a vehicle must find again after its process was killed.

Owns when its state is written: the lists and parameters whenever they have changed on the ground,
the place once a simulated second while the motors are on, the stamp of its signatures twice a
minute. Knows no sockets and no clock.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sim.sitl.store import Place, write_key
from sim.sitl.vehicle import Vehicle

_EVERY_S = 1.0
_STAMP_EVERY_S = 30.0
"""ArduPilot's own; it begins a minute later after each start."""
_log = logging.getLogger(__name__)


class Keeper:
    """To be asked to `look` often. Without a folder nothing is kept."""

    def __init__(self, vehicle: Vehicle, folder: Path | None) -> None:
        self._vehicle, self._folder = vehicle, folder
        self._seen: object = None
        self._in_air = False
        self._due_s = self._stamp_due_s = 0.0
        self._failed = False

    def look(self, *, at_end: bool = False) -> None:
        """Write what has changed. `at_end`: the process is about to end.

        A disk that takes nothing ends no flight: it is told once.
        """
        if self._folder is None:
            return
        try:
            self._look(self._folder, at_end)
            self._failed = False
        except OSError as error:
            if not self._failed:
                _log.error("the vehicle's state cannot be kept: %s", error)
            self._failed = True

    def _look(self, folder: Path, at_end: bool) -> None:
        if self._vehicle.total_s >= self._stamp_due_s:
            self._stamp_due_s = self._vehicle.total_s + _STAMP_EVERY_S
            write_key(folder, self._vehicle.signatures.stored())
        ap = self._vehicle.autopilot
        in_air = not ap.body.touching
        if ap.armed or in_air:
            now_s = self._vehicle.total_s
            if self._seen is not None or in_air != self._in_air or now_s >= self._due_s or at_end:
                self._seen, self._in_air, self._due_s = None, in_air, now_s + _EVERY_S
                Place(ap.standing(), in_air).write(folder)
            return
        seen = (ap.mission.version, ap.parameters.version, tuple(ap.rally), id(ap.fence_items))
        seen = (*seen, id(ap), self._vehicle.signatures.key)
        if seen != self._seen or at_end:
            self._seen = seen
            self._vehicle.store().write(folder)
