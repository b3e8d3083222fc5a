"""The valley's weather on a played day: a seeded course over the hours, and wind that rises.

Owns what there is to be measured. On an ordinary day wind, gusts and visibility stay within what
small aircraft bear from late morning on; mist lies over the river before. Synthetic. Knows nothing
of sensors or of gates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

_MIDNIGHT_H = 24.0
_WINDIEST_H = 15.5
"""The valley wind blows strongest in the middle of the afternoon."""
_CALM_MPS, _VALLEY_WIND_MPS = (0.5, 1.2), (1.2, 2.2)
_GUSTS, _GUST_FLOOR_MPS = (1.25, 1.55), 0.4
_MIST_GONE_H = (8.5, 10.0)
_THIN_M, _CLEAR_M = 1500.0, 24_000.0


@dataclass(frozen=True)
class Storm:
    """Wind and gusts that come over the whole valley for a while."""

    since: datetime
    until: datetime
    wind_mps: float
    gust_mps: float

    def blows(self, at: datetime) -> bool:
        return self.since <= at < self.until


@dataclass
class ValleyWeather:
    """The same seed gives the same course, whoever asks and when."""

    chance_for: Callable[[str], Random]
    storms: list[Storm] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = self.chance_for("weather")
        self._calm_mps = chance.uniform(*_CALM_MPS)
        self._valley_mps = chance.uniform(*_VALLEY_WIND_MPS)
        self._mist_gone_h = chance.uniform(*_MIST_GONE_H)
        self._clear_m = chance.uniform(0.5, 1.0) * _CLEAR_M

    def rise(self, at: datetime, lasts: timedelta, wind_mps: float, gust_mps: float) -> None:
        """From now on, for a while, it blows stronger than the day's course would have it."""
        self.storms.append(Storm(at, at + lasts, wind_mps, gust_mps))

    def at(self, place: str, at: datetime) -> dict[str, float]:
        """Wind and gusts in m/s, rain in mm/h, visibility in m at a place."""
        hour = at.hour + at.minute / 60 + at.second / 3600
        local = self.chance_for(f"weather/{place}").uniform(0.85, 1.15)
        moment = self.chance_for(f"weather/{place}/{at:%H:%M:%S}")
        by_day = max(0.0, math.cos((hour - _WINDIEST_H) / _MIDNIGHT_H * 2 * math.pi))
        wind_mps = (self._calm_mps + self._valley_mps * by_day) * local + moment.uniform(-0.3, 0.3)
        gust_mps = wind_mps * moment.uniform(*_GUSTS) + _GUST_FLOOR_MPS
        for storm in self.storms:
            if storm.blows(at):
                wind_mps = max(wind_mps, storm.wind_mps + moment.uniform(0, 0.8))
                gust_mps = max(gust_mps, storm.gust_mps + moment.uniform(0, 1.5))
        return {
            "wind_mps": round(max(0.0, wind_mps), 1),
            "gust_mps": round(max(0.0, gust_mps), 1),
            "rain_mm_h": 0.0,
            "visibility_m": round(self._visibility_m(hour), -2),
        }

    def _visibility_m(self, hour: float) -> float:
        """Mist in the early morning that lifts, as a smooth step."""
        lifted = 1 / (1 + math.exp(-3.0 * (hour - self._mist_gone_h)))
        return _THIN_M + (self._clear_m - _THIN_M) * lifted
