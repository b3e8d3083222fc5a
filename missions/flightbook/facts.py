"""What a deployment says of its aircraft beyond how they fly: papers, history, intervals, limits.

Owns the values that a flight book begins with and that airworthiness is judged by. Knows nothing of
the files that they come from, nor of what has happened since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from missions.errors import SorabinError


class NoUpkeep(SorabinError):
    """The deployment states nothing of this aircraft's upkeep."""

    code = "no-upkeep"


@dataclass(frozen=True, slots=True)
class Named:
    """A text in Japanese and in English."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class InspectionItem:
    """One item of the daily inspection: its name, and what is looked at."""

    id: str
    name: Named
    look: Named


@dataclass(frozen=True, slots=True)
class Bound:
    """What a metric of `health.METRICS` may be after a flight.

    `limit`: never beyond it. `change`: nor beyond so many times the median of the aircraft's own
    flights before, unless it is still on the quiet side of `quiet`.
    """

    limit: float
    change: float
    quiet: float


@dataclass(frozen=True, slots=True)
class Before:
    """What an aircraft had behind it when its book here began; None is not known.

    Seconds of flight and numbers of flights: since it was made, since the last periodic
    maintenance, since the last certification.
    """

    flown_s: float | None = None
    flights: int | None = None
    since_periodic_s: float | None = None
    since_periodic_flights: int | None = None
    since_certification_s: float | None = None


@dataclass(frozen=True, slots=True)
class BatteryFacts:
    """A battery as the deployment states it: charge cycles so far and energy when last measured,
    in watt hours."""

    cycles: int
    capacity_wh: float


@dataclass(frozen=True, slots=True)
class Head:
    """The head of each form: what the aircraft is; None is not stated."""

    registration: str
    kind: Named
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    type_certificate: str | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """All that one aircraft's book and airworthiness need of the deployment.

    `periodic_s` and `periodic_flights`: at the latest after so much flying it is maintained.
    `battery_new_wh`: energy of a new battery of its type. `sensors` by metric.
    """

    aircraft: str
    head: Head
    before: Before
    items: tuple[InspectionItem, ...]
    periodic_s: float
    periodic_flights: int
    battery_max_cycles: int
    battery_new_wh: float
    battery_min_percent: float
    sensors: Mapping[str, Bound]
    batteries: Mapping[str, BatteryFacts]


@dataclass(frozen=True, slots=True)
class Names:
    """People and places as a book writes them, by id."""

    people: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def person(self, id: str) -> str:
        """A person's name; the id where the deployment does not know it (any more)."""
        return self.people.get(id, id)

    def place(self, id: str) -> str:
        return self.places.get(id, id)


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The flight book of a deployment: what holds for all of it, and `upkeep` by aircraft."""

    upkeep: Mapping[str, Upkeep]
    names: Names

    def upkeep_of(self, aircraft: str) -> Upkeep:
        """Raises NoUpkeep."""
        found = self.upkeep.get(aircraft)
        if found is None:
            raise NoUpkeep(f"nothing is stated of the upkeep of {aircraft}", aircraft=aircraft)
        return found
