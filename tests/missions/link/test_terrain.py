"""Held against ArduPilot's own lookup, written down here from AP_Terrain's TerrainUtil.cpp."""

from __future__ import annotations

from math import cos, floor, radians, tan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from missions.link.messages import TerrainRequest
from missions.link.terrain import answers, point

SCALE = 0.011131884502145034  # metres for 1e-7 degrees
ALL = (1 << 56) - 1


def lookup(lat: int, lon: int, spacing: int) -> tuple[int, int, int, int, float, float]:
    """(corner lat, corner lon, north index, east index, north fraction, east fraction)."""
    ref_lat, ref_lon = floor(lat / 1e7) * 10**7, floor(lon / 1e7) * 10**7
    north = (lat - ref_lat) * SCALE
    east = (lon - ref_lon) * SCALE * cos(radians((lat + ref_lat) / 2 * 1e-7))
    index_n, index_e = int(north / spacing), int(east / spacing)
    block_n, block_e = index_n // 24, index_e // 28
    d_lat = int(block_n * 24 * spacing / SCALE)
    d_lon = int(block_e * 28 * spacing / SCALE / cos(radians((ref_lat + d_lat / 2) * 1e-7)))
    return (
        ref_lat + d_lat,
        ref_lon + d_lon,
        index_n % 24,
        index_e % 28,
        north / spacing - index_n,
        east / spacing - index_e,
    )


@given(
    lat=st.integers(-650_000_000, 650_000_000),
    lon=st.integers(-1_790_000_000, 1_790_000_000),
    spacing=st.sampled_from([10, 30, 100]),
)
def test_a_height_is_taken_where_the_vehicle_looks_it_up(lat: int, lon: int, spacing: int) -> None:
    corner_lat, corner_lon, north, east, part_n, part_e = lookup(lat, lon, spacing)
    request = TerrainRequest(corner_lat / 1e7, corner_lon / 1e7, spacing, ALL)
    at_lat, at_lon = point(request, north, east)
    off_north_m = (lat - at_lat * 1e7) * SCALE - part_n * spacing
    assert abs(off_north_m) < 0.1
    off_east_m = (lon - at_lon * 1e7) * SCALE * cos(radians(lat * 1e-7)) - part_e * spacing
    # Inside one cell the vehicle's own metres still turn with the latitude: at most 111 km east.
    assert abs(off_east_m) < 0.1 + 111_319 / 2 * spacing / 6.3e6 * tan(radians(abs(lat) * 1e-7))


def test_bits_are_rows_of_eight_grids_from_the_south_west() -> None:
    request = TerrainRequest(35.8, 137.9, 100, 1 << 0 | 1 << 7 | 1 << 8 | 1 << 55)
    heights = {}
    for grid in answers(request, lambda lat, lon: (lat - 35.8) * 1e4 + (lon - 137.9) * 1e2):
        assert (grid.lat_deg, grid.lon_deg, grid.spacing_m) == (35.8, 137.9, 100)
        assert len(grid.heights_m) == 16
        heights[grid.bit] = grid.heights_m
    assert list(heights) == [0, 7, 8, 55]
    per_row = 1e4 * 100 / 111_318.845
    assert heights[0][0] == 0
    assert heights[0][4] == pytest.approx(per_row, abs=0.6)
    assert heights[8][0] == pytest.approx(4 * per_row, abs=0.6)
    assert heights[55][12] == pytest.approx(27 * per_row + 28 * 0.11, abs=1.5)


def test_grids_with_an_unknown_height_are_not_sent() -> None:
    request = TerrainRequest(35.8, 137.9, 100, 0b11)

    def only_west(lat: float, lon: float) -> float | None:
        return 5.0 if lon < 137.9 + 350 / 90_000 else None

    assert [grid.bit for grid in answers(request, only_west)] == [0]
    assert list(answers(request, lambda lat, lon: float("nan"))) == []
    assert list(answers(TerrainRequest(35.8, 137.9, 0, ALL), lambda lat, lon: 1.0)) == []


@given(st.floats(allow_nan=True), st.integers(0, ALL))
def test_any_height_and_mask_makes_a_message_or_none(height_m: float, mask: int) -> None:
    assume(mask.bit_count() < 6)
    for grid in answers(TerrainRequest(35.8, 137.9, 30, mask), lambda lat, lon: height_m):
        assert mask >> grid.bit & 1
        assert all(-32768 < each < 32768 for each in grid.heights_m)
