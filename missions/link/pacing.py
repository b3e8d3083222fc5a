"""When our next heartbeat is due, by the vehicle's clock.

Owns the pace. The vehicle counts seconds of its own time since our last heartbeat and flies home
when they are too many; how long that is here depends on a rate that is unknown at first and may
change. Hence two rules: a timer by the last rate known, and a beat whenever the vehicle's own
messages show that its clock has gone on by a second.
"""

from __future__ import annotations

from missions.link.vehicle_time import VehicleTime

PERIOD_S = 1.0
"""Vehicle seconds between heartbeats."""
UNKNOWN_PERIOD_S = 0.02
"""Machine seconds between heartbeats while the rate is unknown: 2.4 s for a vehicle at 120 times
real time, under the 5 s after which it would fly home."""
_SHORTEST_S = 0.004


class Pacer:
    """Says when to send; knows when it was last done."""

    def __init__(self, time: VehicleTime) -> None:
        self._time = time
        self._last_machine_s: float | None = None
        self._last_vehicle_s = 0.0

    def sent(self, machine_s: float) -> None:
        """A heartbeat has gone out."""
        self._last_machine_s = machine_s
        self._last_vehicle_s = self._time.now_s(machine_s)

    def due(self, machine_s: float) -> bool:
        """Whether one should go out now."""
        if self._last_machine_s is None or self.wait_s(machine_s) <= 0.0:
            return True
        return self._time.now_s(machine_s) - self._last_vehicle_s >= PERIOD_S

    def wait_s(self, machine_s: float) -> float:
        """Machine seconds until the timer's next beat."""
        if self._last_machine_s is None:
            return 0.0
        return self._last_machine_s + self._period_s() - machine_s

    def _period_s(self) -> float:
        if not self._time.rate_known:
            return UNKNOWN_PERIOD_S
        return min(PERIOD_S, max(_SHORTEST_S, self._time.machine_for(PERIOD_S)))
