"""The simulated vehicles that the service itself starts, for aircraft whose link is `sitl`.

Owns their ports and where they keep what they remember. What they are and how they fly is the
business of `sorabin sitl`, a program of its own.
"""

from __future__ import annotations

import shutil
import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from logistics.db.engine import Database
from logistics.db.models import SortieRow
from logistics.deployment import Deployment
from logistics.domain.sorties import ENDED
from logistics.processes.settings import Settings
from missions.aircraft.model import Aircraft

LOOPBACK_V4 = "127.0.0.1"
_PORTS = (0, 2, 3)
"""A simulated vehicle listens on these ports above its own."""


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
        return f"tcp:{LOOPBACK_V4}:{self.port}"


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
    vehicles = tuple(Vehicle(aircraft, free_block(taken)) for aircraft in simulated)
    links = {vehicle.aircraft.id: vehicle.address for vehicle in vehicles}
    told = settings.model_copy(
        update={"links": settings.links | links, "telemetry_port": free_block(taken)}
    )
    return told, vehicles


def carry_home(database_url: str, vehicles: tuple[Vehicle, ...], state_dir: Path) -> None:
    """Vehicles that are on no sortie stand at their hub again, fit to fly.

    What people would do between days with an aircraft that came down or was left at a hall: a
    simulated one forgets where it was. For a start of the service, not for a restart of a vehicle.
    """
    database = Database(database_url)
    try:
        with Session(database.read_engine) as session:
            living = select(SortieRow.aircraft).where(col(SortieRow.state).not_in(list(ENDED)))
            away = set(session.exec(living))
    finally:
        database.close()
    for vehicle in vehicles:
        if vehicle.aircraft.id not in away:
            shutil.rmtree(state_dir / vehicle.aircraft.id, ignore_errors=True)


def free_block(taken: set[int]) -> int:
    """A port that is free together with those above it that a vehicle needs."""
    while True:
        with closing(socket.socket()) as probe:
            probe.bind((LOOPBACK_V4, 0))
            first = probe.getsockname()[1]
        block = {first + offset for offset in _PORTS}
        if block & taken or max(block) > 65535 or not all(is_free(port) for port in block):
            continue
        taken |= block
        return first


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK_V4, port))
        except OSError:
            return False
        return True
