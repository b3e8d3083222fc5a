"""One exchange with either vehicle: ours, stepped by its listener, or a real ArduCopter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from missions.geo import Position
from sim.sitl.vehicle import Vehicle, VehicleSpec
from tests.flight.vehicles import vehicle as vehicle_of
from tests.sim.sitl.consent import PARAMETERS, out_mission
from tests.sim.sitl.ground import HOME, STANDING, Ground, Loopback, tcp

_SPEED = 10.0


@contextmanager
def switched_on_at(kind: str, folder: Path) -> Iterator[Ground]:
    if kind == "sitl":
        yield Ground(Loopback(Vehicle(VehicleSpec(STANDING, HOME[2]))))
        return
    with vehicle_of(kind, folder, _SPEED, home=Position(*HOME[:3])) as address:
        ground = Ground(tcp(int(address.rpartition(":")[2])))
        try:
            yield ground
        finally:
            ground.close()


def take_off(ground: Ground, mission: list[dict[str, Any]] | None = None, **more: float) -> None:
    """Launched on a mission, the consent mission where none is given."""
    ground.set_parameters({**PARAMETERS, **more})
    assert ground.upload(mission or out_mission()) == 0
    ground.ready(60.0)
    ground.launch()
    ground.until(lambda g: g.current == 2, "the first leg", 60.0)


def fly_on(ground: Ground) -> None:
    ground.until(lambda g: g.away_m(*HOME[:2]) > 60.0, "sixty metres from the hub", 60.0)


def hear(ground: Ground, text: str) -> None:
    """Texts of a real one come after what they tell of."""
    ground.until(lambda g: text in g.texts, text)
