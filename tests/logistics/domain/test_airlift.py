"""Air legs in the plan: within what an aircraft takes, and never at the resident's cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from logistics.domain.airlift import AirFacts, AirMeans, AirRoute
from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.dispatch import DayPlan, Load, Means, VanSpec, plan_day, plan_from_hub
from logistics.domain.legs import LegMode
from logistics.domain.village import Roads
from tests.logistics.domain.making import (
    AIR,
    HALLS,
    LEAVE_AT,
    airs_means,
    days_loads,
    roads,
    villages_means,
)

MINUTE = timedelta(minutes=1)
Village = tuple[Means, Roads]


def flown(plan: DayPlan) -> set[str]:
    return {parcel.code for parcel in plan.parcels if parcel.mode is LegMode.AIR}


@settings(max_examples=30)
@given(days_loads(), villages_means(), airs_means())
def test_an_aircraft_carries_only_what_it_may_and_can(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    plan = plan_day(loads, *village, LEAVE_AT, air)
    by_code = {load.code: load for load in loads}
    assert flown(plan) == {code for leg in plan.air for code in leg.parcels}
    for leg in plan.air:
        own = [by_code[code] for code in leg.parcels]
        assert own
        assert all(load.may_fly and load.hall == leg.end for load in own)
        assert sum(load.mass_g for load in own) <= air.payload_g
        assert sum(load.volume_mm3 for load in own) <= air.space_mm3
        minutes = (leg.arrive_at - leg.depart_at) / MINUTE
        assert minutes == air.leg_min(leg.end)
        assert not any(load.chilled for load in own) or minutes <= air.chilled_max_min


@settings(max_examples=20)
@given(days_loads(), villages_means(), airs_means())
def test_one_lift_for_each_aircraft_and_each_hall(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    plan = plan_day(loads, *village, LEAVE_AT, air)
    assert len({leg.carrier for leg in plan.air}) == len(plan.air) <= len(air.aircraft)
    assert len({leg.end for leg in plan.air}) == len(plan.air)
    assert {leg.carrier.id for leg in plan.air} <= set(air.aircraft)
    assert {leg.end for leg in plan.air} <= set(air.routes)


@settings(max_examples=30)
@given(days_loads(), villages_means(), airs_means(least=1))
def test_what_comes_back_by_air_still_arrives_by_van_in_time(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    """The promise holds when the aircraft waits in vain, returns, and a van drives straight."""
    means, ways = village
    plan = plan_day(loads, means, ways, LEAVE_AT, air)
    for leg in plan.air:
        own = [load for load in loads if load.code in leg.parcels]
        back_at = leg.depart_at + air.back_min(leg.end) * MINUTE
        van = replace(means, vans=(replace(means.vans[0], capacity_g=10**9, boxes=10**3),))
        assert not plan_from_hub(own, van, ways, back_at).late
        plans = [parcel for parcel in plan.parcels if parcel.code in leg.parcels]
        assert all(parcel.switch_by >= back_at for parcel in plans)


@settings(max_examples=30)
@given(days_loads(), villages_means(), airs_means())
def test_flying_makes_nothing_late_or_warm_that_the_van_would_keep(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    by_van = plan_day(loads, *village, LEAVE_AT)
    plan = plan_day(loads, *village, LEAVE_AT, air)
    assert {p.code for p in plan.late} <= {p.code for p in by_van.late}
    assert {p.code for p in plan.parcels if p.too_warm} <= {
        p.code for p in by_van.parcels if p.too_warm
    }
    assert sorted(p.code for p in plan.parcels) == [load.code for load in loads]


@settings(max_examples=20)
@given(days_loads(), villages_means(), airs_means())
def test_without_aircraft_the_plan_is_that_of_the_van(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    by_van = plan_day(loads, *village, LEAVE_AT)
    assert plan_day(loads, *village, LEAVE_AT, replace(air, aircraft=())) == by_van
    assert plan_day(loads, *village, LEAVE_AT, replace(air, routes={})) == by_van
    grounded = [replace(load, may_fly=False) for load in loads]
    assert plan_day(grounded, *village, LEAVE_AT, air) == by_van
    assert by_van.air == ()


@settings(max_examples=20)
@given(days_loads(), villages_means(), airs_means())
def test_the_plan_does_not_hang_on_the_order_of_anything(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    turned = replace(air, routes=dict(reversed(list(air.routes.items()))))
    assert plan_day(loads, *village, LEAVE_AT, air) == plan_day(
        loads[::-1], *village, LEAVE_AT, turned
    )


@settings(max_examples=30)
@given(days_loads(), villages_means(), airs_means(least=1))
def test_ways_and_legs_of_what_flies_fit_together(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    plan = plan_day(loads, *village, LEAVE_AT, air)
    legs = {leg.id: leg for leg in (*plan.legs, *plan.air)}
    assert len(legs) == len(plan.legs) + len(plan.air)
    for parcel in plan.parcels:
        chain = [legs[leg_id] for leg_id in parcel.legs]
        if parcel.mode is LegMode.AIR:
            assert [leg.mode for leg in chain] == [LegMode.CAR, LegMode.AIR, LegMode.FOOT]
            assert parcel.keepers[3] == chain[1].carrier
            assert parcel.keepers[3].kind is KeeperKind.AIRCRAFT
        assert [parcel.keepers[1], parcel.keepers[4]] == [chain[0].carrier, chain[-1].carrier]
        assert chain[-1].depart_at >= chain[-2].arrive_at
    stops = {leg.end for leg in plan.legs if leg.mode is LegMode.VAN}
    assert stops == {parcel.hall for parcel in plan.parcels if parcel.mode is LegMode.VAN}


@settings(max_examples=20)
@given(days_loads(), villages_means(), airs_means(least=1))
def test_a_household_is_visited_once_however_its_parcels_come(
    loads: list[Load], village: Village, air: AirMeans
) -> None:
    plan = plan_day(loads, *village, LEAVE_AT, air)
    doors = {(p.household, p.hall): set[object]() for p in plan.parcels}
    for parcel in plan.parcels:
        doors[parcel.household, parcel.hall].add((parcel.eta, parcel.keepers[4]))
    assert all(len(visits) == 1 for visits in doors.values())


def a_load(code: str, household: str, hall: str, mass_g: int, **changes: object) -> Load:
    promise_at = LEAVE_AT + timedelta(hours=4)
    load = Load(code, household, hall, 5, mass_g, promise_at, None, True, volume_mm3=1000)
    return replace(load, **changes)  # pyright: ignore[reportArgumentType]


def a_village() -> Village:
    places = ("store", "hub", *HALLS)
    minutes = {(a, b): 20 for a in places for b in places if a != b}
    means = Means(
        store="store",
        hub="hub",
        supporters=("p-one",),
        car_capacity_g=10**6,
        vans=(VanSpec("van-1", 10**6, 100),),
        volunteers={hall: (f"p-{hall}",) for hall in HALLS},
        hub_handling_min=20,
        stop_min=5,
        door_min=4,
        promise_margin_min=15,
    )
    return means, roads(minutes)


def an_air(*aircraft: str, payload_g: int = 5000) -> AirMeans:
    routes = {hall: AirRoute(hall, 10, 60) for hall in HALLS}
    facts = AirFacts(aircraft, (), routes)
    limits = AIR.model_copy(update={"payload_g": payload_g})
    return AirMeans.of(facts, aircraft, limits, 5, 20)


def test_as_many_as_fit_fly_and_the_rest_drives() -> None:
    loads = [a_load(f"P{n}", f"hh-{n}", "north", 2000) for n in range(4)]
    plan = plan_day(loads, *a_village(), LEAVE_AT, an_air("ac-1"))
    (leg,) = plan.air
    assert (leg.id, leg.carrier, len(leg.parcels)) == (
        "air-ac-1",
        Keeper(KeeperKind.AIRCRAFT, "ac-1"),
        2,
    )
    assert len(flown(plan)) == 2


def test_a_household_flies_together_where_that_costs_nobody_their_place() -> None:
    loads = [
        a_load("P1", "hh-1", "north", 2400),
        a_load("P2", "hh-2", "north", 2300),
        a_load("P3", "hh-2", "north", 2500),
    ]
    plan = plan_day(loads, *a_village(), LEAVE_AT, an_air("ac-1"))
    assert flown(plan) == {"P2", "P3"}


def test_a_hall_whose_parcels_all_fly_is_no_stop_of_the_van_and_comes_first() -> None:
    loads = [
        a_load("P1", "hh-1", "north", 500),
        a_load("P2", "hh-2", "south", 500),
        a_load("P3", "hh-3", "south", 500),
        a_load("P4", "hh-3", "south", 500, may_fly=False),
    ]
    plan = plan_day(loads, *a_village(), LEAVE_AT, an_air("ac-1"))
    assert flown(plan) == {"P1"}
    assert {leg.end for leg in plan.legs if leg.mode is LegMode.VAN} == {"south"}


def test_the_round_on_foot_waits_for_the_last_of_van_and_aircraft() -> None:
    loads = [
        a_load("P1", "hh-1", "north", 500),
        a_load("P2", "hh-2", "north", 500, may_fly=False),
    ]
    plan = plan_day(loads, *a_village(), LEAVE_AT, an_air("ac-1"))
    (foot,) = [leg for leg in plan.legs if leg.mode is LegMode.FOOT]
    (van,) = [leg for leg in plan.legs if leg.mode is LegMode.VAN]
    assert set(foot.parcels) == {"P1", "P2"}
    assert foot.depart_at == max(plan.air[0].arrive_at, van.arrive_at + 5 * MINUTE)


def test_a_van_that_is_out_starts_when_it_is_back() -> None:
    means, ways = a_village()
    back_at = LEAVE_AT + timedelta(hours=1)
    busy = replace(means, vans=(replace(means.vans[0], free_at=back_at),))
    plan = plan_from_hub([a_load("P1", "hh-1", "north", 500)], busy, ways, LEAVE_AT)
    (parcel,) = plan.parcels
    assert plan.legs[0].depart_at == back_at
    assert [keeper.kind for keeper in parcel.keepers] == [
        KeeperKind.HUB,
        KeeperKind.VAN,
        KeeperKind.VOLUNTEER,
        KeeperKind.RESIDENT,
    ]
