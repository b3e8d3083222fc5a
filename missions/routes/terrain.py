"""The ground: an elevation grid in degrees, and the height at any place on it.

Owns `terrain.yaml` with the grid beside it, and bilinear interpolation. Knows nothing of routes.
Outside the grid there is no ground: one place raises, arrays hold NaN, and nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from math import floor, isfinite
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from missions.errors import SorabinError
from missions.geo import LatLon, Position
from missions.reading.fields import FileModel, Number, Text
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.yaml_file import read_yaml
from missions.routes.esri_grid import parse_esri_grid

FILE = "terrain.yaml"
_LOWEST_M, _HIGHEST_M = -500.0, 9000.0


_EDGE = 1e-6
"""Cells beyond the edge that count as on it: degrees of an edge do not divide evenly."""


class OutsideTerrain(SorabinError):
    """The elevation grid does not reach a place."""

    code = "outside-terrain"


@dataclass(frozen=True, eq=False, slots=True)
class ElevationGrid:
    """Heights of ground or water above mean sea level at the nodes of a grid in degrees.

    `heights_m[row, column]`: rows from the south, columns from the west; NaN where there is no
    data. (`south_deg`, `west_deg`): node [0, 0]. `vertical_error_m`: how far a height may be wrong.
    `sha256`: hex digest of the grid's file, for the record of what was decided by it.
    """

    heights_m: NDArray[np.float64]
    south_deg: float
    west_deg: float
    cell_deg: float
    vertical_error_m: float
    datum: str
    synthetic: bool
    source: str
    sha256: str = ""

    @property
    def north_deg(self) -> float:
        return self.south_deg + (self.heights_m.shape[0] - 1) * self.cell_deg

    @property
    def east_deg(self) -> float:
        return self.west_deg + (self.heights_m.shape[1] - 1) * self.cell_deg

    def covers(self, place: LatLon | Position) -> bool:
        return isfinite(self._height(place))

    def height_amsl_m(self, place: LatLon | Position) -> float:
        """Height of the ground, metres; raises `OutsideTerrain`."""
        height_m = self._height(place)
        if not isfinite(height_m):
            raise OutsideTerrain(
                f"no ground is known at {place.lat_deg:.6f}, {place.lon_deg:.6f}",
                lat_deg=place.lat_deg,
                lon_deg=place.lon_deg,
            )
        return height_m

    def heights_amsl_m(
        self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Heights at many places, shaped as the input; NaN outside."""
        rows, columns = self.heights_m.shape
        y = (np.asarray(lat_deg, dtype=np.float64) - self.south_deg) / self.cell_deg
        x = (np.asarray(lon_deg, dtype=np.float64) - self.west_deg) / self.cell_deg
        inside = (
            (y >= -_EDGE) & (y <= rows - 1 + _EDGE) & (x >= -_EDGE) & (x <= columns - 1 + _EDGE)
        )
        y = np.clip(np.where(inside, y, 0.0), 0.0, rows - 1)
        x = np.clip(np.where(inside, x, 0.0), 0.0, columns - 1)
        row = np.minimum(y.astype(np.intp), rows - 2)
        column = np.minimum(x.astype(np.intp), columns - 2)
        v, u = y - row, x - column
        heights = self.heights_m
        south = heights[row, column] * (1 - u) + heights[row, column + 1] * u
        north = heights[row + 1, column] * (1 - u) + heights[row + 1, column + 1] * u
        return np.where(inside, south * (1 - v) + north * v, np.nan)

    def at_or_edge_m(self, lat_deg: float, lon_deg: float) -> float:
        """Height of the ground, metres; beyond the grid that of its edge, for a vehicle, whose
        blocks of terrain reach beyond it."""
        return self.height_amsl_m(self.nearest_inside(LatLon(lat_deg, lon_deg)))

    def nearest_inside(self, place: LatLon | Position) -> LatLon:
        """The place itself, or the nearest one on the grid's edge: for a vehicle that asks for
        ground which no flight of this deployment comes near."""
        return LatLon(
            min(max(place.lat_deg, self.south_deg), self.north_deg),
            min(max(place.lon_deg, self.west_deg), self.east_deg),
        )

    def _height(self, place: LatLon | Position) -> float:
        """Bilinear without arrays, because one place at a time is asked very often; NaN outside."""
        rows, columns = self.heights_m.shape
        y = (place.lat_deg - self.south_deg) / self.cell_deg
        x = (place.lon_deg - self.west_deg) / self.cell_deg
        if not (-_EDGE <= y <= rows - 1 + _EDGE and -_EDGE <= x <= columns - 1 + _EDGE):
            return float("nan")
        y, x = min(max(y, 0.0), rows - 1.0), min(max(x, 0.0), columns - 1.0)
        row, column = min(floor(y), rows - 2), min(floor(x), columns - 2)
        v, u = y - row, x - column
        (sw, se), (nw, ne) = self.heights_m[row : row + 2, column : column + 2].tolist()
        return (sw * (1 - u) + se * u) * (1 - v) + (nw * (1 - u) + ne * u) * v


class TerrainRow(FileModel):
    grid: Annotated[Text, Field(pattern=r"^[a-z0-9_-]+\.asc$")]
    synthetic: Annotated[bool, Field(strict=True)]
    datum: Literal["EGM96"]
    vertical_error_m: Annotated[Number, Field(ge=0, le=50)]
    source: Text


def read_terrain(folder: Folder, findings: Findings) -> ElevationGrid | None:
    """The deployment's ground, or None with findings."""
    file = read_yaml(FILE, folder.text(FILE, findings), findings)
    row = None if file is None else file.model(TerrainRow, findings)
    if row is None:
        return None
    grid = parse_esri_grid(row.grid, folder.text(row.grid, findings), findings)
    if grid is None:
        return None
    lowest, highest = float(np.nanmin(grid.values)), float(np.nanmax(grid.values))
    if not (lowest >= _LOWEST_M and highest <= _HIGHEST_M):
        findings.add(row.grid, 1, f"heights from {lowest:g} to {highest:g} m are not of this earth")
        return None
    return ElevationGrid(
        heights_m=grid.values,
        south_deg=grid.south,
        west_deg=grid.west,
        cell_deg=grid.cell,
        vertical_error_m=row.vertical_error_m,
        datum=row.datum,
        synthetic=row.synthetic,
        source=row.source,
        sha256=sha256(folder.files[row.grid]).hexdigest(),
    )
