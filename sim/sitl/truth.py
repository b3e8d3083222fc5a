"""The truth about a vehicle, told to a file: where it really was, and what really befell it.

Owns the file of lines that whoever judges a flight reads. No sensor, radio or filter stands between
it and the body, so it goes on where nothing is heard of the vehicle any more. Knows no sockets and
no clock: times are those of the simulated process.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

from sim.sitl.vehicle import Vehicle

_EVERY_S = 1.0


class Truth:
    """To be asked to `look` often. Without a file nothing is told.

    A line each simulated second, and one whenever its motors were switched on or off, it left the
    ground or came to it, or a fault struck: `s` seconds of the process, `lat_deg`, `lon_deg`,
    `alt_amsl_m` of its body, `above_m` the ground, `armings` so far, `struck` the faults so far.
    """

    def __init__(self, vehicle: Vehicle, file: Path | None) -> None:
        self._vehicle = vehicle
        self._out: TextIO | None = file.open("w", encoding="utf-8") if file else None
        self._seen: object = None
        self._due_s = self._armed_at_s = 0.0
        self._armings = 0

    def look(self, *, at_end: bool = False) -> None:
        """Tell what is new. `at_end`: the process is about to end."""
        if self._out is None:
            return
        vehicle = self._vehicle
        autopilot, body = vehicle.autopilot, vehicle.body
        struck = vehicle.faults.struck
        self._count_arming(autopilot.armed_at_s)
        seen = (autopilot.armed, body.touching, self._armings, len(struck))
        if seen == self._seen and vehicle.total_s < self._due_s and not at_end:
            return
        self._seen, self._due_s = seen, vehicle.total_s + _EVERY_S
        standing = autopilot.standing()
        told: dict[str, Any] = {
            "s": round(vehicle.total_s, 2),
            "lat_deg": standing.lat_e7 / 1e7,
            "lon_deg": standing.lon_e7 / 1e7,
            "alt_amsl_m": round(body.up_m, 2),
            "above_m": round(body.above_m, 2),
            "armed": autopilot.armed,
            "touching": body.touching,
            "mode": autopilot.mode_number,
            "percent": round(100.0 * body.remaining, 1),
            "armings": self._armings,
            "struck": [fault.kind for fault in struck],
        }
        self._out.write(json.dumps(told) + "\n")
        self._out.flush()
        if at_end:
            self._out.close()
            self._out = None

    def _count_arming(self, armed_at_s: float) -> None:
        """By its moment: one that was taken back between two looks counts too."""
        if armed_at_s not in (0.0, self._armed_at_s):
            self._armings += 1
        self._armed_at_s = armed_at_s
