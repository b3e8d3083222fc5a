from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from missions.geo import LatLon, Position, offset, slant_m
from missions.plan.branches import branch_for, branches_from, locate, return_join_for
from missions.plan.compiler import compile_flight
from missions.plan.model import Command, Direction, Mission
from missions.plan.routeframe import route_frame
from missions.routes.model import Route
from tests.missions.support.plans import CRAFT, nakao_route, routes

ROUTE = nakao_route()
MISSIONS = {d: compile_flight(ROUTE, d, CRAFT) for d in Direction}


def between(a: Position, b: Position, share: float) -> Position:
    return Position(
        a.lat_deg + share * (b.lat_deg - a.lat_deg),
        a.lon_deg + share * (b.lon_deg - a.lon_deg),
        a.alt_amsl_m + share * (b.alt_amsl_m - a.alt_amsl_m),
    )


def flown(mission: Mission, seq: int) -> list[Position]:
    """The places flown to after a jump, up to and with the landing."""
    places: list[Position] = []
    while True:
        item = mission.item(seq)
        if item.position is not None:
            places.append(item.position)
        if item.command is Command.NAV_LAND:
            return places
        seq += 1


def test_between_two_places_both_are_offered_and_the_nearer_first() -> None:
    here = between(ROUTE.path[1], ROUTE.path[2], 0.8)  # river at corner 1, field at corner 3
    for mission in MISSIONS.values():
        found = branches_from(ROUTE, mission, here)
        assert [branch.place.id for branch in found] == ["river", "field"]
        assert flown(mission, found[0].seq)[0] == ROUTE.path[1]
        assert flown(mission, found[1].seq) == [
            ROUTE.path[2],
            ROUTE.path[3],
            ROUTE.landing_places[1].above,
            ROUTE.landing_places[1].position,
        ]


def test_before_the_first_and_after_the_last_place_there_is_one() -> None:
    climbing = ROUTE.hub.position.at_alt(870.0)
    low = ROUTE.hall.position.at_alt(908.0)
    for mission in MISSIONS.values():
        assert [b.place.id for b in branches_from(ROUTE, mission, climbing)] == ["river"]
        from_hall = branches_from(ROUTE, mission, low)
        assert [b.place.id for b in from_hall] == ["dam"]
        # Straight up first: the corner over the pad, not the next one down the valley.
        assert flown(mission, from_hall[0].seq)[0] == ROUTE.path[-1]


def test_outside_the_corridor_nothing_is_offered() -> None:
    here = between(ROUTE.path[1], ROUTE.path[2], 0.5)
    beside = offset(here, 90.0, 60.0)
    away = Position(beside.lat_deg, beside.lon_deg, here.alt_amsl_m)
    mission = MISSIONS[Direction.OUT]
    assert branch_for(ROUTE, mission, away) is None
    assert return_join_for(ROUTE, mission, away) is None
    assert locate(ROUTE, away).leg == 2


def test_a_route_without_places_has_no_branches() -> None:
    bare = nakao_route(())
    mission = compile_flight(bare, Direction.OUT, CRAFT)
    assert branch_for(bare, mission, bare.path[2]) is None
    assert mission.branches == {}


def test_a_mission_of_another_route_is_noticed() -> None:
    fewer = replace(ROUTE, landing_places=ROUTE.landing_places[:1], path=ROUTE.path[:4])
    other = compile_flight(fewer, Direction.OUT, CRAFT)
    try:
        branches_from(ROUTE, other, ROUTE.path[5])
    except (ValueError, IndexError):
        return
    raise AssertionError("nothing was noticed")


@settings(max_examples=50)
@given(
    route=routes(),
    leg=st.integers(0, 9),
    share=st.floats(0.0, 1.0),
    bearing=st.floats(0.0, 360.0),
    beside=st.floats(0.0, 0.9),
)
def test_the_way_from_anywhere_stays_in_corridor_and_branch(
    route: Route, leg: int, share: float, bearing: float, beside: float
) -> None:
    line = (route.hub.position, *route.path, route.hall.position)
    assume(leg + 1 < len(line))
    on_leg = between(line[leg], line[leg + 1], share)
    ground = offset(on_leg, bearing, beside * route.half_width_m)
    here = Position(ground.lat_deg, ground.lon_deg, on_leg.alt_amsl_m)
    frame = route_frame(route)
    corridor = LineString([frame.to_xy(p) for p in route.path]).buffer(route.half_width_m + 0.5)
    for direction in Direction:
        mission = compile_flight(route, direction, CRAFT)
        found = branches_from(route, mission, here)
        assert bool(found) == bool(route.landing_places)
        for branch in found:
            *way, above, ground_place = flown(mission, branch.seq)
            assert ground_place == branch.place.position
            assert above == branch.place.above
            assert way[-1] == route.path[branch.place.leaves_at]
            assert way[0] in (line[leg], line[leg + 1]) or locate(route, here).leg != leg
            flat = LineString([frame.to_xy(p) for p in (here, *way, way[-1])])
            assert corridor.covers(flat)
            stops = [here, *way, above, ground_place]
            metres = sum(slant_m(a, b) for a, b in pairwise(stops))
            assert abs(metres - branch.remaining_m) < 1e-6
        join = return_join_for(route, mission, here)
        assert join is not None
        first = mission.item(join).position
        assert first is not None
        assert corridor.covers(Point(frame.to_xy(first)))


def test_from_a_branch_the_way_home_is_joined_at_the_leg_that_leads_home() -> None:
    mission = MISSIONS[Direction.OUT]
    here = between(ROUTE.path[2], ROUTE.path[3], 0.9)
    seq = return_join_for(ROUTE, mission, here)
    assert seq is not None
    assert mission.item(seq).position == ROUTE.path[2]
    climbing = return_join_for(ROUTE, mission, ROUTE.hub.position.at_alt(880.0))
    assert climbing is not None
    assert mission.item(climbing).command is Command.NAV_LAND
    low = return_join_for(ROUTE, mission, ROUTE.hall.position.at_alt(905.0))
    assert low == mission.return_seq + 1


def test_places_with_one_junction_are_both_offered() -> None:
    place = ROUTE.landing_places[1]
    twin = replace(place, id="twin", position=place.position.at_alt(870.0))
    route = nakao_route((place, twin))
    mission = compile_flight(route, Direction.OUT, CRAFT)
    found = branches_from(route, mission, between(route.path[3], route.path[4], 0.3))
    assert {branch.place.id for branch in found} == {"field", "twin"}
    assert LatLon(place.position.lat_deg, place.position.lon_deg) == place.position.ground
