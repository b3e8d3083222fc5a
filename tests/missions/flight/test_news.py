"""A look that could show nothing new is left out, and none that could."""

from __future__ import annotations

import asyncio

from missions.flight.news import News
from tests.missions.link.fake_vehicle import FakeVehicle
from tests.missions.link.test_station import opened


async def test_it_is_looked_at_when_something_was_heard_and_when_a_word_has_changed() -> None:
    stands: list[object] = ["none"]
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        vehicle.telemetry = vehicle.talks = False
        await asyncio.sleep(0.3)
        news = News(station, lambda: stands[0])
        assert news.come()
        assert not news.come()
        stands[0] = "given"
        assert news.come()
        assert not news.come()
        vehicle.talks = True
        vehicle.heartbeat()
        before = station.state
        while station.state is before:
            await asyncio.sleep(0.001)
        assert news.come()


async def test_time_alone_is_reason_enough_after_a_while() -> None:
    async with FakeVehicle() as vehicle, await opened(vehicle) as station:
        vehicle.telemetry = vehicle.talks = False
        news = News(station, lambda: None)
        assert news.come()
        await asyncio.sleep(0.15)
        assert news.come()
