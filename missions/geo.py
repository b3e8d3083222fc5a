"""Places on the earth, and the flat metric frames in which geometry is done.

Owns positions (WGS 84 degrees, metres above mean sea level), distances and local frames. shapely
sees metres only, which come from a `LocalFrame`. Knows nothing of routes or vehicles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod, Proj

_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class LatLon:
    """A point on the ground: WGS 84 degrees."""

    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True)
class Position:
    """A point in space: WGS 84 degrees and metres above mean sea level."""

    lat_deg: float
    lon_deg: float
    alt_amsl_m: float

    @property
    def ground(self) -> LatLon:
        return LatLon(self.lat_deg, self.lon_deg)

    def at_alt(self, alt_amsl_m: float) -> Position:
        """The same place at another height."""
        return Position(self.lat_deg, self.lon_deg, alt_amsl_m)


def distance_m(a: LatLon | Position, b: LatLon | Position) -> float:
    """Metres over the ellipsoid from `a` to `b`, heights left out."""
    return _GEOD.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)[2]


def bearing_deg(a: LatLon | Position, b: LatLon | Position) -> float:
    """Direction from `a` to `b`, degrees clockwise from north, 0 to below 360."""
    return _GEOD.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)[0] % 360.0


def slant_m(a: Position, b: Position) -> float:
    """Straight distance in space, metres."""
    return hypot(distance_m(a, b), b.alt_amsl_m - a.alt_amsl_m)


def offset(start: LatLon | Position, bearing: float, metres: float) -> LatLon:
    """The place `metres` from `start` in a direction (degrees clockwise from north)."""
    lon, lat, _ = _GEOD.fwd(start.lon_deg, start.lat_deg, bearing, metres)
    return LatLon(lat, lon)


@dataclass(frozen=True)
class LocalFrame:
    """A flat frame around `origin`: x metres east, y metres north (azimuthal equidistant).

    Distances from the origin are true; within 15 km of it all others are to 1e-6.
    """

    origin: LatLon
    _flat: Proj = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # One projection, not a pair of CRS transformers: the same numbers, made a hundred times
        # faster, and frames are made often.
        flat = Proj(
            proj="aeqd", lat_0=self.origin.lat_deg, lon_0=self.origin.lon_deg, ellps="WGS84"
        )
        object.__setattr__(self, "_flat", flat)

    def to_xy(self, place: LatLon | Position) -> tuple[float, float]:
        """(x, y) in metres."""
        x, y = self._flat(place.lon_deg, place.lat_deg)
        return x, y

    def to_lat_lon(self, x_m: float, y_m: float) -> LatLon:
        lon, lat = self._flat(x_m, y_m, inverse=True)
        return LatLon(lat, lon)

    def to_xy_arrays(
        self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Many places at once: arrays of x and of y in metres, shaped as the input."""
        x, y = self._flat(lon_deg, lat_deg)
        return np.asarray(x), np.asarray(y)

    def to_lat_lon_arrays(
        self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Many places at once: arrays of latitudes and of longitudes, shaped as the input."""
        lon, lat = self._flat(x_m, y_m, inverse=True)
        return np.asarray(lat), np.asarray(lon)
