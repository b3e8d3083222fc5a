"""To which places an aircraft in the air can still fly, and what would be left when it is there.

Owns the energy to go, by the type's power model and the wind as it is estimated. It errs to the
safe side: the wind counts as a headwind on all of the way, and the autopilot holds its speed over
the ground against it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.aircraft.duration import landing_s
from missions.aircraft.model import AircraftType
from missions.aircraft.power import isa_density_kg_m3
from missions.flight.states import FlightState
from missions.flight.track import PathFrame
from missions.geo import Position
from missions.plan.branches import branches_from
from missions.plan.model import Mission
from missions.routes.model import Route

HUB = "hub"
_GOES_OUT = (FlightState.LAUNCHING, FlightState.OUTBOUND, FlightState.HOLDING)


@dataclass(frozen=True, slots=True)
class WayOut:
    """One place to land: metres to fly, percent of the battery left on its ground."""

    place: str
    remaining_m: float
    left_percent: float


@dataclass(frozen=True, slots=True)
class Onboard:
    """What decides how far it goes: percent of charge, watt hours when full, load, wind."""

    charge_percent: float
    battery_wh: float
    load_kg: float
    wind_mps: float


def ways_out(
    route: Route,
    mission: Mission,
    path: PathFrame,
    craft: AircraftType,
    position: Position,
    onboard: Onboard,
) -> tuple[WayOut, ...]:
    """The hub along the corridor, and each emergency landing place that may be jumped to now;
    where most is left first."""
    along_m, _ = path.project(position)
    above_hub_m = route.path[0].alt_amsl_m - route.hub.position.alt_amsl_m
    found = [_way_out(HUB, along_m, above_hub_m, craft, position, onboard)]
    for branch in branches_from(route, mission, position):
        place = branch.place
        drop_m = place.approach_alt_amsl_m - place.position.alt_amsl_m
        level_m = max(0.0, branch.remaining_m - drop_m)
        found.append(_way_out(place.id, level_m, drop_m, craft, position, onboard))
    return tuple(sorted(found, key=lambda way: -way.left_percent))


def at_end_percent(
    state: FlightState,
    route: Route,
    ways: tuple[WayOut, ...],
    craft: AircraftType,
    onboard: Onboard,
) -> float | None:
    """What is left at the hub after all that it may still have to do: out, the wait, and home.

    None where the way to the hub is not known.
    """
    home = next((way for way in ways if way.place == HUB), None)
    if home is None or state not in _GOES_OUT:
        return None if home is None else home.left_percent
    ahead_m = max(0.0, route.length_m - home.remaining_m)
    hall = route.path[-1]
    out_and_back_wh = _level_wh(craft, onboard, hall, 2.0 * ahead_m)
    wait_wh = _hover_w(craft, onboard, hall) * route.wait_s / 3600.0
    return home.left_percent - 100.0 * (out_and_back_wh + wait_wh) / onboard.battery_wh


def _way_out(
    place: str,
    level_m: float,
    drop_m: float,
    craft: AircraftType,
    position: Position,
    onboard: Onboard,
) -> WayOut:
    """Level against the wind, then straight down."""
    down_wh = _hover_w(craft, onboard, position) * landing_s(craft, drop_m) / 3600.0
    taken_wh = _level_wh(craft, onboard, position, level_m) + down_wh
    left = onboard.charge_percent - 100.0 * taken_wh / onboard.battery_wh
    return WayOut(place, level_m, left)


def _level_wh(craft: AircraftType, onboard: Onboard, at: Position, far_m: float) -> float:
    density = isa_density_kg_m3(at.alt_amsl_m)
    mass_kg = craft.empty_kg + onboard.load_kg
    watts = craft.power.power_w(mass_kg, density, craft.cruise_mps + onboard.wind_mps)
    return watts * far_m / craft.cruise_mps / 3600.0


def _hover_w(craft: AircraftType, onboard: Onboard, at: Position) -> float:
    density = isa_density_kg_m3(at.alt_amsl_m)
    return craft.power.hover_w(craft.empty_kg + onboard.load_kg, density)
