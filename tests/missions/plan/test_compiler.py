from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from missions.geo import LocalFrame, Position, distance_m
from missions.plan.compiler import compile_flight
from missions.plan.craft import CraftDoesNotFit
from missions.plan.model import Command, Direction, Mission
from missions.routes.model import Route
from tests.missions.support.memory import joined_item
from tests.missions.support.plans import CRAFT, OWN_PARAMETERS, SomeCraft, nakao_route, routes

C = Command
ROUTE = nakao_route()
OUT = compile_flight(ROUTE, Direction.OUT, CRAFT)
HOME = compile_flight(ROUTE, Direction.HOME, CRAFT)


def commands(mission: Mission, until: int) -> list[Command]:
    return [mission.item(seq).command for seq in range(1, until + 1)]


def test_out_is_the_consent_mission() -> None:
    corners = len(ROUTE.path)
    assert OUT.wait_seq is not None
    assert OUT.consent_seq is not None
    assert OUT.wait_seq == corners
    assert OUT.return_seq == OUT.wait_seq + 1
    assert OUT.consent_seq == OUT.return_seq + corners + 2
    assert commands(OUT, OUT.consent_seq + 1) == [
        C.NAV_TAKEOFF,
        *[C.NAV_WAYPOINT] * (corners - 2),
        C.NAV_LOITER_TIME,
        C.DO_RETURN_PATH_START,
        *[C.NAV_WAYPOINT] * corners,
        C.NAV_LAND,
        C.NAV_WAYPOINT,
        C.NAV_LAND,
    ]


def test_out_flies_the_path_there_and_back() -> None:
    path = list(ROUTE.path)
    assert [item.position for item in OUT.items[: len(path)]] == path
    back = OUT.items[OUT.return_seq : OUT.return_seq + len(path)]
    assert [item.position for item in back] == path[::-1]


def test_home_takes_off_into_the_return_path() -> None:
    assert HOME.wait_seq is None
    assert HOME.consent_seq is None
    assert HOME.return_seq == 2
    assert HOME.item(1).position == ROUTE.path[-1]
    assert (
        HOME.items[1 : len(ROUTE.path) + 3]
        == OUT.items[OUT.return_seq - 1 : OUT.return_seq + len(ROUTE.path) + 1]
    )


def test_landings_carry_the_height_of_their_pads() -> None:
    lands = [item.position for item in OUT.items if item.command is C.NAV_LAND]
    assert lands[0] == ROUTE.hub.position
    assert lands[1] == ROUTE.hall.position
    assert {*lands[2:]} == {place.position for place in ROUTE.landing_places}


def test_consent_begins_low_over_the_hall() -> None:
    assert OUT.consent_seq is not None
    low = OUT.item(OUT.consent_seq).position
    assert low == ROUTE.hall.position.at_alt(ROUTE.hall.position.alt_amsl_m + ROUTE.low_m)


def test_the_wait_is_whole_seconds() -> None:
    assert OUT.wait_seq is not None
    assert OUT.item(OUT.wait_seq).p1 == 60.0
    with pytest.raises(ValueError, match="cannot be kept"):
        compile_flight(replace(ROUTE, wait_s=70000.0), Direction.OUT, CRAFT)


def test_each_place_has_a_branch_that_ends_on_it() -> None:
    for mission in (OUT, HOME):
        assert set(mission.branches) == {"river", "field", "dam"}
        for place in ROUTE.landing_places:
            seq = mission.branches[place.id]
            while mission.item(seq).command is not C.NAV_LAND:
                seq += 1
            assert mission.item(seq).position == place.position
            assert mission.item(seq - 1).position == place.above


def test_a_type_that_flies_another_speed_gets_no_mission() -> None:
    fast = SomeCraft({**OWN_PARAMETERS, "WPNAV_SPEED": 1500})
    for craft in (fast, SomeCraft({})):
        with pytest.raises(CraftDoesNotFit):
            compile_flight(ROUTE, Direction.OUT, craft)


def test_a_landing_place_beside_no_corner_is_refused() -> None:
    lost = replace(ROUTE.landing_places[0], leaves_at=7)
    with pytest.raises(ValueError, match="leaves at corner 7"):
        compile_flight(nakao_route((lost,)), Direction.OUT, CRAFT)


@settings(max_examples=40)
@given(routes())
def test_link_loss_low_over_the_hall_climbs_before_it_moves(route: Route) -> None:
    frame = LocalFrame(route.hall.position.ground)
    pad = route.hall.position
    for direction in Direction:
        mission = compile_flight(route, direction, CRAFT)
        for height_m in (1.0, 15.0, 60.0):
            seq = joined_item(mission, frame, pad.at_alt(pad.alt_amsl_m + height_m))
            joined = mission.item(max(seq, mission.return_seq + 1)).position
            assert joined == route.path[-1], f"at {height_m} m it would fly to item {seq}"


@settings(max_examples=40)
@given(routes())
def test_link_loss_on_the_way_stays_on_the_path(route: Route) -> None:
    frame = LocalFrame(route.path[0].ground)
    mission = compile_flight(route, Direction.OUT, CRAFT)
    for a, b in zip(route.path, route.path[1:], strict=False):
        seq = joined_item(mission, frame, _between(a, b, 0.5))
        assert mission.item(seq).position == a
    pad = route.hub.position
    climbing = joined_item(mission, frame, pad.at_alt(pad.alt_amsl_m + 20.0))
    assert mission.item(climbing).command is C.NAV_LAND
    assert distance_m(mission.item(climbing).position or pad, pad) == 0.0


def _between(a: Position, b: Position, share: float) -> Position:
    return Position(
        a.lat_deg + share * (b.lat_deg - a.lat_deg),
        a.lon_deg + share * (b.lon_deg - a.lon_deg),
        a.alt_amsl_m + share * (b.alt_amsl_m - a.alt_amsl_m),
    )
