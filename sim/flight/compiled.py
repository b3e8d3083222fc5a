"""The same flights, compiled: thousands of them at once.

Owns the hand-over to numba: what `sim.flight.scalars` lists is compiled as it stands, so there is
one model, and the interpreter's run of the same functions on the same arrays is its plain twin.
Importing this loads a compiler; the first call compiles for some seconds, once for each machine
(numba keeps the result).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numba.extending import register_jitable

from sim.flight.elevation import Elevation
from sim.flight.motion import Frame
from sim.flight.path import Bounds
from sim.flight.scalars import SCALARS
from sim.flight.voyage import Landing, Voyage, Weather, fly

for _function in SCALARS:
    register_jitable(_function)

COLUMNS = 10
"""Of a result: landed, seconds, Wh, Ah, north, east, up, most and mean metres aside, steps."""


def fly_each(
    mission: np.ndarray,
    elevation: Elevation,
    frames: np.ndarray,
    bounds: Bounds,
    landing: Landing,
    weathers: np.ndarray,
    normals: np.ndarray,
    dt_s: float,
) -> np.ndarray:
    """One flight for each row of `frames` (Frame), `weathers` (Weather) and `normals`.

    Returns rows of COLUMNS.
    """
    found = np.empty((frames.shape[0], COLUMNS))
    _fly_each(mission, elevation, frames, bounds, landing, weathers, normals, dt_s, found)
    return found


def _each(
    mission: np.ndarray,
    elevation: Elevation,
    frames: np.ndarray,
    bounds: Bounds,
    landing: Landing,
    weathers: np.ndarray,
    normals: np.ndarray,
    dt_s: float,
    found: np.ndarray,
) -> None:
    for number in range(frames.shape[0]):
        f, w = frames[number], weathers[number]
        frame = Frame(f[0], f[1], f[2], f[3], f[4], f[5], f[6], int(f[7]), f[8], f[9])
        weather = Weather(w[0], w[1], w[2])
        one = fly(
            mission, elevation, frame, bounds, landing, weather, normals[number], dt_s
        )
        found[number, 0] = 1.0 if one.landed else 0.0
        found[number, 1] = one.lasted_s
        found[number, 2] = one.used_wh
        found[number, 3] = one.used_ah
        found[number, 4] = one.at[0]
        found[number, 5] = one.at[1]
        found[number, 6] = one.at[2]
        found[number, 7] = one.most_aside_m
        found[number, 8] = one.aside_rms_m
        found[number, 9] = one.steps


_fly_each = njit(cache=True, nogil=True)(_each)


def flown(row: np.ndarray) -> Voyage:
    """A row of `fly_each` as what came of that flight."""
    at = (float(row[4]), float(row[5]), float(row[6]))
    told = [float(each) for each in row]
    return Voyage(bool(row[0]), told[1], told[2], told[3], at, told[7], told[8], int(row[9]))
