"""The plan of the day: whole, in order of time, honest about what it cannot hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings

from logistics.domain.custody import KeeperKind
from logistics.domain.dispatch import Load, Means, VanSpec, plan_day
from logistics.domain.legs import LegMode
from logistics.domain.village import Roads
from tests.logistics.domain.making import (
    HALLS,
    LEAVE_AT,
    days_loads,
    roads,
    villages_means,
)

MINUTE = timedelta(minutes=1)
WAY = [
    KeeperKind.STORE,
    KeeperKind.SUPPORTER,
    KeeperKind.HUB,
    KeeperKind.VAN,
    KeeperKind.VOLUNTEER,
    KeeperKind.RESIDENT,
]


@settings(max_examples=40)
@given(days_loads(), villages_means())
def test_every_load_has_one_car_the_vans_legs_and_one_round(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    plan = plan_day(loads, *village, LEAVE_AT)
    assert sorted(parcel.code for parcel in plan.parcels) == [load.code for load in loads]
    legs = {leg.id: leg for leg in plan.legs}
    assert len(legs) == len(plan.legs), "names of legs are unique"
    for parcel in plan.parcels:
        chain = [legs[leg_id] for leg_id in parcel.legs]
        modes = [leg.mode for leg in chain]
        vans = len(modes) - 2
        assert modes == [LegMode.CAR, *[LegMode.VAN] * vans, LegMode.FOOT]
        assert vans >= 1
        for mode in (LegMode.CAR, LegMode.VAN, LegMode.FOOT):
            unloads = [leg for leg in plan.legs if leg.mode is mode and parcel.code in leg.parcels]
            assert len(unloads) == 1, f"leaves one {mode} once"
        assert chain[-2].parcels.count(parcel.code) == 1, "leaves the van at the last stop"
        assert chain[-2].end == chain[-1].start == parcel.hall


@settings(max_examples=40)
@given(days_loads(), villages_means())
def test_legs_follow_each_other_in_place_and_time(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    means, ways = village
    plan = plan_day(loads, means, ways, LEAVE_AT)
    legs = {leg.id: leg for leg in plan.legs}
    for leg in plan.legs:
        assert leg.arrive_at >= leg.depart_at >= LEAVE_AT
        if leg.mode is not LegMode.FOOT:
            assert leg.arrive_at - leg.depart_at == ways.minutes(leg.start, leg.end) * MINUTE
    for parcel in plan.parcels:
        chain = [legs[leg_id] for leg_id in parcel.legs]
        assert chain[0].start == means.store
        pauses = [means.hub_handling_min, *[means.stop_min] * (len(chain) - 2)]
        for before, after, pause in zip(chain, chain[1:], pauses, strict=False):
            assert before.end == after.start
            assert after.depart_at - before.arrive_at == pause * MINUTE
        assert chain[-1].depart_at < parcel.eta <= chain[-1].arrive_at


@settings(max_examples=40)
@given(days_loads(), villages_means())
def test_the_keepers_are_those_of_the_legs(loads: list[Load], village: tuple[Means, Roads]) -> None:
    plan = plan_day(loads, *village, LEAVE_AT)
    legs = {leg.id: leg for leg in plan.legs}
    for parcel in plan.parcels:
        chain = [legs[leg_id] for leg_id in parcel.legs]
        assert [keeper.kind for keeper in parcel.keepers] == WAY
        assert parcel.keepers[1] == chain[0].carrier
        assert {leg.carrier for leg in chain[1:-1]} == {parcel.keepers[3]}
        assert parcel.keepers[4] == chain[-1].carrier
        assert parcel.keepers[5].id == parcel.household
        assert parcel.keepers[4].id in village[0].volunteers[parcel.hall]


@settings(max_examples=40)
@given(days_loads(), villages_means())
def test_a_household_is_visited_once(loads: list[Load], village: tuple[Means, Roads]) -> None:
    plan = plan_day(loads, *village, LEAVE_AT)
    doors = {(p.hall, p.household): set[object]() for p in plan.parcels}
    for parcel in plan.parcels:
        doors[parcel.hall, parcel.household].add((parcel.eta, parcel.keepers[4]))
    assert all(len(visits) == 1 for visits in doors.values())


@settings(max_examples=40)
@given(days_loads(), villages_means())
def test_late_and_too_warm_are_said_of_exactly_those(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    means, ways = village
    plan = plan_day(loads, means, ways, LEAVE_AT)
    by_code = {load.code: load for load in loads}
    for parcel in plan.parcels:
        load = by_code[parcel.code]
        assert parcel.late == (parcel.eta + means.promise_margin_min * MINUTE > load.promise_at)
        on_the_way = parcel.eta - LEAVE_AT
        too_long = load.keep_min is not None and on_the_way > load.keep_min * MINUTE
        assert parcel.too_warm == too_long
    assert set(plan.late) == {parcel for parcel in plan.parcels if parcel.late}


@settings(max_examples=40)
@given(days_loads(), villages_means())
def test_whoever_carries_more_than_they_can_is_named(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    means, ways = village
    plan = plan_day(loads, means, ways, LEAVE_AT)
    mass = {load.code: load.mass_g for load in loads}
    for leg in plan.legs:
        if leg.mode is LegMode.CAR:
            over = sum(mass[code] for code in leg.parcels) > means.car_capacity_g
            named = any(leg.carrier.id in fault for fault in plan.faults)
            assert named == over
    for van in means.vans:
        own = {
            code
            for leg in plan.legs
            if leg.mode is LegMode.VAN and leg.carrier.id == van.id
            for code in leg.parcels
        }
        over = sum(mass[code] for code in own) > van.capacity_g or len(own) > van.boxes
        assert any(van.id in fault for fault in plan.faults) == over


@settings(max_examples=50)
@given(days_loads(), villages_means())
def test_leaving_at_the_first_switch_by_keeps_every_promise_with_its_margin(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    means, ways = village
    plan = plan_day(loads, means, ways, LEAVE_AT)
    ready_at = van_ready_at(means, ways)
    spare = min(parcel.switch_by for parcel in plan.parcels) - ready_at
    assume(not plan.faults)
    assume(spare >= timedelta(0))
    assert not plan_day(loads, means, ways, LEAVE_AT + spare).late


@given(days_loads(most=1), villages_means())
def test_a_minute_after_switch_by_is_too_late(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    means, ways = village
    spare = plan_day(loads, means, ways, LEAVE_AT).parcels[0].switch_by - van_ready_at(means, ways)
    assert not plan_day(loads, means, ways, LEAVE_AT + spare).late
    assert plan_day(loads, means, ways, LEAVE_AT + spare + MINUTE).late


def van_ready_at(means: Means, ways: Roads):
    driven = ways.minutes(means.store, means.hub) + means.hub_handling_min
    return LEAVE_AT + driven * MINUTE


@settings(max_examples=30)
@given(days_loads(), villages_means())
def test_the_plan_does_not_hang_on_the_order_of_loads(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    assert plan_day(loads, *village, LEAVE_AT) == plan_day(loads[::-1], *village, LEAVE_AT)


def test_nothing_to_carry_is_an_empty_plan() -> None:
    means = Means("store", "hub", ("p-one",), 1, (VanSpec("van-1", 1, 1),), {}, 1, 1, 1, 1)
    plan = plan_day([], means, roads({}), LEAVE_AT)
    assert (plan.legs, plan.parcels, plan.air, plan.faults) == ((), (), (), ())


@settings(max_examples=30)
@given(days_loads(), villages_means())
def test_a_second_van_drives_only_when_one_does_not_do(
    loads: list[Load], village: tuple[Means, Roads]
) -> None:
    """With room for all in the first van and promises far away, the spare stays where it is."""
    means, ways = village
    roomy = replace(means.vans[0], capacity_g=10**9, boxes=10**3)
    means = replace(means, vans=(roomy, means.vans[1]))
    far = [replace(load, promise_at=LEAVE_AT + timedelta(days=1), keep_min=None) for load in loads]
    plan = plan_day(far, means, ways, LEAVE_AT)
    carriers = {leg.carrier.id for leg in plan.legs if leg.mode is LegMode.VAN}
    assert carriers == {"van-1"}
    stops = [leg.end for leg in plan.legs if leg.mode is LegMode.VAN]
    assert sorted(stops) == sorted({load.hall for load in loads} & set(HALLS))
