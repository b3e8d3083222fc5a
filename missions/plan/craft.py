"""What a plan needs to know of an aircraft type.

Owns that narrow view, so that plans do not depend on how aircraft types are kept. Knows nothing
of single aircraft, loads or batteries: a mission depends on route and type only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from missions.errors import SorabinError
from missions.routes.model import Route


class Craft(Protocol):
    """An aircraft type."""

    @property
    def autopilot(self) -> Mapping[str, float]:
        """The type's own autopilot parameters by name (`missions.plan.parameters.OWN`)."""
        ...


class CraftDoesNotFit(SorabinError):
    """The aircraft type does not fly what the route asks for."""

    code = "craft-does-not-fit"


def require_fit(route: Route, craft: Craft) -> None:
    """Raise CraftDoesNotFit unless the type cruises at the route's speed.

    The mission carries no speed item: the aircraft flies WPNAV_SPEED (cm/s), which no launch may
    change. A type that flies faster than the route was approved for must not get its mission.
    """
    speed_cmps = craft.autopilot.get("WPNAV_SPEED")
    if speed_cmps is None or abs(speed_cmps - route.cruise_mps * 100.0) > 0.5:
        flown = "no speed" if speed_cmps is None else f"{speed_cmps / 100.0:g} m/s"
        raise CraftDoesNotFit(
            f"route {route.name} is flown at {route.cruise_mps:g} m/s, the aircraft type flies"
            f" {flown} (WPNAV_SPEED)",
            route=route.name,
            cruise_mps=route.cruise_mps,
            wpnav_speed_cmps=speed_cmps,
        )
