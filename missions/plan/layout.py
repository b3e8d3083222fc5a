"""Which items stand where in the part of a mission that leads to emergency landing places.

Owns the order of the branches, which the compiler writes down and `missions.plan.branches` looks
up. Knows nothing of directions: the branches of both missions of a route are the same.

A jump makes the vehicle fly straight from where it is to the item jumped to. That line stays in
the corridor if both ends are on one straight leg of the path, hence a branch can be entered at
every corner of the path from which it is the next one: towards the hall over the corners before
its junction, towards the hub over those behind it. Each way reaches as far as the neighbouring
place's junction; beyond it the neighbour is nearer.

Each entry is a DO_LAND_START and a waypoint. Jumping to DO_LAND_START makes ArduCopter set
`in_landing_sequence` (AP_Mission::set_current_cmd), and with that set neither a lost link nor a
low battery turns the aircraft back to the return path, which leads away from the landing place
and, from beside the corridor, over ground that nobody has checked
(AP_Mission::jump_to_closest_mission_leg).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from missions.plan.model import Command, Item
from missions.routes.model import LandingPlace, Route


@dataclass(frozen=True, slots=True)
class Way:
    """One way into one place's branch: over these corners of the path, in this order.

    `corners` ends with the place's junction. `entries[i]`: sequence number to jump to in order to
    begin at `corners[i]`.
    """

    place: LandingPlace
    corners: tuple[int, ...]
    entries: tuple[int, ...]
    items: tuple[Item, ...]


def branch_ways(route: Route, first_seq: int) -> tuple[Way, ...]:
    """All ways of all places, the first item of the first one having number `first_seq`.

    Each place has one way over the corners on the hub's side of its junction; one over the
    corners on the hall's side where there are any.
    """
    ways: list[Way] = []
    seq = first_seq
    for place in route.landing_places:
        for corners in _corners(route, place):
            items, starts = _items(route, place, corners)
            entries = tuple(seq + start for start in starts)
            ways.append(Way(place, corners, entries, items))
            seq += len(items)
    return tuple(ways)


def first_entries(ways: tuple[Way, ...]) -> Mapping[str, int]:
    """Place id → the number of its branch's first item."""
    first: dict[str, int] = {}
    for way in ways:
        first.setdefault(way.place.id, way.entries[0])
    return first


def _corners(route: Route, place: LandingPlace) -> Iterator[tuple[int, ...]]:
    junction = place.leaves_at
    junctions = [other.leaves_at for other in route.landing_places]
    before = max((j for j in junctions if j < junction), default=-1)
    behind = min((j for j in junctions if j > junction), default=len(route.path))
    yield tuple(range(before + 1, junction + 1))
    if behind - 1 > junction:
        yield tuple(range(behind - 1, junction - 1, -1))


def _items(
    route: Route, place: LandingPlace, corners: tuple[int, ...]
) -> tuple[tuple[Item, ...], list[int]]:
    items: list[Item] = []
    starts: list[int] = []
    for corner in corners:
        starts.append(len(items))
        items.append(Item(Command.DO_LAND_START))
        items.append(Item(Command.NAV_WAYPOINT, route.path[corner]))
    items.append(Item(Command.NAV_WAYPOINT, place.above))
    items.append(Item(Command.NAV_LAND, place.position))
    return tuple(items), starts
