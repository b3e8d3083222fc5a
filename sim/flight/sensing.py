"""How far off the place is that a craft believes to be at.

Owns the error of satellite navigation and of the barometer as processes that forget slowly: what is
left after an autopilot's filter has taken the noise out. Knows nothing of filters or of faults.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import NamedTuple

from sim.flight.scalars import scalar


class Sensing(NamedTuple):
    """Standard deviation of each horizontal part, and of the height, and how long they last."""

    across_m: float
    height_m: float
    across_memory_s: float
    height_memory_s: float


class Error(NamedTuple):
    """Believed minus true place: north, east, up [m]."""

    north_m: float
    east_m: float
    up_m: float


NO_ERROR = Error(0.0, 0.0, 0.0)
EXACT = Sensing(0.0, 0.0, 60.0, 300.0)
USUAL = Sensing(0.5, 0.3, 60.0, 300.0)
"""A multi-band receiver without corrections, and a barometer after it was set at take-off. An
assumption of this project: receivers' data sheets give 0.5 to 1.5 m of radial error."""


@scalar
def next_error(
    error: Error, sensing: Sensing, dt_s: float, normals: tuple[float, float, float]
) -> Error:
    """The error after `dt_s`: Gauss-Markov processes, exact for any step.

    `normals`: draws of the standard normal distribution.
    """
    kept = exp(-dt_s / sensing.across_memory_s)
    fresh_m = sensing.across_m * sqrt(1.0 - kept * kept)
    kept_up = exp(-dt_s / sensing.height_memory_s)
    fresh_up_m = sensing.height_m * sqrt(1.0 - kept_up * kept_up)
    return Error(
        error.north_m * kept + fresh_m * normals[0],
        error.east_m * kept + fresh_m * normals[1],
        error.up_m * kept_up + fresh_up_m * normals[2],
    )
