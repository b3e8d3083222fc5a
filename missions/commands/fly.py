"""`sorabin fly`: one flight, or a round, on any ArduPilot-compatible vehicle, without the rest."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from missions.aircraft.energy import flight_energy_wh, round_energy_wh
from missions.aircraft.model import AircraftType
from missions.errors import SorabinError
from missions.flight.gates import Limits
from missions.flight.record import Note
from missions.flight.report import Flown, trial_json
from missions.flight.scenario import ConsentPlan, Scenario, parse_moment
from missions.flight.states import FlightState
from missions.flight.trial import Swap, Trial, fly, no_faults
from missions.flying import Flying, load_flying
from missions.geo import LatLon
from missions.link.recorder import Recorder
from missions.link.station import Station
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.routes.model import Route

DEFAULT_CONFIG = Path("config/ina-hase")
_WELL = (FlightState.DELIVERED, FlightState.RETURNED)
_SHORTEST_FLIGHT_RESERVE_PERCENT = 30.0
console = Console(stderr=True)


class ParametersOfRealAircraft(SorabinError):
    """`--write-parameters` on a link that is not simulated."""

    code = "parameters-of-real-aircraft"


class NoSuchType(SorabinError):
    """The deployment has no aircraft type of this name, or several and none was named."""

    code = "no-such-type"


def fly_route(
    route: Annotated[str, typer.Argument(help="Name of the route, as in `sorabin route list`.")],
    connect: Annotated[
        str, typer.Option(help="tcp:HOST:PORT, udp:HOST:PORT or udpin:HOST:PORT.")
    ] = "tcp:127.0.0.1:5760",
    load: Annotated[float, typer.Option(help="Mass of the goods on board, kg.")] = 0.0,
    consent: Annotated[ConsentPlan, typer.Option(help="The word of the person at the hall.")] = (
        ConsentPlan.YES
    ),
    consent_after: Annotated[
        float, typer.Option(help="With yes: vehicle seconds into the wait.")
    ] = 6.0,
    cut_link: Annotated[
        str | None,
        typer.Option(
            help="takeoff, out:SHARE, over-hall, landing or home:SHARE: from then on "
            "nothing reaches the vehicle."
        ),
    ] = None,
    delay_link: Annotated[
        str | None,
        typer.Option(help="The same moments: from then on each packet takes --delay longer."),
    ] = None,
    delay: Annotated[float, typer.Option(help="Vehicle seconds, each way.")] = 3.0,
    round_trip: Annotated[
        bool, typer.Option("--return", help="The round: battery swap at the hall, and home.")
    ] = False,
    swap: Annotated[
        Swap, typer.Option(help="What stands in for the hands that swap the battery.")
    ] = Swap.RESET,
    write_parameters: Annotated[
        bool | None,
        typer.Option(
            "--write-parameters/--keep-parameters",
            help="Write the parameter set first; default on this machine's own links.",
        ),
    ] = None,
    craft: Annotated[str | None, typer.Option(help="Aircraft type, if there are several.")] = None,
    config: Annotated[Path, typer.Option(help="Folder of the deployment.")] = DEFAULT_CONFIG,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the flight as JSON.")
    ] = None,
    tlog: Annotated[Path | None, typer.Option(help="Record the telemetry (.tlog).")] = None,
) -> None:
    """Fly one pre-set route on one vehicle; exit 0 when it delivered or came home.

    For trials: only the gates that a vehicle at hand can answer are judged. Weather, people and
    approvals are the service's.
    """
    flying = load_flying(config)
    scenario = Scenario(
        consent=consent,
        consent_after_s=consent_after,
        cut_link=parse_moment(cut_link) if cut_link else None,
        delay=parse_moment(delay_link) if delay_link else None,
        delay_s=delay,
    )
    simulated = on_this_machine(connect)
    if write_parameters and not simulated:
        raise ParametersOfRealAircraft(
            "parameters are written to simulated vehicles on this machine only; an aircraft in "
            "service whose set differs does not fly"
        )
    trial = trial_for(
        flying,
        flying.routes.route(route),
        _type(flying, craft),
        load_kg=load,
        scenario=scenario,
        round=round_trip,
        swap=swap,
        write_parameters=simulated if write_parameters is None else write_parameters,
    )
    flights, rate = asyncio.run(_flown(connect, flying, trial, tlog))
    if json_file is not None:
        told = json.dumps(trial_json(flights, rate=rate), ensure_ascii=False, indent=1)
        json_file.write_text(told + "\n", encoding="utf-8")
    for flown in flights:
        console.print(_sentence(flown), highlight=False)
    well = all(flown.executive.record.state in _WELL for flown in flights)
    whole = len(flights) == 2 or not round_trip or flights[0].executive.record.state in _WELL
    raise typer.Exit(0 if well and whole else 1)


def trial_for(
    flying: Flying,
    route: Route,
    craft: AircraftType,
    *,
    load_kg: float,
    scenario: Scenario,
    round: bool = False,
    swap: Swap = Swap.RESET,
    write_parameters: bool = True,
) -> Trial:
    """A trial of this route by this type with the deployment's limits."""
    weather = flying.fleet.weather
    headwind_mps = weather.wind_below_mps

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
        limits=Limits(
            wind_mps=weather.wind_below_mps,
            gust_mps=weather.gust_below_mps,
            rain_mm_h=weather.rain_max_mm_h,
            visibility_m=weather.visibility_min_m,
            weather_age_s=weather.wind_age_s,
            word_age_s=weather.visibility_age_s,
            load_kg=craft.max_load_kg,
            reserve_percent=_SHORTEST_FLIGHT_RESERVE_PERCENT,
        ),
        battery_wh=craft.battery_wh,
        battery_lasts_s=craft.battery_wh / hover_w * 3600.0,
        needed_wh=needed_wh,
        load_kg=load_kg,
        scenario=scenario,
        round=round,
        swap=swap,
        write_parameters=write_parameters,
    )


