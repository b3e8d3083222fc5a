"""The same flights, compiled: thousands of them at once.

Owns the hand-over to numba: what `sim.flight.scalars` lists is compiled as it stands, so there is
one model, and the interpreter's run of the same functions on the same arrays is its plain twin.
Importing this loads a compiler; the first call compiles for some seconds, once for each machine
(numba keeps the result).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numba import njit
from numba.core import config
from numba.extending import register_jitable

from sim.flight.control import Landing
from sim.flight.elevation import Elevation
from sim.flight.motion import Frame
from sim.flight.path import Bounds
from sim.flight.power import Rotors
from sim.flight.scalars import SCALARS
from sim.flight.sensing import Sensing
from sim.flight.voyage import Voyage, Weather, fly


def _kept_in() -> Path:
    """A folder for what is compiled, its name made of all the sources.

    The compiler itself looks at the file of the outermost function only, and would go on flying
    an older model after a change in any other.
    """
    here = Path(__file__).parent
    sources = b"".join(file.read_bytes() for file in sorted(here.glob("*.py")))
    return here / "__pycache__" / f"compiled-{sha256(sources).hexdigest()[:16]}"


def _keeps() -> bool:
    """Whether it can be kept at all: an installation may be read-only."""
    try:
        _kept_in().mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    config.CACHE_DIR = str(_kept_in())  # pyright: ignore[reportAttributeAccessIssue]
    return True


for _function in SCALARS:
    register_jitable(_function)

_COLUMNS = 12
"""Of a result: a Voyage, its place in three columns."""


def fly_each(
    mission: np.ndarray,
    elevation: Elevation,
    frames: Sequence[Frame],
    bounds: Bounds,
    landing: Landing,
    weathers: Sequence[Weather],
    sensing: Sensing,
    normals: np.ndarray,
    dt_s: float,
) -> np.ndarray:
    """One flight for each frame with its weather and its row of `normals`; see `voyage.fly`.

    Returns one row for each; `flown` reads it.
    """
    made_of = np.array([[*frame[:1], *frame.rotors, *frame[2:]] for frame in frames], dtype=float)
    weather = np.array(weathers, dtype=float)
    found = np.empty((len(frames), _COLUMNS))
    _fly_each(mission, elevation, made_of, bounds, landing, weather, sensing, normals, dt_s, found)
    return found


def _each(
    mission: np.ndarray,
    elevation: Elevation,
    frames: np.ndarray,
    bounds: Bounds,
    landing: Landing,
    weathers: np.ndarray,
    sensing: Sensing,
    normals: np.ndarray,
    dt_s: float,
    found: np.ndarray,
) -> None:
    for number in range(frames.shape[0]):
        f, w = frames[number], weathers[number]
        rotors = Rotors(f[1], f[2], f[3], f[4], f[5], f[6])
        frame = Frame(f[0], rotors, f[7], f[8], int(f[9]), f[10], f[11])
        weather = Weather(w[0], w[1], w[2], w[3], w[4])
        one = fly(
            mission,
            elevation,
            frame,
            bounds,
            landing,
            weather,
            sensing,
            normals[number],
            dt_s,
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
        found[number, 9] = one.lowest_v
        found[number, 10] = one.most_w
        found[number, 11] = one.steps


_fly_each = njit(cache=_keeps(), nogil=True)(_each)


def flown(row: np.ndarray) -> Voyage:
    """A row of `fly_each` as what came of that flight."""
    landed, lasted_s, wh, ah, north, east, up, most, rms, volts, watts, steps = map(float, row)
    at = (north, east, up)
    return Voyage(bool(landed), lasted_s, wh, ah, at, most, rms, volts, watts, int(steps))
