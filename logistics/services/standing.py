"""The stand-down: one word stops all launches at once, another lets them go on.

Owns its rows, and the grounding of single aircraft, which stops launches in the same way. What has
not launched goes by van at once; what is in the air is left to its operators.
"""

from __future__ import annotations

from logistics.db.models import StandDownRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Principal
from logistics.domain.village import Role
from logistics.services.launches import Stopped, stop_launches
from logistics.services.sorties import stood_down
from missions.machine import OutOfTurn
from missions.store import fleet, flightbook
from missions.store.tables import AircraftRow


def stand_down(uow: UnitOfWork, principal: Principal, reason: str) -> tuple[StandDownRow, Stopped]:
    """Stop all launches; return what holds, and what that stopped. Again: the same holds.

    Raises Forbidden.
    """
    principal.require(Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    holding = stood_down(uow)
    if holding is None:
        holding = StandDownRow(reason=reason, by=principal.actor, at=uow.now)
        uow.session.add(holding)
        uow.session.flush()
        uow.journal.append("stood-down", reason=reason)
    return holding, stop_launches(uow, f"launches are stopped: {holding.reason}")


def stand_up(uow: UnitOfWork, principal: Principal, reason: str) -> StandDownRow:
    """Launches may go on. Raises Forbidden, OutOfTurn."""
    principal.require(Role.LAUNCH_AUTHORITY)
    holding = stood_down(uow)
    if holding is None:
        raise OutOfTurn("launches are not stopped")
    changes = {"lifted_at": uow.now, "lifted_by": principal.actor, "lifted_reason": reason}
    lifted = holding
    while holding is not None:  # two people may have stood down at the same moment
        lifted = uow.guarded(holding, {"lifted_at": None}, **changes)
        holding = stood_down(uow)
    uow.journal.append("stood-up", reason=reason)
    return lifted


def ground_aircraft(
    uow: UnitOfWork, principal: Principal, aircraft: str, reason: str
) -> tuple[AircraftRow, Stopped]:
    """No launch of this aircraft until it is released; its sorties go by van at once.

    Raises Forbidden, UnknownAircraft.
    """
    principal.require(Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    row = grounded(uow, aircraft, reason, principal.actor)
    return row, stop_launches(uow, f"{aircraft} is grounded: {reason}", aircraft)


def grounded(uow: UnitOfWork, aircraft: str, reason: str, by: str) -> AircraftRow:
    """Ground an aircraft, journalled. Raises UnknownAircraft."""
    row = fleet.ground(uow.session, aircraft, reason, by, uow.now)
    uow.journal.append("aircraft-grounded", aircraft=aircraft, reason=reason)
    return row


def release_aircraft(
    uow: UnitOfWork, principal: Principal, aircraft: str, reason: str
) -> AircraftRow:
    """It may fly again: `reason` is what was done, and who says so has confirmed it.

    Both stand in its flight book. Raises Forbidden, UnknownAircraft, OutOfTurn, OpenDefects.
    """
    principal.require(Role.LAUNCH_AUTHORITY)
    village = uow.deployment.village
    place = village.place(village.person(principal.id).place).name
    row = flightbook.release(
        uow.session, aircraft, reason, principal.name, place, uow.now, principal.actor
    )
    uow.journal.append("aircraft-released", aircraft=aircraft, reason=reason)
    return row
