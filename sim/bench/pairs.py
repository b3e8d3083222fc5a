"""The flights by which our vehicle is held against a real ArduCopter.

Owns which there are, and how closely they must agree. Knows nothing of how they are flown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

WINDS_MPS = (0.0, 5.0, 8.0)
FROM_DEG = (0.0, 90.0, 180.0, 270.0)

MOST_TIME_OFF = 0.02
MOST_APART_M = 2.0
MOST_ENERGY_OFF = 0.05


@dataclass(frozen=True, slots=True)
class Pair:
    """One flight that both fly. `options` are those of `sorabin fly`; `meddling` is what else is
    done to the vehicle, the same way to both."""

    options: str
    wind_mps: float = 0.0
    wind_from_deg: float = 0.0
    meddling: str = ""

    @property
    def name(self) -> str:
        wind = f"wind {self.wind_mps:g} m/s from {self.wind_from_deg:g}" if self.wind_mps else ""
        return ", ".join(each for each in (self.options, wind, self.meddling) if each)


def in_wind() -> Iterator[Pair]:
    """The round out and home in each wind: held against each other metre by metre."""
    for wind_mps in WINDS_MPS:
        for from_deg in FROM_DEG if wind_mps else FROM_DEG[:1]:
            yield Pair("--consent no", wind_mps, from_deg)


def outcomes() -> Iterator[Pair]:
    """What may befall a flight: the outcome must be the same."""
    for consent in ("yes", "no", "late"):
        yield Pair(f"--consent {consent}")
    for moment in ("takeoff", "out:0.25", "out:0.5", "out:0.75", "over-hall"):
        yield Pair(f"--consent yes --cut-link {moment}")
    for moment in ("home:0.25", "home:0.5", "home:0.75"):
        yield Pair(f"--consent yes --return --cut-link {moment}")
    for meddling in ("battery low", "fence broken", "position lost"):
        yield Pair("--consent yes", meddling=meddling)
