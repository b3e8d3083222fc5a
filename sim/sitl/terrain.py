"""The ground as a ground station answers it.

Owns the client side of TERRAIN_REQUEST: blocks of 28 x 32 heights, each of 7 x 8 squares of 4 x 4,
asked for where the vehicle is (source: AP_Terrain). Knows nothing of flying.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, floor, radians

_METRES_PER_E7 = 0.011131884502145034
"""ArduPilot's scale of degrees x 1e7, on both sides of a request."""
_SQUARES_NORTH, _SQUARES_EAST, _SIDE = 7, 8, 4
_POINTS_NORTH, _POINTS_EAST = _SQUARES_NORTH * _SIDE, _SQUARES_EAST * _SIDE
_STEP_NORTH, _STEP_EAST = (_SQUARES_NORTH - 1) * _SIDE, (_SQUARES_EAST - 1) * _SIDE
_WHOLE = (1 << (_SQUARES_NORTH * _SQUARES_EAST)) - 1
_ASK_EVERY_S = 2.0


class _Block:
    def __init__(self, lat_e7: int, lon_e7: int) -> None:
        self.lat_e7, self.lon_e7 = lat_e7, lon_e7
        self.known = 0
        self.heights = [[0] * _POINTS_EAST for _ in range(_POINTS_NORTH)]


class TerrainBlocks:
    """What ground stations have answered. `spacing_m` is TERRAIN_SPACING; below 1 none is asked."""

    def __init__(self, spacing_m: int = 100) -> None:
        self.spacing_m = spacing_m
        self._blocks: dict[tuple[int, int, int, int], _Block] = {}
        self._asked_s = -_ASK_EVERY_S

    def space(self, spacing_m: int) -> None:
        """Another distance between heights: what was answered at the old one is of no use."""
        if spacing_m != self.spacing_m:
            self.spacing_m = spacing_m
            self._blocks.clear()

    def request(self, lat_e7: int, lon_e7: int, now_s: float) -> tuple[int, int, int, int] | None:
        """Fields of TERRAIN_REQUEST for what is missing here; None if nothing or asked just now."""
        if self.spacing_m < 1 or now_s - self._asked_s < _ASK_EVERY_S:
            return None
        here = self._block(lat_e7, lon_e7)[0]
        for block in (here, *self._blocks.values()):
            missing = _WHOLE & ~block.known
            if missing:
                self._asked_s = now_s
                return block.lat_e7, block.lon_e7, self.spacing_m, missing
        return None

    def answer(
        self, lat_e7: int, lon_e7: int, spacing_m: int, bit: int, heights: Sequence[int]
    ) -> bool:
        """TERRAIN_DATA; False for a square that was never asked for."""
        if spacing_m != self.spacing_m or not 0 <= bit < _SQUARES_NORTH * _SQUARES_EAST:
            return False
        for block in self._blocks.values():
            if abs(block.lat_e7 - lat_e7) <= 2 and abs(block.lon_e7 - lon_e7) <= 2:
                north, east = bit // _SQUARES_EAST * _SIDE, bit % _SQUARES_EAST * _SIDE
                for i in range(_SIDE):
                    block.heights[north + i][east : east + _SIDE] = heights[
                        i * _SIDE : (i + 1) * _SIDE
                    ]
                block.known |= 1 << bit
                return True
        return False

    def height_m(self, lat_e7: float, lon_e7: float) -> float | None:
        """Height above sea level, None where nobody has answered yet."""
        if self.spacing_m < 1 or not self._blocks:
            return None
        block, north, east = self._block(round(lat_e7), round(lon_e7))
        row, column = min(int(north), _POINTS_NORTH - 2), min(int(east), _POINTS_EAST - 2)
        for r in (row, row + 1):
            for c in (column, column + 1):
                if not block.known >> (r // _SIDE * _SQUARES_EAST + c // _SIDE) & 1:
                    return None
        h = block.heights
        return _blend(
            h[row][column],
            h[row][column + 1],
            h[row + 1][column],
            h[row + 1][column + 1],
            north - row,
            east - column,
        )

    def counts(self) -> tuple[int, int]:
        """(pending, loaded) squares, as TERRAIN_REPORT says them."""
        loaded = sum(block.known.bit_count() for block in self._blocks.values())
        return len(self._blocks) * _SQUARES_NORTH * _SQUARES_EAST - loaded, loaded

    def _block(self, lat_e7: int, lon_e7: int) -> tuple[_Block, float, float]:
        """The block of a place, and the place's (north, east) in it in units of the spacing."""
        lat_deg, lon_deg = floor(lat_e7 / 1e7), floor(lon_e7 / 1e7)
        scale = cos(radians(lat_deg))
        per = _METRES_PER_E7 / self.spacing_m
        north = (lat_e7 - lat_deg * 10_000_000) * per
        east = (lon_e7 - lon_deg * 10_000_000) * per * scale
        i, j = int(north // _STEP_NORTH), int(east // _STEP_EAST)
        key = (lat_deg, lon_deg, i, j)
        block = self._blocks.get(key)
        if block is None:
            block = self._blocks[key] = _Block(
                lat_deg * 10_000_000 + round(i * _STEP_NORTH / per),
                lon_deg * 10_000_000 + round(j * _STEP_EAST / per / scale),
            )
        return block, north - i * _STEP_NORTH, east - j * _STEP_EAST


def _blend(sw: float, se: float, nw: float, ne: float, north: float, east: float) -> float:
    south_side = sw + (se - sw) * east
    north_side = nw + (ne - nw) * east
    return south_side + (north_side - south_side) * north
