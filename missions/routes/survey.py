"""One route laid over the deployment's ground and airspace, measured once for all checks.

Owns what the checks share: samples, volumes, the place of a sample. Must not judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from missions.aircraft.model import AircraftType
from missions.geo import LatLon, LocalFrame
from missions.routes.airspace import Airspace
from missions.routes.limits import Limits
from missions.routes.model import LandingPlace, Route
from missions.routes.profile import Floats, Profile, profile
from missions.routes.terrain import ElevationGrid
from missions.routes.verdict import Worst
from missions.routes.volumes import (
    ballistic_buffer_m,
    contingency_rise_m,
    least_half_width_m,
)


@dataclass(frozen=True, eq=False, slots=True)
class Branch:
    """The straight way from the corridor to above a landing place, in samples."""

    place: LandingPlace
    leaves_at_m: float
    samples: Profile


@dataclass(frozen=True, eq=False, slots=True)
class Survey:
    """A route with its samples; `rise_m` and `least_half_width_m` are the largest of all types."""

    route: Route
    terrain: ElevationGrid
    airspace: Airspace
    types: tuple[AircraftType, ...]
    limits: Limits
    frame: LocalFrame
    samples: Profile
    branches: tuple[Branch, ...]
    rise_m: float
    least_half_width_m: float

    def at(self, index: int, samples: Profile | None = None, from_m: float = 0.0) -> Worst:
        """The place of a sample of the path, or of a branch that left the path at `from_m`."""
        samples = self.samples if samples is None else samples
        return Worst(samples.place(index), from_m + float(samples.along_m[index]))

    def at_point(self, index: int) -> Worst:
        """The place of a point of the path."""
        point = self.route.path[index].ground
        return Worst(LatLon(point.lat_deg, point.lon_deg), self.route.stations_m[index])

    def buffer_m(self, samples: Profile) -> Floats:
        """The ground risk buffer at each sample: the widest of all types; NaN without ground."""
        top_m = np.maximum(samples.alt_amsl_m + self.rise_m - samples.ground_low_m, 0.0)
        reaches = [
            [
                ballistic_buffer_m(kind.max_ground_speed_mps, top, kind.largest_m)
                for top in top_m.tolist()
            ]
            for kind in self.types
        ]
        return np.max(np.array(reaches), axis=0)


def survey(
    route: Route,
    terrain: ElevationGrid,
    airspace: Airspace,
    types: Sequence[AircraftType],
    limits: Limits,
    frame: LocalFrame,
) -> Survey:
    """Sample a route and its branches over the ground; `frame` lies near the hub."""
    stations = route.stations_m
    branches = tuple(
        Branch(
            place,
            stations[place.leaves_at],
            profile(terrain, frame, (route.path[place.leaves_at], place.above), route.half_width_m),
        )
        for place in route.landing_places
    )
    speeds = [kind.max_ground_speed_mps for kind in types]
    return Survey(
        route=route,
        terrain=terrain,
        airspace=airspace,
        types=tuple(types),
        limits=limits,
        frame=frame,
        samples=profile(terrain, frame, route.path, route.half_width_m),
        branches=branches,
        rise_m=max(contingency_rise_m(speed, limits.margins) for speed in speeds),
        least_half_width_m=max(
            least_half_width_m(kind.max_ground_speed_mps, kind.largest_m, limits.margins)
            for kind in types
        ),
    )
