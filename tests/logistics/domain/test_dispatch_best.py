"""Small days against brute force: no other way of driving has fewer late parcels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import permutations, product

from hypothesis import assume, given, settings

from logistics.domain.dispatch import Load, Means, plan_day
from logistics.domain.doors import Visit, share_rounds
from logistics.domain.village import Roads
from tests.logistics.domain.making import LEAVE_AT, days_loads, villages_means


def every_tour(halls: list[str], vans: list[str]) -> Iterator[dict[str, list[str]]]:
    """All orders of all halls, cut in all ways over the vans."""
    for order in permutations(halls):
        for owners in product(vans, repeat=len(halls)):
            yield {
                van: [hall for hall, owner in zip(order, owners, strict=True) if owner == van]
                for van in vans
            }


def late_parcels(
    tours: dict[str, list[str]], loads: list[Load], means: Means, ways: Roads
) -> tuple[int, int]:
    """(overloaded vans, late parcels' households) of one way of driving, by plain reckoning."""
    minutes = ways.minutes(means.store, means.hub) + means.hub_handling_min
    overloaded = late = 0
    for van in means.vans:
        own = [load for load in loads if load.hall in tours[van.id]]
        overloaded += sum(x.mass_g for x in own) > van.capacity_g or len(own) > van.boxes
        at, here = minutes, means.hub
        for hall in tours[van.id]:
            at += ways.minutes(here, hall)
            late += late_at(hall, at + means.stop_min, loads, means)
            at, here = at + means.stop_min, hall
    return overloaded, late


def late_at(hall: str, start_min: int, loads: list[Load], means: Means) -> int:
    here = [load for load in loads if load.hall == hall]
    due = due_at_doors(here)
    visits = {
        load.household: Visit(load.household, load.walk_min, due[load.household], ())
        for load in here
    }
    start = LEAVE_AT + timedelta(minutes=start_min)
    margin = timedelta(minutes=means.promise_margin_min)
    rounds = share_rounds(tuple(visits.values()), means.volunteers[hall], start, means.door_min)
    return sum(eta + margin > visit.due_at for walk in rounds for visit, eta in walk.etas())


def due_at_doors(loads: list[Load]) -> dict[str, datetime]:
    """By household: as promised, and before the first of its goods is too warm."""
    due: dict[str, datetime] = {}
    for load in loads:
        kept = timedelta(days=1) if load.keep_min is None else timedelta(minutes=load.keep_min)
        at = min(load.promise_at, LEAVE_AT + kept)
        due[load.household] = min(at, due.get(load.household, at))
    return due


def late_visits(plan, loads: list[Load], margin: timedelta) -> int:
    """One household has its goods at one hall, and one visit."""
    due = due_at_doors(loads)
    doors: set[tuple[str, str, datetime]] = {
        (parcel.hall, parcel.household, parcel.eta)
        for parcel in plan.parcels
        if parcel.eta + margin > due[parcel.household]
    }
    return len(doors)


@settings(max_examples=40)
@given(days_loads(), villages_means())
def test_no_other_way_of_driving_is_better(loads: list[Load], village: tuple[Means, Roads]) -> None:
    means, ways = village
    # One promise for a whole household at one hall, so that a visit is late or is not.
    halls = sorted({load.hall for load in loads})
    assume(len(loads) > 1)
    plan = plan_day(loads, means, ways, LEAVE_AT)
    best = min(
        late_parcels(tours, loads, means, ways)
        for tours in every_tour(halls, [van.id for van in means.vans])
    )
    overloaded = sum(any(van.id in fault for fault in plan.faults) for van in means.vans)
    margin = timedelta(minutes=means.promise_margin_min)
    assert (overloaded, late_visits(plan, loads, margin)) == best
