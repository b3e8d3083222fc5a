"""What a mission waits for between two "do" commands: a time, a distance, a heading.

Owns the three CONDITION commands (source: ArduCopter/mode_auto.cpp). Knows nothing of the list.
"""

from __future__ import annotations

from math import dist
from typing import TYPE_CHECKING

from sim.sitl.item import CONDITION_DELAY, CONDITION_DISTANCE, CONDITION_YAW, StoredItem

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot


class Conditions:
    """One condition at a time, as the mission has one "do" command at a time."""

    def __init__(self, autopilot: Autopilot) -> None:
        self._ap = autopilot
        self._until_s = 0.0

    def start(self, item: StoredItem) -> None:
        if item.command == CONDITION_DELAY:
            self._until_s = self._ap.time_s + max(0.0, item.numbers[0])
        elif item.command == CONDITION_YAW:
            angle, rate, direction, relative = item.numbers
            self._ap.nose.turn_to(angle, rate, direction, relative=relative > 0.0)

    def met(self, item: StoredItem) -> bool:
        if item.command == CONDITION_DELAY:
            return self._ap.time_s > self._until_s
        if item.command == CONDITION_DISTANCE:
            legs = self._ap.steering.legs
            left_m = dist(legs.destination[:2], self._ap.here[:2])
            return left_m < max(0.0, item.numbers[0])
        self._ap.nose.obey()  # the command that navigates, begun after it, has taken the nose
        return self._ap.nose.there
