"""A drawn fence against the drawn way: whoever drew both meant the one to hold the other.

Owns that comparison. The fence itself is not taken over: a route's own is made from its path.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from missions.geo import LocalFrame, Position
from missions.plan.formats.content import Zones


def contradictions(zones: Zones, path: Sequence[Position]) -> Iterator[str]:
    """A sentence for each zone that the path is on the wrong side of. At least two points."""
    frame = LocalFrame(path[0].ground)
    way = LineString([frame.to_xy(corner) for corner in path])
    for number, zone in enumerate(zones.polygons, start=1):
        area = Polygon([frame.to_xy(corner) for corner in zone.corners])
        if area.is_valid:
            yield from _wrong_side(f"polygon {number}", area, way, inclusion=zone.inclusion)
        else:
            yield f"polygon {number} of the fence crosses itself"
    for number, circle in enumerate(zones.circles, start=1):
        disc = Point(frame.to_xy(circle.centre)).buffer(circle.radius_m)
        yield from _wrong_side(f"circle {number}", disc, way, inclusion=circle.inclusion)


def _wrong_side(
    name: str, area: BaseGeometry, way: LineString, *, inclusion: bool
) -> Iterator[str]:
    if inclusion and not area.covers(way):
        yield f"the path leaves {name} of the fence for {way.difference(area).length:.0f} m"
    if not inclusion and area.intersects(way):
        yield f"the path enters {name} of the fence, which is to be kept out of"
