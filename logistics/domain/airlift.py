"""What may fly today: facts of aircraft and routes, and which parcels an aircraft takes over.

Owns the choice of lifts: an aircraft, a hall, and parcels that are allowed to fly, fit together,
and could still go by van if the aircraft came back with them. Pure. Knows nothing of weather or of
how a flight goes; whoever calls passes only aircraft that are fit to fly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from logistics.domain.catalog import AirLimits
from logistics.domain.parcels import FILL_PERCENT
from logistics.domain.plan import Load
from missions.flight.gates import Limits
from missions.flightbook.facts import Upkeep
from missions.papers.model import NO_PAPERS, Papers


@dataclass(frozen=True, slots=True)
class AirRoute:
    """The route from the hub to one hall. `flight_min`: one way at cruise, in still air.

    `wait_s`: longest wait over the hall for consent. `approved`: version of the approval record
    that holds for it, None where there is none. `shares`: names of the other routes whose
    corridors meet this one's: while something flies there, nothing starts here.
    """

    name: str
    flight_min: int
    wait_s: float = 0.0
    approved: str | None = None
    shares: frozenset[str] = frozenset()

    @property
    def wait_min(self) -> int:
        """The wait in whole minutes, rounded up."""
        return -int(-self.wait_s // 60)

    @property
    def bare_min(self) -> int:
        """Minutes in the air of a load that nobody takes: out, the wait, and home."""
        return 2 * self.flight_min + self.wait_min


@dataclass(frozen=True, slots=True)
class AirFacts:
    """What the deployment says of aircraft; without aircraft nothing flies.

    `routes` by hall. `limits`: thresholds of the gates before a launch; without them no gate
    passes. `papers`: permits, insurance and licences that hold for these aircraft. `upkeep` by
    aircraft: what its airworthiness is judged by; without it that is unknown.
    """

    aircraft: tuple[str, ...] = ()
    batteries: tuple[str, ...] = ()
    routes: Mapping[str, AirRoute] = field(default_factory=dict)
    rounds_per_aircraft: int = 1
    limits: Limits | None = None
    papers: Papers = NO_PAPERS
    upkeep: Mapping[str, Upkeep] = field(default_factory=dict)


NO_AIR = AirFacts()


@dataclass(frozen=True, slots=True)
class AirMeans:
    """What can fly now: aircraft that are fit and free, and what one of them takes.

    `space_mm3`: volume of goods that its box can hold. `handling_min`: to load the van anew with
    what an aircraft has brought back.
    """

    aircraft: tuple[str, ...]
    routes: Mapping[str, AirRoute]
    payload_g: int
    space_mm3: int
    chilled_max_min: int
    unload_min: int
    handling_min: int

    @classmethod
    def of(
        cls, facts: AirFacts, free: Sequence[str], limits: AirLimits, unload_min: int, handling: int
    ) -> AirMeans:
        """The means of a day with these aircraft free."""
        length, width, height = limits.box_mm
        return cls(
            aircraft=tuple(sorted(free)),
            routes=facts.routes,
            payload_g=limits.payload_g,
            space_mm3=length * width * height * FILL_PERCENT // 100,
            chilled_max_min=limits.chilled_max_min,
            unload_min=unload_min,
            handling_min=handling,
        )

    def leg_min(self, hall: str) -> int:
        """Minutes from the launch until the goods stand unloaded at the hall."""
        route = self.routes[hall]
        return route.flight_min + route.wait_min + self.unload_min

    def bare_min(self, hall: str) -> int:
        """Longest time from the launch without a cool box: out, waiting in vain, home, unloading.

        The way out alone takes less.
        """
        return self.routes[hall].bare_min + self.unload_min

    def back_min(self, hall: str) -> int:
        """Minutes from the launch until a van could start with what the aircraft brought back."""
        return self.routes[hall].bare_min + self.handling_min


@dataclass(frozen=True, slots=True)
class Lift:
    """One sortie as planned: these loads, by this aircraft, to this hall."""

    aircraft: str
    hall: str
    loads: tuple[Load, ...]


def last_launch(switch_by: datetime, hall: str, air: AirMeans) -> datetime:
    """The last moment to launch with a parcel that needs its van by `switch_by` if it returns."""
    return switch_by - timedelta(minutes=air.back_min(hall))


def choose_lifts(
    loads: Sequence[Load],
    switch_by: Mapping[str, datetime],
    air: AirMeans,
    ready_at: datetime,
) -> tuple[Lift, ...]:
    """At most one lift for each aircraft and hall, the most useful ones first.

    `switch_by`: by code, when a van would have to leave the hub for that hall at the latest. A
    hall that needs no van any more comes first, then the hall with most parcels by air.
    """
    chosen: list[tuple[tuple[bool, int, int, str], str, tuple[Load, ...]]] = []
    for hall in sorted(air.routes):
        here = [load for load in loads if load.hall == hall]
        fit = [load for load in here if _may_fly(load, switch_by, air, ready_at)]
        taken = _taken(fit, air)
        if taken:
            usefulness = (len(taken) < len(here), -len(taken), -air.routes[hall].flight_min, hall)
            chosen.append((usefulness, hall, taken))
    chosen.sort(key=lambda each: each[0])
    return tuple(
        Lift(aircraft, hall, taken)
        for aircraft, (_, hall, taken) in zip(air.aircraft, chosen, strict=False)
    )


def _may_fly(
    load: Load, switch_by: Mapping[str, datetime], air: AirMeans, ready_at: datetime
) -> bool:
    warm = load.chilled and air.bare_min(load.hall) > air.chilled_max_min
    return (
        load.may_fly and not warm and last_launch(switch_by[load.code], load.hall, air) >= ready_at
    )


def _taken(fit: Sequence[Load], air: AirMeans) -> tuple[Load, ...]:
    """As many loads as fit together; with as many, the parcels of a household stay together."""
    lightest_first = sorted(fit, key=lambda load: (load.mass_g, load.code))
    households: dict[str, list[Load]] = {}
    for load in lightest_first:
        households.setdefault(load.household, []).append(load)
    groups = [
        tuple(own)
        for own in sorted(
            households.values(),
            key=lambda own: (sum(load.mass_g for load in own) / len(own), own[0].household),
        )
    ]
    singles = [(load,) for load in lightest_first]
    # Each household in turn has the first choice; the lightest parcels fill what is left.
    fillings = [_filled(singles, air)]
    fillings += [_filled([first, *groups, *singles], air) for first in groups]

    def rank(filling: Sequence[Load]) -> tuple[int, int, list[str]]:
        carried = {load.household for load in filling}
        whole = sum(set(households[name]) <= set(filling) for name in carried)
        return -len(filling), len(carried) - whole, sorted(load.code for load in filling)

    return tuple(sorted(min(fillings, key=rank), key=lambda load: load.code))


def _filled(groups: Sequence[tuple[Load, ...]], air: AirMeans) -> list[Load]:
    """Take each group that still fits as a whole, in order."""
    taken: list[Load] = []
    for group in groups:
        new = [load for load in group if load not in taken]
        both = [*taken, *new]
        mass_g = sum(load.mass_g for load in both)
        volume_mm3 = sum(load.volume_mm3 for load in both)
        if mass_g <= air.payload_g and volume_mm3 <= air.space_mm3:
            taken = both
    return taken
