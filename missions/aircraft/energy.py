"""The energy of one flight along a route, in still air and against the limit wind.

Owns the sum over the legs. The power of each comes from the type's model. Knows nothing of
batteries or of what is done with the answer.
"""

from __future__ import annotations

from itertools import pairwise

from missions.aircraft.duration import landing_s
from missions.aircraft.model import AircraftType
from missions.aircraft.power import isa_density_kg_m3
from missions.geo import Position, distance_m
from missions.routes.model import Route


def round_energy_wh(
    route: Route, craft: AircraftType, load_kg: float, headwind_mps: float
) -> float:
    """Watt hours for the way out, the whole wait, and the way home with the load still on board.

    What nobody consented to comes home, so both ways count before each flight out. The wind is
    against the aircraft on both ways: nothing is gained from it.
    """
    return (
        flight_energy_wh(route, craft, load_kg, headwind_mps, land_at_end=False)
        + _hover_wh(craft, load_kg, route.path[-1], route.wait_s)
        + flight_energy_wh(route, craft, load_kg, headwind_mps)
    )


def flight_energy_wh(
    route: Route,
    craft: AircraftType,
    load_kg: float,
    headwind_mps: float,
    *,
    land_at_end: bool = True,
) -> float:
    """Watt hours for one way: up from a pad, along the path, and down to the other pad."""
    path = route.path
    start_m = path[0].alt_amsl_m - route.hub.position.alt_amsl_m
    end_m = path[-1].alt_amsl_m - route.hall.position.alt_amsl_m
    energy = _climb_wh(craft, load_kg, path[0], max(start_m, end_m))
    energy += sum(_leg_wh(craft, load_kg, a, b, headwind_mps) for a, b in pairwise(path))
    if land_at_end:
        energy += _landing_wh(craft, load_kg, path[-1], max(start_m, end_m))
    return energy


def _leg_wh(
    craft: AircraftType, load_kg: float, a: Position, b: Position, headwind_mps: float
) -> float:
    seconds = distance_m(a, b) / craft.cruise_mps
    if seconds == 0.0:
        return 0.0
    climb_mps = abs(b.alt_amsl_m - a.alt_amsl_m) / seconds  # flown both ways: up counts
    density = isa_density_kg_m3((a.alt_amsl_m + b.alt_amsl_m) / 2)
    mass_kg = craft.empty_kg + load_kg
    airspeed_mps = craft.cruise_mps + headwind_mps
    return craft.power.power_w(mass_kg, density, airspeed_mps, climb_mps) * seconds / 3600.0


def _climb_wh(craft: AircraftType, load_kg: float, top: Position, height_m: float) -> float:
    density = isa_density_kg_m3(top.alt_amsl_m)
    watts = craft.power.power_w(craft.empty_kg + load_kg, density, 0.0, craft.climb_mps)
    return watts * height_m / craft.climb_mps / 3600.0


def _landing_wh(craft: AircraftType, load_kg: float, top: Position, height_m: float) -> float:
    seconds = landing_s(craft, height_m)
    return _hover_wh(craft, load_kg, top, seconds)


def _hover_wh(craft: AircraftType, load_kg: float, at: Position, seconds: float) -> float:
    density = isa_density_kg_m3(at.alt_amsl_m)
    return craft.power.hover_w(craft.empty_kg + load_kg, density) * seconds / 3600.0
