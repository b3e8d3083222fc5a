"""The fence of a route: what the aircraft never leaves, whichever way it lands.

Owns the polygon and the measure of how far inside it everything lies that a mission may fly.
Knows nothing of terrain or of who lives below; route approval judges those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import cos, pi

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from missions.errors import SorabinError
from missions.geo import LatLon, LocalFrame, Position
from missions.plan.model import Fence
from missions.plan.routeframe import route_frame
from missions.routes.model import Route

MOST_VERTICES = 64
"""ArduCopter's fence storage is 560 bytes on a board with 16 kB: 69 vertices of 8 bytes beside
its marks (StorageManager, AC_PolyFence_loader). Boards with 15 kB keep only 37."""
_G = 9.81
_ARC_SEGMENTS = 3
_TOLERANCES = (0.03, 0.06, 0.12, 0.25, 0.5, 1.0)
"""Share of the distance to keep that a simpler outline may add outside it, tried in turn."""
_GRID_M = 0.02
"""Corners are rounded to 1e-7 degrees, about 11 mm."""


class FenceNotPossible(SorabinError):
    """No polygon that the autopilot keeps holds this route by the margin."""

    code = "fence-not-possible"


def contingency_m(speed_mps: float) -> float:
    """S_CV, metres sideways that a multirotor needs to react and stop (LBA guide, JARUS Annex A):
    GNSS 3 m, position hold 3 m, map 1 m, one second's flight and the braking way at 45 degrees."""
    return 3.0 + 3.0 + 1.0 + speed_mps * 1.0 + speed_mps**2 / (2.0 * _G)


def fence_for(route: Route, margin_m: float | None = None) -> Fence:
    """The inclusion polygon: no way of the mission comes nearer to it than `clearance_m`.

    `margin_m`: from the corridor's edge to the fence, default S_CV at the route's speed. The ways
    to emergency landing places get the same width as the corridor. At most MOST_VERTICES corners.
    Raises FenceNotPossible where that many do not do or the route goes around ground.
    """
    keep_m = clearance_m(route, margin_m)
    frame = route_frame(route)
    ways = unary_union([_line(frame, way) for way in flown_ways(route)])
    for share in _TOLERANCES:
        outline = _simplified(ways, keep_m, share * keep_m)
        fence = Fence(tuple(_rounded(frame, x, y) for x, y in outline.exterior.coords[:-1]))
        if len(fence.inside) <= MOST_VERTICES and fence_margin_m(route, fence) >= keep_m:
            return fence
    raise FenceNotPossible(
        f"route {route.name}: no polygon of {MOST_VERTICES} corners keeps {keep_m:.0f} m from it",
        route=route.name,
        clearance_m=keep_m,
    )


def clearance_m(route: Route, margin_m: float | None = None) -> float:
    """Metres between any way of the mission and the fence: half the corridor and the margin."""
    return route.half_width_m + (contingency_m(route.cruise_mps) if margin_m is None else margin_m)


def fence_margin_m(route: Route, fence: Fence) -> float:
    """The shortest distance from any way that the mission may fly to the fence, in metres.

    Negative where a way leaves the inclusion polygon or enters an exclusion polygon.
    """
    frame = route_frame(route)
    inside = _polygon(frame, fence.inside)
    outside = [_polygon(frame, ring) for ring in fence.outside]
    return min(_way_margin_m(_line(frame, way), inside, outside) for way in flown_ways(route))


def waypoint_margin_m(fence: Fence, places: Iterable[Position | LatLon]) -> float:
    """The shortest distance from these places to the fence, in metres; negative outside it."""
    frame = LocalFrame(fence.inside[0])
    inside = _polygon(frame, fence.inside)
    outside = [_polygon(frame, ring) for ring in fence.outside]
    return min(_way_margin_m(Point(frame.to_xy(place)), inside, outside) for place in places)


def flown_ways(route: Route) -> Iterator[tuple[Position, ...]]:
    """Every line over the ground that the mission may fly: hub, path and hall, and each branch."""
    yield (route.hub.position, *route.path, route.hall.position)
    for place in route.landing_places:
        yield (route.path[place.leaves_at], place.above)


def _way_margin_m(way: LineString | Point, inside: Polygon, outside: list[Polygon]) -> float:
    to_edge_m = way.distance(inside.exterior)
    margins = [to_edge_m if inside.contains(way) else -_worst_m(way, inside)]
    for ring in outside:
        margins.append(way.distance(ring) if way.disjoint(ring) else -ring.exterior.length)
    return min(margins)


def _worst_m(way: LineString | Point, inside: Polygon) -> float:
    """How far the farthest part of a way is outside."""
    corners = way.difference(inside)
    return max(corners.hausdorff_distance(inside.exterior), _GRID_M)


def _simplified(ways: BaseGeometry, keep_m: float, tolerance_m: float) -> Polygon:
    """An outline at least `keep_m` outside the ways, up to twice the tolerance farther."""
    wide = ways.buffer(keep_m + tolerance_m + _GRID_M, quad_segs=_ARC_SEGMENTS)
    wide = wide.buffer(_arc_loss_m(keep_m + tolerance_m), quad_segs=_ARC_SEGMENTS)
    outline = wide.simplify(tolerance_m)
    if not isinstance(outline, Polygon) or outline.interiors:
        raise FenceNotPossible("the route goes around ground that its fence would hold")
    return outline


def _arc_loss_m(radius_m: float) -> float:
    """How far the chords of a rounded corner lie inside its arc."""
    return radius_m * (1.0 - cos(pi / (4.0 * _ARC_SEGMENTS)))


def _line(frame: LocalFrame, way: tuple[Position, ...]) -> LineString | Point:
    points = [frame.to_xy(place) for place in way]
    distinct = [points[0], *(b for a, b in pairwise(points) if a != b)]
    return LineString(distinct) if len(distinct) > 1 else Point(distinct[0])


def _polygon(frame: LocalFrame, ring: tuple[LatLon, ...]) -> Polygon:
    return Polygon([frame.to_xy(corner) for corner in ring])


def _rounded(frame: LocalFrame, x_m: float, y_m: float) -> LatLon:
    place = frame.to_lat_lon(x_m, y_m)
    return LatLon(round(place.lat_deg, 7), round(place.lon_deg, 7))
