"""An alarm: one thing that is amiss, its level, and the one action that it asks for.

Owns the values. Knows nothing of when anything is amiss (`rules`) or of how long it has been
(`watch`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any


class Level(IntEnum):
    """From nothing to the worst; four that are told, as aircraft cockpits have at the most."""

    NORMAL = 0
    ADVISORY = 1  # worth knowing
    CAUTION = 2  # somebody has to look
    WARNING = 3  # somebody has to act soon
    CRITICAL = 4  # somebody has to act now


class Action(StrEnum):
    """What an operator is told to do; each but the first two is a word to the aircraft."""

    NONE = "none"
    WATCH = "watch"
    HOLD = "hold"
    RETURN = "return"
    DIVERT = "divert"
    LAND = "land"


@dataclass(frozen=True, slots=True)
class Alarm:
    """`value` is None where it is not known: that is itself amiss. `threshold`: of this level."""

    name: str
    level: Level
    action: Action
    value: float | None
    threshold: float | None
    unit: str
    why: str = ""


def by_level(alarms: Sequence[Alarm]) -> list[Alarm]:
    """What is amiss, the worst first; of the same level in the order in which they are told."""
    told = [alarm for alarm in alarms if alarm.level is not Level.NORMAL]
    return sorted(told, key=lambda alarm: -alarm.level)


def alarm_json(alarm: Alarm) -> dict[str, Any]:
    """With the level by its name."""
    return {
        "name": alarm.name,
        "level": alarm.level.name.lower(),
        "action": str(alarm.action),
        "value": None if alarm.value is None else round(alarm.value, 2),
        "threshold": alarm.threshold,
        "unit": alarm.unit,
        "why": alarm.why,
    }
