"""Which processes a running service consists of."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import httpx

from logistics.deployment import Deployment
from logistics.processes.settings import Settings
from logistics.processes.supervisor import ProcessSpec
from logistics.processes.vehicles import LOOPBACK_V4, Vehicle

DESK = "desk"
_NOT_EXACT = ("--gps-error", "0.5", "--baro-error", "0.3")
"""No receiver and no barometer is exact (`sim.flight.sensing`)."""
_WATCHERS = 3
"""A simulated vehicle listens so far above its port for those who only watch."""


def service_processes(
    settings: Settings,
    deployment: Deployment,
    vehicles: tuple[Vehicle, ...],
    state_dir: Path,
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
            # A connection first, and no certificates for plain HTTP: a client for each look would
            # take the core that it waits for.
            _, writer = await asyncio.open_connection(settings.host, settings.port)
            writer.close()
            async with httpx.AsyncClient(trust_env=False, timeout=2, verify=False) as client:
                return (await client.get(ready_url)).status_code == 200
        except (OSError, httpx.HTTPError):
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
    argv += ["--sysid", str(vehicle.aircraft.system_id), *_NOT_EXACT]
    argv += ["--state-dir", str(state_dir / vehicle.aircraft.id)]
    if settings.signing_keys is not None:
        argv += ["--signing-key", str(settings.signing_keys / f"{vehicle.aircraft.id}.key")]
    if settings.clock_board is not None:
        argv += ["--clock-board", str(settings.clock_board)]
    return ProcessSpec(vehicle.name, argv, {}, _listening(vehicle.port + _WATCHERS))


def _listening(port: int | None) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        with closing(socket.socket()) as probe:
            probe.settimeout(0.2)
            return port is None or probe.connect_ex((LOOPBACK_V4, port)) == 0

    return ready
