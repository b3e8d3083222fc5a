"""What a trial is made of, from a deployment, and what of it may be done to which vehicle.

Owns the difference between a simulation and an aircraft: parameters are written, a battery is
called full and a consent is played only where the vehicle itself says that it is simulated. An
address says nothing about that: aircraft are forwarded to loopback ports too.
"""

from __future__ import annotations

from dataclasses import replace

from missions.aircraft.energy import flight_energy_wh, round_energy_wh
from missions.aircraft.model import AircraftType
from missions.errors import SorabinError
from missions.flight.limits import limits_of
from missions.flight.scenario import ConsentPlan, Scenario
from missions.flight.trial import Swap, Trial
from missions.flying import Flying
from missions.link.outcome import Accepted
from missions.link.station import Station
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.routes.model import Route

_OF_SIMULATIONS = "SIM_SPEEDUP"


class NotSimulated(SorabinError):
    """What only a simulated vehicle may be asked for was asked of another."""

    code = "not-simulated"


def trial_for(
    flying: Flying,
    route: Route,
    craft: AircraftType,
    *,
    load_kg: float,
    scenario: Scenario,
    round: bool = False,
    swap: Swap = Swap.RESET,
) -> Trial:
    """A trial of this route by this type with the deployment's limits."""
    headwind_mps = flying.fleet.weather.wind_below_mps

    def needed_wh(direction: Direction, load: float) -> float:
        if direction is Direction.OUT:
            return round_energy_wh(route, craft, load, headwind_mps)
        return flight_energy_wh(route, craft, load, headwind_mps)

    hover_w = craft.power.hover_w(craft.empty_kg)
    return Trial(
        route=route,
        packages={
            direction: flight_package(route, direction, craft, OWN_SYSTEM_ID)
            for direction in Direction
        },
        limits=limits_of(flying.fleet, (craft,)),
        craft=craft,
        ground=flying.terrain.at_or_edge_m,
        battery_wh=craft.battery_wh,
        battery_lasts_s=craft.battery_wh / hover_w * 3600.0,
        needed_wh=needed_wh,
        load_kg=load_kg,
        scenario=scenario,
        round=round,
        swap=swap,
        write_parameters=False,
    )


async def is_simulated(station: Station) -> bool:
    """Whether the vehicle itself says that it is a simulation: no aircraft has this parameter."""
    return isinstance(await station.read_parameters([_OF_SIMULATIONS], retries=2), Accepted)


def fitted(trial: Trial, simulated: bool, write_parameters: bool | None) -> Trial:
    """The trial with what may be done to this vehicle. Raises NotSimulated.

    Where the scenario leaves the consent open, it is played in a simulation only.
    """
    if not simulated and write_parameters:
        raise NotSimulated(
            "parameters are written to simulations only: an aircraft in service "
            "whose set differs does not fly"
        )
    if not simulated and trial.round:
        raise NotSimulated("a round needs hands at the hall: on an aircraft it is the service's")
    consent = trial.scenario.consent or (ConsentPlan.YES if simulated else ConsentPlan.NO)
    return replace(
        trial,
        scenario=replace(trial.scenario, consent=consent),
        write_parameters=simulated if write_parameters is None else write_parameters,
    )
