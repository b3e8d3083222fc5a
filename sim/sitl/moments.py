"""When a fault strikes: at a moment of the flight, so long after take-off, or at a place.

Owns the words after the @ and whether one has come, by where the vehicle truly is. Knows nothing
of faults.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import dist
from typing import TYPE_CHECKING

from missions.errors import SorabinError
from sim.sitl.whereabouts import reached

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot

WORDS = ("preflight", "takeoff", "out", "over-hall", "landing", "home")
PARTED = ("out", "home")
"""Words that take a share of the way."""
AFTER, PLACE = "t", "place"


class BadMoment(SorabinError):
    """The text names no point of a flight."""

    code = "bad-moment"


@dataclass(frozen=True, slots=True)
class Moment:
    """`numbers`: the share of the way for `out` and `home`; seconds for `t`; latitude and longitude
    in degrees and a radius in metres for `place`."""

    word: str
    numbers: tuple[float, ...] = ()

    def come(self, autopilot: Autopilot) -> bool:
        """Whether it is time; to be asked often, for a place is passed."""
        if self.word == AFTER:
            lifted_s = autopilot.lifted_s
            return lifted_s is not None and autopilot.time_s - lifted_s >= self.numbers[0]
        if self.word == PLACE:
            if not autopilot.armed or autopilot.landed:
                return False
            lat_deg, lon_deg, radius_m = self.numbers
            place = autopilot.plane.metres(lat_deg * 1e7, lon_deg * 1e7)
            return dist(place, autopilot.body.at[:2]) <= radius_m
        return reached(autopilot, self.word, self.numbers[0] if self.numbers else 0.0)


def parse_moment(text: str) -> Moment:
    """`preflight`, `takeoff`, `out:0.5`, `over-hall`, `landing`, `home:0.5`, `t:SECONDS` or
    `place:LAT,LON,RADIUS`. Raises BadMoment."""
    word, _, rest = text.partition(":")
    try:
        numbers = tuple(float(part) for part in rest.split(",")) if rest else ()
    except ValueError as error:
        raise BadMoment(f"{text!r}: {error}", text=text) from error
    if not _fits(word, numbers):
        known = f"{', '.join(WORDS)} (out and home with :SHARE), t:SECONDS, place:LAT,LON,RADIUS"
        raise BadMoment(f"{text!r} is no moment of a flight: {known}", text=text)
    return Moment(word, numbers)


def _fits(word: str, numbers: tuple[float, ...]) -> bool:
    match word, numbers:
        case ("t", (seconds,)):
            return 0.0 <= seconds < 1e9
        case ("place", (lat_deg, lon_deg, radius_m)):
            return abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0 and 0.0 < radius_m < 1e7
        case (_, ()):
            return word in WORDS
        case (_, (share,)):
            return word in PARTED and 0.0 <= share <= 1.0
    return False
