"""The flown track: distance, cross-track distance, energy, and the progress along the route.

Owns the sums over samples and the projection onto the path. Knows nothing of the link.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import hypot

import numpy as np

from missions.geo import LocalFrame, Position
from missions.routes.model import Route


class PathFrame:
    """A route's path in its local metric frame."""

    def __init__(self, route: Route) -> None:
        self._frame = LocalFrame(route.hub.position.ground)
        self._xy = [self._frame.to_xy(point) for point in route.path]
        self._alt_m = [point.alt_amsl_m for point in route.path]
        lengths = (hypot(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(self._xy))
        self._starts = [0.0, *accumulate(lengths)]

    @property
    def length_m(self) -> float:
        return self._starts[-1]

    def project(self, position: Position) -> tuple[float, float]:
        """(metres along the path from the hub's end, metres beside the path).

        A path may be one point only: of a route that is there no more the hub is known.
        """
        px, py = self._frame.to_xy(position)
        best_along, best_beside = 0.0, float("inf")
        for start, (a, b) in zip(self._starts, pairwise(self._xy), strict=False):
            (ax, ay), (bx, by) = a, b
            dx, dy = bx - ax, by - ay
            length = hypot(dx, dy)
            share = ((px - ax) * dx + (py - ay) * dy) / (length * length) if length else 0.0
            share = min(1.0, max(0.0, share))
            beside = hypot(px - ax - share * dx, py - ay - share * dy)
            if beside < best_beside:
                best_along, best_beside = start + share * length, beside
        return best_along, best_beside

    def alt_amsl_m(self, along_m: float) -> float:
        """Planned height at a distance along the path."""
        index = min(max(bisect_right(self._starts, along_m) - 1, 0), len(self._alt_m) - 2)
        length = self._starts[index + 1] - self._starts[index]
        share = min(1.0, max(0.0, (along_m - self._starts[index]) / length))
        return self._alt_m[index] + share * (self._alt_m[index + 1] - self._alt_m[index])


@dataclass(frozen=True, slots=True)
class Sample:
    """Where it was at a time of its own clock, and what it drew from its battery, if known."""

    at_s: float
    position: Position
    power_w: float | None


class Track:
    """Samples of one flight, taken while it is in the air."""

    def __init__(self, route: Route) -> None:
        self._path = PathFrame(route)
        self._frame = LocalFrame(route.hub.position.ground)
        self._last: tuple[float, float, float] | None = None
        self._beside_m: list[float] = []
        self.samples: list[Sample] = []
        self.distance_m = 0.0
        self.energy_wh = 0.0
        self.along_m = 0.0

    def add(self, at_s: float, position: Position, power_w: float | None) -> None:
        """One position at the vehicle's own time; a sample that is not newer is left out."""
        x, y = self._frame.to_xy(position)
        if self._last is not None:
            last_s, last_x, last_y = self._last
            if at_s <= last_s:
                return
            self.distance_m += hypot(x - last_x, y - last_y)
            if power_w is not None:
                self.energy_wh += power_w * (at_s - last_s) / 3600.0
        self._last = (at_s, x, y)
        self.samples.append(Sample(at_s, position, power_w))
        self.along_m, beside = self._path.project(position)
        self._beside_m.append(beside)

    @property
    def fraction(self) -> float:
        """Progress along the path, 0 at the hub and 1 at the hall."""
        return self.along_m / self._path.length_m

    @property
    def max_cross_track_m(self) -> float | None:
        return max(self._beside_m, default=None)

    @property
    def p95_cross_track_m(self) -> float | None:
        return float(np.percentile(self._beside_m, 95)) if self._beside_m else None
