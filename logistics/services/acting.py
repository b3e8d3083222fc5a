"""As whom somebody hands goods over now: what they always are, and the aircraft beside them.

Owns who stands next to an aircraft: operators while it is at the hub, volunteers while it is at
their hall. Reads only.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from logistics.db.models import SortieRow
from logistics.deployment import Deployment
from logistics.domain.custody import Keeper, KeeperKind
from logistics.domain.principal import Principal, PrincipalKind, keepers_of
from logistics.domain.sorties import AT_A_HALL, IN_THE_AIR, SortieState
from logistics.domain.village import Role


def acting_keepers(
    session: Session, deployment: Deployment, principal: Principal
) -> tuple[Keeper, ...]:
    """The keepers that `principal` may give or take as."""
    mine = keepers_of(principal, deployment.village)
    aircraft = deployment.air.aircraft
    if principal.kind is not PrincipalKind.PERSON or not aircraft:
        return mine
    beside: list[str] = []
    if principal.has(Role.OPERATOR):
        away = _aircraft_in(session, (*IN_THE_AIR, *AT_A_HALL))
        beside += [each for each in aircraft if each not in away]
    if principal.has(Role.VOLUNTEER):
        place = deployment.village.person(principal.id).place
        beside += sorted(_aircraft_in(session, (SortieState.AT_HALL,), hall=place))
    return (*mine, *(Keeper(KeeperKind.AIRCRAFT, each) for each in dict.fromkeys(beside)))


def _aircraft_in(
    session: Session, states: tuple[SortieState, ...], hall: str | None = None
) -> set[str]:
    wanted = select(SortieRow.aircraft).where(col(SortieRow.state).in_(states))
    if hall is not None:
        wanted = wanted.where(SortieRow.hall == hall)
    return set(session.exec(wanted))
