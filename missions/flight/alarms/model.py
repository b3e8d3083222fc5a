"""An alarm: one thing that is amiss, its level, and the one action that it asks for.

Owns the values. Knows nothing of when anything is amiss (`rules`) or of how long it has been
(`watch`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


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


def worst(alarms: tuple[Alarm, ...]) -> Alarm | None:
    """The one that is to be acted on first: of the same level, the one that is told first."""
    told = [alarm for alarm in alarms if alarm.level is not Level.NORMAL]
    return max(told, key=lambda alarm: alarm.level, default=None)
