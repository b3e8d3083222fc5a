"""The phases of a played day, each with how fast it was played.

Owns the names, their order and the measured rates. Knows nothing of what happens in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from missions.clock import Clock, machine_s

NAMES = ("morning", "close", "picking", "supporter", "hub", "flights", "van", "doors", "evening")
"""In the usual order; `doors` begins with the first door, while the van is still on tour.

`flights` begins with the first launch; from then on an aircraft may be in the air in any phase.
"""
_RANKS = {name: number for number, name in enumerate(NAMES)} | {"van": NAMES.index("flights")}
"""Whether van or aircraft leave first is left to the day."""


@dataclass(frozen=True)
class Phase:
    """One phase: business time passed over machine time passed."""

    name: str
    began_at: datetime
    ended_at: datetime
    wall_s: float

    @property
    def rate(self) -> float:
        passed_s = (self.ended_at - self.began_at).total_seconds()
        return passed_s / self.wall_s if self.wall_s > 0 else 0.0

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "rate": round(self.rate, 1),
            "wall_s": round(self.wall_s, 3),
            "from": self.began_at.isoformat(timespec="seconds"),
            "to": self.ended_at.isoformat(timespec="seconds"),
        }


class PhaseBook:
    """Notes when each phase began; a phase that is past is never entered again."""

    def __init__(self, clock: Clock, on_enter: Callable[[str], None] | None = None) -> None:
        self._clock = clock
        self._on_enter = on_enter
        self._begun: list[tuple[str, datetime, float]] = []
        self._ended: tuple[datetime, float] | None = None

    @property
    def current(self) -> str:
        return self._begun[-1][0] if self._begun else ""

    def enter(self, name: str) -> None:
        """Begin a phase, unless it or a later one has begun; ValueError for an unknown name."""
        if name not in NAMES:
            raise ValueError(f"no phase is called {name!r}")
        begun = [each for each, _, _ in self._begun]
        if name in begun or (begun and _RANKS[name] < _RANKS[self.current]):
            return
        self._begun.append((name, self._clock.now(), machine_s()))
        if self._on_enter is not None:
            self._on_enter(name)

    def end(self) -> None:
        """End the last phase."""
        self._ended = (self._clock.now(), machine_s())

    def phases(self) -> list[Phase]:
        """All phases so far, the last one up to now or to the end."""
        if not self._begun:
            return []
        last = self._ended or (self._clock.now(), machine_s())
        ends = [(at, wall_s) for _, at, wall_s in self._begun[1:]] + [last]
        return [
            Phase(name, began_at, ended_at, ended_s - began_s)
            for (name, began_at, began_s), (ended_at, ended_s) in zip(
                self._begun, ends, strict=True
            )
        ]
