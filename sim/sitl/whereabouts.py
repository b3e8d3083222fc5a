"""How far the flown mission is: before take-off, on the way out, waiting, on the way home, landing.

Owns the fractions of the way, for faults that strike at a point of the flight. The way out ends at
the first timed wait before DO_RETURN_PATH_START, the way home runs from there to the next landing.
Knows nothing of faults.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import dist

from sim.sitl.autopilot import Autopilot
from sim.sitl.item import LAND, LOITER_TIME, RETURN_PATH_START, StoredItem


def reached(autopilot: Autopilot, moment: str, fraction: float) -> bool:
    """Whether a moment has come: `takeoff`, `out`, `over-hall`, `home` or `landing`."""
    if moment == "preflight":
        return True
    if not autopilot.armed or autopilot.landed:
        return False
    seq = autopilot.mission.current_seq
    items = autopilot.mission.items
    wait, back, landing = _marks(items)
    match moment:
        case "takeoff":
            return autopilot.body.up_m > autopilot.home_alt_m + 3.0
        case "out":
            return _share(autopilot, 1, wait) >= fraction if wait else False
        case "over-hall":
            return seq == wait and autopilot.auto.waiting_left_s is not None
        case "home":
            if not back or not landing or not back < seq <= landing:
                return False
            return _share(autopilot, back, landing) >= fraction
        case "landing":
            return autopilot.mode.landing
    return False


def _marks(items: Sequence[StoredItem]) -> tuple[int, int, int]:
    """Sequence numbers of the wait, of the return path's start and of its landing; 0 if none."""
    wait = back = landing = 0
    for seq, item in enumerate(items):
        if item.command == LOITER_TIME and not wait and not back:
            wait = seq
        elif item.command == RETURN_PATH_START and not back:
            back = seq
        elif item.command == LAND and back and not landing:
            landing = seq
    return wait, back, landing


def _share(autopilot: Autopilot, first: int, last: int) -> float:
    """How much of the way over the points `first` to `last` has been flown, 0 to 1."""
    seq = autopilot.mission.current_seq
    if seq > last or seq < first:
        return 0.0
    points = [
        (index, autopilot.plane.metres(item.lat_e7, item.lon_e7))
        for index, item in enumerate(autopilot.mission.items)
        if first <= index <= last and item.placed
    ]
    if len(points) < 2:
        return 0.0
    whole = sum(dist(a, b) for (_, a), (_, b) in pairwise(points))
    ahead = [point for index, point in points if index >= seq]
    left = sum(dist(a, b) for a, b in pairwise([autopilot.body.at[:2], *ahead]))
    return 0.0 if whole <= 0.0 else 1.0 - left / whole
