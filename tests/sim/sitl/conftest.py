"""A vehicle that is stepped by its listener, ready to fly the consent mission."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.sitl.faults import parse_fault
from sim.sitl.store import Store
from sim.sitl.vehicle import Vehicle, VehicleSpec
from tests.flight.vehicles import KINDS
from tests.sim.sitl.consent import PARAMETERS, out_mission
from tests.sim.sitl.either import switched_on_at
from tests.sim.sitl.ground import HOME, STANDING, Ground, Loopback


def make(*faults: str, store: Store | None = None, **spec: Any) -> Ground:
    """A ground station at a vehicle that has just been switched on."""
    vehicle = Vehicle(
        VehicleSpec(STANDING, HOME[2], faults=tuple(map(parse_fault, faults)), **spec), store
    )
    return Ground(Loopback(vehicle))


@pytest.fixture
def switched_on() -> Callable[..., Ground]:
    return make


@pytest.fixture
def prepared() -> Callable[..., Ground]:
    """As `switched_on`, with parameters set and the consent mission stored, ready to arm."""

    def prepare(*faults: str, mission: list[dict[str, Any]] | None = None, **spec: Any) -> Ground:
        ground = make(*faults, **spec)
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        ground.set_parameters(PARAMETERS)
        assert ground.upload(out_mission() if mission is None else mission) == 0
        ground.ready()
        return ground

    return prepare


@pytest.fixture(params=KINDS)
def craft(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """A vehicle that has just been switched on."""
    with switched_on_at(request.param, tmp_path) as ground:
        ground.streams(4)
        ground.until(lambda g: g.now_s > 3.0, "start-up")
        yield ground
