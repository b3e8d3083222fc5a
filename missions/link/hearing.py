"""How long a vehicle has been silent, by its own clock and by the machine's.

Owns two verdicts: silent (the link is down, and may come up by itself) and silent for so long that
the connection is not believed any more. A peer that has gone without a word leaves a TCP connection
that looks open for hours.
"""

from __future__ import annotations

from missions.link.vehicle_time import VehicleTime

STALE_VEHICLE_S = 20.0
STALE_MACHINE_S = 5.0
"""Silent for both, a connection counts as lost. A simulated vehicle at 40 times real time is silent
for 20 of its seconds whenever a busy machine pauses; a real one for some while a hill is between.
"""


class Hearing:
    """Remembers when the vehicle was last heard."""

    def __init__(self, time: VehicleTime, link_loss_s: float) -> None:
        self._time, self._link_loss_s = time, link_loss_s
        self._vehicle_s = self._machine_s = 0.0

    def begin(self, machine_s: float) -> None:
        """A new connection: it is not stale yet, and nothing is heard yet either."""
        self._machine_s = machine_s

    def heard(self, vehicle_s: float, machine_s: float) -> None:
        """Something of it has come."""
        self._vehicle_s, self._machine_s = vehicle_s, machine_s

    def silent(self) -> str | None:
        """Why the link is down; None while the vehicle was heard within `link_loss_s`."""
        silent_s = self._time.now_s() - self._vehicle_s
        if silent_s > self._link_loss_s:
            return f"nothing heard for {silent_s:.0f} s of vehicle time"
        return None

    def stale(self, machine_s: float) -> bool:
        """Whether the connection is not to be believed any more."""
        return (
            machine_s - self._machine_s > STALE_MACHINE_S
            and self._time.now_s(machine_s) - self._vehicle_s > STALE_VEHICLE_S
        )
