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
from missions.flight.contradictions import IdleOption, refuse_idle
from missions.flight.fitting import fitted, is_simulated, trial_for
from missions.flight.moment import WORDS, parse_moment
from missions.flight.record import Note
from missions.flight.report import Flown, tracks_geojson, trial_json
from missions.flight.saying import parse_saying
from missions.flight.scenario import CONSENT_AFTER_S, ConsentPlan, Scenario
from missions.flight.states import FlightState
from missions.flight.trial import Swap, Trial, fly, no_faults
from missions.flying import Flying, load_flying
from missions.link.recorder import Recorder
from missions.link.signing import NoSigning, Signing, signing_of
from missions.link.station import Station
from missions.link.watchers import Watchers
from missions.plan.package import OWN_SYSTEM_ID

DEFAULT_CONFIG = Path("config/ina-hase")
DELAY_S = 3.0
console = Console(stderr=True)


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
    load: Annotated[float, typer.Option(min=0.0, help="Mass of the goods on board, kg.")] = 0.0,
    consent: Annotated[
        ConsentPlan | None,
        typer.Option(help="The word of the person at the hall; yes by default in a simulation."),
    ] = None,
    consent_after: Annotated[
        float | None,
        typer.Option(
            min=0.0, help=f"With yes: vehicle seconds into the wait ({CONSENT_AFTER_S:g})."
        ),
    ] = None,
    say: Annotated[
        list[str] | None,
        typer.Option(
            help="WORD@MOMENT, an operator's word: hold, go-on, return, divert[:PLACE] or land, "
            f"at {WORDS}. May be given again."
        ),
    ] = None,
    cut_link: Annotated[
        str | None,
        typer.Option(help="The same moments: from then on nothing reaches the vehicle."),
    ] = None,
    delay_link: Annotated[
        str | None,
        typer.Option(help="The same moments: from then on each packet takes --delay longer."),
    ] = None,
    delay: Annotated[
        float | None, typer.Option(min=0.0, help=f"Vehicle seconds, each way ({DELAY_S:g}).")
    ] = None,
    round_trip: Annotated[
        bool, typer.Option("--return", help="The round: battery swap at the hall, and home.")
    ] = False,
    swap: Annotated[
        Swap | None,
        typer.Option(help="What stands in for the hands that swap the battery (reset)."),
    ] = None,
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
    track: Annotated[
        Path | None, typer.Option(help="Write the flown way as GeoJSON, for a map.")
    ] = None,
    watch: Annotated[
        list[str] | None,
        typer.Option(
            help="udp:ADDRESS:PORT of a ground station that may watch; nothing of it is heard."
        ),
    ] = None,
    watch_beyond: Annotated[
        bool, typer.Option("--watch-beyond", help="It may be on another machine.")
    ] = False,
    signing_key: Annotated[
        Path | None,
        typer.Option(help="Sign with the key in this file; nothing unsigned counts then."),
    ] = None,
) -> None:
    """Fly one pre-set route on one vehicle; exit 0 when it ended as it was told to.

    That is: delivered or back at the hub, or where an operator's --say sent it. For trials: only
    the gates that a vehicle at hand can answer are judged. Weather, people and approvals are the
    service's.
    """
    signing = signing_of(signing_key)
    flying = load_flying(config)
    way = flying.routes.route(route)
    scenario = Scenario(
        consent=consent,
        consent_after_s=CONSENT_AFTER_S if consent_after is None else consent_after,
        cut_link=parse_moment(cut_link) if cut_link else None,
        delay=parse_moment(delay_link) if delay_link else None,
        delay_s=DELAY_S if delay is None and delay_link else delay or 0.0,
        says=tuple(parse_saying(each) for each in say or ()),
    )
    refuse_idle(scenario, way, round_trip=round_trip)
    if swap is not None and not round_trip:
        raise IdleOption("--swap needs --return")
    if consent_after is not None and consent is not ConsentPlan.YES:
        raise IdleOption("--consent-after needs --consent yes")
    trial = trial_for(
        flying,
        way,
        _type(flying, craft),
        load_kg=load,
        scenario=scenario,
        round=round_trip,
        swap=swap or Swap.RESET,
    )
    try:
        watchers = Watchers.at(watch or (), beyond=watch_beyond, links=[connect])
        with _json(json_file) as write, _json(track) as draw, watchers:
            flown = _flown(connect, flying, trial, write_parameters, tlog, signing, watchers)
            flights, rate = asyncio.run(flown)
            write(trial_json(flights, rate=rate))
            draw(tracks_geojson(flights))
    except OSError as error:
        raise CannotWrite(f"{error.filename or json_file}: {error.strerror}") from error
    for flown in flights:
        console.print(_sentence(flown), highlight=False)
    raise typer.Exit(0 if _went_well(flights, trial) else 1)


def _went_well(flights: list[Flown], trial: Trial) -> bool:
    """Every flight ended as it should, and none of the round is missing."""
    delivered = flights[0].executive.record.state is FlightState.DELIVERED
    whole = 2 if trial.round and delivered else 1
    well = trial.scenario.ended_well([flown.executive for flown in flights])
    return well and len(flights) == whole


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
    write_parameters: bool | None,
    tlog: Path | None,
    signing: Signing | NoSigning,
    watchers: Watchers,
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
                terrain=flying.terrain.at_or_edge_m,
                faults=faults,
                recorder=recorder,
                watcher=watchers,
                signing=signing,
            ) as station:
                simulated = await is_simulated(station)
                fit = fitted(trial, simulated, write_parameters)
                show = partial(_show, progress, line)
                return await fly(station, faults, fit, show), station.time.rate
    finally:
        if recorder is not None:
            recorder.close()


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
