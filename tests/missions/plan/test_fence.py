from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from missions.geo import LatLon, Position, offset
from missions.plan.compiler import compile_flight
from missions.plan.fence import (
    MOST_VERTICES,
    FenceNotPossible,
    clearance_m,
    contingency_m,
    fence_for,
    fence_margin_m,
    waypoint_margin_m,
)
from missions.plan.model import Direction, Fence
from missions.plan.rally import rally_for
from missions.routes.model import Route
from tests.missions.support.plans import CRAFT, nakao_route, routes

ROUTE = nakao_route()


@pytest.mark.parametrize(("speed", "metres"), [(10.0, 22.10), (12.0, 26.34), (15.0, 33.47)])
def test_the_margin_is_the_published_contingency_volume(speed: float, metres: float) -> None:
    assert contingency_m(speed) == pytest.approx(metres, abs=0.005)


@settings(max_examples=25)
@given(routes())
def test_every_way_is_inside_by_the_margin(route: Route) -> None:
    fence = fence_for(route)
    assert 3 <= len(fence.inside) <= MOST_VERTICES
    assert fence.outside == ()
    keep_m = route.half_width_m + contingency_m(route.cruise_mps)
    assert fence_margin_m(route, fence) >= keep_m
    for direction in Direction:
        mission = compile_flight(route, direction, CRAFT)
        places = [item.position for item in mission.items if item.position is not None]
        assert waypoint_margin_m(fence, places) >= keep_m - 0.02
    assert waypoint_margin_m(fence, rally_for(route).points) >= keep_m - 0.02


@settings(max_examples=20)
@given(routes())
def test_the_fence_is_not_much_wider_than_it_must_be(route: Route) -> None:
    fence = fence_for(route)
    assert fence_margin_m(route, fence) <= 1.6 * clearance_m(route)


def test_a_margin_of_choice() -> None:
    fence = fence_for(ROUTE, margin_m=100.0)
    assert fence_margin_m(ROUTE, fence) >= 140.0


def test_a_place_outside_has_a_negative_margin() -> None:
    fence = fence_for(ROUTE)
    away = offset(ROUTE.path[3], 90.0, 2000.0)
    assert waypoint_margin_m(fence, [away]) < 0.0
    moved = replace(ROUTE.landing_places[0], position=Position(35.79, 138.12, 850.0))
    assert fence_margin_m(nakao_route((moved,)), fence) < 0.0


def test_an_exclusion_polygon_counts() -> None:
    fence = fence_for(ROUTE)
    corner = ROUTE.path[3]
    across = tuple(offset(corner, bearing, 30.0) for bearing in (0.0, 120.0, 240.0))
    assert fence_margin_m(ROUTE, Fence(fence.inside, (across,))) < 0.0
    beside = tuple(
        offset(offset(corner, 90.0, 45.0), bearing, 5.0) for bearing in (0.0, 120.0, 240.0)
    )
    assert 0.0 < fence_margin_m(ROUTE, Fence(fence.inside, (beside,))) < 45.0


def test_corners_are_rounded_to_what_the_autopilot_keeps() -> None:
    for corner in fence_for(ROUTE).inside:
        assert corner == LatLon(round(corner.lat_deg, 7), round(corner.lon_deg, 7))


def test_a_route_around_a_hill_is_refused() -> None:
    hub = ROUTE.hub.position
    ring = [offset(hub, bearing, 1500.0) for bearing in range(0, 355, 30)]
    path = tuple(Position(p.lat_deg, p.lon_deg, 946.0) for p in ring)
    around = replace(ROUTE, path=(*path, path[0]), landing_places=())
    with pytest.raises(FenceNotPossible):
        fence_for(around)


def test_the_last_resort_is_the_hub_alone_above_the_whole_path() -> None:
    (point,) = rally_for(ROUTE).points
    assert point.ground == ROUTE.hub.position.ground
    assert point.alt_amsl_m == 983.0
    assert rally_for(ROUTE, clear_alt_amsl_m=1012.2).points[0].alt_amsl_m == 1013.0
