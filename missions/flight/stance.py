"""How an aircraft stands before a launch, held against the pad that it is to depart from.

Owns what is well there. The mission begins with a straight climb and its heights are above the
sea: from any other place, or with an error in its idea of height, it flies a way that nobody
approved. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.flight.sight import Sight
from missions.geo import Position, distance_m
from missions.plan.model import Direction
from missions.routes.model import Route

OFF_PAD_M = 10.0
"""So far from its pad over the ground it may stand: the landing before and the error of GPS."""
OFF_HEIGHT_M = 5.0
"""So far from the pad's surveyed height may be what it reports (docs/decisions/0006)."""


@dataclass(frozen=True, slots=True)
class Stance:
    """`off_m`: metres from the pad over the ground. `height_off_m`: the height that it reports
    above the pad's own, negative below."""

    armed: bool
    on_ground: bool
    off_m: float
    height_off_m: float


def start_of(route: Route, direction: Direction) -> Position:
    """The pad that a flight departs from."""
    return (route.hub if direction is Direction.OUT else route.hall).position


def stance(sight: Sight | None, pad: Position) -> Stance | None:
    """How it stands; None while it is not seen whole."""
    if sight is None:
        return None
    where = sight.position
    return Stance(
        sight.armed, sight.on_ground, distance_m(where, pad), where.alt_amsl_m - pad.alt_amsl_m
    )


def amiss(seen: Stance | None) -> str:
    """What is not well about it, in words; "" where it stands on its pad, disarmed."""
    if seen is None:
        return "not seen"
    if seen.armed:
        return "armed already"
    if not seen.on_ground:
        return "not on the ground"
    if not seen.off_m <= OFF_PAD_M:
        return "not on its pad"
    if not abs(seen.height_off_m) <= OFF_HEIGHT_M:
        return f"height off by {seen.height_off_m:+.1f} m"
    return ""
