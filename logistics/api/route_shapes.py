"""The shapes of answers about routes, for the API's description."""

from __future__ import annotations

from typing import Literal

from logistics.api.shapes import Shape


class PadShape(Shape):
    """Where an aircraft starts and lands: a place of the village, degrees and metres."""

    id: str
    lat: float
    lon: float
    alt_amsl_m: float


class LandingPlaceShape(PadShape):
    """An emergency landing place beside a route."""

    name: str
    en: str


class LineShape(Shape):
    """GeoJSON: longitude, latitude, metres above mean sea level."""

    type: Literal["LineString"]
    coordinates: list[tuple[float, float, float]]


class RouteShape(Shape):
    """The pre-set way from the hub to one hall. `version` is the hash of its content."""

    name: str
    hub: PadShape
    hall: PadShape
    length_m: float
    cruise_mps: float
    wait_s: float
    half_width_m: float
    version: str
    path: LineShape
    landing_places: list[LandingPlaceShape]


class GroundShape(Shape):
    """A picture of the ground between these edges, degrees."""

    south: float
    west: float
    north: float
    east: float
    synthetic: bool
    picture: str


class RoutesShape(Shape):
    """All routes; `ground` is null where nothing flies."""

    routes: list[RouteShape]
    ground: GroundShape | None
