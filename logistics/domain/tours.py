"""Tours of vans over the halls, and the rounds on foot that follow them.

Owns the exact search, by enumeration, for the few halls of one valley. Pure. Knows nothing of how
parcels come to the hub, or of why some of them fly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import permutations, product

from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.doors import DoorRound, Visit, share_rounds
from logistics.domain.legs import Leg, LegMode
from logistics.domain.plan import Load, Means, VanSpec
from logistics.domain.village import Roads


@dataclass(frozen=True, slots=True)
class HubWork:
    """What is to be brought from the hub to the doors, and from when on.

    `flown` are the codes that come by air, `landed_at` when these stand unloaded at their hall.
    """

    loads: tuple[Load, ...]
    means: Means
    roads: Roads
    ready_at: datetime
    flown: frozenset[str] = frozenset()
    landed_at: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def driven(self) -> list[Load]:
        """What goes by van."""
        return [load for load in self.loads if load.code not in self.flown]

    def at(self, hall: str) -> list[Load]:
        """All that goes to the doors from this hall, however it gets there."""
        return [load for load in self.loads if load.hall == hall]


@dataclass(frozen=True, slots=True)
class Tour:
    """Stops of one van in order, with its arrivals there."""

    van: VanSpec
    start_at: datetime
    halls: tuple[str, ...]
    arrivals: tuple[datetime, ...]


def best_tours(work: HubWork) -> tuple[Tour, ...]:
    """The tours with the fewest overloads and late or warm parcels, then the shortest."""
    driven = work.driven
    return min(_all_tours(work, driven), key=lambda candidate: _score(candidate, work, driven))


def overloads(tours: Sequence[Tour], driven: Sequence[Load]) -> list[str]:
    """A sentence for each van that would carry more than it takes."""
    faults: list[str] = []
    for tour in tours:
        own = [load for load in driven if load.hall in tour.halls]
        mass_g = sum(load.mass_g for load in own)
        if mass_g > tour.van.capacity_g or len(own) > tour.van.boxes:
            faults.append(
                f"{tour.van.id} would carry {len(own)} parcels and {mass_g} g; it takes "
                f"{tour.van.boxes} and {tour.van.capacity_g} g"
            )
    return faults


def van_legs(tour: Tour, driven: Sequence[Load], means: Means) -> tuple[Leg, ...]:
    """One leg for each stop; its parcels are those that leave the van there."""
    legs: list[Leg] = []
    start, depart_at = means.hub, tour.start_at
    for number, (hall, arrival) in enumerate(zip(tour.halls, tour.arrivals, strict=True), 1):
        codes = tuple(load.code for load in driven if load.hall == hall)
        carrier = Keeper(KeeperKind.VAN, tour.van.id)
        leg_id = f"{tour.van.id}-stop-{number}"
        legs.append(Leg(leg_id, LegMode.VAN, carrier, start, hall, depart_at, arrival, codes))
        start, depart_at = hall, arrival + timedelta(minutes=means.stop_min)
    return tuple(legs)


def rounds(work: HubWork, hall: str, arrival: datetime | None) -> tuple[DoorRound, ...]:
    """The rounds on foot at a hall; they begin when all has come, by van and by air.

    `arrival` is the van's, None where it does not stop.
    """
    starts = [] if arrival is None else [arrival + timedelta(minutes=work.means.stop_min)]
    if hall in work.landed_at:
        starts.append(work.landed_at[hall])
    return rounds_from(work.at(hall), hall, max(starts), work.means)


def rounds_from(
    loads: Sequence[Load], hall: str, start_at: datetime, means: Means
) -> tuple[DoorRound, ...]:
    """The rounds on foot with these loads: each household is visited once."""
    visits: dict[str, Visit] = {}
    for load in loads:
        known = visits.get(load.household)
        codes = (*(known.parcels if known else ()), load.code)
        due_at = min(load.due_at, known.due_at) if known else load.due_at
        visits[load.household] = Visit(load.household, load.walk_min, due_at, codes)
    return share_rounds(tuple(visits.values()), means.volunteers[hall], start_at, means.door_min)


def direct_etas(work: HubWork, hall: str) -> dict[str, datetime]:
    """When each load of a hall is at its door if a van drives there at once, and nowhere else."""
    drive = timedelta(minutes=work.roads.minutes(work.means.hub, hall) + work.means.stop_min)
    return {
        code: eta
        for walk in rounds_from(work.at(hall), hall, work.ready_at + drive, work.means)
        for visit, eta in walk.etas()
        for code in visit.parcels
    }


def _all_tours(work: HubWork, driven: Sequence[Load]) -> Iterator[tuple[Tour, ...]]:
    """Every way of sharing the halls over the vans and of ordering each van's stops."""
    vans = work.means.vans
    halls = sorted({load.hall for load in driven})
    for assignment in product(vans, repeat=len(halls)):
        per_van = [
            (van, [hall for hall, each in zip(halls, assignment, strict=True) if each == van])
            for van in vans
        ]
        orders = [permutations(own) for van, own in per_van if own]
        used = [van for van, own in per_van if own]
        for choice in product(*orders):
            yield tuple(_timed(van, order, work) for van, order in zip(used, choice, strict=True))


def _timed(van: VanSpec, halls: tuple[str, ...], work: HubWork) -> Tour:
    start_at = work.ready_at if van.free_at is None else max(work.ready_at, van.free_at)
    at, here, arrivals = start_at, work.means.hub, []
    for hall in halls:
        at += timedelta(minutes=work.roads.minutes(here, hall))
        arrivals.append(at)
        at += timedelta(minutes=work.means.stop_min)
        here = hall
    return Tour(van, start_at, halls, tuple(arrivals))


def _score(
    tours: Sequence[Tour], work: HubWork, driven: Sequence[Load]
) -> tuple[int, int, float, int, float, float]:
    """Overload, late doors, lateness, spare vans, time on the road, sum of arrivals."""
    late, lateness_s, arrivals_s = 0, 0.0, 0.0
    margin = timedelta(minutes=work.means.promise_margin_min)
    for tour in tours:
        for hall, arrival in zip(tour.halls, tour.arrivals, strict=True):
            for walk in rounds(work, hall, arrival):
                for visit, eta in walk.etas():
                    over_s = (eta + margin - visit.due_at).total_seconds()
                    late += over_s > 0
                    lateness_s += max(0.0, over_s)
                    arrivals_s += (eta - work.ready_at).total_seconds()
    driving_s = sum((tour.arrivals[-1] - work.ready_at).total_seconds() for tour in tours)
    spares = sum(tour.van.spare for tour in tours) + len(tours) - 1
    return len(overloads(tours, driven)), late, lateness_s, spares, driving_s, arrivals_s
