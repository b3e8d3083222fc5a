"""The village: places, hamlets, households, people, vans and roads as frozen values.

Owns who lives and works where, and how long the roads take. Must not know orders, accounts,
passwords or aircraft, and must not check its own consistency: `logistics.deployment` refuses an
inconsistent village before it becomes a value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from missions.errors import SorabinError


class NotInVillage(SorabinError):
    """No place, hamlet, household, person, van or road has this id."""

    code = "not-in-village"


class PlaceKind(StrEnum):
    STORE = "store"
    HUB = "hub"
    HALL = "hall"


class Role(StrEnum):
    """What a signed-in person may do."""

    STORE = "store"
    SUPPORTER = "supporter"
    VOLUNTEER = "volunteer"
    OPERATOR = "operator"
    LAUNCH_AUTHORITY = "launch_authority"
    OFFICE = "office"


class Substitution(StrEnum):
    """A resident's wish for a line that the store cannot fill."""

    NONE = "none"
    SAME_PRICE = "same_price"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Place:
    """A store, hub or hall; WGS 84 degrees, altitude above mean sea level in metres."""

    id: str
    kind: PlaceKind
    name: str
    kana: str
    en: str
    lat_deg: float
    lon_deg: float
    alt_amsl_m: float


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A group of houses served from one hall (a place id)."""

    id: str
    name: str
    kana: str
    en: str
    hall: str


@dataclass(frozen=True, slots=True)
class Household:
    """A registered household; `walk_min` is the volunteer's way from the hall to the door."""

    id: str
    name: str
    kana: str
    hamlet: str
    walk_min: int
    channel: str
    substitution_default: Substitution
    carry_note: str
    lives_alone: bool
    card: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works for the service, at the place where they usually stand."""

    id: str
    name: str
    kana: str
    roles: frozenset[Role]
    place: str


@dataclass(frozen=True, slots=True)
class Van:
    """A light van: its usual driver (a person id), payload in g, and number of parcel boxes."""

    id: str
    driver: str
    capacity_g: int
    boxes: int
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Road:
    """One direction of a road: travel minutes in ordinary weather, and kilometres."""

    minutes: int
    km: float


@dataclass(frozen=True, slots=True)
class Roads:
    """Travel between places; directions may differ, and a place is 0 from itself."""

    legs: Mapping[tuple[str, str], Road]

    def minutes(self, a: str, b: str) -> int:
        return self._leg(a, b).minutes

    def km(self, a: str, b: str) -> float:
        return self._leg(a, b).km

    def _leg(self, a: str, b: str) -> Road:
        leg = self.legs.get((a, b))
        if leg is not None:
            return leg
        if a == b and any(a in ends for ends in self.legs):
            return Road(0, 0.0)
        raise NotInVillage(f"no road from {a!r} to {b!r}", start=a, end=b)


@dataclass(frozen=True, slots=True)
class Village:
    """All of it, each kind by id; lookups raise `NotInVillage`."""

    places: Mapping[str, Place]
    hamlets: Mapping[str, Hamlet]
    households: Mapping[str, Household]
    people: Mapping[str, Person]
    vans: Mapping[str, Van]
    roads: Roads

    @property
    def store(self) -> Place:
        return next(self._of_kind(PlaceKind.STORE))

    @property
    def hub(self) -> Place:
        return next(self._of_kind(PlaceKind.HUB))

    @property
    def halls(self) -> tuple[Place, ...]:
        return tuple(self._of_kind(PlaceKind.HALL))

    def place(self, id: str) -> Place:
        return _find(self.places, id, "place")

    def hamlet(self, id: str) -> Hamlet:
        return _find(self.hamlets, id, "hamlet")

    def household(self, id: str) -> Household:
        return _find(self.households, id, "household")

    def household_of_card(self, card: str) -> Household:
        """The household of a delivery card, in the form that `codes.normalise` returns."""
        for household in self.households.values():
            if household.card == card:
                return household
        raise NotInVillage("no household has this delivery card", card=card)

    def person(self, id: str) -> Person:
        return _find(self.people, id, "person")

    def van(self, id: str) -> Van:
        return _find(self.vans, id, "van")

    def hall_of(self, household: Household) -> Place:
        """The hall from which a volunteer walks to this household."""
        return self.place(self.hamlet(household.hamlet).hall)

    def households_of(self, hall: str) -> tuple[Household, ...]:
        """The households served from a hall, in file order."""
        self.place(hall)
        return tuple(h for h in self.households.values() if self.hamlets[h.hamlet].hall == hall)

    def volunteers_of(self, hall: str) -> tuple[Person, ...]:
        """The volunteers of a hall, in file order."""
        self.place(hall)
        return tuple(p for p in self.people_with(Role.VOLUNTEER) if p.place == hall)

    def people_with(self, role: Role) -> tuple[Person, ...]:
        return tuple(p for p in self.people.values() if role in p.roles)

    def _of_kind(self, kind: PlaceKind) -> Iterator[Place]:
        return (place for place in self.places.values() if place.kind is kind)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def _find(things: Mapping[str, _T], id: str, kind: str) -> _T:
    try:
        return things[id]
    except KeyError:
        raise NotInVillage(f"no {kind} {id!r}", kind=kind, id=id) from None
