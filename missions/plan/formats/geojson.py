"""A route and its mission as GeoJSON (RFC 7946), for maps.

Owns the features and their properties. Coordinates are longitude, latitude and, for places in the
air, metres above mean sea level as the property `alt_amsl_m` says too: RFC 7946 has heights above
the ellipsoid in the third coordinate, so none is put there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from missions.geo import LatLon, Position
from missions.plan.model import FlightPackage
from missions.routes.model import Route


def to_geojson(route: Route, package: FlightPackage) -> str:
    """One FeatureCollection: path, pads, landing places, mission items, fence, rally points."""
    features = [
        _feature(
            "LineString",
            [_xy(corner) for corner in route.path],
            kind="path",
            name=route.name,
            alt_amsl_m=[corner.alt_amsl_m for corner in route.path],
            half_width_m=route.half_width_m,
        ),
        *(
            _at(pad.position, kind=kind, id=pad.id)
            for kind, pad in (("hub", route.hub), ("hall", route.hall))
        ),
        *(
            _at(place.position, kind="landing-place", id=place.id, name=place.name)
            for place in route.landing_places
        ),
        *_items(package),
        _ring(package.fence.inside, kind="fence", inclusion=True),
        *(_ring(ring, kind="fence", inclusion=False) for ring in package.fence.outside),
        *(_at(point, kind="rally") for point in package.rally.points),
    ]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _items(package: FlightPackage) -> Iterable[dict[str, Any]]:
    for seq, item in enumerate(package.mission.items, start=1):
        if item.position is not None:
            yield _at(item.position, kind="item", seq=seq, command=item.command.name)


def _at(position: Position, **properties: Any) -> dict[str, Any]:
    return _feature("Point", _xy(position), **properties, alt_amsl_m=position.alt_amsl_m)


def _ring(ring: tuple[LatLon, ...], **properties: Any) -> dict[str, Any]:
    corners = [_xy(corner) for corner in (*ring, ring[0])]
    if _signed_area(corners) < 0.0:  # RFC 7946: the outer ring runs counterclockwise
        corners.reverse()
    return _feature("Polygon", [corners], **properties)


def _signed_area(corners: list[list[float]]) -> float:
    """Above 0 where the closed ring runs counterclockwise; the unit does not matter here."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(corners))


def _xy(place: LatLon | Position) -> list[float]:
    return [round(place.lon_deg, 7), round(place.lat_deg, 7)]


def _feature(shape: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": shape, "coordinates": coordinates},
        "properties": properties,
    }
