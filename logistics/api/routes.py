"""The door to the routes as people see them on a map."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from logistics.api.auth import Asker, TheEdge
from logistics.api.route_shapes import RoutesShape
from logistics.api.shapes import answers
from logistics.domain.village import Role
from logistics.web.relief import PATH
from missions.geo import Position
from missions.routes.model import LandingPlace, Pad, Route
from missions.routes.terrain import ElevationGrid

router = APIRouter(tags=["air"])


@router.get("/routes", responses=answers(RoutesShape))
async def routes(edge: TheEdge, asker: Asker) -> dict[str, Any]:
    """All routes with their landing places, and the ground below; none where nothing flies."""
    asker.require(*Role)
    flying = edge.deployment.flying
    if flying is None:
        return {"routes": [], "ground": None}
    return {
        "routes": [route_view(route) for route in flying.routes],
        "ground": ground_view(flying.terrain),
    }


def route_view(route: Route) -> dict[str, Any]:
    """A route; coordinates are GeoJSON's: longitude, latitude, metres above the sea."""
    return {
        "name": route.name,
        "hub": _pad(route.hub),
        "hall": _pad(route.hall),
        "length_m": round(route.length_m, 1),
        "cruise_mps": route.cruise_mps,
        "wait_s": route.wait_s,
        "half_width_m": route.half_width_m,
        "version": route.version,
        "path": {"type": "LineString", "coordinates": [_triple(each) for each in route.path]},
        "landing_places": [_landing_place(place) for place in route.landing_places],
    }


def ground_view(grid: ElevationGrid) -> dict[str, Any]:
    """The edges of the shaded ground, degrees, and where its picture is."""
    half = grid.cell_deg / 2  # a height stands in the middle of its point of the picture
    return {
        "south": grid.south_deg - half,
        "west": grid.west_deg - half,
        "north": grid.north_deg + half,
        "east": grid.east_deg + half,
        "synthetic": grid.synthetic,
        "picture": PATH,
    }


def _pad(pad: Pad) -> dict[str, Any]:
    return {"id": pad.id, **_point(pad.position)}


def _landing_place(place: LandingPlace) -> dict[str, Any]:
    return {"id": place.id, "name": place.name, "en": place.en, **_point(place.position)}


def _point(position: Position) -> dict[str, float]:
    return {
        "lat": position.lat_deg,
        "lon": position.lon_deg,
        "alt_amsl_m": position.alt_amsl_m,
    }


def _triple(position: Position) -> list[float]:
    return [position.lon_deg, position.lat_deg, position.alt_amsl_m]
