"""A connection made anew: to the same vehicle, with its telemetry, and nothing left open."""

from __future__ import annotations

import asyncio

import pytest

from missions.link.events import LinkDown, LinkUp
from missions.link.outcome import Accepted, LinkLost, Rejected
from tests.missions.link.fake_vehicle import FakeVehicle
from tests.missions.link.test_station import opened

ARM, STREAM, VERSION = 400, 511, 512


async def test_a_closed_connection_is_link_lost_and_can_be_reopened() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        events = station.events()
        vehicle.command_results[ARM] = [None]
        asking = asyncio.create_task(station.command(ARM, 1.0))
        await asyncio.sleep(0.05)
        vehicle.hang_up()
        assert await asking == LinkLost("the connection was closed")
        assert await station.command(ARM, 1.0) == LinkLost("the connection was closed")
        assert isinstance(await station.until(lambda s: False, vehicle_s=9), LinkLost)
        assert [count for command, count in vehicle.commands if command == ARM] == [0]
        assert await station.reopen(identify_s=5.0) == Accepted(None)
        assert await station.command(ARM, 1.0) == Accepted(None)
        await station.close()
        told = [type(told.what) async for told in events]
        assert told.index(LinkDown) < told.index(LinkUp)


async def test_a_reopened_link_keeps_its_streams_however_slowly_they_are_accepted() -> None:
    """Over a slow link asking for all takes longer than a try to reach the vehicle may last."""
    async with FakeVehicle(rate=10.0) as vehicle, await opened(vehicle) as station:
        vehicle.hang_up()
        await asyncio.sleep(0.05)
        vehicle.commands.clear()
        vehicle.command_results[STREAM] = [None, None, None]
        async with asyncio.timeout(1.5):
            assert await station.reopen(identify_s=1.0) == Accepted(None)
        assert len(vehicle.commands) < 3
        async with asyncio.timeout(5.0):
            while (VERSION, 0) not in vehicle.commands:
                await asyncio.sleep(0.02)
        assert sum(command == STREAM for command, _ in vehicle.commands) > 10


async def test_a_try_to_reopen_that_is_given_up_leaves_no_link_behind() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        vehicle.hang_up()
        vehicle.telemetry = False
        await asyncio.sleep(0.05)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await station.reopen(identify_s=5.0)
        vehicle.telemetry = True
        await asyncio.sleep(0.2)
        assert not station.connected
        assert await station.reopen(identify_s=5.0) == Accepted(None)


async def test_a_vehicle_that_comes_back_as_another_is_refused() -> None:
    async with FakeVehicle(system_id=3) as vehicle, await opened(vehicle) as station:
        vehicle.hang_up()
        vehicle.codec.srcSystem = 4
        await asyncio.sleep(0.05)
        assert await station.reopen(identify_s=1.2) == Rejected(
            "another vehicle answers: system id 4"
        )
        assert await station.command(ARM, 1.0) != Accepted(None)
        vehicle.codec.srcSystem = 3
        assert await station.reopen(identify_s=3.0) == Accepted(None)
