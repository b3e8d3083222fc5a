"""The wind: how it grows with height, and its gusts as the Dryden spectra have them.

Owns the formulas. Gusts are horizontal: along the mean wind and across it; what blows up or down
moves a multirotor little and is left out. Knows nothing of where a craft flies or of what it is.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import NamedTuple

from sim.flight.scalars import scalar

REFERENCE_M = 10.0
"""Height above ground of a wind that is given with a roughness, as weather stations measure it."""
_M_PER_FOOT = 0.3048
_LOWEST_M = 3.0
_HIGHEST_M = 304.8
"""The formulas of MIL-F-8785C for low altitudes hold from 10 to 1000 feet."""
_STANDARD_ROUGHNESS_M = 0.15 * _M_PER_FOOT
_SMOOTHEST_M = 1e-5
"""Ice."""
_SLOWEST_MPS = 1.0
"""A field of gusts that a craft drifts along with would not change at all."""


class Gusts(NamedTuple):
    """Along the mean wind and across it, and what follows the latter: of unit deviation, unit 1."""

    along: float
    across: float
    lagging: float


CALM = Gusts(0.0, 0.0, 0.0)


@scalar
def at_height(wind_mps: float, above_m: float, roughness_m: float) -> float:
    """Speed at a height above ground of a wind that blows with `wind_mps` at REFERENCE_M.

    The logarithmic profile of a neutral surface layer; a roughness of 0 means that it blows alike
    at all heights. Below a tenth of the reference height that height's wind is taken.
    """
    if roughness_m <= 0.0:
        return wind_mps
    rough_m = max(roughness_m, _SMOOTHEST_M)
    height_m = max(above_m, REFERENCE_M / 10.0, 2.0 * rough_m)
    return wind_mps * log(height_m / rough_m) / log(REFERENCE_M / rough_m)


@scalar
def gust_size(above_m: float) -> tuple[float, float]:
    """Standard deviation as a share of the mean wind there, and length [m], of horizontal gusts.

    MIL-F-8785C, 3.7.3.2: the deviation is 0.1 W20 / (0.177 + 0.000823 h)^0.4 with h in feet and
    the wind W20 at 20 feet; as a share of the wind at h by that standard's own profile.
    """
    height_m = min(_HIGHEST_M, max(_LOWEST_M, above_m))
    feet = height_m / _M_PER_FOOT
    shape = 0.177 + 0.000823 * feet
    at_20_feet = log(20.0 * _M_PER_FOOT / _STANDARD_ROUGHNESS_M)
    share = 0.1 / shape**0.4 * at_20_feet / log(height_m / _STANDARD_ROUGHNESS_M)
    return (share, height_m / shape**1.2)


@scalar
def next_gusts(
    gusts: Gusts,
    length_m: float,
    airspeed_mps: float,
    dt_s: float,
    normals: tuple[float, float, float],
) -> Gusts:
    """The gusts after `dt_s`, of a craft that flies through them with `airspeed_mps`.

    `normals`: draws of the standard normal distribution. The step is exact: deviation and
    spectrum are those of the Dryden forms (MIL-F-8785C, 3.7.1.2) whatever `dt_s`. Along the wind
    the form is of first order; across it of second, the sum of a process of first order and of
    another that follows it.
    """
    rate = max(_SLOWEST_MPS, airspeed_mps) / length_m
    kept = exp(-rate * dt_s)
    along = gusts.along * kept + sqrt(1.0 - kept * kept) * normals[0]
    # In units of the rate x' = -x + n, y' = x - y, with stationary variances 1/2 and 1/4 and
    # covariance 1/4; what a step adds is what it takes from them to stay so.
    turned, square = rate * dt_s, kept * kept
    var_x = 0.5 * (1.0 - square)
    both = 0.25 * (1.0 - square) - 0.5 * square * turned
    var_y = 0.25 * (1.0 - square) - square * turned * (0.5 + 0.5 * turned)
    first = sqrt(max(0.0, var_x))
    mixed = both / first if first > 0.0 else 0.0
    second = sqrt(max(0.0, var_y - mixed * mixed))
    across = gusts.across * kept + first * normals[1]
    lagging = (gusts.lagging + turned * gusts.across) * kept + mixed * normals[1]
    return Gusts(along, across, lagging + second * normals[2])


@scalar
def blown(gusts: Gusts, deviation: float) -> tuple[float, float]:
    """The gusts along the wind and across it, in the unit of their standard deviation."""
    root = sqrt(3.0)
    across = root * gusts.across + (1.0 - root) * gusts.lagging
    return (deviation * gusts.along, deviation * across)
