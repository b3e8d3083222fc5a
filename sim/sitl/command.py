"""`sorabin sitl`: one software-in-the-loop vehicle, listening on TCP as ArduPilot's does.

Owns the command line and the process: signals, stored state, exit codes.
"""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from logistics.processes.lifeline import watch_lifeline
from missions.clock import machine_time
from missions.errors import SorabinError
from missions.link.signing import read_key
from sim.flight.craft import Craft
from sim.flight.sensing import EXACT
from sim.sitl.faults import DIED, KINDS, VehicleDied, parse_fault
from sim.sitl.ground import Ground
from sim.sitl.keeper import Keeper
from sim.sitl.pace import FASTEST_ON_BOARD, BoardPace, InTimePace, WaitingPace
from sim.sitl.server import PORT_OFFSETS, Server, speedup_of
from sim.sitl.signing import StoredKey
from sim.sitl.store import Standing, Store
from sim.sitl.truth import Truth
from sim.sitl.vehicle import Vehicle, VehicleSpec

_DEFAULT_HOME = "35.836,137.958,640,0"
_LARGEST_ANGLES = (90.0, 180.0)


class BadVehicleOption(SorabinError):
    """An option of the vehicle's command line that cannot be read."""

    code = "bad-vehicle-option"


def sitl(
    port: Annotated[
        int, typer.Option(help="Executive; watchers on +2 and +3. 0: any free port.")
    ] = 5760,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    home: Annotated[
        str | None,
        typer.Option(help="lat,lon,amsl,heading; else where it stood last."),
    ] = None,
    speed: Annotated[float, typer.Option(min=0.1, max=200.0, help="Times real time.")] = 1.0,
    wind: Annotated[str, typer.Option(help="SPEED,FROM in m/s and degrees.")] = "0,180",
    turbulence: Annotated[
        float, typer.Option(min=0.0, help="Gusts, over those of MIL-F-8785C.")
    ] = 1.0,
    gps_error: Annotated[
        float, typer.Option(min=0.0, help="Deviation of the place, north and east each, m.")
    ] = 0.0,
    baro_error: Annotated[
        float, typer.Option(min=0.0, help="Deviation of the height, m; from each start on.")
    ] = 0.0,
    fault: Annotated[
        list[str] | None, typer.Option(help=f"KIND[:ARG]@WHEN; {', '.join(KINDS)}.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Gusts and faults come out of it.")] = 1,
    sysid: Annotated[int, typer.Option(min=1, max=255, help="MAVLink system id.")] = 1,
    battery_wh: Annotated[
        float | None, typer.Option(min=1.0, help="Energy when full.", show_default=False)
    ] = None,
    mass: Annotated[
        float | None, typer.Option(min=0.1, help="Craft with battery, kg.", show_default=False)
    ] = None,
    load: Annotated[float, typer.Option(min=0.0, help="Load, kg.")] = 0.0,
    config: Annotated[
        Path | None,
        typer.Option(
            help="A deployment: its ground, its hub, its aircraft type.", show_default=False
        ),
    ] = None,
    in_time: Annotated[
        bool, typer.Option("--in-time", help="Go slower while this machine is late.")
    ] = False,
    wait_for_station: Annotated[
        bool,
        typer.Option(
            "--wait-for-station",
            help="Stand still while a connected ground station is late with its heartbeat.",
        ),
    ] = False,
    clock_board: Annotated[
        Path | None,
        typer.Option(
            help=f"A played day's clock: its rate counts, up to {FASTEST_ON_BOARD:g}, not --speed.",
            show_default=False,
        ),
    ] = None,
    state_dir: Annotated[
        Path | None,
        typer.Option(help="Keeps mission, parameters, place over restarts.", show_default=False),
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(
            help="Write where it truly is, a line of JSON each second.", show_default=False
        ),
    ] = None,
    signing_key: Annotated[
        Path | None,
        typer.Option(
            help="Sign with the key in this file; on every port nothing unsigned counts.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Simulate one vehicle that speaks MAVLink as ArduCopter does, until it is told to stop."""
    watch_lifeline()  # where a supervisor has started it, it ends with that
    faults = tuple(parse_fault(text) for text in fault or ())
    stored = Store.read(state_dir) if state_dir else Store()
    if signing_key is not None:
        kept = stored.signing
        stored.signing = StoredKey(read_key(signing_key), kept.stamp if kept else 0)
    ground = Ground.of(config) if config else None
    place = _numbers("--home", home or (ground.home if ground else _DEFAULT_HOME), 4)
    standing = Standing(round(place[0] * 1e7), round(place[1] * 1e7), place[3] % 360.0)
    if home is not None:
        stored.came_down = False  # somebody has looked at it and carried it there
    elif stored.standing is not None:
        standing = stored.standing
    if abs(place[0]) > _LARGEST_ANGLES[0] or abs(place[1]) > _LARGEST_ANGLES[1]:
        raise BadVehicleOption(f"--home {home}: no such place on earth")
    blowing = _numbers("--wind", wind, 2)
    spec = VehicleSpec(
        standing,
        place[2],
        _craft(ground.craft if ground else Craft(), mass, battery_wh),
        load,
        speed,
        blowing[0],
        blowing[1],
        turbulence,
        ground.height_amsl_m if ground else None,
        faults,
        seed,
        machine_time().timestamp(),
        sysid,
        sealed=signing_key is not None,
        sensing=EXACT._replace(across_m=gps_error, height_m=baro_error),
    )
    vehicle = Vehicle(spec, stored)
    ports = [port + offset if port else 0 for offset in PORT_OFFSETS]
    pace = BoardPace(clock_board) if clock_board else speedup_of(vehicle)
    if wait_for_station:
        pace = WaitingPace(
            pace,
            lambda: any(channel.number == 0 for channel in vehicle.channels),
            lambda: vehicle.autopilot.failsafes.gcs_silent_s,
        )
    server = Server(vehicle, host, ports, InTimePace(pace) if in_time else pace)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.stop())
    typer.echo(f"listening on {host}:{', '.join(map(str, server.ports))}")
    keeper, teller = Keeper(vehicle, state_dir), Truth(vehicle, truth)

    def look() -> None:
        keeper.look()
        teller.look()

    try:
        server.run(look)
    except VehicleDied:
        raise typer.Exit(DIED) from None
    finally:
        server.close()
        keeper.look(at_end=True)
        teller.look(at_end=True)


def _numbers(option: str, text: str, count: int) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != count or any(value != value for value in values):
        raise BadVehicleOption(f"{option} {text}: {count} numbers with commas between are needed")
    return values


def _craft(craft: Craft, mass_kg: float | None, energy_wh: float | None) -> Craft:
    """The craft with what was said about it."""
    said = {"mass_kg": mass_kg, "energy_wh": energy_wh}
    return replace(craft, **{name: value for name, value in said.items() if value is not None})
