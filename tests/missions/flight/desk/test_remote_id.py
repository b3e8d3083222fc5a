"""Remote ID passes on a transmitter that the vehicle itself insists on, not on a switch."""

from __future__ import annotations

import pytest

from missions.flight.desk.remote_id import SIMULATED, remote_id
from missions.link.station import Station
from tests.missions.link.fake_vehicle import FakeVehicle


@pytest.mark.parametrize(
    ("told", "sure"),
    [
        ({}, None),
        ({"DID_ENABLE": 1.0}, None),
        ({"DID_ENABLE": 0.0, "DID_OPTIONS": 1.0}, False),
        ({"DID_ENABLE": 1.0, "DID_OPTIONS": 0.0}, None),
        ({"DID_ENABLE": 1.0, "DID_OPTIONS": 2.0}, None),
        ({"DID_ENABLE": 1.0, "DID_OPTIONS": 3.0}, True),
    ],
)
async def test_a_switch_alone_is_no_transmitter(told: dict[str, float], sure: bool | None) -> None:
    async with FakeVehicle() as vehicle, await Station.open(vehicle.address) as station:
        vehicle.params |= told
        found, why = await remote_id(station, simulated=False)
        assert found is sure
        assert bool(why) == (sure is not True)
        assert await remote_id(station, simulated=True) == (True, SIMULATED)
