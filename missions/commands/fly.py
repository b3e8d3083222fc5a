"""`sorabin fly`: one flight, or a round, on any ArduPilot-compatible vehicle, without the rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from missions.aircraft.model import AircraftType
from missions.errors import SorabinError
from missions.flight.fitting import fitted, is_simulated, trial_for
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
from missions.plan.package import OWN_SYSTEM_ID

DEFAULT_CONFIG = Path("config/ina-hase")
DELAY_S = 3.0
_WELL = (FlightState.DELIVERED, FlightState.RETURNED)
console = Console(stderr=True)


class IdleOption(SorabinError):
    """An option that would do nothing beside the others."""

    code = "idle-option"


class CannotWrite(SorabinError):
    """The file for the flight's JSON cannot be written."""

    code = "cannot-write"


class NoSuchType(SorabinError):
    """The deployment has no aircraft type of this name, or several and none was named."""

    code = "no-such-type"


def fly_route(
    route: Annotated[str, typer.Argument(help="Name of the route, as in `sorabin route list`.")],
    connect: Annotated[
        str, typer.Option(help="tcp:HOST:PORT, udp:HOST:PORT or udpin:HOST:PORT.")
    ] = "tcp:127.0.0.1:5760",
    load: Annotated[float, typer.Option(help="Mass of the goods on board, kg.")] = 0.0,
    consent: Annotated[
        ConsentPlan | None,
        typer.Option(help="The word of the person at the hall; yes by default in a simulation."),
    ] = None,
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
    delay: Annotated[float, typer.Option(help="Vehicle seconds, each way.")] = DELAY_S,
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
            help="Write the parameter set first; default on a simulation.",
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
        consent_after_s=consent_after,
        cut_link=parse_moment(cut_link) if cut_link else None,
        delay=parse_moment(delay_link) if delay_link else None,
        delay_s=delay,
    )
    _refuse_idle(scenario, round_trip, delay_link)
    kind = _type(flying, craft)
    trial = trial_for(
        flying,
        flying.routes.route(route),
        kind,
        load_kg=load,
        scenario=scenario,
        round=round_trip,
        swap=swap,
    )
    try:
        with _json(json_file) as write:
            flights, rate = asyncio.run(
                _flown(connect, flying, trial, consent, write_parameters, tlog)
            )
            write(trial_json(flights, rate=rate))
    except OSError as error:
        raise CannotWrite(f"{json_file}: {error.strerror}") from error
    for flown in flights:
        console.print(_sentence(flown), highlight=False)
    raise typer.Exit(0 if _went_well(flights, round_trip, scenario) else 1)


def _refuse_idle(scenario: Scenario, round_trip: bool, delay_link: str | None) -> None:
    """An option that would silently do nothing is a mistake of who gave it."""
    moments = [each for each in (scenario.cut_link, scenario.delay) if each is not None]
    if not round_trip and any(each.direction is Direction.HOME for each in moments):
        raise IdleOption("a moment on the way home needs --return")
    if scenario.delay_s != DELAY_S and delay_link is None:
        raise IdleOption("--delay needs --delay-link")


def _went_well(flights: list[Flown], round_trip: bool, scenario: Scenario) -> bool:
    """Every flight ended on its pad, none of the round is missing, and each moment came."""
    states = [flown.executive.record.state for flown in flights]
    whole = 2 if round_trip and states[0] is FlightState.DELIVERED else 1
    kinds = {note.kind for flown in flights for note in flown.executive.record.notes}
    came = {"link-cut": scenario.cut_link, "link-delayed": scenario.delay}
    return (
        all(state in _WELL for state in states)
        and len(flights) == whole
        and all(kind in kinds for kind, moment in came.items() if moment is not None)
    )


@contextmanager
def _json(file: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """The file is opened before anything flies: a path that cannot be written costs no flight."""
    if file is None:
        yield lambda _told: None
        return
    with file.open("w", encoding="utf-8") as opened:
        yield lambda told: print(json.dumps(told, ensure_ascii=False, indent=1), file=opened)


async def _flown(
    address: str,
    flying: Flying,
    trial: Trial,
    consent: ConsentPlan | None,
    write_parameters: bool | None,
    tlog: Path | None,
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
                simulated = await is_simulated(station)
                fit = fitted(trial, simulated, consent, write_parameters)
                show = partial(_show, progress, line)
                return await fly(station, faults, fit, show), station.time.rate
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
