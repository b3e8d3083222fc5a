"""The fence: stored polygons and circles, and whether a place breaks them.

Owns the geometry of AC_Fence's four kinds. Knows nothing of what is done about a breach.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot

from sim.sitl.dialect import mavlink

ALT_MAX, CIRCLE, POLYGON, ALT_MIN = 1, 2, 4, 8
"""Bits of FENCE_TYPE."""

INSIDE = mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
OUTSIDE = mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
CIRCLE_INSIDE = mavlink.MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION
CIRCLE_OUTSIDE = mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION
RETURN_POINT = mavlink.MAV_CMD_NAV_FENCE_RETURN_POINT


@dataclass(frozen=True, slots=True)
class FenceItem:
    """`size` is the number of vertices of a polygon, or a circle's radius in metres."""

    command: int
    size: float
    lat_e7: int
    lon_e7: int


@dataclass(frozen=True, slots=True)
class Area:
    """One polygon (two corners or more) or circle (one centre), north and east in metres."""

    command: int
    corners: tuple[tuple[float, float], ...]
    radius_m: float = 0.0

    def broken_at(self, north_m: float, east_m: float) -> bool:
        if self.command in (CIRCLE_INSIDE, CIRCLE_OUTSIDE):
            centre = self.corners[0]
            within = hypot(north_m - centre[0], east_m - centre[1]) <= self.radius_m
        else:
            within = _contains(self.corners, north_m, east_m)
        return within == (self.command in (OUTSIDE, CIRCLE_OUTSIDE))

    def distance_m(self, north_m: float, east_m: float) -> float:
        """To the area's edge."""
        if self.command in (CIRCLE_INSIDE, CIRCLE_OUTSIDE):
            centre = self.corners[0]
            return abs(hypot(north_m - centre[0], east_m - centre[1]) - self.radius_m)
        return min(
            _to_edge_m(a, b, north_m, east_m)
            for a, b in zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        )


def complete(items: Sequence[FenceItem]) -> bool:
    """Whether the items make whole polygons, as ArduPilot demands before it stores them."""
    index = 0
    while index < len(items):
        item = items[index]
        if item.command in (INSIDE, OUTSIDE):
            count = int(item.size)
            polygon = items[index : index + count]
            if count < 3 or len(polygon) < count:
                return False
            if any(v.command != item.command or int(v.size) != count for v in polygon):
                return False
            index += count
        else:
            index += 1
    return True


def areas(
    items: Sequence[FenceItem], metres: Callable[[float, float], tuple[float, float]]
) -> tuple[Area, ...]:
    """The stored items as areas in metres."""
    found: list[Area] = []
    index = 0
    while index < len(items):
        item = items[index]
        if item.command in (INSIDE, OUTSIDE):
            count = max(1, int(item.size))
            corners = tuple(metres(v.lat_e7, v.lon_e7) for v in items[index : index + count])
            found.append(Area(item.command, corners))
            index += count
            continue
        if item.command in (CIRCLE_INSIDE, CIRCLE_OUTSIDE):
            found.append(Area(item.command, (metres(item.lat_e7, item.lon_e7),), item.size))
        index += 1
    return tuple(found)


def _contains(corners: Sequence[tuple[float, float]], north_m: float, east_m: float) -> bool:
    within = False
    last_n, last_e = corners[-1]
    for n, e in corners:
        if (e > east_m) != (last_e > east_m) and north_m < (last_n - n) * (east_m - e) / (
            last_e - e
        ) + n:
            within = not within
        last_n, last_e = n, e
    return within


def _to_edge_m(
    a: tuple[float, float], b: tuple[float, float], north_m: float, east_m: float
) -> float:
    along_n, along_e = b[0] - a[0], b[1] - a[1]
    length2 = along_n * along_n + along_e * along_e
    part = 0.0
    if length2 > 0.0:
        part = ((north_m - a[0]) * along_n + (east_m - a[1]) * along_e) / length2
        part = min(1.0, max(0.0, part))
    return hypot(a[0] + part * along_n - north_m, a[1] + part * along_e - east_m)
