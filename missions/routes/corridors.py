"""Which routes share airspace: two aircraft are never in corridors that meet at the same time.

Owns the geometry. Out and home are flown at the same heights, so heights are no separation; every
branch to a landing place counts, as it may be needed at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from shapely import LineString, MultiLineString

from missions.aircraft.model import AircraftType
from missions.geo import LocalFrame
from missions.routes.model import Route
from missions.routes.volumes import contingency_width_m


def shared_corridors(
    routes: Iterable[Route], types: Iterable[AircraftType]
) -> dict[str, frozenset[str]]:
    """For each route the names of all whose corridor meets its own, itself among them.

    A corridor is the flight geography on both sides of every way, with the contingency volume of
    the fastest type beyond it.
    """
    listed = tuple(routes)
    beyond_m = max(
        (contingency_width_m(craft.max_ground_speed_mps) for craft in types), default=0.0
    )
    found = {route.name: {route.name} for route in listed}
    for one, other in combinations(listed, 2):
        frame = LocalFrame(one.hub.position.ground)
        apart_m = _ways(one, frame).distance(_ways(other, frame))
        if apart_m <= one.half_width_m + other.half_width_m + 2 * beyond_m:
            found[one.name].add(other.name)
            found[other.name].add(one.name)
    return {name: frozenset(names) for name, names in found.items()}


def _ways(route: Route, frame: LocalFrame) -> MultiLineString:
    """The path and all branches, in metres."""
    lines = [LineString([frame.to_xy(point) for point in route.path])]
    for place in route.landing_places:
        ends = (route.path[place.leaves_at], place.above)
        lines.append(LineString([frame.to_xy(point) for point in ends]))
    return MultiLineString(lines)
