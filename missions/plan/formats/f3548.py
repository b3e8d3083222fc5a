"""A flight as ASTM F3548-21 `Volume4D` values, for services that separate aircraft in time.

Owns the volumes: one for each leg of the path and one over each pad, each with the time in which
the aircraft may be in it. Heights there are above the WGS 84 ellipsoid, not sea level: the caller
gives the geoid's height. Knows nothing of where volumes are filed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from shapely import LineString, Point, Polygon

from missions.geo import LatLon, LocalFrame, Position, slant_m
from missions.plan.fence import clearance_m
from missions.plan.model import Direction
from missions.plan.routeframe import route_frame
from missions.routes.model import Route

GeoidHeight = Callable[[LatLon], float]
"""Metres from the WGS 84 ellipsoid up to mean sea level, about 40 in central Japan."""
_G = 9.81
_BARO_ERROR_M = 1.0
_VERTICAL_MPS = 2.0
"""Slowest climb and descent that the times allow for."""
_LANDING_S = 120.0
_ARC_SEGMENTS = 2


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Part of a flight: where, between which heights, for how many seconds at the least speed."""

    ways: tuple[Position, ...]
    seconds: float


def to_f3548(
    route: Route,
    direction: Direction,
    starts_at: datetime,
    geoid_height_m: GeoidHeight,
    slack: timedelta = timedelta(seconds=60),
) -> str:
    """The flight's volumes as a JSON list.

    `starts_at`: aware time of take-off. `slack`: how much earlier or later the aircraft may be
    anywhere. Out, the volume over the hall is held for the wait for consent and the landing; the
    way home that a refused delivery takes is a flight of its own for this purpose: file it as
    `Direction.HOME` from the end of the wait.
    Each volume reaches to the fence sideways and, upwards and downwards, as far as height error,
    reaction and braking may take the aircraft (0.7 v t + v^2 / 2g, LBA guide), but over a pad
    down to it.
    """
    if starts_at.tzinfo is None:
        raise ValueError("the time of take-off has no zone")
    frame = route_frame(route)
    volumes: list[dict[str, Any]] = []
    elapsed = timedelta()
    for stretch in _stretches(route, direction):
        begin = starts_at + elapsed - slack
        elapsed += timedelta(seconds=stretch.seconds)
        end = starts_at + elapsed + slack
        volumes.append(_volume(frame, route, stretch, geoid_height_m, begin, end))
    return json.dumps(volumes, indent=1) + "\n"


def _stretches(route: Route, direction: Direction) -> Iterator[_Stretch]:
    out = direction is Direction.OUT
    path = route.path if out else tuple(reversed(route.path))
    start, goal = (route.hub, route.hall) if out else (route.hall, route.hub)
    yield _upright(start.position, path[0], 0.0)
    for a, b in pairwise(path):
        yield _Stretch((a, b), slant_m(a, b) / route.cruise_mps)
    yield _upright(goal.position, path[-1], _LANDING_S + (route.wait_s if out else 0.0))


def _upright(pad: Position, top: Position, more_s: float) -> _Stretch:
    return _Stretch((pad, top), (top.alt_amsl_m - pad.alt_amsl_m) / _VERTICAL_MPS + more_s)


def _volume(
    frame: LocalFrame,
    route: Route,
    stretch: _Stretch,
    geoid_height_m: GeoidHeight,
    begin: datetime,
    end: datetime,
) -> dict[str, Any]:
    speed = route.cruise_mps
    spare_m = _BARO_ERROR_M + 0.7 * speed + speed**2 / (2.0 * _G)
    heights = [(p.alt_amsl_m, geoid_height_m(p.ground)) for p in stretch.ways]
    return {
        "volume": {
            "outline_polygon": {"vertices": _outline(frame, stretch.ways, clearance_m(route))},
            "altitude_lower": _altitude(min(alt + geoid for alt, geoid in heights) - spare_m),
            "altitude_upper": _altitude(max(alt + geoid for alt, geoid in heights) + spare_m),
        },
        "time_start": _time(begin),
        "time_end": _time(end),
    }


def _outline(
    frame: LocalFrame, ways: tuple[Position, ...], radius_m: float
) -> list[dict[str, float]]:
    points = [frame.to_xy(place) for place in ways]
    line = LineString(points) if points[0] != points[-1] else Point(points[0])
    area = line.buffer(radius_m, quad_segs=_ARC_SEGMENTS)
    assert isinstance(area, Polygon)
    # F3548 wants each corner once and, like RFC 7946, no particular first one.
    places = (frame.to_lat_lon(x, y) for x, y in area.exterior.coords[:-1])
    return [{"lat": round(p.lat_deg, 7), "lng": round(p.lon_deg, 7)} for p in places]


def _altitude(above_ellipsoid_m: float) -> dict[str, Any]:
    return {"value": round(above_ellipsoid_m, 2), "reference": "W84", "units": "M"}


def _time(at: datetime) -> dict[str, str]:
    text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"value": text, "format": "RFC3339"}
