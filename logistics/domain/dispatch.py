"""The plan of the day: which leg carries each parcel, when it arrives, and when it is too late.

Owns the plan as a value and the van plan that every parcel always has. Pure: the same loads give
the same plan. The search over van tours is exact, by enumeration, for the few halls of one
valley. Knows nothing of tables or of the state of a running day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations, product

from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.doors import DoorRound, Visit, share_rounds
from logistics.domain.legs import Leg, LegMode
from logistics.domain.village import Roads


@dataclass(frozen=True, slots=True)
class Load:
    """One parcel to be planned. `keep_min` bounds its way from store to door by temperature."""

    code: str
    household: str
    hall: str
    walk_min: int
    mass_g: int
    promise_at: datetime
    keep_min: int | None
    may_fly: bool


@dataclass(frozen=True, slots=True)
class VanSpec:
    """A van: what it can load."""

    id: str
    capacity_g: int
    boxes: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """Who and what is there today, and how long the work takes (minutes)."""

    store: str
    hub: str
    supporters: tuple[str, ...]
    car_capacity_g: int
    vans: tuple[VanSpec, ...]
    volunteers: Mapping[str, tuple[str, ...]]
    hub_handling_min: int
    stop_min: int
    door_min: int
    promise_margin_min: int


@dataclass(frozen=True, slots=True)
class ParcelPlan:
    """One parcel's way, legs and times. `switch_by`: the last moment for the van to start.

    After `switch_by` an unfinished other plan could no longer fall back on the van in time.
    """

    code: str
    household: str
    hall: str
    mode: LegMode
    keepers: tuple[Keeper, ...]
    legs: tuple[str, ...]
    eta: datetime
    promise_at: datetime
    switch_by: datetime
    late: bool
    too_warm: bool


@dataclass(frozen=True, slots=True)
class DayPlan:
    """All legs in order of departure and all parcels in order of arrival.

    `air` is where sorties stand that take parcels over from the van. `faults` are sentences: what
    the plan cannot hold.
    """

    legs: tuple[Leg, ...]
    parcels: tuple[ParcelPlan, ...]
    air: tuple[Leg, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def late(self) -> tuple[ParcelPlan, ...]:
        """Parcels whose promise the plan cannot keep with its margin."""
        return tuple(parcel for parcel in self.parcels if parcel.late)


@dataclass(frozen=True, slots=True)
class _Tour:
    """Stops of one van: hall → arrival."""

    van: VanSpec
    halls: tuple[str, ...]
    arrivals: tuple[datetime, ...] = field(default=())


def plan_day(
    loads: Sequence[Load], means: Means, roads: Roads, leave_store_at: datetime
) -> DayPlan:
    """Plan every parcel by road: car to the hub, van tour over the halls, rounds on foot.

    Loads that cannot be kept are planned all the same and named in `faults` and `late`.
    """
    if not loads:
        return DayPlan((), ())
    loads = sorted(loads, key=lambda load: load.code)
    cars, faults = _cars(loads, means, roads, leave_store_at)
    ready_at = max(leg.arrive_at for leg in cars) + timedelta(minutes=means.hub_handling_min)
    tours = min(
        _all_tours(loads, means, roads, ready_at),
        key=lambda candidate: _score(candidate, loads, means, ready_at),
    )
    faults += _overloads(tours, loads)
    legs = list(cars)
    parcels: list[ParcelPlan] = []
    for tour in tours:
        van_legs = _van_legs(tour, loads, means, ready_at)
        legs += van_legs
        for stop, (hall, arrival) in enumerate(zip(tour.halls, tour.arrivals, strict=True)):
            here = [load for load in loads if load.hall == hall]
            for walk in _rounds(here, hall, arrival, means):
                foot = _foot_leg(walk, hall, here)
                legs.append(foot)
                before = [leg for leg in cars if set(leg.parcels) & set(foot.parcels)]
                chain = (*before, *van_legs[: stop + 1], foot)
                parcels += _parcel_plans(here, walk, chain, tour, means, ready_at)
    legs.sort(key=lambda leg: (leg.depart_at, leg.id))
    parcels.sort(key=lambda parcel: (parcel.eta, parcel.code))
    return DayPlan(tuple(legs), tuple(parcels), faults=tuple(faults))


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


def _all_tours(
    loads: Sequence[Load], means: Means, roads: Roads, ready_at: datetime
) -> Iterator[tuple[_Tour, ...]]:
    """Every way of sharing the halls over the vans and of ordering each van's stops."""
    halls = sorted({load.hall for load in loads})
    for assignment in product(means.vans, repeat=len(halls)):
        per_van = [
            (van, [hall for hall, each in zip(halls, assignment, strict=True) if each == van])
            for van in means.vans
        ]
        orders = [permutations(own) for van, own in per_van if own]
        used = [van for van, own in per_van if own]
        for choice in product(*orders):
            yield tuple(
                _timed(van, order, means, roads, ready_at)
                for van, order in zip(used, choice, strict=True)
            )


def _timed(
    van: VanSpec, halls: tuple[str, ...], means: Means, roads: Roads, ready_at: datetime
) -> _Tour:
    at, here, arrivals = ready_at, means.hub, []
    for hall in halls:
        at += timedelta(minutes=roads.minutes(here, hall))
        arrivals.append(at)
        at += timedelta(minutes=means.stop_min)
        here = hall
    return _Tour(van, halls, tuple(arrivals))


