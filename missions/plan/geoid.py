"""The height of the geoid above the WGS 84 ellipsoid, from the model of Japan's survey authority.

Owns the use of `japan-geoid`, which carries that model (JPGEO2024 with Hrefconv2024). The package
is optional: without it whoever needs the height says it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from math import isfinite
from typing import Any

from missions.errors import SorabinError
from missions.geo import LatLon


class OutsideGeoid(SorabinError):
    """The model does not reach a place."""

    code = "outside-geoid"


def geoid_of_japan() -> Callable[[LatLon], float] | None:
    """Metres from the ellipsoid up to mean sea level at a place; None where the package is missing.

    The function raises OutsideGeoid.
    """
    try:
        library: Any = import_module("japan_geoid")
    except ImportError:
        return None
    model = library.load_embedded_jpgeo2024_hrefconv2024()

    def height_m(place: LatLon) -> float:
        found = float(model.get_height(place.lon_deg, place.lat_deg))
        if not isfinite(found):
            raise OutsideGeoid(f"no geoid is known at {place.lat_deg:.4f}, {place.lon_deg:.4f}")
        return found

    return height_m
