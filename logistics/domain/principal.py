"""Who is asking: a signed-in person, a household's TV set, the store's system, or a sensor.

Owns what each may do and as which keepers a person hands over. Knows nothing of passwords.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.village import Role, Village
from missions.errors import SorabinError


class Forbidden(SorabinError):
    """The asker has not the role that this needs."""

    code = "forbidden"


class PrincipalKind(StrEnum):
    PERSON = "person"
    DEVICE = "device"  # a household's TV set
    SYSTEM = "system"  # a program of the store
    SENSOR = "sensor"  # measures the weather at a place


@dataclass(frozen=True, slots=True)
class Principal:
    """`id` is a person, household, system or place id; `household` is set for a device only."""

    kind: PrincipalKind
    id: str
    name: str
    roles: frozenset[str]
    household: str | None = None

    @property
    def actor(self) -> str:
        """The name in the journal."""
        return f"{self.kind}/{self.id}"

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def require(self, *roles: Role) -> None:
        """Raise Forbidden unless one of the roles is held."""
        if not self.has(*roles):
            raise Forbidden(
                f"this needs the role {' or '.join(roles)}", needed=[str(role) for role in roles]
            )

    def require_household(self, household: str, *roles: Role) -> None:
        """Raise Forbidden unless this is the household's own device or one of the roles is held."""
        if self.household != household and not self.has(*roles):
            raise Forbidden("this belongs to another household")


def person_principal(village: Village, person_id: str) -> Principal:
    """The principal of a person of the deployment; raises NotInVillage."""
    person = village.person(person_id)
    roles = frozenset(str(role) for role in person.roles)
    return Principal(PrincipalKind.PERSON, person.id, person.name, roles)


def device_principal(village: Village, household_id: str) -> Principal:
    """The principal of a household's TV set; raises NotInVillage."""
    household = village.household(household_id)
    return Principal(
        PrincipalKind.DEVICE, household.id, household.name, frozenset(), household=household.id
    )


def system_principal(name: str) -> Principal:
    """The principal of a program of the store."""
    return Principal(PrincipalKind.SYSTEM, name, name, frozenset({str(Role.STORE)}))


def sensor_principal(village: Village, place_id: str) -> Principal:
    """The principal of a weather sensor at a place; raises NotInVillage."""
    place = village.place(place_id)
    return Principal(PrincipalKind.SENSOR, place.id, place.name, frozenset())


def keepers_of(principal: Principal, village: Village) -> tuple[Keeper, ...]:
    """As whom this principal hands goods over.

    Store staff act for the store, operators for the hub, a van's driver for the van; supporters
    and volunteers keep goods in their own name.
    """
    keepers: list[Keeper] = []
    if principal.has(Role.STORE):
        keepers.append(Keeper(KeeperKind.STORE, village.store.id))
    if principal.kind is not PrincipalKind.PERSON:
        return tuple(keepers)
    if principal.has(Role.SUPPORTER):
        keepers.append(Keeper(KeeperKind.SUPPORTER, principal.id))
    if principal.has(Role.OPERATOR):
        keepers.append(Keeper(KeeperKind.HUB, village.hub.id))
    keepers += [
        Keeper(KeeperKind.VAN, van.id)
        for van in village.vans.values()
        if van.driver == principal.id
    ]
    if principal.has(Role.VOLUNTEER):
        keepers.append(Keeper(KeeperKind.VOLUNTEER, principal.id))
    return tuple(keepers)
