"""A flight as ASTM F3548-21 operational intent details, for services that keep aircraft apart.

Owns the document: `OperationalIntentDetails` of the interface that the standard and InterUSS
publish (UTM API 1.0.0): `volumes` (nominal, `Volume4D` each), no `off_nominal_volumes`, as for an
intent that is Accepted or Activated, and the ordinary `priority`. Heights there are above the
WGS 84 ellipsoid, not sea level: the caller gives the geoid's height. Knows nothing of where intents
are filed; ids, versions and addresses belong to the service that files them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from missions.errors import SorabinError
from missions.geo import LatLon
from missions.plan.model import Direction
from missions.plan.volumes4d import SLACK, Volume4D, volumes_of
from missions.routes.model import Route

GeoidHeight = Callable[[LatLon], float]
"""Metres from the WGS 84 ellipsoid up to mean sea level, about 44 in the mountains of Nagano."""
MOST_VERTICES = 10_000
"""OiMaxVertices: all outlines of one intent together."""
_LOWEST_M, _HIGHEST_M = -8000.0, 100_000.0
_GEOID_ERROR_M = 1.0
"""Models of the geoid differ: heights of a route are EGM96's, a geoid model of Japan is another."""
_PRIORITY = 0


class NoIntent(SorabinError):
    """What the standard does not hold: too many vertices, or heights that are none."""

    code = "no-operational-intent"


def to_f3548(
    route: Route,
    direction: Direction,
    starts_at: datetime,
    geoid_height_m: GeoidHeight,
    slack: timedelta = SLACK,
) -> str:
    """The flight's intent as JSON.

    `starts_at`: aware time of take-off. `slack`: how much earlier or later it may take off. The way
    home that a refused delivery takes is a flight of its own for this purpose: file it as
    `Direction.HOME` from the end of the wait. Raises NoIntent.
    """
    volumes = volumes_of(route, direction, starts_at, slack)
    vertices = sum(len(volume.outline) for volume in volumes)
    if vertices > MOST_VERTICES:
        raise NoIntent(f"{vertices} vertices, above {MOST_VERTICES}")
    details = {
        "volumes": [_volume(volume, geoid_height_m) for volume in volumes],
        "off_nominal_volumes": [],
        "priority": _PRIORITY,
    }
    return json.dumps(details, indent=1, allow_nan=False) + "\n"


def _volume(volume: Volume4D, geoid_height_m: GeoidHeight) -> dict[str, Any]:
    geoids_m = [geoid_height_m(corner) for corner in volume.outline]
    vertices = [{"lat": corner.lat_deg, "lng": corner.lon_deg} for corner in volume.outline]
    lower_m = volume.lower_amsl_m + min(geoids_m) - _GEOID_ERROR_M
    upper_m = volume.upper_amsl_m + max(geoids_m) + _GEOID_ERROR_M
    return {
        "volume": {
            "outline_polygon": {"vertices": vertices},
            "altitude_lower": _altitude(lower_m),
            "altitude_upper": _altitude(upper_m),
        },
        "time_start": _time(volume.begins_at),
        "time_end": _time(volume.ends_at),
    }


def _altitude(above_ellipsoid_m: float) -> dict[str, Any]:
    # Compared so that what is no number is refused, too.
    if not _LOWEST_M <= above_ellipsoid_m <= _HIGHEST_M:
        raise NoIntent(f"a height of {above_ellipsoid_m} m above the ellipsoid")
    return {"value": round(above_ellipsoid_m, 2), "reference": "W84", "units": "M"}


def _time(at: datetime) -> dict[str, str]:
    text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"value": text, "format": "RFC3339"}
