"""SmartRTL: a broken fence sends it back along the way that it flew."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from sim.sitl.dialect import ModeNumber
from sim.sitl.rejoin import distance_to_leg_m
from sim.sitl.retrace import straightened
from tests.sim.sitl.consent import BEND, CORRIDOR_M, HALL_EAST_M, HALL_NORTH_M
from tests.sim.sitl.ground import HOME, Ground, at

Prepare = Callable[..., Ground]
FENCE, VERTEX = 1, 5001
steps = st.tuples(*(st.floats(-6, 6, width=32) for _ in range(3)))


def test_out_of_the_fence_it_flies_its_way_back_and_lands_where_it_began(
    prepared: Prepare,
) -> None:
    ground = prepared()
    corners = [at(-50, -80), at(200, -80), at(200, 200), at(-50, 200)]
    ground.upload([{"command": VERTEX, "p1": 4, "x": x, "y": y} for x, y in corners], FENCE)
    ground.set_parameters({"FENCE_ENABLE": 1, "FENCE_TYPE": 4, "FENCE_ACTION": 5})
    ground.launch()
    ground.until(lambda g: g.mode == ModeNumber.SMART_RTL, "SmartRTL")
    body = ground.link.vehicle.body
    way = [
        (0.0, 0.0, HOME[2]),
        (0.0, 0.0, CORRIDOR_M),
        (*BEND, CORRIDOR_M),
        (HALL_NORTH_M, HALL_EAST_M, CORRIDOR_M),
    ]
    lowest_far_m = CORRIDOR_M
    while ground.armed:
        here = (body.north_m, body.east_m, body.up_m)
        assert min(distance_to_leg_m(a, b, here) for a, b in pairwise(way)) < 8.0
        if dist(here[:2], (0.0, 0.0)) > 15.0:
            lowest_far_m = min(lowest_far_m, body.up_m)
        ground.pump()
    assert "Fence breach cleared" in ground.texts
    assert lowest_far_m > CORRIDOR_M - 6.0
    assert ground.away_m(*HOME[:2]) < 1.0


def test_without_a_way_there_is_none_back(prepared: Prepare) -> None:
    ground = prepared()
    assert ground.set_mode(ModeNumber.SMART_RTL) == 4


@given(st.lists(steps, min_size=1, max_size=60))
def test_a_straightened_trail_leaves_out_only_what_lies_near(
    moves: list[tuple[float, ...]],
) -> None:
    trail = [(0.0, 0.0, 0.0)]
    for move in moves:
        here = trail[-1]
        trail.append((here[0] + move[0], here[1] + move[1], here[2] + move[2]))
    kept = straightened(trail)
    assert (kept[0], kept[-1]) == (trail[0], trail[-1])
    legs = [(a, b) for a, b in pairwise(kept) if a != b]
    for point in trail:
        near = [distance_to_leg_m(a, b, point) for a, b in legs] + [dist(p, point) for p in kept]
        assert min(near) <= 1.0 + 1e-6
