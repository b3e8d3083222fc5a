"""The operational volume around a path and the ground risk buffer beside it.

Owns the formulas of the LBA guide and of EASA/JARUS SORA Annex A for multirotors and fixed wing,
as numbers. Knows nothing of routes: speeds and heights come in, distances come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import radians, sqrt, tan

G_MPS2 = 9.81
_HIGHEST_M = 150.0
_MULTIROTOR_TILT_DEG = 45.0
_FIXED_WING_BANK_DEG = 30.0


@dataclass(frozen=True, slots=True)
class Margins:
    """What is added for imprecision and reaction; the defaults are the guide's.

    `gps_m`, `position_m`, `map_m`: satellite position, holding of position, map. `height_m`: 1 for
    a barometer, 4 for satellite height. `reaction_s`: until a pilot or the autopilot acts.
    """

    gps_m: float = 3.0
    position_m: float = 3.0
    map_m: float = 1.0
    height_m: float = 1.0
    reaction_s: float = 1.0


DEFAULT_MARGINS = Margins()


def contingency_width_m(
    speed_mps: float, margins: Margins = DEFAULT_MARGINS, *, fixed_wing: bool = False
) -> float:
    """S_CV: how far the contingency volume reaches sideways beyond the flight geography."""
    if fixed_wing:
        stop_m = speed_mps**2 / (G_MPS2 * tan(radians(_FIXED_WING_BANK_DEG)))
    else:
        stop_m = speed_mps**2 / (2 * G_MPS2 * tan(radians(_MULTIROTOR_TILT_DEG)))
    react_m = speed_mps * margins.reaction_s
    return margins.gps_m + margins.position_m + margins.map_m + react_m + stop_m


def contingency_rise_m(speed_mps: float, margins: Margins = DEFAULT_MARGINS) -> float:
    """H_CV - H_FG: how far the volume reaches above the planned height (multirotor)."""
    return margins.height_m + 0.7 * speed_mps * margins.reaction_s + speed_mps**2 / (2 * G_MPS2)


def contingency_top_m(
    height_m: float, speed_mps: float, margins: Margins = DEFAULT_MARGINS
) -> float:
    """H_CV: top of the volume, from the planned height in the same frame."""
    return height_m + contingency_rise_m(speed_mps, margins)


def ballistic_buffer_m(speed_mps: float, top_m: float, largest_m: float) -> float:
    """S_GRB of a multirotor that falls from `top_m` above ground without power, without wind."""
    return speed_mps * sqrt(2 * top_m / G_MPS2) + largest_m / 2


def one_to_one_buffer_m(top_m: float, largest_m: float) -> float:
    """S_GRB by the 1:1 rule."""
    return top_m + largest_m / 2


def parachute_buffer_m(
    speed_mps: float, top_m: float, open_s: float, wind_mps: float, sink_mps: float
) -> float:
    """S_GRB under a parachute that opens within `open_s`."""
    return speed_mps * open_s + wind_mps * top_m / sink_mps


def allowed_height_m(
    distance_m: float, speed_mps: float, largest_m: float, margins: Margins = DEFAULT_MARGINS
) -> float:
    """The inverse rule: the greatest planned height at this distance from an edge that the
    ballistic buffer must not cross; 0 to 150 m."""
    left_m = distance_m - contingency_width_m(speed_mps, margins) - largest_m / 2
    if left_m < 0:
        return 0.0
    fall_m = G_MPS2 / (2 * speed_mps**2) * left_m**2
    return min(max(fall_m - contingency_rise_m(speed_mps, margins), 0.0), _HIGHEST_M)


def least_half_width_m(
    speed_mps: float, largest_m: float, margins: Margins = DEFAULT_MARGINS
) -> float:
    """Half the corridor: 1.5 times the largest dimension to fly in, and the contingency volume."""
    return 1.5 * largest_m + contingency_width_m(speed_mps, margins)