def _score(
    tours: Sequence[_Tour], loads: Sequence[Load], means: Means, ready_at: datetime
) -> tuple[int, int, float, int, float, float]:
    """Overload, late parcels, lateness, spare vans, time on the road, sum of arrivals."""
    late, lateness_s, arrivals_s = 0, 0.0, 0.0
    margin = timedelta(minutes=means.promise_margin_min)
    for tour in tours:
        for hall, arrival in zip(tour.halls, tour.arrivals, strict=True):
            here = [load for load in loads if load.hall == hall]
            for walk in _rounds(here, hall, arrival, means):
                for visit, eta in walk.etas():
                    over_s = (eta + margin - visit.promise_at).total_seconds()
                    late += over_s > 0
                    lateness_s += max(0.0, over_s)
                    arrivals_s += (eta - ready_at).total_seconds()
    driving_s = sum((tour.arrivals[-1] - ready_at).total_seconds() for tour in tours)
    spares = sum(tour.van.spare for tour in tours) + len(tours) - 1
    return len(_overloads(tours, loads)), late, lateness_s, spares, driving_s, arrivals_s


def _overloads(tours: Sequence[_Tour], loads: Sequence[Load]) -> list[str]:
    faults: list[str] = []
    for tour in tours:
        own = [load for load in loads if load.hall in tour.halls]
        mass_g = sum(load.mass_g for load in own)
        if mass_g > tour.van.capacity_g or len(own) > tour.van.boxes:
            faults.append(
                f"{tour.van.id} would carry {len(own)} parcels and {mass_g} g; it takes "
                f"{tour.van.boxes} and {tour.van.capacity_g} g"
            )
    return faults


def _van_legs(
    tour: _Tour, loads: Sequence[Load], means: Means, ready_at: datetime
) -> tuple[Leg, ...]:
    legs: list[Leg] = []
    start, depart_at = means.hub, ready_at
    for number, (hall, arrival) in enumerate(zip(tour.halls, tour.arrivals, strict=True), 1):
        codes = tuple(load.code for load in loads if load.hall == hall)
        carrier = Keeper(KeeperKind.VAN, tour.van.id)
        leg_id = f"{tour.van.id}-stop-{number}"
        legs.append(Leg(leg_id, LegMode.VAN, carrier, start, hall, depart_at, arrival, codes))
        start, depart_at = hall, arrival + timedelta(minutes=means.stop_min)
    return tuple(legs)


def _rounds(
    loads: Sequence[Load], hall: str, arrival: datetime, means: Means
) -> tuple[DoorRound, ...]:
    visits: dict[str, Visit] = {}
    for load in loads:
        known = visits.get(load.household)
        codes = (*(known.parcels if known else ()), load.code)
        promise_at = min(load.promise_at, known.promise_at) if known else load.promise_at
        visits[load.household] = Visit(load.household, load.walk_min, promise_at, codes)
    start = arrival + timedelta(minutes=means.stop_min)
    return share_rounds(tuple(visits.values()), means.volunteers[hall], start, means.door_min)


def _foot_leg(walk: DoorRound, hall: str, loads: Sequence[Load]) -> Leg:
    codes = tuple(code for visit in walk.visits for code in visit.parcels)
    carrier = Keeper(KeeperKind.VOLUNTEER, walk.volunteer)
    end_at = walk.end_at
    return Leg(
        f"foot-{walk.volunteer}", LegMode.FOOT, carrier, hall, hall, walk.start_at, end_at, codes
    )


def _parcel_plans(
    loads: Sequence[Load],
    walk: DoorRound,
    chain: tuple[Leg, ...],
    tour: _Tour,
    means: Means,
    ready_at: datetime,
) -> list[ParcelPlan]:
    by_code = {load.code: load for load in loads}
    margin = timedelta(minutes=means.promise_margin_min)
    plans: list[ParcelPlan] = []
    for visit, eta in walk.etas():
        for code in visit.parcels:
            load = by_code[code]
            car = next(leg for leg in chain if leg.mode is LegMode.CAR and code in leg.parcels)
            own = (car, *(leg for leg in chain if leg.mode is not LegMode.CAR))
            slack = load.promise_at - margin - eta
            warm = load.keep_min is not None and eta - car.depart_at > timedelta(
                minutes=load.keep_min
            )
            plans.append(
                ParcelPlan(
                    code=code,
                    household=load.household,
                    hall=load.hall,
                    mode=LegMode.VAN,
                    keepers=(
                        Keeper(KeeperKind.STORE, means.store),
                        car.carrier,
                        Keeper(KeeperKind.HUB, means.hub),
                        Keeper(KeeperKind.VAN, tour.van.id),
                        Keeper(KeeperKind.VOLUNTEER, walk.volunteer),
                        Keeper(KeeperKind.RESIDENT, load.household),
                    ),
                    legs=tuple(leg.id for leg in own),
                    eta=eta,
                    promise_at=load.promise_at,
                    switch_by=ready_at + slack,
                    late=slack < timedelta(0),
                    too_warm=warm,
                )
            )
    return plans
