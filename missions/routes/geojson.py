"""The part of GeoJSON (RFC 7946) that a deployment's files use.

Owns the shared forms: collection, feature, a coordinate pair. RFC 7946 gives a third coordinate
the meaning of a height above the WGS 84 ellipsoid, some 40 m away from sea level here, so
coordinates have two numbers and heights stand in properties whose names say what they are.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from missions.reading.fields import FileModel, Number, Text
from missions.reading.findings import Findings
from missions.reading.json_file import JsonFile


def _lon_lat(value: list[float]) -> list[float]:
    lon, lat = value
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError("is longitude, then latitude, in degrees")
    return value


LonLat = Annotated[list[Number], Field(min_length=2, max_length=2), AfterValidator(_lon_lat)]
"""Longitude, then latitude, in degrees."""


class Feature(FileModel):
    """What all features share; a kind of feature adds its geometry and properties."""

    type: Literal["Feature"]


class _Collection(FileModel):
    type: Literal["FeatureCollection"]
    synthetic: Annotated[bool, Field(strict=True)]
    source: Text
    features: Any


def open_collection(file: JsonFile, findings: Findings) -> bool:
    """Whether the document is a FeatureCollection that says where it comes from; else findings."""
    return file.model(_Collection, findings) is not None
