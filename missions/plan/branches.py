"""Which item to jump to from where: to an emergency landing place, or back to the way home.

Owns the rule that makes a jump safe. The vehicle flies a straight line from its position to the
item; within one straight leg of the path, a line from a point beside the leg to the leg's end
never goes farther from the leg than that point was. So only items at an end of the present leg
are offered. The legs are those of the path and the two upright ones over the pads; from an upright
leg the only safe end is its top. Knows nothing of why anybody diverts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import dist

from missions.geo import LocalFrame, Position, slant_m
from missions.plan.layout import Way, branch_ways
from missions.plan.model import Command, Mission
from missions.plan.routeframe import route_frame
from missions.routes.model import LandingPlace, Route

_Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Branch:
    """A way to land in an emergency: jump to item `seq`, then `remaining_m` metres to fly.

    `seq` is a DO_LAND_START: the vehicle then reports the waypoint behind it, `seq + 1`, as its
    current item.
    """

    place: LandingPlace
    seq: int
    remaining_m: float


@dataclass(frozen=True, slots=True)
class OnPath:
    """Where a position is on the path. `leg` 0 is the line over the hub's pad, `leg` i the one
    from corner i - 1 to corner i, the last the line over the hall's pad. `off_m`: metres in space
    to that leg."""

    leg: int
    off_m: float


def locate(route: Route, position: Position) -> OnPath:
    """The leg that is nearest to a position."""
    frame = route_frame(route)
    line = _line(frame, (route.hub.position, *route.path, route.hall.position))
    here = _flat(frame, position)
    offs = [_to_segment_m(here, a, b) for a, b in pairwise(line)]
    leg = min(range(len(offs)), key=offs.__getitem__)
    return OnPath(leg, offs[leg])


def branches_from(route: Route, mission: Mission, position: Position) -> tuple[Branch, ...]:
    """The landing places that may be jumped to from here, the shortest way first.

    Usually the next one ahead and the next one behind. None where the position is farther from
    the path than half the corridor's width: no straight line from there is known to be clear.
    """
    on_path = locate(route, position)
    if on_path.off_m > route.half_width_m or not mission.branches:
        return ()
    ways = branch_ways(route, min(mission.branches.values()))
    found = [
        Branch(way.place, entry, _remaining_m(route, way, corner, position))
        for way in ways
        for corner, entry in zip(way.corners, way.entries, strict=True)
        if corner in _ends(route, on_path.leg) and not _leads_back(way, corner, on_path.leg)
    ]
    for branch in found:
        if mission.item(branch.seq).command is not Command.DO_LAND_START:
            raise ValueError(f"the mission is not one of route {route.name}")
    return tuple(_shortest(found))


def branch_for(route: Route, mission: Mission, position: Position) -> Branch | None:
    """The branch with the shortest way from here; None outside the corridor."""
    return next(iter(branches_from(route, mission, position)), None)


def return_join_for(route: Route, mission: Mission, position: Position) -> int | None:
    """The item of the way home to jump to from here; None outside the corridor.

    For an aircraft on a branch: there ArduCopter acknowledges command 188 and stays on the branch,
    for its landing sequence is active. Elsewhere command 188 finds the same item itself.
    """
    on_path = locate(route, position)
    if on_path.off_m > route.half_width_m:
        return None
    return mission.return_seq + 1 + len(route.path) - on_path.leg


def _ends(route: Route, leg: int) -> set[int]:
    """The corners at the ends of a leg; pads are no corners."""
    return {corner for corner in (leg - 1, leg) if 0 <= corner < len(route.path)}


def _leads_back(way: Way, corner: int, leg: int) -> bool:
    """Whether the way goes on from this corner along the present leg, where it came from."""
    at = way.corners.index(corner)
    return at + 1 < len(way.corners) and {corner, way.corners[at + 1]} == {leg - 1, leg}


def _shortest(found: list[Branch]) -> Iterator[Branch]:
    """One branch for each place: two ways may begin at the junction itself."""
    seen: set[str] = set()
    for branch in sorted(found, key=lambda branch: (branch.remaining_m, branch.seq)):
        if branch.place.id not in seen:
            seen.add(branch.place.id)
            yield branch


def _remaining_m(route: Route, way: Way, corner: int, position: Position) -> float:
    corners = way.corners[way.corners.index(corner) :]
    stops = (*(route.path[c] for c in corners), way.place.above, way.place.position)
    return slant_m(position, stops[0]) + _along_m(stops)


@lru_cache(maxsize=1024)
def _along_m(stops: tuple[Position, ...]) -> float:
    """Kept: it is asked for again and again while an aircraft is watched."""
    return sum(slant_m(a, b) for a, b in pairwise(stops))


@lru_cache(maxsize=64)
def _line(frame: LocalFrame, stops: tuple[Position, ...]) -> tuple[_Point, ...]:
    return tuple(_flat(frame, stop) for stop in stops)


def _flat(frame: LocalFrame, position: Position) -> _Point:
    x_m, y_m = frame.to_xy(position)
    return x_m, y_m, position.alt_amsl_m


def _to_segment_m(point: _Point, a: _Point, b: _Point) -> float:
    along = [q - p for p, q in zip(a, b, strict=True)]
    square = sum(d * d for d in along)
    if square == 0.0:
        return dist(point, a)
    share = sum((x - p) * d for x, p, d in zip(point, a, along, strict=True)) / square
    share = min(1.0, max(0.0, share))
    return dist(point, [p + share * d for p, d in zip(a, along, strict=True)])
