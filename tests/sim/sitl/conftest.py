"""A vehicle that is stepped by its listener, ready to fly the consent mission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.sitl.faults import parse_fault
from sim.sitl.store import Standing, Store
from sim.sitl.vehicle import Vehicle, VehicleSpec
from tests.sim.sitl.consent import PARAMETERS, out_mission
from tests.sim.sitl.ground import HOME, Ground, Loopback

STANDING = Standing(round(HOME[0] * 1e7), round(HOME[1] * 1e7), HOME[3])


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
