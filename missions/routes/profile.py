"""A path in samples: where it is every few metres, and the ground below it and beside it.

Owns the sampling. Must not judge: whether a height is enough is decided by the checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot

import numpy as np
from numpy.typing import NDArray

from missions.geo import LatLon, LocalFrame, Position
from missions.routes.terrain import ElevationGrid

Floats = NDArray[np.float64]
_LINES_ACROSS = 5
"""Lines on which the ground is taken: the path, both edges, and one between on each side."""


@dataclass(frozen=True, eq=False, slots=True)
class Profile:
    """Samples along a path; every array has the same length.

    `along_m`: from the path's start over the ground. `x_m`, `y_m`: in the frame that was given.
    `ground_amsl_m`: straight below. `ground_low_m`, `ground_high_m`: lowest and highest ground
    across the corridor there. Ground is NaN where the grid does not reach. A bend is sampled
    twice, across the leg before it and across the leg after it.
    """

    along_m: Floats
    lat_deg: Floats
    lon_deg: Floats
    x_m: Floats
    y_m: Floats
    alt_amsl_m: Floats
    ground_amsl_m: Floats
    ground_low_m: Floats
    ground_high_m: Floats

    def __len__(self) -> int:
        return len(self.along_m)

    @property
    def agl_m(self) -> Floats:
        """Height above the ground straight below."""
        return self.alt_amsl_m - self.ground_amsl_m

    @property
    def on_terrain(self) -> bool:
        """Whether the grid reaches everywhere below the corridor."""
        return bool(np.isfinite(self.ground_low_m).all())

    def place(self, index: int) -> LatLon:
        return LatLon(float(self.lat_deg[index]), float(self.lon_deg[index]))


def profile(
    grid: ElevationGrid,
    frame: LocalFrame,
    path: Sequence[Position],
    half_width_m: float = 0.0,
    every_m: float = 10.0,
) -> Profile:
    """Samples of `path` at most `every_m` apart, with the ground up to `half_width_m` aside."""
    legs = [
        _leg(frame.to_xy(start), frame.to_xy(end), start.alt_amsl_m, end.alt_amsl_m, every_m)
        for start, end in pairwise(path)
    ]
    x, y, alt, normal_x, normal_y = (np.concatenate(part) for part in zip(*legs, strict=True))
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    aside = np.linspace(-half_width_m, half_width_m, _LINES_ACROSS)[:, None]
    lats, lons = frame.to_lat_lon_arrays(x + aside * normal_x, y + aside * normal_y)
    ground = grid.heights_amsl_m(lats, lons)
    middle = _LINES_ACROSS // 2
    return Profile(
        along_m=along,
        lat_deg=lats[middle],
        lon_deg=lons[middle],
        x_m=x,
        y_m=y,
        alt_amsl_m=alt,
        ground_amsl_m=ground[middle],
        ground_low_m=ground.min(axis=0),
        ground_high_m=ground.max(axis=0),
    )


def _leg(
    start: tuple[float, float],
    end: tuple[float, float],
    start_alt_m: float,
    end_alt_m: float,
    every_m: float,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """x, y, altitude, and the unit vector across (to the left), sampled from start to end."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    t = np.linspace(0.0, 1.0, max(2, ceil(length / every_m) + 1))
    across = (-dy / length, dx / length) if length else (0.0, 0.0)
    ones = np.ones_like(t)
    return (
        start[0] + t * dx,
        start[1] + t * dy,
        start_alt_m + t * (end_alt_m - start_alt_m),
        across[0] * ones,
        across[1] * ones,
    )
