"""An aircraft that stands at a hall is fetched by road.

Owns how its sortie ends then: the aircraft is at the hub again, and what is still on board goes on
by van.
"""

from __future__ import annotations

from datetime import date

from logistics.db.models import SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Principal
from logistics.domain.sorties import SORTIE_MACHINE, SortieEvent, SortieState
from logistics.domain.village import Role
from logistics.services.boarding import load_of, move_sortie, the_sortie
from logistics.services.desk_words import call_off_flight
from logistics.services.fallback import plan_by_van
from logistics.services.launches import LaunchOrdered


def recover(
    uow: UnitOfWork, principal: Principal, day: date, sortie_id: str, why: str
) -> SortieRow:
    """Say that the aircraft has been brought from its hall to the hub by road.

    Raises Forbidden, UnknownSortie, OutOfTurn, LaunchOrdered.
    """
    principal.require(Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    sortie = the_sortie(uow.session, day, sortie_id, lock=True)
    SORTIE_MACHINE.after(SortieState(sortie.state), SortieEvent.RECOVER)
    if sortie.flight_home is not None and not call_off_flight(uow, sortie.flight_home, why):
        raise LaunchOrdered("the desk has taken the order to launch", sortie=sortie.id)
    move_sortie(uow, sortie, SortieEvent.RECOVER, "sortie-recovered", why=why)
    if sortie.state == SortieState.CAME_BACK:
        on_board = [parcel.code for parcel in load_of(uow.session, sortie)]
        if on_board:
            plan_by_van(uow, day, on_board, f"{sortie.id}: {why}")
        else:
            move_sortie(uow, sortie, SortieEvent.EMPTY, "sortie-done")
    return sortie
