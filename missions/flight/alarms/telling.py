"""The alarms of one flight, told to its record as they change.

Owns how often is looked, and what a note of an alarm holds. Knows nothing of thresholds.
"""

from __future__ import annotations

from missions.flight.alarms.eye import Eye, Flying
from missions.flight.alarms.model import Alarm, alarm_json
from missions.flight.alarms.rules import ladders_for
from missions.flight.alarms.watch import AlarmWatch
from missions.flight.record import FlightRecord
from missions.flight.sight import Sight
from missions.link.station import Station

_EVERY_S = 0.5


class Alarms:
    """Call `mind` as often as you like."""

    def __init__(self, station: Station, record: FlightRecord, flying: Flying) -> None:
        self._record = record
        self._eye = Eye(station, flying)
        self._watch = AlarmWatch(ladders_for(flying.route, flying.craft))
        self._looked_s = float("-inf")

    @property
    def now(self) -> tuple[Alarm, ...]:
        """All that is watched, as last looked at."""
        return self._watch.alarms

    def mind(self, sight: Sight | None, now_s: float) -> None:
        """Look, if it is time, and note what has changed."""
        if 0.0 <= now_s - self._looked_s < _EVERY_S:
            return
        self._looked_s = now_s
        picture = self._eye.look(self._record.state, sight)
        for alarm in self._watch.look(picture, now_s):
            self._record.note("alarm", now_s, **alarm_json(alarm))
