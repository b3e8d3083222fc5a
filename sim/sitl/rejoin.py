"""Where a vehicle joins a way home: the closest leg, seen in space.

Owns the geometry (source: AP_Mission.cpp, distance_to_mission_leg). Points are north, east and up
in metres. Knows nothing of missions beyond numbered points.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import dist

Point = tuple[float, float, float]


def distance_to_leg_m(start: Point, end: Point, here: Point) -> float:
    """Distance from `here` to the straight line between two different points."""
    along = tuple(e - s for s, e in zip(start, end, strict=True))
    offset = tuple(h - s for s, h in zip(start, here, strict=True))
    length2 = sum(a * a for a in along)
    part = sum(a * o for a, o in zip(along, offset, strict=True)) / length2
    part = min(1.0, max(0.0, part))
    return dist(offset, tuple(part * a for a in along))


def closest_leg(ways: Sequence[Sequence[tuple[int, Point]]], here: Point) -> int | None:
    """Sequence number of the point to fly to; None where no way has a point.

    A way's first point counts as a leg of no length; of equally near ways the last one is taken.
    """
    best: tuple[float, int] | None = None
    for way in ways:
        if not way:
            continue
        nearest = (dist(way[0][1], here), way[0][0])
        for (_, start), (seq, end) in pairwise(way):
            if start == end:
                continue
            away = distance_to_leg_m(start, end, here)
            if away < nearest[0]:
                nearest = (away, seq)
        if best is None or nearest[0] <= best[0]:
            best = nearest
    return best[1] if best else None
