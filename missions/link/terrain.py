"""The ground's height for a vehicle that asks: TERRAIN_REQUEST in, TERRAIN_DATA out.

Owns ArduPilot's grid arithmetic. Knows nothing of where heights come from.

ArduPilot stores terrain in blocks of 28 x 32 points (north x east), `spacing_m` apart, counted
from whole degrees; a block is asked for by its south-west corner and sent as 7 x 8 grids of
4 x 4 points, one bit each. It finds the point of a place by the distance from the whole degree,
with the length of a degree of longitude taken at the middle latitude. A height is therefore taken
where the vehicle will look it up, not where a plane laid on the block's corner would put it.
Source: ArduPilot libraries/AP_Terrain (TerrainUtil.cpp, TerrainGCS.cpp), AP_Common/Location.cpp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import cos, floor, isfinite, radians

from missions.link.messages import TerrainRequest
from missions.link.requests import SendTerrain

HeightAt = Callable[[float, float], float | None]
"""Height above mean sea level in metres at (lat_deg, lon_deg); None where it is unknown."""

GRIDS_NORTH, GRIDS_EAST = 7, 8
GRID_SIZE = 4
_METRES_PER_DEGREE = 111_318.84502145034
_ALMOST_DEG = 1e-6
_INT16 = 32767


def answers(request: TerrainRequest, height_at: HeightAt) -> Iterator[SendTerrain]:
    """The wanted grids whose heights are all known, one at a time."""
    if request.spacing_m <= 0:
        return
    for bit in range(GRIDS_NORTH * GRIDS_EAST):
        if request.mask >> bit & 1:
            heights = _heights(request, bit, height_at)
            if heights is not None:
                yield SendTerrain(request.lat_deg, request.lon_deg, request.spacing_m, bit, heights)


def point(request: TerrainRequest, north: int, east: int) -> tuple[float, float]:
    """(lat_deg, lon_deg) of the block's point `north`, `east` steps from its corner."""
    ref_lat, ref_lon = floor(request.lat_deg + _ALMOST_DEG), floor(request.lon_deg + _ALMOST_DEG)
    corner_middle = (ref_lat + request.lat_deg) / 2.0
    corner_east_m = (request.lon_deg - ref_lon) * _METRES_PER_DEGREE * cos(radians(corner_middle))
    lat_deg = request.lat_deg + north * request.spacing_m / _METRES_PER_DEGREE
    east_m = corner_east_m + east * request.spacing_m
    scale = cos(radians((ref_lat + lat_deg) / 2.0))
    return lat_deg, ref_lon + east_m / _METRES_PER_DEGREE / scale


def _heights(request: TerrainRequest, bit: int, height_at: HeightAt) -> tuple[int, ...] | None:
    first_north, first_east = (bit // GRIDS_EAST) * GRID_SIZE, (bit % GRIDS_EAST) * GRID_SIZE
    heights: list[int] = []
    for north in range(first_north, first_north + GRID_SIZE):
        for east in range(first_east, first_east + GRID_SIZE):
            height_m = height_at(*point(request, north, east))
            if height_m is None or not isfinite(height_m):
                return None
            heights.append(max(-_INT16, min(_INT16, round(height_m))))
    return tuple(heights)
