"""Whether a look at an aircraft would show anything new.

Owns the rule by which a desk that watches many of them leaves out looks that could find nothing:
an aircraft changes by what is heard of it and by words, and else only by time. Knows nothing of
what a look does.
"""

from __future__ import annotations

from collections.abc import Callable

from missions.clock import machine_s
from missions.link.station import Station

AFTER_VEHICLE_S = 0.2
AFTER_MACHINE_S = 0.1
"""Time alone is reason enough after so much of either clock: nothing waits longer for silence."""


class News:
    """`stands` gives what else is to be looked at as soon as it changes; compared by identity."""

    def __init__(self, station: Station, stands: Callable[[], object]) -> None:
        self._station = station
        self._stands = stands
        self._seen: tuple[object, object] = (None, None)
        self._vehicle_s = self._machine_s = float("-inf")

    def come(self) -> bool:
        """Whether to look now; what there is counts as looked at from then on."""
        seen = (self._station.state, self._stands())
        vehicle_s, at_s = self._station.time.now_s(), machine_s()
        if (
            seen[0] is self._seen[0]
            and seen[1] is self._seen[1]
            and 0.0 <= vehicle_s - self._vehicle_s < AFTER_VEHICLE_S
            and at_s - self._machine_s < AFTER_MACHINE_S
        ):
            return False
        self._seen, self._vehicle_s, self._machine_s = seen, vehicle_s, at_s
        return True
