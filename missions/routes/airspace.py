"""Zones of the airspace, and how near a path's volume comes to them in three dimensions.

Owns the zone values, `airspace.geojson`, and the distance between a zone and a corridor. Must not
decide what may be overlapped: that is the checks'.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

import numpy as np
import shapely
from pydantic import Field

from missions.geo import LatLon, LocalFrame
from missions.reading.fields import FileModel, Ident, Number, Text
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.json_file import read_json
from missions.routes.geojson import Feature, LonLat, open_collection
from missions.routes.profile import Floats, Profile

FILE = "airspace.geojson"


class ZoneKind(StrEnum):
    """What a zone is; `emergency` zones come and go and are asked for again at launch."""

    NO_FLY = "no_fly"
    AERODROME = "aerodrome"
    EMERGENCY = "emergency"
    DID = "did"
    """Densely inhabited district: the volume and its buffer keep away from it."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A prism over a polygon. `ring` is not closed. Without a floor it stands on the ground,
    without a ceiling it has no end."""

    id: str
    kind: ZoneKind
    name: str
    ring: tuple[LatLon, ...]
    floor_amsl_m: float | None = None
    ceiling_amsl_m: float | None = None


@dataclass(frozen=True, slots=True)
class Approach:
    """The nearest that a volume comes to a zone: metres between them at sample `index`.

    Negative means overlap. Where they are apart in plan and in height, the larger of the two.
    """

    zone: Zone
    gap_m: float
    index: int


@dataclass(frozen=True, slots=True)
class Airspace:
    """All zones, in the file's order."""

    zones: tuple[Zone, ...]

    def of_kind(self, *kinds: ZoneKind) -> tuple[Zone, ...]:
        return tuple(zone for zone in self.zones if zone.kind in kinds)


def approach(
    zone: Zone,
    samples: Profile,
    frame: LocalFrame,
    half_width_m: Floats | float,
    bottom_amsl_m: Floats,
    top_amsl_m: Floats,
) -> Approach:
    """How near the volume around `samples` (its half width, bottom and top) comes to `zone`."""
    polygon = shapely.Polygon([frame.to_xy(corner) for corner in zone.ring])
    aside = shapely.distance(shapely.points(samples.x_m, samples.y_m), polygon) - half_width_m
    over = _below(zone.floor_amsl_m, top_amsl_m)
    under = _below(None if zone.ceiling_amsl_m is None else -zone.ceiling_amsl_m, -bottom_amsl_m)
    gaps = np.maximum(aside, np.maximum(over, under))
    index = int(np.argmin(gaps))
    return Approach(zone, float(gaps[index]), index)


def _below(floor_m: float | None, top_m: Floats) -> Floats:
    return np.full_like(top_m, -np.inf) if floor_m is None else floor_m - top_m


class ZoneProperties(FileModel):
    kind: ZoneKind
    name: Text
    floor_amsl_m: Number | None
    ceiling_amsl_m: Number | None


class _Polygon(FileModel):
    type: Literal["Polygon"]
    coordinates: Annotated[list[Annotated[list[LonLat], Field(min_length=4)]], Field(min_length=1)]


class ZoneFeature(Feature):
    id: Ident
    properties: ZoneProperties
    geometry: _Polygon


def read_airspace(folder: Folder, findings: Findings) -> Airspace | None:
    """The deployment's zones, or None with findings."""
    file = read_json(FILE, folder.text(FILE, findings), findings)
    if file is None:
        return None
    before = len(findings)
    open_collection(file, findings)
    rows = file.rows("features", ZoneFeature, findings)
    rows.unique("id", lambda feature: feature.id, findings)
    zones: list[Zone] = []
    for row in rows:
        fault = _fault(row.value)
        if fault:
            findings.add(FILE, row.line, f"feature {row.value.id}: {fault}")
        else:
            zones.append(_zone(row.value))
    return Airspace(tuple(zones)) if len(findings) == before else None


def _zone(feature: ZoneFeature) -> Zone:
    fields: dict[str, Any] = feature.properties.model_dump()
    ring = tuple(LatLon(lat, lon) for lon, lat in feature.geometry.coordinates[0][:-1])
    return Zone(id=feature.id, ring=ring, **fields)


def _fault(feature: ZoneFeature) -> str | None:
    rings = feature.geometry.coordinates
    if len(rings) > 1:
        return "a zone with a hole is not understood, write two zones"
    if rings[0][0] != rings[0][-1]:
        return "the last corner of a polygon repeats the first"
    corners = [LatLon(lat, lon) for lon, lat in rings[0]]
    frame = LocalFrame(corners[0])
    if not shapely.Polygon([frame.to_xy(corner) for corner in corners]).is_valid:
        return "the outline crosses itself"
    floor, ceiling = feature.properties.floor_amsl_m, feature.properties.ceiling_amsl_m
    if floor is not None and ceiling is not None and floor >= ceiling:
        return f"floor_amsl_m {floor:g} is not below ceiling_amsl_m {ceiling:g}"
    return None
