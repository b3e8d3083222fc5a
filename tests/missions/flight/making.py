# cjk: a landing place has a Japanese name, as in a deployment
"""A short route and its two missions, as small as the rules of a flight need them."""

from __future__ import annotations

from missions.flight.sight import Mode, Sight
from missions.geo import LatLon, Position, offset
from missions.plan.model import Command, Direction, Item, Mission
from missions.routes.model import LandingPlace, Pad, Route

HUB = Position(35.8020, 138.0810, 846.0)
HALL = Position(35.7461, 138.0860, 893.0)
FIELD = Position(35.7740, 138.0850, 860.0)
ROUTE = Route(
    name="nakao",
    hub=Pad("hase-hub", HUB),
    hall=Pad("nakao", HALL),
    path=(HUB.at_alt(940.0), Position(35.7740, 138.0840, 950.0), HALL.at_alt(985.0)),
    landing_places=(LandingPlace("field", "川原", FIELD, 1, 950.0),),
    half_width_m=45.0,
    cruise_mps=11.0,
    wait_s=45.0,
    low_m=15.0,
)


def _fly(command: Command, position: Position | None, **values: float) -> Item:
    return Item(command, position, **values)


def out_mission() -> Mission:
    """1 take-off, 2 3 way, 4 wait, 5 188, 6 7 8 back, 9 land hub, 10 11 hall, 12 13 14 field."""
    first, middle, last = ROUTE.path
    waypoint, land = Command.NAV_WAYPOINT, Command.NAV_LAND
    items = (
        _fly(Command.NAV_TAKEOFF, first),
        _fly(waypoint, first),
        _fly(waypoint, middle),
        _fly(Command.NAV_LOITER_TIME, last, p1=ROUTE.wait_s),
        _fly(Command.DO_RETURN_PATH_START, None),
        _fly(waypoint, last),
        _fly(waypoint, middle),
        _fly(waypoint, first),
        _fly(land, HUB),
        _fly(waypoint, HALL.at_alt(HALL.alt_amsl_m + ROUTE.low_m)),
        _fly(land, HALL),
        _fly(waypoint, middle),
        _fly(waypoint, ROUTE.landing_places[0].above),
        _fly(land, FIELD),
    )
    return Mission(
        "nakao", Direction.OUT, items, return_seq=5, wait_seq=4, consent_seq=10,
        branches={"field": 12},
    )  # fmt: skip


def home_mission() -> Mission:
    """1 take-off, 2 188, 3 4 5 corridor, 6 land hub, 7 8 9 field."""
    first, middle, last = ROUTE.path
    waypoint, land = Command.NAV_WAYPOINT, Command.NAV_LAND
    items = (
        _fly(Command.NAV_TAKEOFF, last),
        _fly(Command.DO_RETURN_PATH_START, None),
        _fly(waypoint, last),
        _fly(waypoint, middle),
        _fly(waypoint, first),
        _fly(land, HUB),
        _fly(waypoint, middle),
        _fly(waypoint, ROUTE.landing_places[0].above),
        _fly(land, FIELD),
    )
    return Mission("nakao", Direction.HOME, items, return_seq=2, branches={"field": 7})


def beside(position: Position, metres: float) -> Position:
    """A point `metres` east of another at its height."""
    place: LatLon = offset(position, 90.0, metres)
    return Position(place.lat_deg, place.lon_deg, position.alt_amsl_m)


def sight(
    at_s: float,
    seq: int,
    position: Position = ROUTE.path[1],
    *,
    mode: int = Mode.AUTO,
    armed: bool = True,
    on_ground: bool = False,
) -> Sight:
    return Sight(at_s, position, seq, mode, armed, on_ground)