async def _flown(
    address: str, flying: Flying, trial: Trial, tlog: Path | None
) -> tuple[list[Flown], float]:
    faults = no_faults()
    recorder = Recorder(tlog) if tlog else None
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            line = progress.add_task(f"connecting to {address}", total=None)
            async with await Station.open(
                address,
                own_system_id=OWN_SYSTEM_ID,
                terrain=partial(_height, flying),
                faults=faults,
                recorder=recorder,
            ) as station:
                flights = await fly(
                    station, faults, trial, lambda note: _show(progress, line, note)
                )
                return flights, station.time.rate
    finally:
        if recorder is not None:
            recorder.close()


def _height(flying: Flying, lat_deg: float, lon_deg: float) -> float:
    """The ground for a vehicle, whose blocks reach beyond the grid: there that of its edge."""
    place = LatLon(lat_deg, lon_deg)
    return flying.terrain.height_amsl_m(flying.terrain.nearest_inside(place))


def _show(progress: Progress, line: object, note: Note) -> None:
    """The latest step on the moving line; what people must read stays above it."""
    facts = ", ".join(f"{name} {value}" for name, value in note.facts.items() if value != "")
    text = f"{note.vehicle_s:8.1f} s  {note.kind}: {facts}"
    if note.kind == "preparing":
        progress.update(line, description=text)  # pyright: ignore[reportArgumentType]
    else:
        progress.console.print(text, highlight=False, markup=False)


def _sentence(flown: Flown) -> str:
    executive = flown.executive
    landing = executive.landing
    where = f" at {landing.place or 'no place of the route'}" if landing else ""
    off = f", {landing.error_m:.2f} m from the pad" if landing else ""
    return f"{executive.route.name} {executive.mission.direction}: {flown.outcome}{where}{off}"


def _type(flying: Flying, name: str | None) -> AircraftType:
    types = {craft.id: craft for craft in flying.fleet.types_in_use}
    if name is None and len(types) == 1:
        return next(iter(types.values()))
    if name not in types:
        raise NoSuchType(f"aircraft type {name!r}: one of {', '.join(sorted(types))}")
    return types[name]


def on_this_machine(address: str) -> bool:
    """Whether a link ends on this machine, where only simulated vehicles are."""
    host = address.partition(":")[2].rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
