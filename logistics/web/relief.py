"""A picture of the ground for the map: shaded as if the sun stood in the north-west.

Owns the shading and the few bytes of PNG around it. Knows nothing of routes or of the page.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from missions.routes.terrain import ElevationGrid

PATH = "/map/ground.png"
_DEGREE_M = 111_320.0
_SUN = np.array([-1.0, 1.0, 1.2]) / np.sqrt(1.0 + 1.0 + 1.2**2)  # east, north, up
_DARK, _LIGHT = 168.0, 250.0
"""Grey of a slope in the shade and of one in the sun: lines and letters must stand out on both."""
_NOTHING = 236


@cache
def relief_png(grid: ElevationGrid) -> bytes:
    """The grid as a grey PNG, one point for each height, north above."""
    return _png(np.flipud(shades(grid)))


def shades(grid: ElevationGrid) -> NDArray[np.uint8]:
    """How light each point of the ground is, 0 to 255, rows from the south."""
    middle = radians((grid.south_deg + grid.north_deg) / 2)
    north_m = grid.cell_deg * _DEGREE_M
    up_north, up_east = np.gradient(grid.heights_m, north_m, north_m * cos(middle))
    lit = (up_east * -_SUN[0] + up_north * -_SUN[1] + _SUN[2]) / np.sqrt(
        up_east**2 + up_north**2 + 1.0
    )
    grey = _DARK + (_LIGHT - _DARK) * np.clip(lit, 0.0, 1.0)
    return np.where(np.isfinite(grey), grey, _NOTHING).astype(np.uint8)


def _png(grey: NDArray[np.uint8]) -> bytes:
    """Eight bits of grey for each point (PNG specification, W3C, colour type 0)."""
    rows, columns = grey.shape
    lines = b"".join(b"\0" + row.tobytes() for row in grey)  # each line without a filter
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
