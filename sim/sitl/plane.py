"""A flat frame in metres around the place of start, for positions in degrees x 1e7.

Owns the conversion. An own one, of four multiplications, because it runs for every simulated step:
WGS 84 radii at the origin, straight lines of degrees are straight lines of metres. Knows nothing of
heights.
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt

_A_M = 6_378_137.0
_E2 = 6.69437999014e-3


class Plane:
    """North and east in metres from (`lat_deg`, `lon_deg`)."""

    def __init__(self, lat_deg: float, lon_deg: float) -> None:
        self._lat_e7, self._lon_e7 = round(lat_deg * 1e7), round(lon_deg * 1e7)
        bent = 1.0 - _E2 * sin(radians(lat_deg)) ** 2
        self._north_per_e7 = radians(1e-7) * _A_M * (1.0 - _E2) / (bent * sqrt(bent))
        self._east_per_e7 = radians(1e-7) * _A_M * cos(radians(lat_deg)) / sqrt(bent)

    def metres(self, lat_e7: float, lon_e7: float) -> tuple[float, float]:
        """(north, east) of degrees x 1e7."""
        return (
            (lat_e7 - self._lat_e7) * self._north_per_e7,
            (lon_e7 - self._lon_e7) * self._east_per_e7,
        )

    def degrees_e7(self, north_m: float, east_m: float) -> tuple[int, int]:
        """(lat, lon) as integers x 1e7."""
        return (
            round(self._lat_e7 + north_m / self._north_per_e7),
            round(self._lon_e7 + east_m / self._east_per_e7),
        )
