"""A ladder of thresholds: which level a value has, and the one that it keeps until it is well past.

Owns the comparison and the dead band. Pure; knows nothing of what is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from missions.flight.alarms.model import Action, Alarm, Level


@dataclass(frozen=True, slots=True)
class Step:
    """From this threshold on the level and the action."""

    level: Level
    threshold: float
    action: Action


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of one alarm, mildest first. `rising`: the greater the value, the worse.

    `dead_band`: so far a value must be back behind a threshold before its level is left, or a
    value that trembles at a threshold would call somebody again and again. `unknown`: the step of
    a value that is not known; its threshold means nothing.
    """

    name: str
    unit: str
    steps: tuple[Step, ...]
    dead_band: float
    unknown: Step
    rising: bool = True

    def judge(self, value: float | None, before: Level = Level.NORMAL, why: str = "") -> Alarm:
        """The alarm of a value; `before` is the level that it had."""
        if value is None or value != value:
            unknown = self.unknown
            return Alarm(self.name, unknown.level, unknown.action, None, None, self.unit, why)
        for step in reversed(self.steps):
            band = self.dead_band if before >= step.level else 0.0
            if self._beyond(value, step.threshold, band):
                made = step.level, step.action, value, step.threshold
                return Alarm(self.name, *made, self.unit, why)
        return Alarm(self.name, Level.NORMAL, Action.NONE, value, None, self.unit, why)

    def _beyond(self, value: float, threshold: float, band: float) -> bool:
        if self.rising:
            return value >= threshold - band
        return value <= threshold + band


def steps(*told: tuple[Level, float, Action]) -> tuple[Step, ...]:
    """Steps in the order of their levels. Raises ValueError for any other order."""
    made = tuple(Step(*each) for each in told)
    if list(made) != sorted(made, key=lambda step: step.level):
        raise ValueError("the mildest step stands first")
    return made


def names_of(ladders: Sequence[Ladder]) -> tuple[str, ...]:
    return tuple(ladder.name for ladder in ladders)
