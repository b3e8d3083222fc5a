"""The storm: what is drawn, what counts as a good end, and a few flights of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from missions.geo import offset
from sim.sitl.faults import KINDS, parse_fault
from tests.storm.draw import DESK, OURS, REAL, Drawn, drawn
from tests.storm.judge import judge
from tests.storm.play import play
from tests.storm.table import report
from tests.storm.volume import fall_m, flying, ground_of

SAMPLE = (48, 212, 263)
"""The process dies in the air; nothing is heard for a while; one motor of six stops. Short ones."""


def flight(number: int = 1) -> Drawn:
    return drawn(1, number, OURS, flying().routes)


def facts(one: Drawn, outcome: str, **other: Any) -> dict[str, Any]:
    """Of a flight that ended on the hub's pad."""
    hub = flying().routes.route(one.route).hub.position
    place = {"lat_deg": hub.lat_deg, "lon_deg": hub.lon_deg, "alt_amsl_m": hub.alt_amsl_m}
    stated = [hub.lat_deg, hub.lon_deg, hub.alt_amsl_m]
    told = {"direction": "out", "outcome": outcome, "place": "", "stated": stated, "why": ""}
    return {
        "told": one.told,
        "commit": "abc",
        "flights": [told],
        "launches": 1,
        "lifted": True,
        "arms": 1,
        "armings": 1,
        "pilot": "",
        "rested": True,
        "falls_m": 0.0,
        "struck": [],
        "desk_struck": [],
        "outside_m": -35.0,
        "beyond_m": -100.0,
        "tries": 1,
        "end": {**place, "touching": True, "above_m": 0.0},
        **other,
    }


def lying(one: Drawn, metres: float) -> dict[str, Any]:
    """An end so far west of the hub's pad, away from all ways of the route."""
    route = flying().routes.route(one.route)
    at = offset(route.hub.position, 270.0, metres)
    return {"lat_deg": at.lat_deg, "lon_deg": at.lon_deg, "alt_amsl_m": 846.0, "touching": True}


def test_the_same_seed_and_number_draw_the_same_flight() -> None:
    assert flight(17) == flight(17)
    assert flight(17) != drawn(2, 17, OURS, flying().routes)


def test_every_kind_of_fault_comes_as_often_as_any_other() -> None:
    kinds = len(KINDS) + len(DESK)
    counted = Counter(flight(number).kind for number in range(3 * kinds))
    assert set(counted) == {*KINDS, *DESK}
    assert set(counted.values()) == {3}


def test_the_vehicle_understands_every_fault_that_is_drawn() -> None:
    for number in range(500):
        for fault in flight(number).faults:
            parse_fault(fault)


def test_to_a_real_arducopter_is_done_only_what_can_be_done_from_outside() -> None:
    flights = [drawn(1, number, REAL, flying().routes) for number in range(40)]
    assert not any(one.faults for one in flights)
    assert all(one.desk or one.meddling for one in flights)


def test_on_the_hubs_pad_it_is_well_where_it_is_named_so() -> None:
    one = flight()
    assert not judge(one, facts(one, "returned")).wrong
    assert judge(one, facts(one, "returned")).keeper == "hase-hub"
    (wrong,) = judge(one, facts(one, "delivered")).wrong
    assert "called delivered, but it lies hub" in wrong


def test_beside_the_pad_it_is_an_emergency_landing_or_it_is_wrong() -> None:
    one = flight()
    aside = lying(one, 20.0)
    assert judge(one, facts(one, "returned", end=aside)).wrong
    assert not judge(one, facts(one, "down", end=aside)).wrong


def test_outside_corridor_and_buffer_nothing_is_well() -> None:
    one = flight()
    buffer_m = float(ground_of(one.route).buffer_m.max())
    (wrong,) = judge(one, facts(one, "down", end=lying(one, 60.0 + buffer_m))).wrong
    assert "outside corridor and buffer" in wrong


def test_what_fell_out_of_the_air_may_lie_wherever_it_can_fall() -> None:
    one = flight()
    end = {**lying(one, 0.0), "touching": False}
    assert not judge(one, facts(one, "lost", end=end, falls_m=50.0)).wrong
    assert judge(one, facts(one, "lost", end=end, falls_m=500.0)).wrong
    before = {"s": 10.0, "lat_deg": 35.8, "lon_deg": 138.0, "alt_amsl_m": 100.0}
    last = {"s": 11.0, "lat_deg": 35.8001, "lon_deg": 138.0, "alt_amsl_m": 100.0, "above_m": 44.1}
    assert fall_m(before, last) == pytest.approx(3.0 * 11.1, rel=0.02)


def test_a_load_that_nobody_can_tell_of_is_wrong() -> None:
    one = flight()
    nowhere = facts(one, "lost")
    nowhere["flights"][0]["stated"] = None
    assert "nobody knows where the load is" in judge(one, nowhere).wrong


def test_nothing_is_armed_twice() -> None:
    one = flight()
    assert judge(one, facts(one, "returned", arms=2)).wrong
    assert judge(one, facts(one, "returned", armings=2)).wrong


def test_the_report_names_what_was_not_well() -> None:
    one = flight()
    told = facts(one, "delivered")
    text = report(1, {OURS: 300}, [(one, told, judge(one, told))], "aaaa")
    assert "1 of 300 on `sitl` were flown, 0 ended as they must" in text
    assert f"- {one.name}: called delivered" in text


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", SAMPLE)
def test_a_sample_of_the_storm_ends_well(number: int) -> None:
    one = flight(number)
    told = asyncio.run(play(one, 20.0))
    assert not judge(one, told).wrong, told
    assert one.kind in told["struck"] or told["desk_struck"] or told["disturbed"]
