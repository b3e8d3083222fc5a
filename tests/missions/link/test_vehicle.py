from __future__ import annotations

import asyncio
from typing import Any

import pytest
from dronekit import LocationGlobalRelative, VehicleMode

from missions.link.modes import CopterMode
from missions.link.station import Station
from missions.link.vehicle import DronekitView, PassiveVehicle
from tests.missions.link.fake_vehicle import FakeVehicle


async def test_dronekit_reads_what_the_station_hears_and_sends_nothing() -> None:
    async with FakeVehicle(rate=10.0) as fake, await Station.open(fake.address) as station:
        fake.mode, fake.armed = CopterMode.LOITER, True
        view = await DronekitView.open(station)
        await station.until(lambda s: s.mode == CopterMode.LOITER, vehicle_s=5)
        await asyncio.sleep(0.1)
        vehicle: Any = view.vehicle
        assert (vehicle.mode.name, vehicle.armed) == ("LOITER", True)
        assert vehicle.location.global_frame.alt == 700.5
        assert vehicle.battery.voltage == 12.6
        assert vehicle.gps_0.fix_type == 3
        assert {system_id for _, system_id in fake.heartbeats} == {245}
        before = fake.seen["COMMAND_LONG"], fake.seen["SET_MODE"]
        with pytest.raises(PassiveVehicle):
            vehicle.mode = VehicleMode("RTL")
        with pytest.raises(PassiveVehicle):
            vehicle.simple_takeoff(10)
        with pytest.raises(PassiveVehicle):
            vehicle.simple_goto(LocationGlobalRelative(35.8, 137.9, 50))
        vehicle.commands.clear()
        with pytest.raises(PassiveVehicle):
            vehicle.commands.upload()
        assert (fake.seen["COMMAND_LONG"], fake.seen["SET_MODE"]) == before
        assert fake.seen["PARAM_REQUEST_LIST"] == 0
        await view.close()
        assert station.link_up


async def test_no_view_without_a_heartbeat() -> None:
    async with FakeVehicle() as fake, await Station.open(fake.address) as station:
        fake.telemetry = False
        with pytest.raises(TimeoutError):
            await DronekitView.open(station, within_s=0.2)
