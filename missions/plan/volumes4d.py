"""Where a flight may be, and when: one volume for each leg of the path and one over each pad.

Owns the volumes and the times. Heights are above mean sea level. Each volume reaches to the fence
sideways and, upwards and downwards, as far as height error, reaction and braking may take the
aircraft (0.7 v t + v^2 / 2g, LBA guide), over a pad down to it. Knows no format and nobody whom
volumes are told to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from shapely import LineString, Point, Polygon

from missions.geo import LatLon, LocalFrame, Position, slant_m
from missions.plan.fence import clearance_m
from missions.plan.model import Direction
from missions.plan.routeframe import route_frame
from missions.routes.model import Route

_G = 9.81
_BARO_ERROR_M = 1.0
_FASTEST_VERTICAL_MPS, _SLOWEST_VERTICAL_MPS = 3.0, 1.5
_TOUCHDOWN_S = 60.0
"""The last metres of a landing, which are slow, and until the motors stand still."""
_SLOWER = 1.15
"""An aircraft slows down at corners and ends: flown were 1.07 of the sum of the parts (see
`missions.aircraft.duration`), and a head wind may take some more."""
_ARC_SEGMENTS = 2
SLACK = timedelta(seconds=60)
"""How much earlier or later than planned a flight may begin."""


@dataclass(frozen=True, slots=True)
class Volume4D:
    """A prism over an outline, and the time in which the aircraft may be in it."""

    outline: tuple[LatLon, ...]
    lower_amsl_m: float
    upper_amsl_m: float
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Part of a flight: where, and how long it takes at the least and at the most, seconds."""

    ways: tuple[Position, ...]
    least_s: float
    most_s: float


def volumes_of(
    route: Route, direction: Direction, starts_at: datetime, slack: timedelta = SLACK
) -> tuple[Volume4D, ...]:
    """All of one flight's volumes, in the order in which they are flown through.

    `starts_at`: aware time of take-off. Out, the volume over the hall is held for the wait for
    consent and the landing; the way home that a refused delivery takes is not among them.
    """
    if starts_at.tzinfo is None:
        raise ValueError("the time of take-off has no zone")
    frame, radius_m = route_frame(route), clearance_m(route)
    spare_m = _BARO_ERROR_M + 0.7 * route.cruise_mps + route.cruise_mps**2 / (2.0 * _G)
    earliest, latest = starts_at - slack, starts_at + slack
    found = []
    for stretch in _stretches(route, direction):
        begins_at = earliest
        earliest += timedelta(seconds=stretch.least_s)
        latest += timedelta(seconds=stretch.most_s)
        heights = [place.alt_amsl_m for place in stretch.ways]
        found.append(
            Volume4D(
                outline=_outline(frame, stretch.ways, radius_m),
                lower_amsl_m=min(heights) - spare_m,
                upper_amsl_m=max(heights) + spare_m,
                begins_at=begins_at,
                ends_at=latest,
            )
        )
    return tuple(found)


def lasts_at_most(route: Route, direction: Direction) -> timedelta:
    """From take-off to standing on the other pad, the whole wait for consent included."""
    return timedelta(seconds=sum(each.most_s for each in _stretches(route, direction)))


def meet(one: Volume4D, other: Volume4D) -> bool:
    """Whether two volumes share a place; of time nothing is asked."""
    if one.upper_amsl_m < other.lower_amsl_m or other.upper_amsl_m < one.lower_amsl_m:
        return False
    frame = LocalFrame(one.outline[0])
    return _polygon(frame, one.outline).intersects(_polygon(frame, other.outline))


def _stretches(route: Route, direction: Direction) -> Iterator[_Stretch]:
    out = direction is Direction.OUT
    path = route.path if out else tuple(reversed(route.path))
    start, goal = (route.hub, route.hall) if out else (route.hall, route.hub)
    yield _upright(start.position, path[0], 0.0)
    for a, b in pairwise(path):
        seconds = slant_m(a, b) / route.cruise_mps
        yield _Stretch((a, b), seconds, seconds * _SLOWER)
    yield _upright(goal.position, path[-1], _TOUCHDOWN_S + (route.wait_s if out else 0.0))


def _upright(pad: Position, top: Position, more_s: float) -> _Stretch:
    height_m = abs(top.alt_amsl_m - pad.alt_amsl_m)
    most_s = height_m / _SLOWEST_VERTICAL_MPS + more_s
    return _Stretch((pad, top), height_m / _FASTEST_VERTICAL_MPS, most_s)


def _outline(frame: LocalFrame, ways: tuple[Position, ...], radius_m: float) -> tuple[LatLon, ...]:
    points = [frame.to_xy(place) for place in ways]
    line = LineString(points) if points[0] != points[-1] else Point(points[0])
    area = line.buffer(radius_m, quad_segs=_ARC_SEGMENTS)
    assert isinstance(area, Polygon)
    places = (frame.to_lat_lon(x, y) for x, y in area.exterior.coords[:-1])
    return tuple(LatLon(round(p.lat_deg, 7), round(p.lon_deg, 7)) for p in places)


def _polygon(frame: LocalFrame, outline: tuple[LatLon, ...]) -> Polygon:
    return Polygon([frame.to_xy(corner) for corner in outline])
