"""From a route and an aircraft type to the consent mission of one flight.

Owns which item stands where and why. Knows nothing of loads or weather, which decide whether a
mission is flown and never what is in it, and nothing of MAVLink's encoding.

Out: take-off · corridor · wait over the hall · the way home, which is what happens by default ·
landing at the hall, reached only by the jump that consent is · branches.
Home: take-off · the way home · branches.
"""

from __future__ import annotations

from missions.plan.craft import Craft, require_fit
from missions.plan.layout import branch_ways, first_entries
from missions.plan.model import Command, Direction, Item, Mission
from missions.routes.model import LandingPlace, Route

MOST_ITEMS = 700
"""ArduCopter keeps 718 items on a board with 16 kB of storage (StorageManager)."""
LONGEST_WAIT_S = 65535
"""The wait is kept in 16 bits (AP_Mission::mavlink_int_to_mission_cmd)."""


def compile_flight(route: Route, direction: Direction, craft: Craft) -> Mission:
    """The mission for one flight of this route by an aircraft of this type.

    Raises CraftDoesNotFit where the type does not fly at the route's speed, and ValueError where
    the route names landing places that its path does not have or asks for more than an autopilot
    keeps.
    """
    require_fit(route, craft)
    _require_sound(route)
    out = direction is Direction.OUT
    items = _way_out(route) if out else [_take_off(route, from_hall=True)]
    wait_seq = len(items) if out else None
    return_seq = len(items) + 1
    items += _way_home(route)
    consent_seq = len(items) + 1 if out else None
    if out:
        items += _landing_at_hall(route)
    ways = branch_ways(route, len(items) + 1)
    for way in ways:
        items += way.items
    if len(items) > MOST_ITEMS:
        raise ValueError(f"route {route.name} makes {len(items)} items, above {MOST_ITEMS}")
    return Mission(
        route=route.name,
        direction=direction,
        items=tuple(items),
        return_seq=return_seq,
        wait_seq=wait_seq,
        consent_seq=consent_seq,
        branches=first_entries(ways),
    )


def _take_off(route: Route, *, from_hall: bool = False) -> Item:
    """Straight up to the path's height: ArduCopter ignores the place (ModeAuto::takeoff_start)."""
    return Item(Command.NAV_TAKEOFF, route.path[-1 if from_hall else 0])


def _way_out(route: Route) -> list[Item]:
    corridor = [Item(Command.NAV_WAYPOINT, corner) for corner in route.path[1:-1]]
    wait = Item(Command.NAV_LOITER_TIME, route.path[-1], p1=float(round(route.wait_s)))
    return [_take_off(route), *corridor, wait]


def _way_home(route: Route) -> list[Item]:
    """From DO_RETURN_PATH_START to the landing at the hub.

    The first item has the hall pad as its place, so that the first leg of the return path is the
    upright line over the pad. A failsafe joins the return path at the end of the closest leg:
    without that line, an aircraft low over a pad whose corridor falls towards the hub is a few
    millimetres closer to the sloping first leg than to its upper end, and would fly a slant to
    the leg's far end (AP_Mission::distance_to_mission_leg).
    The last corner is flown to before the landing, since NAV_LAND goes sideways at whatever
    height the aircraft has (ModeAuto::do_land).
    """
    return [
        Item(Command.DO_RETURN_PATH_START, route.hall.position),
        *(Item(Command.NAV_WAYPOINT, corner) for corner in reversed(route.path)),
        Item(Command.NAV_LAND, route.hub.position),
    ]


def _landing_at_hall(route: Route) -> list[Item]:
    pad = route.hall.position
    low = pad.at_alt(pad.alt_amsl_m + route.low_m)
    return [Item(Command.NAV_WAYPOINT, low), Item(Command.NAV_LAND, pad)]


def _require_sound(route: Route) -> None:
    if not 1 <= round(route.wait_s) <= LONGEST_WAIT_S:
        raise ValueError(f"route {route.name}: a wait of {route.wait_s} s cannot be kept")
    for place in route.landing_places:
        _require_joined(route, place)


def _require_joined(route: Route, place: LandingPlace) -> None:
    if not 0 <= place.leaves_at < len(route.path):
        raise ValueError(
            f"route {route.name}: {place.id} leaves at corner {place.leaves_at},"
            f" the path has {len(route.path)}"
        )
