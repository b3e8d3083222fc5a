"""What a list of mission items draws: a way, a wait, an end, places to land at on the way.

Owns the two forms that are understood: a plan drawn by a person (take-off, waypoints, perhaps a
wait and a landing at the end), and a mission of this service (`missions.plan.compiler`), out or
home. Knows nothing of pads, deployments and files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from missions.geo import LatLon, Position
from missions.plan.formats.mav_names import command_words
from missions.plan.model import Command, Direction, Item

Fault = Callable[[int, str], None]
"""Called with an item's number (1 is the first) and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class DrawnPlace:
    """An emergency landing place: where, how high it is come to, which corner of the way it leaves
    from (None: not drawn)."""

    place: LatLon
    approach_alt_amsl_m: float
    leaves_at: int | None = None
    alt_amsl_m: float | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """`take_off_amsl_m`: height of the take-off; `way`: the corners after it, towards the hall.

    `landing`: where it lands at the hall. `of_service`: which of the service's missions it is;
    None for a plan that somebody drew. What is None is not said.
    """

    take_off_amsl_m: float
    way: tuple[Position, ...]
    landing: LatLon | None = None
    wait_s: float | None = None
    low_amsl_m: float | None = None
    places: tuple[DrawnPlace, ...] = ()
    of_service: Direction | None = None


def shape_of(items: tuple[Item, ...], fault: Fault) -> Shape | None:
    """The shape, or None when `fault` was called."""
    numbers = [n for n, i in enumerate(items, 1) if i.command is Command.DO_RETURN_PATH_START]
    if not items:
        fault(0, "there is no item")
        return None
    if len(numbers) > 1:
        fault(numbers[1], "a mission of the service has one DO_RETURN_PATH_START")
        return None
    return _of_service(items, numbers[0], fault) if numbers else _drawn(items, fault)


def _drawn(items: tuple[Item, ...], fault: Fault) -> Shape | None:
    """Take-off, waypoints, and at the end perhaps a wait and perhaps a landing."""
    first = items[0]
    height_m = first.position.alt_amsl_m if first.position is not None else None
    if first.command is not Command.NAV_TAKEOFF:
        fault(1, f"{command_words(first.command)}: a plan begins with NAV_TAKEOFF (22)")
    elif height_m is None:
        fault(1, "the take-off has no height")
    way: list[Position] = []
    landing: LatLon | None = None
    wait_s: float | None = None
    well = first.command is Command.NAV_TAKEOFF and height_m is not None
    for number, item in enumerate(items[1:], start=2):
        why = _why_not(item, ended=landing is not None, waited=wait_s is not None)
        if why:
            fault(number, why)
            well = False
        elif item.position is None:
            fault(number, "has no place")
            well = False
        elif item.command is Command.NAV_LAND:
            landing = item.position.ground
        else:
            way.append(item.position)
            if item.command is Command.NAV_LOITER_TIME:
                wait_s = item.p1
    if well and not way:
        fault(1, "there is no waypoint after the take-off")
    if not well or not way or height_m is None:
        return None
    return Shape(height_m, tuple(way), landing, wait_s)


def _why_not(item: Item, *, ended: bool, waited: bool) -> str:
    """Why this item cannot stand here in a drawn plan; "" where it can."""
    match item.command:
        case Command.NAV_WAYPOINT if item.p1 != 0.0:
            return f"waits {item.p1:g} s: a path has no stops"
        case Command.NAV_LOITER_TIME if item.p1 <= 0.0:
            return "waits for no time"
        case Command.NAV_WAYPOINT | Command.NAV_LOITER_TIME | Command.NAV_LAND:
            if ended:
                return "stands after the landing"
            late = waited and item.command is not Command.NAV_LAND
            return "stands after the wait, which is over the hall" if late else ""
    return f"{command_words(item.command)}: has no place in the middle of a drawn plan"


def _of_service(items: tuple[Item, ...], start: int, fault: Fault) -> Shape | None:
    """The layout of `missions.plan.compiler`. Whether it is one in every field is for whoever
    compiles the route again and compares."""
    head, tail = items[: start - 1], items[start:]
    out = bool(head) and head[-1].command is Command.NAV_LOITER_TIME
    end = next((n for n, i in enumerate(tail) if i.command is Command.NAV_LAND), None)
    back = [item.position for item in tail[: end or 0]]
    if end is None or not head or any(place is None for place in back) or not back:
        fault(start, "no way home to a NAV_LAND follows DO_RETURN_PATH_START")
        return None
    way = tuple(place for place in reversed(back) if place is not None)
    rest, low_amsl_m, landing = tail[end + 1 :], None, None
    if out:
        if len(rest) < 2 or rest[0].position is None or rest[1].position is None:
            fault(start + end + 1, "no landing at the hall follows the one at the hub")
            return None
        low_amsl_m, landing = rest[0].position.alt_amsl_m, rest[1].position.ground
        rest = rest[2:]
    places = _branches(rest, way, len(items) - len(rest) + 1, fault)
    if places is None:
        return None
    direction = Direction.OUT if out else Direction.HOME
    wait_s = head[-1].p1 if out else None
    return Shape(way[0].alt_amsl_m, way, landing, wait_s, low_amsl_m, places, direction)


def _branches(
    items: tuple[Item, ...], way: tuple[Position, ...], first: int, fault: Fault
) -> tuple[DrawnPlace, ...] | None:
    """Each branch once: the corner before its last waypoint, that waypoint, its landing."""
    found: dict[LatLon, DrawnPlace] = {}
    begin = 0
    for number, item in enumerate(items):
        if item.command is not Command.NAV_LAND:
            continue
        steps = [each.position for each in items[begin:number] if each.position is not None]
        begin = number + 1
        if item.position is None or len(steps) < 2 or steps[-2] not in way:
            fault(first + number, "is no landing of a branch that leaves the path at a corner")
            return None
        place, above = item.position, steps[-1]
        drawn = DrawnPlace(place.ground, above.alt_amsl_m, way.index(steps[-2]), place.alt_amsl_m)
        found.setdefault(place.ground, drawn)
    if begin != len(items):
        fault(first + begin, "a branch does not end with NAV_LAND")
        return None
    return tuple(found.values())
