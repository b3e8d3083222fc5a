"""Which processes a running service consists of."""

from __future__ import annotations

import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from logistics.deployment import Deployment
from logistics.processes.settings import Settings
from logistics.processes.supervisor import ProcessSpec
from missions.aircraft.model import Aircraft

DESK = "desk"
_LOOPBACK = "127.0.0.1"
_PORTS = (0, 2, 3)
"""A simulated vehicle listens on these ports above its own (`sorabin sitl`)."""
_WATCHERS = 3


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A simulated vehicle that the service itself starts."""

    aircraft: Aircraft
    port: int

    @property
    def name(self) -> str:
        return vehicle_name(self.aircraft.id)

    @property
    def address(self) -> str:
        return f"tcp:{_LOOPBACK}:{self.port}"


def vehicle_name(aircraft_id: str) -> str:
    """The name of the process that simulates this aircraft."""
    return f"sitl-{aircraft_id}"


def with_vehicles(
    settings: Settings, deployment: Deployment
) -> tuple[Settings, tuple[Vehicle, ...]]:
    """The settings with an address for each aircraft whose link is `sitl`, and those vehicles.

    Ports are free now; a port for the desk's telemetry is chosen as well.
    """
    if deployment.flying is None or not deployment.air.aircraft:
        return settings, ()
    fleet = deployment.flying.fleet.aircraft
    simulated = [fleet[each] for each in deployment.air.aircraft if fleet[each].simulated]
    taken: set[int] = set()
    vehicles = tuple(Vehicle(aircraft, _free_block(taken)) for aircraft in simulated)
    links = {vehicle.aircraft.id: vehicle.address for vehicle in vehicles}
    told = settings.model_copy(
        update={"links": settings.links | links, "telemetry_port": _free_block(taken)}
    )
    return told, vehicles


def service_processes(
    settings: Settings,
    deployment: Deployment,
    vehicles: tuple[Vehicle, ...] = (),
    state_dir: Path = Path("var/vehicles"),
) -> list[ProcessSpec]:
    """Web and worker; where anything flies the flight desk and the simulated vehicles as well.

    The worker counts as ready once it runs, the desk once it has looked at all its aircraft, and
    tells what they do. Vehicles keep what they remember in folders under `state_dir`.
    """
    environment = settings.environment()
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    ready_url = f"http://{host}:{settings.port}/readyz"

    async def web_ready() -> bool:
        try:
            # verify=False: loading certificates for plain HTTP at each look costs a core.
            async with httpx.AsyncClient(trust_env=False, timeout=2, verify=False) as client:
                return (await client.get(ready_url)).status_code == 200
        except httpx.HTTPError:
            return False

    async def worker_ready() -> bool:
        return True

    def spec(name: str, ready: Callable[[], Awaitable[bool]]) -> ProcessSpec:
        argv = [sys.executable, "-m", f"logistics.processes.{name}"]
        return ProcessSpec(name, argv, environment | {"SORABIN_PROCESS_NAME": name}, ready)

    specs = [spec("web", web_ready), spec("worker", worker_ready)]
    if deployment.air.aircraft:
        specs += [_vehicle_spec(settings, each, state_dir) for each in vehicles]
        specs.append(spec(DESK, _listening(settings.telemetry_port)))
    return specs


def _vehicle_spec(settings: Settings, vehicle: Vehicle, state_dir: Path) -> ProcessSpec:
    argv = [sys.executable, "-m", "missions.cli", "sitl"]
    argv += ["--port", str(vehicle.port), "--config", str(settings.config)]
    argv += ["--sysid", str(vehicle.aircraft.system_id)]
    argv += ["--state-dir", str(state_dir / vehicle.aircraft.id)]
    if settings.clock_board is not None:
        argv += ["--clock-board", str(settings.clock_board)]
    return ProcessSpec(vehicle.name, argv, {}, _listening(vehicle.port + _WATCHERS))


def _listening(port: int | None) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        with closing(socket.socket()) as probe:
            probe.settimeout(0.2)
            return port is None or probe.connect_ex((_LOOPBACK, port)) == 0

    return ready


def _free_block(taken: set[int]) -> int:
    """A port that is free together with those above it that a vehicle needs."""
    while True:
        with closing(socket.socket()) as probe:
            probe.bind((_LOOPBACK, 0))
            first = probe.getsockname()[1]
        block = {first + offset for offset in _PORTS}
        if block & taken or max(block) > 65535 or not all(_free(port) for port in block):
            continue
        taken |= block
        return first


def _free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
        return True
