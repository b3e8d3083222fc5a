"""Only an aircraft that stands disarmed on the pad that it departs from is armed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from missions.flight.executive import Executive
from missions.flight.record import FlightRecord
from missions.flight.states import FlightState
from missions.flying import Flying
from missions.link.outcome import Accepted
from missions.link.station import Station
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from sim.bench.tap import ARM, MODE, START, Tap
from tests.flight.vehicles import vehicle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
OUT, HOME = Direction.OUT, Direction.HOME


@asynccontextmanager
async def standing(folder: Path) -> AsyncIterator[tuple[Tap, Station]]:
    """A vehicle that has started up, seen over a tap."""
    with vehicle("sitl", folder, 10.0) as address:
        async with (
            Tap(address) as tap,
            await Station.open(tap.address, own_system_id=OWN_SYSTEM_ID) as station,
        ):
            assert isinstance(await station.ready(vehicle_s=120.0), Accepted)
            yield tap, station


async def launched(
    flying: Flying, station: Station, direction: Direction = OUT, surveyed_up_m: float = 0.0
) -> str:
    """Launch a flight of Nakao, whose hub was surveyed so much higher; why it was refused."""
    route, craft = flying.routes.route("nakao"), flying.fleet.type_of("tsubame")
    pad = route.hub.position
    pad = pad.at_alt(pad.alt_amsl_m + surveyed_up_m)
    route = replace(route, hub=replace(route.hub, position=pad))
    mission = flight_package(route, direction, craft, OWN_SYSTEM_ID).mission
    record = FlightRecord(state=FlightState.READY)
    executive = Executive(station, route, mission, record, battery_lasts_s=1e9)
    await asyncio.gather(executive.launch(), executive.watch())
    assert record.state is FlightState.REFUSED
    return record.notes[-1].facts["why"]


@pytest.mark.parametrize(
    ("direction", "surveyed_up_m", "why"),
    [(HOME, 0.0, "not on its pad"), (OUT, 18.0, "height off by -18")],
)
async def test_elsewhere_than_on_its_pad_it_is_not_armed(
    direction: Direction, surveyed_up_m: float, why: str, shipped: Flying, tmp_path: Path
) -> None:
    async with standing(tmp_path) as (tap, station):
        assert why in await launched(shipped, station, direction, surveyed_up_m)
        assert (tap.count(MODE), tap.count(ARM)) == (0, 0)


async def test_one_that_somebody_else_has_armed_is_left_to_them(
    shipped: Flying, tmp_path: Path
) -> None:
    async with standing(tmp_path) as (tap, station):
        assert isinstance(await station.command(ARM, 1), Accepted)
        await station.until(lambda state: state.armed is True, vehicle_s=5.0)
        assert "armed already" in await launched(shipped, station)
        assert (tap.count(MODE), tap.count(ARM), tap.count(START)) == (0, 1, 0)
