"""The ESRI ASCII grid form: a small header and rows of heights from north to south.

Owns the parsing, with the line of what is wrong. Must not know what the numbers mean; the units
of cells and heights are whoever's file it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from missions.reading.findings import Findings

_WHOLE = ("ncols", "nrows")
_CORNER, _CENTRE = ("xllcorner", "yllcorner"), ("xllcenter", "yllcenter")
_KNOWN = {*_WHOLE, *_CORNER, *_CENTRE, "cellsize", "nodata_value"}


@dataclass(frozen=True, eq=False, slots=True)
class EsriGrid:
    """`values[row, column]`, rows from the south, columns from the west, NaN where there is no
    data; (`west`, `south`) is the centre of `values[0, 0]`."""

    values: NDArray[np.float64]
    west: float
    south: float
    cell: float


def parse_esri_grid(name: str, text: str | None, findings: Findings) -> EsriGrid | None:
    """The grid, or None with findings. Each row of the grid is one line."""
    if text is None:
        return None
    before = len(findings)
    lines = text.splitlines()
    header, first = _header(name, lines, findings)
    for key in (*_WHOLE, "cellsize"):
        if key not in header:
            findings.add(name, 1, f'missing header "{key}"')
    corner = next((pair for pair in (_CORNER, _CENTRE) if set(pair) <= header.keys()), None)
    if corner is None:
        findings.add(name, 1, "xllcorner and yllcorner, or xllcenter and yllcenter, are needed")
    if len(findings) > before or corner is None:
        return None
    values = _values(name, lines, first, int(header["nrows"]), int(header["ncols"]), findings)
    if values is None:
        return None
    if "nodata_value" in header:
        values[values == header["nodata_value"]] = np.nan
    half = header["cellsize"] / 2 if corner is _CORNER else 0.0
    west, south = header[corner[0]] + half, header[corner[1]] + half
    # The file begins in the north; a grid that begins in the south counts as latitudes do.
    return EsriGrid(np.ascontiguousarray(values[::-1]), west, south, header["cellsize"])


def _header(name: str, lines: list[str], findings: Findings) -> tuple[dict[str, float], int]:
    header: dict[str, float] = {}
    for number, line in enumerate(lines, start=1):
        words = line.split()
        key = words[0].lower() if words else ""
        if not key[:1].isalpha() or key == "nan":
            return header, number - 1
        if key not in _KNOWN or len(words) != 2 or key in header:
            findings.add(name, number, f'header line "{line.strip()[:40]}" is not understood')
            continue
        try:
            value = float(words[1])
        except ValueError:
            value = np.nan
        if not np.isfinite(value) or (key in _WHOLE and not (value.is_integer() and value >= 2)):
            findings.add(name, number, f"{key} {words[1]}: not a number that fits")
        elif key == "cellsize" and value <= 0:
            findings.add(name, number, f"cellsize {words[1]}: must be above 0")
        header[key] = value
    return header, len(lines)


def _values(
    name: str, lines: list[str], first: int, rows: int, columns: int, findings: Findings
) -> NDArray[np.float64] | None:
    split = [line.split() for line in lines[first:]]
    while split and not split[-1]:
        split.pop()
    before = len(findings)
    if len(split) != rows:
        findings.add(name, first + 1, f"{len(split)} rows of heights, nrows is {rows}")
    for index, words in enumerate(split):
        if len(words) != columns:
            line = first + index + 1
            findings.add(name, line, f"{len(words)} heights, ncols is {columns}")
            break
    if len(findings) > before:
        return None
    try:
        values = np.array(split, dtype=np.float64)
    except ValueError:
        values = np.full((rows, columns), np.nan)
        for index, words in enumerate(split):
            try:
                values[index] = [float(word) for word in words]
            except ValueError as error:
                findings.add(name, first + index + 1, f"not a height: {error}")
                return None
    broken = np.argwhere(~np.isfinite(values))
    if len(broken):
        findings.add(name, first + int(broken[0][0]) + 1, "not a finite height")
        return None
    return values
