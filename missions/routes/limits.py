"""The thresholds that a route's geometry is held to.

Owns the numbers, each with the criterion it belongs to and whether it is law (L), guidance (G) or
this project's own proposal (P).
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.routes.volumes import DEFAULT_MARGINS, Margins


@dataclass(frozen=True, slots=True)
class Limits:
    """Metres, degrees and metres per second; the defaults are those of the criteria."""

    highest_agl_m: float = 150.0  # GEO-01 (L), GEO-02 (P)
    least_agl_m: float = 30.0  # TER-01 (P), CON-03 (P)
    landing_every_m: float = 2000.0  # CON-02 (P)
    landing_aside_m: float = 300.0  # P: a branch is short
    landing_slope_deg: float = 10.0  # P: an aircraft stands on it
    pad_slope_deg: float = 5.0  # P
    position_m: float = 0.5  # P: places, path ends and pads are the same points
    ground_m: float = 0.5  # P: a pad's and a landing place's height against the grid
    least_leg_m: float = 5.0  # P: nearer points are one point
    sharpest_turn_deg: float = 100.0  # P: sharper is no corridor, but a way back
    margins: Margins = DEFAULT_MARGINS


DEFAULT_LIMITS = Limits()
