"""One route as a GeoJSON file: a path and its landing places, read into a `Route`.

Owns the form of `routes/<name>.geojson`. Must not judge the geometry: that is the checks'. Each
feature keeps its line, so that whoever judges can say where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from missions.geo import Position, distance_m
from missions.reading.fields import FileModel, Ident, Number, Text, Whole
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.json_file import JsonFile, read_json
from missions.reading.table import Row
from missions.routes.geojson import Feature, LonLat, open_collection
from missions.routes.model import LandingPlace, Pad, Route
from missions.routes.pads import Pads

FOLDER, SUFFIX = "routes/", ".geojson"
PATH = "path"
"""The id of the feature that is the path itself."""

_REACH_M, _LONGEST_M = 30_000.0, 60_000.0

Above = Annotated[Number, Field(gt=0, le=1000)]
Altitude = Annotated[Number, Field(ge=-500, le=9000)]


class _Line(FileModel):
    type: Literal["LineString"]
    coordinates: Annotated[list[LonLat], Field(min_length=2)]


class _Point(FileModel):
    type: Literal["Point"]
    coordinates: LonLat


class _PathProperties(FileModel):
    kind: Literal["path"]
    name: Ident
    hub: Ident
    hall: Ident
    datum: Literal["EGM96"]
    alt_amsl_m: list[Altitude]
    half_width_m: Above
    cruise_mps: Above
    wait_s: Annotated[Number, Field(ge=15, le=600)]
    low_m: Annotated[Number, Field(ge=5, le=50)]


class _PlaceProperties(FileModel):
    kind: Literal["landing_place"]
    name: Text
    en: Text
    alt_amsl_m: Altitude
    leaves_at: Whole
    approach_alt_amsl_m: Altitude


class PathFeature(Feature):
    id: Literal["path"]
    properties: _PathProperties
    geometry: _Line


class PlaceFeature(Feature):
    id: Ident
    properties: _PlaceProperties
    geometry: _Point


@dataclass(frozen=True, slots=True)
class RouteFile:
    """A route, its file, and the line of each feature (the path's, and each landing place's)."""

    route: Route
    file: str
    lines: Mapping[str, int]


def route_files(folder: Folder) -> tuple[str, ...]:
    """The names of all route files of a deployment."""
    return tuple(name for name in folder.files if name.startswith(FOLDER))


def read_route(
    name: str, folder: Folder, pads: Pads | None, findings: Findings
) -> RouteFile | None:
    """One route, or None with findings; without `pads` only the file's form is read."""
    if not name.endswith(SUFFIX) or "/" in name.removeprefix(FOLDER):
        findings.add(name, 1, f"only route files, <name>{SUFFIX}, belong into {FOLDER}")
        return None
    file = read_json(name, folder.text(name, findings), findings)
    if file is None:
        return None
    before = len(findings)
    open_collection(file, findings)
    paths, places = _features(file, findings)
    if len(findings) > before:
        return None
    if len(paths) != 1:
        findings.add(name, file.line(("features",)), f'{len(paths)} features "path", not 1')
        return None
    path = paths[0]
    _check_path(name, path, findings)
    for place in places:
        last = len(path.value.geometry.coordinates) - 1
        if place.value.properties.leaves_at > last:
            leaves_at = place.value.properties.leaves_at
            message = f"feature {place.value.id}: leaves_at {leaves_at}: the last point is {last}"
            findings.add(name, place.line, message)
    ends = _ends(name, path, pads, findings)
    if ends is None or len(findings) > before:
        return None
    lines = {PATH: path.line} | {place.value.id: place.line for place in places}
    read = RouteFile(_route(path.value, [row.value for row in places], *ends), name, lines)
    _check_reach(read, findings)
    return read if len(findings) == before else None


def _features(
    file: JsonFile, findings: Findings
) -> tuple[list[Row[PathFeature]], list[Row[PlaceFeature]]]:
    paths: list[Row[PathFeature]] = []
    places: list[Row[PlaceFeature]] = []
    features = file.value.get("features")
    if not isinstance(features, list):
        findings.add(file.name, file.line(("features",)), "features: a list is needed")
        return paths, places
    seen: dict[object, int] = {}
    for index, feature in enumerate(features):
        at = ("features", index)
        line = file.line(at)
        id = feature.get("id") if isinstance(feature, dict) else None
        if id == PATH:
            path = file.part(at, PathFeature, findings)
            paths += [] if path is None else [Row(line, path)]
        else:
            place = file.part(at, PlaceFeature, findings)
            places += [] if place is None else [Row(line, place)]
        if isinstance(id, str) and id in seen:
            findings.add(file.name, line, f"id {id}: stands already in line {seen[id]}")
        elif isinstance(id, str):
            seen[id] = line
    return paths, places


def _check_path(name: str, path: Row[PathFeature], findings: Findings) -> None:
    properties = path.value.properties
    points, heights = len(path.value.geometry.coordinates), len(properties.alt_amsl_m)
    if points != heights:
        message = f"feature path: {points} coordinates, but {heights} heights in alt_amsl_m"
        findings.add(name, path.line, message)
    if name != f"{FOLDER}{properties.name}{SUFFIX}":
        findings.add(name, path.line, f"feature path: name {properties.name}: is not the file's")


def _check_reach(read: RouteFile, findings: Findings) -> None:
    """A slip in one digit makes a route to the other side of the earth, and sampling that would
    take minutes: it is refused before anything is measured."""
    route = read.route
    points = [(PATH, point) for point in route.path]
    points += [(place.id, place.position) for place in route.landing_places]
    for feature, point in points:
        away_m = distance_m(route.hub.position, point)
        if away_m > _REACH_M:
            message = f"feature {feature}: a point is {away_m / 1000:.0f} km from the hub"
            findings.add(read.file, read.lines[feature], message)
    if route.length_m > _LONGEST_M:
        message = f"feature path: {route.length_m / 1000:.0f} km long"
        findings.add(read.file, read.lines[PATH], message)


def _ends(
    name: str, path: Row[PathFeature], pads: Pads | None, findings: Findings
) -> tuple[Pad, Pad] | None:
    if pads is None:
        return None
    properties = path.value.properties
    hall = pads.halls.get(properties.hall)
    if properties.hub != pads.hub.id:
        findings.add(name, path.line, f"feature path: hub {properties.hub}: no such hub")
        return None
    if hall is None:
        findings.add(name, path.line, f"feature path: hall {properties.hall}: no such hall")
        return None
    return pads.hub, hall


def _route(path: PathFeature, places: list[PlaceFeature], hub: Pad, hall: Pad) -> Route:
    properties = path.properties
    points = zip(path.geometry.coordinates, properties.alt_amsl_m, strict=True)
    return Route(
        name=properties.name,
        hub=hub,
        hall=hall,
        path=tuple(Position(lat, lon, alt) for (lon, lat), alt in points),
        landing_places=tuple(_landing_place(place) for place in places),
        half_width_m=properties.half_width_m,
        cruise_mps=properties.cruise_mps,
        wait_s=properties.wait_s,
        low_m=properties.low_m,
    )


def _landing_place(feature: PlaceFeature) -> LandingPlace:
    lon, lat = feature.geometry.coordinates
    properties = feature.properties
    return LandingPlace(
        id=feature.id,
        name=properties.name,
        position=Position(lat, lon, properties.alt_amsl_m),
        leaves_at=properties.leaves_at,
        approach_alt_amsl_m=properties.approach_alt_amsl_m,
        en=properties.en,
    )
