"""What can be seen of an aircraft now, as one picture whose parts are all fresh.

Owns freshness. Mode, position, mission item and landed state come in different messages; after a
silence, a reopened link or a reboot some of them are still those of before, and a picture put
together of old and new parts shows an aircraft where it is not. Knows nothing of what is flown.
"""

from __future__ import annotations

from missions.clock import machine_s
from missions.flight.sight import Sight
from missions.geo import Position
from missions.link.station import Station

FRESH_S = 3.0
"""Vehicle seconds for which each part counts; the slowest comes once a second."""
UNSEEN_S = 10.0
"""Vehicle seconds without a whole picture after which an aircraft counts as not seen."""


class Lookout:
    """Looks at the vehicle behind `station`."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self._connected = True
        self._whole_since_s = float("-inf")
        self.last_s = station.time.now_s()
        """Vehicle time of the last whole picture."""
        self.last: Sight | None = None
        """The last whole picture."""

    def sight(self) -> Sight | None:
        """The picture now, None while a part of it is missing or old."""
        station, state = self._station, self._station.state
        self._notice_reopening()
        position, heartbeat, mission = state.position, state.heartbeat, state.mission
        landed = state.landed
        if position is None or heartbeat is None or mission is None or landed is None:
            return None
        parts = (position, heartbeat, mission, landed)
        oldest_s = min(part.machine_s for part in parts)
        now_machine_s, now_s = machine_s(), station.time.now_s()
        # By the machine's clock too: the vehicle's is held back while nothing is heard of it.
        age_s = max(
            (now_machine_s - oldest_s) * station.time.rate,
            now_s - min(part.vehicle_s for part in parts),
        )
        if oldest_s < self._whole_since_s or age_s > FRESH_S:
            return None
        self.last_s = now_s
        where = position.value
        self.last = Sight(
            at_s=position.vehicle_s,
            position=Position(where.lat_deg, where.lon_deg, where.alt_amsl_m),
            seq=mission.value.seq,
            mode=heartbeat.value.mode,
            armed=heartbeat.value.armed,
            on_ground=state.on_ground is True,
            age_s=age_s,
            boot_s=where.boot_s,
        )
        return self.last

    def unseen(self) -> bool:
        """Whether nothing whole has been seen for long, or the link is down."""
        return not self._station.link_up or self._station.time.now_s() - self.last_s > UNSEEN_S

    def _notice_reopening(self) -> None:
        """What was heard before a connection was lost does not count after it."""
        connected = self._station.connected
        if connected and not self._connected:
            self._whole_since_s = machine_s()
        self._connected = connected
