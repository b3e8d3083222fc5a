"""From a plan that somebody drew to a route: what is taken over, moved, asked for and refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.geo import Position, offset
from missions.plan.drawn.answers import Answers, ImportNeedsMore, PlaceName
from missions.plan.drawn.places import Ground
from missions.plan.drawn.route import Imported, route_from
from missions.plan.formats.content import PlanContent, Zone, Zones
from missions.plan.formats.qgc_plan import to_plan
from missions.plan.formats.raw import BadPlanFile
from missions.plan.formats.reading import read_plan_file
from missions.plan.formats.wpl import to_wpl
from missions.plan.model import Command, Direction, Item, Rally
from missions.plan.package import flight_package, home_of
from missions.routes.model import LandingPlace, Pad, Route
from missions.routes.pads import Pads
from missions.routes.terrain import ElevationGrid
from tests.missions.support.plans import CRAFT, HUB, NAKAO, SYSTEM_ID, nakao_route, routes

GRID = ElevationGrid(
    heights_m=np.full((200, 200), 850.0),
    south_deg=35.7,
    west_deg=138.0,
    cell_deg=0.001,
    vertical_error_m=1.0,
    datum="EGM96",
    synthetic=True,
    source="flat",
)
PADS = Pads.of(HUB, [NAKAO, Pad("ichinose", Position(35.7315, 138.0720, 921.0))])
ALL = Answers(name="drawn", half_width_m=40.0, cruise_mps=12.0, wait_s=60.0, low_m=15.0)
RIVER = PlaceName("river", "River bank", "River bank")


def waypoint(lat: float, lon: float, alt: float) -> Item:
    return Item(Command.NAV_WAYPOINT, Position(lat, lon, alt))


TAKE_OFF = Item(Command.NAV_TAKEOFF, HUB.position.at_alt(946.0))
MIDDLE = (waypoint(35.7930, 138.0862, 951.0), waypoint(35.7668, 138.0933, 972.0))
OVER_HALL = Item(Command.NAV_WAYPOINT, NAKAO.position.at_alt(983.0))
LANDING = Item(Command.NAV_LAND, NAKAO.position)
DRAWN = (TAKE_OFF, *MIDDLE, OVER_HALL, LANDING)


def imported(
    items: Sequence[Item] = DRAWN,
    answers: Answers = ALL,
    *,
    known: Sequence[LandingPlace] = (),
    home: Position = HUB.position,
    **content: Any,
) -> Imported:
    plan = PlanContent(home, tuple(items), cruise_mps=12.0, **content)
    raw = read_plan_file("a.plan", to_plan(plan).encode())
    return route_from(raw, PADS, Ground(GRID, known), answers)


def refused(*items: Item, **options: Any) -> list[str]:
    with pytest.raises(BadPlanFile) as error:
        imported(items or DRAWN, **options)
    return error.value.facts["findings"]


def test_a_drawn_plan_becomes_a_route_from_pad_to_pad() -> None:
    found = imported()
    route = found.route
    assert (route.hub, route.hall, route.name) == (HUB, NAKAO, "drawn")
    assert [corner.alt_amsl_m for corner in route.path] == [946.0, 951.0, 972.0, 983.0]
    assert route.path[0].ground == HUB.position.ground
    assert route.path[-1].ground == NAKAO.position.ground
    told = {statement.what: statement for statement in found.statements}
    assert told["hall"].value == "nakao"
    assert "take-off's height" in told["begin of the path"].origin
    assert told["half the corridor's width, m"].origin == "--half-width"


def test_points_drawn_beside_a_pad_are_moved_onto_it_and_that_is_told() -> None:
    beside = offset(NAKAO.position, 90.0, 12.0)
    last = waypoint(beside.lat_deg, beside.lon_deg, 983.0)
    found = imported((TAKE_OFF, *MIDDLE, last))
    assert found.route.path[-1] == NAKAO.position.at_alt(983.0)
    assert any("moved 12.0 m onto the pad" in str(each) for each in found.statements)


def test_a_landing_whose_last_point_is_far_off_gets_a_point_straight_above_it() -> None:
    found = imported((TAKE_OFF, *MIDDLE, LANDING))
    assert found.route.path[-1] == NAKAO.position.at_alt(972.0)
    assert any("added: straight above" in str(each) for each in found.statements)


def test_speed_and_wait_come_from_the_plan_where_they_are_not_answered() -> None:
    wait = replace(OVER_HALL, command=Command.NAV_LOITER_TIME, p1=45.0)
    asked = replace(ALL, cruise_mps=None, wait_s=None)
    route = imported((TAKE_OFF, *MIDDLE, wait, LANDING), asked).route
    assert (route.cruise_mps, route.wait_s) == (12.0, 45.0)


def test_an_answer_outdoes_the_plan_and_both_are_told() -> None:
    found = imported(answers=replace(ALL, cruise_mps=11.0))
    assert found.route.cruise_mps == 11.0
    assert any("hoverSpeed says 12" in str(each) for each in found.statements)


def test_everything_that_is_not_said_is_asked_for_at_once() -> None:
    plan = PlanContent(None, (TAKE_OFF, *MIDDLE))
    raw = read_plan_file("a.waypoints", to_wpl(plan).encode())
    with pytest.raises(ImportNeedsMore) as error:
        route_from(raw, PADS, Ground(GRID, ()), Answers("drawn"))
    for option in ("--hall", "--half-width", "--speed", "--wait", "--low"):
        assert any(option in each for each in error.value.facts["missing"])


def test_rally_points_are_landing_places_on_the_deployment_s_ground() -> None:
    points = Rally((Position(35.7925, 138.0872, 955.0), HUB.position.at_alt(983.0)))
    found = imported(answers=replace(ALL, places=(RIVER,)), rally=points)
    (place,) = found.route.landing_places
    assert (place.id, place.leaves_at, place.approach_alt_amsl_m) == ("river", 1, 955.0)
    assert place.position == Position(35.7925, 138.0872, 850.0)
    assert any("rally point 2: not taken over (it is the hub)" in str(s) for s in found.statements)
    with pytest.raises(ImportNeedsMore, match="--place ID:NAME:ENGLISH"):
        imported(rally=points)


def test_a_landing_place_that_the_deployment_has_keeps_its_name_and_position() -> None:
    field = LandingPlace("field", "Field", Position(35.7925, 138.0872, 861.3), 4, 960.0, "Field")
    near = offset(field.position, 10.0, 6.0)
    points = Rally((Position(near.lat_deg, near.lon_deg, 955.0),))
    (place,) = imported(rally=points, known=(field,)).route.landing_places
    assert (place.id, place.position, place.leaves_at) == ("field", field.position, 1)


@pytest.mark.parametrize(
    ("items", "fault"),
    [
        (DRAWN[1:], "item 1: NAV_WAYPOINT (16): a plan begins with NAV_TAKEOFF (22)"),
        ((TAKE_OFF,), "item 1: there is no waypoint after the take-off"),
        ((Item(Command.NAV_TAKEOFF), *DRAWN[1:]), "item 1: the take-off has no height"),
        ((TAKE_OFF, replace(MIDDLE[0], p1=5.0), OVER_HALL), "item 2: waits 5 s: a path has no"),
        ((*DRAWN, MIDDLE[0]), "item 6: stands after the landing"),
        (
            (TAKE_OFF, MIDDLE[0], Item(Command.DO_LAND_START), LANDING),
            "item 3: DO_LAND_START (189)",
        ),
        ((TAKE_OFF, TAKE_OFF, OVER_HALL), "item 2: NAV_TAKEOFF (22): has no place in the middle"),
        (
            (TAKE_OFF, replace(MIDDLE[0], command=Command.NAV_LOITER_TIME), OVER_HALL),
            "waits for no",
        ),
        (
            (TAKE_OFF, replace(MIDDLE[0], command=Command.NAV_LOITER_TIME, p1=9.0), OVER_HALL),
            "item 3: stands after the wait",
        ),
        ((TAKE_OFF, OVER_HALL, Item(Command.NAV_LAND)), "item 3: has no place"),
    ],
)
def test_what_a_route_cannot_hold_is_a_fault_of_its_item(items: Any, fault: str) -> None:
    found = refused(*items)
    assert any(fault in each for each in found), found
    assert all(each.startswith("a.plan:") for each in found)


def test_a_plan_that_begins_or_ends_elsewhere_is_refused() -> None:
    away = offset(HUB.position, 0.0, 400.0)
    home = Position(away.lat_deg, away.lon_deg, 846.0)
    assert "home lies 400 m from the pad of hase-hub" in refused(home=home)[0]
    assert "the plan ends" in refused(answers=replace(ALL, hall="ichinose"))[0]
    assert "no such hall; there are: ichinose, nakao" in refused(answers=replace(ALL, hall="x"))[0]


def test_a_path_that_leaves_its_own_fence_is_refused() -> None:
    corners = [(35.81, 138.07), (35.81, 138.1), (35.76, 138.1), (35.76, 138.07)]
    ring = tuple(Position(lat, lon, 0.0).ground for lat, lon in corners)
    assert "the path leaves polygon 1" in refused(fence=Zones((Zone(True, ring),)))[0]
    assert "the path enters polygon 1" in refused(fence=Zones((Zone(False, ring),)))[0]


def test_a_place_too_many_or_off_the_grid_is_refused() -> None:
    assert "--place river: the plan has no landing place" in refused(
        answers=replace(ALL, places=(RIVER,))
    )[0]  # fmt: skip
    far = Rally((Position(36.5, 138.0872, 955.0),))
    found = refused(answers=replace(ALL, places=(RIVER,)), rally=far)
    assert any("elevation grid does not reach it" in each for each in found)


def own(route: Route, direction: Direction, home: Position | None = None) -> bytes:
    package = flight_package(route, direction, CRAFT, SYSTEM_ID)
    content = PlanContent.of(package, home or home_of(route, direction), route.cruise_mps)
    return to_plan(content).encode()


@settings(max_examples=15, deadline=None)
@given(routes(), st.sampled_from(Direction))
def test_a_mission_of_the_service_gives_its_route_back(route: Route, direction: Direction) -> None:
    pads = Pads.of(route.hub, [route.hall])
    names = tuple(PlaceName(p.id, p.name, p.name) for p in route.landing_places)
    distinct = {place.position.ground for place in route.landing_places}
    answers = Answers("drawn", None, route.half_width_m, None, None, None, names)
    if direction is Direction.HOME:
        answers = replace(answers, wait_s=route.wait_s, low_m=route.low_m)
    raw = read_plan_file("a.plan", own(route, direction))
    if len(distinct) < len(names):
        return
    found = route_from(raw, pads, Ground(GRID, ()), answers).route
    assert [place.leaves_at for place in found.landing_places] == [
        place.leaves_at for place in route.landing_places
    ]
    again = replace(found, half_width_m=route.half_width_m)
    package = flight_package(again, direction, CRAFT, SYSTEM_ID)
    content = PlanContent.of(package, home_of(again, direction), again.cruise_mps)
    ours = json.loads(own(route, direction))["mission"]["items"]
    assert json.loads(to_plan(content))["mission"]["items"] == ours


def test_what_only_looks_like_a_mission_of_the_service_is_refused() -> None:
    document = json.loads(own(nakao_route(), Direction.OUT))
    item = document["mission"]["items"][2]
    item["params"][6] = item["Altitude"] = 1000.0
    raw = read_plan_file("a.plan", json.dumps(document).encode())
    names = tuple(PlaceName(p.id, p.name, p.name) for p in nakao_route().landing_places)
    with pytest.raises(BadPlanFile, match="item 3: is not what the mission of this route has"):
        route_from(raw, PADS, Ground(GRID, ()), replace(ALL, places=names))
