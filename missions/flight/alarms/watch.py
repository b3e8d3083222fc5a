"""The watch over one flight: what is amiss now, and what has changed since it was last looked at.

Owns the levels as they stand, and how long something must be amiss before it is told: a single bad
sample is no alarm. Times are vehicle seconds and passed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from missions.flight.alarms.ladder import Ladder
from missions.flight.alarms.model import Action, Alarm, Level
from missions.flight.alarms.rules import Picture, alarms_of

PERSISTS_S: Mapping[str, float] = {"slow": 10.0, "wind": 5.0, "hdop": 5.0, "cell": 3.0}
"""How long a higher level must stand before it counts. Slow is also who takes a turn; a wind that
is estimated in one is wrong for some seconds."""
USUAL_S = 1.0


class AlarmWatch:
    """Keeps the levels of one flight."""

    def __init__(self, ladders: Mapping[str, Ladder]) -> None:
        self._ladders = ladders
        self._levels: dict[str, Level] = {}
        self._rising: dict[str, tuple[Level, float]] = {}
        self.alarms: tuple[Alarm, ...] = ()
        """All that is watched now, as last looked at."""

    def look(self, picture: Picture, now_s: float) -> tuple[Alarm, ...]:
        """The alarms whose level has changed, those that are over with level NORMAL."""
        seen = alarms_of(picture, self._ladders, self._levels)
        standing = tuple(self._settled(alarm, now_s) for alarm in seen)
        watched = {alarm.name for alarm in standing}
        over = tuple(
            replace(alarm, level=Level.NORMAL)
            for alarm in self.alarms
            if alarm.name not in watched and self._levels.get(alarm.name, Level.NORMAL)
        )
        changed = tuple(
            alarm
            for alarm in standing
            if alarm.level is not self._levels.get(alarm.name, Level.NORMAL)
        )
        self._levels = {alarm.name: alarm.level for alarm in standing}
        self.alarms = standing
        return (*changed, *over)

    def _settled(self, alarm: Alarm, now_s: float) -> Alarm:
        """With the level that counts: a higher one only after it has stood for its time."""
        before = self._levels.get(alarm.name, Level.NORMAL)
        if alarm.level <= before:
            self._rising.pop(alarm.name, None)
            return alarm
        least, since_s = self._rising.get(alarm.name, (alarm.level, now_s))
        least = min(least, alarm.level)
        since_s = min(since_s, now_s)  # the vehicle's clock may begin anew
        self._rising[alarm.name] = (least, since_s)
        if now_s - since_s < PERSISTS_S.get(alarm.name, USUAL_S):
            return self._at(alarm, before)
        del self._rising[alarm.name]
        return self._at(alarm, least)

    def _at(self, alarm: Alarm, level: Level) -> Alarm:
        """The present value under another level than it has by itself."""
        if level is alarm.level:
            return alarm
        step = next((s for s in self._ladders[alarm.name].steps if s.level is level), None)
        if step is None:
            return replace(alarm, level=level, action=Action.NONE, threshold=None)
        return replace(alarm, level=level, action=step.action, threshold=step.threshold)
