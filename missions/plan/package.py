"""All of one flight's plan from its route and aircraft type.

Owns that mission, fence, rally and parameters of a flight are made together, from the same values.
Knows nothing of approvals, uploads or vehicles.
"""

from __future__ import annotations

from missions.geo import Position
from missions.plan.compiler import compile_flight
from missions.plan.craft import Craft
from missions.plan.fence import fence_for
from missions.plan.model import Direction, FlightPackage
from missions.plan.parameters import parameter_set
from missions.plan.rally import rally_for
from missions.routes.model import Route

OWN_SYSTEM_ID = 245
"""MAVLink system id of the service's executive; other ground stations call themselves 255."""


def flight_package(
    route: Route, direction: Direction, craft: Craft, system_id: int
) -> FlightPackage:
    """What is uploaded, or must be set, before a flight that the executive `system_id` flies.

    Raises CraftDoesNotFit, UnsafeParameters, FenceNotPossible, or ValueError for an unsound route.
    """
    return FlightPackage(
        mission=compile_flight(route, direction, craft),
        fence=fence_for(route),
        rally=rally_for(route),
        parameters=parameter_set(craft.autopilot, system_id),
    )


def home_of(route: Route, direction: Direction) -> Position:
    """Where a flight starts: the place of its mission's item 0, which the autopilot overwrites."""
    return route.hub.position if direction is Direction.OUT else route.hall.position
