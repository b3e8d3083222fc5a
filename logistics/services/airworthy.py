"""Whether an aircraft may fly by its flight book, for a plan and for a launch.

Owns what is asked of the book before either. The rules stand in `missions.flightbook`; who puts
what down in a book in `upkeep`. Reads only.
"""

from __future__ import annotations

from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.airlift import AirRoute
from missions.flight.gates import Gate
from missions.flightbook.airworthiness import NOTHING_AHEAD, Ahead, Airworthiness
from missions.plan.model import Direction
from missions.store.book_reading import airworthy

NO_UPKEEP = "nothing is stated of its upkeep"
_OF_BATTERY = "battery-"


def by_book(uow: UnitOfWork, aircraft: str, ahead: Ahead = NOTHING_AHEAD) -> Airworthiness | None:
    """The verdict now; None where the deployment states nothing of its upkeep."""
    upkeep = uow.deployment.air.upkeep.get(aircraft)
    return None if upkeep is None else airworthy(uow.session, upkeep, uow.now, ahead)


def round_ahead(route: AirRoute | None, direction: Direction = Direction.OUT) -> Ahead:
    """What is to be flown until an aircraft is at the hub again."""
    home = direction is Direction.HOME
    if route is None:
        return Ahead(flights=1 if home else 2)
    return Ahead(60.0 * (route.flight_min if home else route.bare_min), 1 if home else 2)


def may_be_planned(uow: UnitOfWork, aircraft: str) -> bool:
    """Whether nothing in its book speaks against planning with it.

    What is only not known yet, such as today's inspection, is seen to before the launch, and a
    battery is changed.
    """
    routes = uow.deployment.air.routes.values()
    longest = max(routes, key=lambda route: route.bare_min, default=None)
    judged = by_book(uow, aircraft, round_ahead(longest))
    return judged is not None and not of_airframe(judged)


def of_airframe(judged: Airworthiness) -> list[Gate]:
    """The points that fail and that no other battery mends."""
    return [point for point in judged.failing if not point.name.startswith(_OF_BATTERY)]
