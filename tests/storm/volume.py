"""How far from a route's ways a place lies, and what of the ground belongs to the route.

Owns the measure. The corridor is `half_width_m` to each side of the path, of the ways to pads and
of those to emergency landing places: flight geography and contingency volume (GEO-06). Beyond it
lies the ground risk buffer of each place, as the checks of routes compute it: as far as an aircraft
at its fastest falls from the top of its volume there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot

import numpy as np
from numpy.typing import NDArray

from missions.flying import Flying, load_flying
from missions.geo import LatLon, LocalFrame, Position, distance_m
from missions.routes.limits import DEFAULT_LIMITS
from missions.routes.model import Route
from missions.routes.survey import survey
from tests.flight.vehicles import CONFIG

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """Samples of all that a route may fly, 10 m apart: where, and how wide the buffer is there."""

    frame: LocalFrame
    x_m: Floats
    y_m: Floats
    buffer_m: Floats
    half_width_m: float

    def outside_m(self, place: LatLon) -> float:
        """How far outside the corridor; negative inside it."""
        return float(self._away_m(place).min()) - self.half_width_m

    def beyond_m(self, place: LatLon, reach_m: float = 0.0) -> float:
        """How far outside corridor and buffer, of anywhere up to `reach_m` around; negative
        inside."""
        return float((self._away_m(place) - self.buffer_m).min()) - self.half_width_m + reach_m

    def _away_m(self, place: LatLon) -> Floats:
        x, y = self.frame.to_xy(place)
        return np.hypot(self.x_m - x, self.y_m - y)


@lru_cache(maxsize=1)
def flying() -> Flying:
    """The deployment that the storm is flown in."""
    return load_flying(CONFIG)


@lru_cache(maxsize=8)
def ground_of(name: str) -> Ground:
    """The ground of one route."""
    own = flying()
    route = own.routes.route(name)
    frame = LocalFrame(route.hub.position.ground)
    types = own.fleet.types_in_use
    seen = survey(route, own.terrain, own.airspace, types, DEFAULT_LIMITS, frame)
    profiles = [seen.samples, *(branch.samples for branch in seen.branches)]
    return Ground(
        frame,
        np.concatenate([each.x_m for each in profiles]),
        np.concatenate([each.y_m for each in profiles]),
        np.concatenate([seen.buffer_m(each) for each in profiles]),
        route.half_width_m,
    )


def nearest_place(route: Route, at: Position) -> tuple[str, float]:
    """The id of the pad or landing place that is nearest over the ground, and metres to it."""
    places = (route.hub, route.hall, *route.landing_places)
    return min(((each.id, distance_m(at, each.position)) for each in places), key=lambda p: p[1])


def fall_m(before: dict[str, float], last: dict[str, float]) -> float:
    """How far from `last` a body may come down that was seen at both, without power or wind."""
    seconds = max(0.1, last["s"] - before["s"])
    moved_m = distance_m(
        LatLon(before["lat_deg"], before["lon_deg"]), LatLon(last["lat_deg"], last["lon_deg"])
    )
    climb_mps = (last["alt_amsl_m"] - before["alt_amsl_m"]) / seconds
    up_mps, g = max(0.0, climb_mps), 9.81
    falls_s = (up_mps + hypot(up_mps, (2.0 * g * max(0.0, last.get("above_m", 0.0))) ** 0.5)) / g
    return moved_m / seconds * falls_s
