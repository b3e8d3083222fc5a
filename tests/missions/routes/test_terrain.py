"""The elevation grid: interpolation, its edges, and the strict reading of its files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flying import load_flying
from missions.geo import LatLon
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.routes.esri_grid import parse_esri_grid
from missions.routes.terrain import ElevationGrid, OutsideTerrain, read_terrain

ROWS, COLUMNS, CELL = 7, 5, 0.001


def plane(lat_deg: float, lon_deg: float) -> float:
    return 700.0 + 3e4 * (lat_deg - 35.0) - 2e4 * (lon_deg - 138.0)


def sloped() -> ElevationGrid:
    lat = 35.0 + CELL * np.arange(ROWS)[:, None]
    lon = 138.0 + CELL * np.arange(COLUMNS)[None, :]
    return ElevationGrid(
        700.0 + 3e4 * (lat - 35.0) - 2e4 * (lon - 138.0), 35.0, 138.0, CELL, 0, "EGM96", True, "x"
    )


north = st.floats(0.0, (ROWS - 1) * CELL).map(lambda offset: 35.0 + offset)
east = st.floats(0.0, (COLUMNS - 1) * CELL).map(lambda offset: 138.0 + offset)


@given(north, east)
def test_a_plane_is_a_plane_between_the_nodes_too(lat: float, lon: float) -> None:
    grid = sloped()
    inside = grid.nearest_inside(LatLon(lat, lon))
    wanted = plane(inside.lat_deg, inside.lon_deg)
    many = grid.heights_amsl_m(np.array([lat]), np.array([lon]))
    if grid.covers(LatLon(lat, lon)):
        assert grid.height_amsl_m(LatLon(lat, lon)) == pytest.approx(wanted, abs=1e-6)
        assert many[0] == pytest.approx(wanted, abs=1e-6)


@given(st.floats(34.99, 35.02), st.floats(137.99, 138.02))
def test_one_place_and_many_places_agree_about_what_is_ground(lat: float, lon: float) -> None:
    grid = sloped()
    many = grid.heights_amsl_m(np.array([[lat]]), np.array([[lon]]))
    assert many.shape == (1, 1)
    if grid.covers(LatLon(lat, lon)):
        assert grid.height_amsl_m(LatLon(lat, lon)) == pytest.approx(float(many[0, 0]), abs=1e-6)
    else:
        assert np.isnan(many[0, 0])
        with pytest.raises(OutsideTerrain, match="no ground is known at"):
            grid.height_amsl_m(LatLon(lat, lon))


def test_no_data_is_no_ground() -> None:
    grid = sloped()
    heights = grid.heights_m.copy()
    heights[3, 2] = np.nan
    holed = ElevationGrid(heights, 35.0, 138.0, CELL, 0, "EGM96", True, "x")
    assert not holed.covers(LatLon(35.0034, 138.0021))
    assert holed.covers(LatLon(35.0004, 138.0001))


GRID = """ncols 3
nrows 2
xllcorner 138.0
yllcorner 35.0
cellsize 0.002
nodata_value -9999
4 5 6
1 2 -9999
"""


def parse(text: str) -> tuple[object, list[str]]:
    findings = Findings()
    grid = parse_esri_grid("g.asc", text, findings)
    return grid, [str(finding) for finding in findings]


def test_the_first_row_is_the_north_and_corners_are_half_a_cell_away() -> None:
    findings = Findings()
    grid = parse_esri_grid("g.asc", GRID, findings)
    assert grid is not None
    assert grid.values[1].tolist() == [4, 5, 6]
    assert grid.values[0, 1] == 2
    assert np.isnan(grid.values[0, 2])
    assert (grid.west, grid.south) == (pytest.approx(138.001), pytest.approx(35.001))


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("ncols 3", "ncols 4", "g.asc:7: 3 heights, ncols is 4"),
        ("ncols 3", "ncols 2.5", "g.asc:1: ncols 2.5: not a number that fits"),
        ("nrows 2", "nrows 3", "g.asc:7: 2 rows of heights, nrows is 3"),
        ("nrows 2\n", "", 'g.asc:1: missing header "nrows"'),
        ("cellsize 0.002", "cellsize 0", "g.asc:5: cellsize 0: must be above 0"),
        ("cellsize", "cellsise", 'g.asc:5: header line "cellsise 0.002" is not understood'),
        ("xllcorner", "xllcenter", "g.asc:1: xllcorner and yllcorner, or xllcenter and"),
        ("1 2 -9999", "1 x -9999", "g.asc:8: not a height: could not convert"),
        ("1 2 -9999", "1 inf -9999", "g.asc:8: not a finite height"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, finding: str) -> None:
    assert old in GRID
    grid, found = parse(GRID.replace(old, new))
    assert grid is None
    assert any(line.startswith(finding) for line in found), found


def test_heights_of_no_earth_and_other_datums_are_refused(tmp_path: Path) -> None:
    def read(yaml: str, grid: str) -> list[str]:
        (tmp_path / "terrain.yaml").write_text(yaml)
        (tmp_path / "g.asc").write_text(grid)
        findings = Findings()
        read_terrain(Folder.read(tmp_path), findings)
        return [str(finding) for finding in findings]

    good = "grid: g.asc\nsynthetic: true\ndatum: EGM96\nvertical_error_m: 1\nsource: a test\n"
    assert read(good, GRID) == []
    assert "not of this earth" in read(good, GRID.replace("4 5 6", "4 5 60000"))[0]
    assert read(good.replace("EGM96", "WGS84"), GRID)[0].startswith("terrain.yaml:3: datum WGS84")
    assert read(good.replace("g.asc", "h.asc"), GRID) == ["h.asc:1: the file is missing"]


@given(st.floats(30.0, 40.0), st.floats(130.0, 145.0))
def test_the_nearest_place_inside_has_a_height(lat: float, lon: float) -> None:
    """On the shipped grid too, whose edges do not divide evenly into cells."""
    for grid in (sloped(), shipped()):
        place = grid.nearest_inside(LatLon(lat, lon))
        assert grid.covers(place)
        many = grid.heights_amsl_m(np.array([place.lat_deg]), np.array([place.lon_deg]))
        assert many[0] == pytest.approx(grid.height_amsl_m(place), abs=1e-6)


@cache
def shipped() -> ElevationGrid:
    return load_flying(Path("config/ina-hase")).terrain
