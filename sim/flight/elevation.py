"""Height of the ground on a grid of metres, between its points in straight lines.

Owns the grid as arrays that a compiler can take. Knows nothing of degrees or files.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.flight.scalars import scalar


class Elevation(NamedTuple):
    """`heights_m[i, j]` stands at north `south_m + i * north_step_m`, east `west_m + j *
    east_step_m`; above mean sea level. Outside of the grid its edge goes on."""

    heights_m: np.ndarray
    south_m: float
    west_m: float
    north_step_m: float
    east_step_m: float


@scalar
def height_m(elevation: Elevation, north_m: float, east_m: float) -> float:
    """Height above mean sea level at a place."""
    grid = elevation.heights_m
    row = (north_m - elevation.south_m) / elevation.north_step_m
    column = (east_m - elevation.west_m) / elevation.east_step_m
    row = min(max(row, 0.0), grid.shape[0] - 1.000001)
    column = min(max(column, 0.0), grid.shape[1] - 1.000001)
    i, j = int(row), int(column)
    up, right = row - i, column - j
    low = grid[i, j] + (grid[i, j + 1] - grid[i, j]) * right
    high = grid[i + 1, j] + (grid[i + 1, j + 1] - grid[i + 1, j]) * right
    return low + (high - low) * up


def flat(height_amsl_m: float) -> Elevation:
    """Even ground everywhere."""
    return Elevation(np.full((2, 2), height_amsl_m), 0.0, 0.0, 1.0, 1.0)
