"""The plan of the day: which leg carries each parcel, when it arrives, and when it is too late.

Owns how the van plan that every parcel always has is put together, and where air legs take over
from it. Pure: the same loads give the same plan. Knows nothing of tables or of the state of a
running day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from logistics.domain.airlift import AirMeans, Lift, choose_lifts
from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.doors import DoorRound
from logistics.domain.legs import Leg, LegMode
from logistics.domain.plan import DayPlan, Load, Means, ParcelPlan, VanSpec
from logistics.domain.tours import HubWork, best_tours, direct_etas, overloads, rounds, van_legs
from logistics.domain.village import Roads

__all__ = ["DayPlan", "Load", "Means", "ParcelPlan", "VanSpec", "plan_day", "plan_from_hub"]


def plan_day(
    loads: Sequence[Load],
    means: Means,
    roads: Roads,
    leave_store_at: datetime,
    air: AirMeans | None = None,
) -> DayPlan:
    """Plan every parcel by road: car to the hub, van tour over the halls, rounds on foot.

    Then let aircraft take parcels over, as long as that makes no promise late and no parcel too
    warm that the van would have kept. Loads that cannot be kept are planned all the same and named
    in `faults` and `late`.
    """
    if not loads:
        return DayPlan((), ())
    loads = sorted((_leaving(load, leave_store_at) for load in loads), key=lambda load: load.code)
    cars, faults = _cars(loads, means, roads, leave_store_at)
    ready_at = max(leg.arrive_at for leg in cars) + timedelta(minutes=means.hub_handling_min)
    work = HubWork(tuple(loads), means, roads, ready_at)
    by_van = _planned(work, cars, faults, ())
    if air is None or not air.aircraft:
        return by_van
    lifts = choose_lifts(loads, _direct_switch_by(work), air, ready_at)
    while lifts:
        plan = _planned(_with_air(work, lifts, air), cars, faults, lifts)
        if _no_worse(plan, by_van):
            return plan
        lifts = lifts[:-1]
    return by_van


def _leaving(load: Load, at: datetime) -> Load:
    return replace(load, left_store_at=load.left_store_at or at)


def plan_from_hub(loads: Sequence[Load], means: Means, roads: Roads, ready_at: datetime) -> DayPlan:
    """Plan by van what stands at the hub, or will by `ready_at`; keepers begin with the hub."""
    if not loads:
        return DayPlan((), ())
    ordered = tuple(sorted(loads, key=lambda load: load.code))
    return _planned(HubWork(ordered, means, roads, ready_at), [], [], ())


@dataclass(frozen=True, slots=True)
class _Carried:
    """How loads get from the hub to a hall: by whom, in which legs."""

    mode: LegMode
    keeper: Keeper
    legs: tuple[Leg, ...]
    start_at: datetime


def _planned(
    work: HubWork, cars: Sequence[Leg], faults: Sequence[str], lifts: Sequence[Lift]
) -> DayPlan:
    driven, tours = work.driven, best_tours(work)
    air = {lift.hall: _air_leg(lift, work) for lift in lifts}
    by_air = {
        hall: _Carried(LegMode.AIR, leg.carrier, (leg,), leg.depart_at) for hall, leg in air.items()
    }
    legs = list(cars)
    by_van: dict[str, _Carried] = {}
    arrivals: dict[str, datetime] = {}
    for tour in tours:
        stops = van_legs(tour, driven, work.means)
        legs += stops
        keeper = Keeper(KeeperKind.VAN, tour.van.id)
        for number, hall in enumerate(tour.halls, start=1):
            by_van[hall] = _Carried(LegMode.VAN, keeper, stops[:number], tour.start_at)
            arrivals[hall] = tour.arrivals[number - 1]
    direct = _direct_switch_by(work) if lifts else {}
    parcels: list[ParcelPlan] = []
    for hall in sorted(by_van.keys() | by_air.keys()):
        for walk in rounds(work, hall, arrivals.get(hall)):
            foot = _foot_leg(walk, hall)
            legs.append(foot)
            for visit, eta in walk.etas():
                for code in visit.parcels:
                    carried = (by_air if code in work.flown else by_van)[hall]
                    plan = _parcel_plan(work, code, cars, carried, foot, eta)
                    parcels.append(
                        replace(plan, switch_by=direct[code]) if code in work.flown else plan
                    )
    legs.sort(key=lambda leg: (leg.depart_at, leg.id))
    parcels.sort(key=lambda parcel: (parcel.eta, parcel.code))
    return DayPlan(
        tuple(legs),
        tuple(parcels),
        tuple(air[lift.hall] for lift in lifts),
        (*faults, *overloads(tours, driven)),
    )


def _with_air(work: HubWork, lifts: Sequence[Lift], air: AirMeans) -> HubWork:
    return replace(
        work,
        flown=frozenset(load.code for lift in lifts for load in lift.loads),
        landed_at={
            lift.hall: work.ready_at + timedelta(minutes=air.leg_min(lift.hall)) for lift in lifts
        },
    )


def _no_worse(plan: DayPlan, by_van: DayPlan) -> bool:
    """Whether nothing is late or too warm that would not be by van."""

    def bad(of: DayPlan) -> tuple[set[str], set[str]]:
        return (
            {parcel.code for parcel in of.parcels if parcel.late},
            {parcel.code for parcel in of.parcels if parcel.too_warm},
        )

    (late, warm), (van_late, van_warm) = bad(plan), bad(by_van)
    return late <= van_late and warm <= van_warm


def _direct_switch_by(work: HubWork) -> dict[str, datetime]:
    """By code: when a van that drives to that hall alone must leave the hub at the latest."""
    margin = timedelta(minutes=work.means.promise_margin_min)
    promised = {load.code: load.promise_at for load in work.loads}
    return {
        code: work.ready_at + (promised[code] - margin - eta)
        for hall in sorted({load.hall for load in work.loads})
        for code, eta in direct_etas(work, hall).items()
    }


def _cars(
    loads: Sequence[Load], means: Means, roads: Roads, leave_at: datetime
) -> tuple[list[Leg], list[str]]:
    """Share the loads over as few supporters' cars as can take them."""
    total_g = sum(load.mass_g for load in loads)
    fewest = max(1, min(-(-total_g // means.car_capacity_g), len(means.supporters)))
    shares: dict[str, list[Load]] = {}
    faults: list[str] = []
    for number in range(fewest, len(means.supporters) + 1):
        shares = _shares(loads, means.supporters[:number])
        faults = [
            f"{supporter}'s car would carry {mass_g} g; it takes {means.car_capacity_g} g"
            for supporter, share in shares.items()
            if (mass_g := sum(load.mass_g for load in share)) > means.car_capacity_g
        ]
        if not faults:
            break
    arrive_at = leave_at + timedelta(minutes=roads.minutes(means.store, means.hub))
    legs = [
        Leg(
            f"car-{number}",
            LegMode.CAR,
            Keeper(KeeperKind.SUPPORTER, supporter),
            means.store,
            means.hub,
            leave_at,
            arrive_at,
            tuple(sorted(load.code for load in shares[supporter])),
        )
        for number, supporter in enumerate(shares, start=1)
        if shares[supporter]
    ]
    return legs, faults


def _shares(loads: Sequence[Load], supporters: Sequence[str]) -> dict[str, list[Load]]:
    """Give each load, the heaviest first, to the car that has least."""
    shares: dict[str, list[Load]] = {supporter: [] for supporter in supporters}
    for load in sorted(loads, key=lambda load: (-load.mass_g, load.code)):
        lightest = min(supporters, key=lambda s: (sum(each.mass_g for each in shares[s]), s))
        shares[lightest].append(load)
    return shares


def _air_leg(lift: Lift, work: HubWork) -> Leg:
    return Leg(
        f"air-{lift.aircraft}",
        LegMode.AIR,
        Keeper(KeeperKind.AIRCRAFT, lift.aircraft),
        work.means.hub,
        lift.hall,
        work.ready_at,
        work.landed_at[lift.hall],
        tuple(load.code for load in lift.loads),
    )


def _foot_leg(walk: DoorRound, hall: str) -> Leg:
    codes = tuple(code for visit in walk.visits for code in visit.parcels)
    carrier = Keeper(KeeperKind.VOLUNTEER, walk.volunteer)
    leg_id = f"foot-{walk.volunteer}"
    return Leg(leg_id, LegMode.FOOT, carrier, hall, hall, walk.start_at, walk.end_at, codes)


def _parcel_plan(
    work: HubWork, code: str, cars: Sequence[Leg], carried: _Carried, foot: Leg, eta: datetime
) -> ParcelPlan:
    load = next(load for load in work.loads if load.code == code)
    car = next((leg for leg in cars if code in leg.parcels), None)
    slack = load.promise_at - timedelta(minutes=work.means.promise_margin_min) - eta
    before = (Keeper(KeeperKind.STORE, work.means.store), car.carrier) if car else ()
    return ParcelPlan(
        code=code,
        household=load.household,
        hall=load.hall,
        mode=carried.mode,
        keepers=(
            *before,
            Keeper(KeeperKind.HUB, work.means.hub),
            carried.keeper,
            foot.carrier,
            Keeper(KeeperKind.RESIDENT, load.household),
        ),
        legs=tuple(leg.id for leg in (*([car] if car else []), *carried.legs, foot)),
        eta=eta,
        promise_at=load.promise_at,
        switch_by=carried.start_at + slack,
        late=slack < timedelta(0),
        too_warm=load.warm_at is not None and eta > load.warm_at,
    )
