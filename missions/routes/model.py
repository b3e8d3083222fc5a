"""A route: the pre-set way from the hub to one hall, with its corridor and landing places.

Owns the value that everything about a flight is computed from, and its version, which is the hash
of its content. Knows nothing of files, aircraft or autopilots.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import accumulate, pairwise

from missions.geo import Position, distance_m


@dataclass(frozen=True, slots=True)
class Pad:
    """Where an aircraft starts and lands; `id` is the place's id in the deployment."""

    id: str
    position: Position


@dataclass(frozen=True, slots=True)
class LandingPlace:
    """An emergency landing place beside the route.

    The branch to it leaves the corridor at `path[leaves_at]` and goes on to `approach`, straight
    above the place at corridor height; from there it descends. `en` is the name in English.
    """

    id: str
    name: str
    position: Position
    leaves_at: int
    approach_alt_amsl_m: float
    en: str = ""

    @property
    def above(self) -> Position:
        return self.position.at_alt(self.approach_alt_amsl_m)


@dataclass(frozen=True, slots=True)
class Route:
    """`path` runs from straight above the hub's pad to straight above the hall's pad.

    `half_width_m`: from the path to the corridor's edge. `cruise_mps`: ground speed that the
    mission asks for. `wait_s`: how long the aircraft waits over the hall for consent.
    `low_m`: height above the hall's pad at which the way down begins after consent.
    """

    name: str
    hub: Pad
    hall: Pad
    path: tuple[Position, ...]
    landing_places: tuple[LandingPlace, ...]
    half_width_m: float
    cruise_mps: float
    wait_s: float
    low_m: float

    def __post_init__(self) -> None:
        if len(self.path) < 2:
            raise ValueError("a path has at least its two ends")

    @property
    def length_m(self) -> float:
        """Metres along the path over the ground, hub to hall."""
        return sum(distance_m(a, b) for a, b in pairwise(self.path))

    @property
    def stations_m(self) -> tuple[float, ...]:
        """Metres along the path at which each of its points lies; the first is 0."""
        legs = (distance_m(a, b) for a, b in pairwise(self.path))
        return (0.0, *accumulate(legs))

    @property
    def version(self) -> str:
        """SHA-256 hex digest of the content."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()
