"""A route as the text of its file: what `route_file` reads back as the same route.

Owns the writing of that form. Knows nothing of where the file lies.
"""

from __future__ import annotations

import json
from typing import Any

from missions.geo import Position
from missions.routes.model import LandingPlace, Route
from missions.routes.route_file import PATH

DATUM = "EGM96"


def route_text(route: Route, *, synthetic: bool, source: str) -> str:
    """GeoJSON. `synthetic`: whether the ground it was made over is invented; `source`: where the
    route comes from."""
    document = {
        "type": "FeatureCollection",
        "synthetic": synthetic,
        "source": source,
        "features": [_path(route), *(_place(place) for place in route.landing_places)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _path(route: Route) -> dict[str, Any]:
    properties = {
        "kind": "path",
        "name": route.name,
        "hub": route.hub.id,
        "hall": route.hall.id,
        "datum": DATUM,
        "alt_amsl_m": [corner.alt_amsl_m for corner in route.path],
        "half_width_m": route.half_width_m,
        "cruise_mps": route.cruise_mps,
        "wait_s": route.wait_s,
        "low_m": route.low_m,
    }
    line = {"type": "LineString", "coordinates": [_lon_lat(corner) for corner in route.path]}
    return {"type": "Feature", "id": PATH, "properties": properties, "geometry": line}


def _place(place: LandingPlace) -> dict[str, Any]:
    properties = {
        "kind": "landing_place",
        "name": place.name,
        "en": place.en,
        "alt_amsl_m": place.position.alt_amsl_m,
        "leaves_at": place.leaves_at,
        "approach_alt_amsl_m": place.approach_alt_amsl_m,
    }
    point = {"type": "Point", "coordinates": _lon_lat(place.position)}
    return {"type": "Feature", "id": place.id, "properties": properties, "geometry": point}


def _lon_lat(place: Position) -> list[float]:
    return [place.lon_deg, place.lat_deg]
