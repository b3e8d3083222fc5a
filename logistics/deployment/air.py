"""What the service may plan to fly, from the flying half of its folder.

Owns the choice of the route to each hall and the flight's minutes that plans count with. Knows
nothing of weather, nor of what an aircraft is doing now.
"""

from __future__ import annotations

from math import ceil

from logistics.domain.airlift import NO_AIR, AirFacts, AirRoute
from missions.aircraft.duration import flight_s
from missions.flight.limits import limits_of
from missions.flying import Flying
from missions.routes.corridors import shared_corridors
from missions.routes.model import Route


def air_facts(flying: Flying, count: int | None = None) -> AirFacts:
    """The first `count` aircraft of the fleet (all by default) and a route to each hall.

    Of several routes to a hall an approved one is taken, the shortest first.
    """
    aircraft = tuple(flying.fleet.aircraft)[:count]
    if not aircraft:
        return NO_AIR
    shared = shared_corridors(flying.routes, flying.fleet.types_in_use)
    to_halls: dict[str, AirRoute] = {}
    for route in sorted(
        flying.routes, key=lambda one: (_approved(flying, one) is None, one.length_m)
    ):
        to_halls.setdefault(route.hall.id, _air_route(flying, route, shared[route.name]))
    return AirFacts(
        aircraft=aircraft,
        batteries=tuple(
            sorted({b.id for each in aircraft for b in flying.fleet.batteries_for(each)})
        ),
        routes=to_halls,
        limits=limits_of(flying.fleet, flying.fleet.types_in_use),
        papers=flying.papers.for_aircraft(
            simulated=all(craft.simulated for craft in flying.fleet.aircraft.values())
        ),
        upkeep={each: flying.book.upkeep_of(each) for each in aircraft},
    )


def _air_route(flying: Flying, route: Route, shares: frozenset[str]) -> AirRoute:
    slowest_s = max(flight_s(route, craft) for craft in flying.fleet.types_in_use)
    approved = _approved(flying, route)
    return AirRoute(route.name, ceil(slowest_s / 60), route.wait_s, approved, shares)


def _approved(flying: Flying, route: Route) -> str | None:
    """The approved version, where its approval holds for every aircraft of the fleet."""
    approval = flying.approvals.get(route.name)
    crafts = flying.fleet.aircraft.values()
    if approval is None or not all(
        approval.holds_for(route, simulated=craft.simulated) for craft in crafts
    ):
        return None
    return approval.version
