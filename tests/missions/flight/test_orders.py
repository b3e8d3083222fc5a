"""A person's word never waits for the answer to another order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from missions.clock import machine_s
from missions.flight.orders import JUMP, LAND, RETURN_PATH, Orders
from missions.flight.record import FlightRecord
from missions.flight.sight import Mode
from missions.link.outcome import Accepted, NoAnswer
from missions.link.station import Station
from tests.missions.link.fake_vehicle import FakeVehicle

AT_ONCE_S = 1.0


@asynccontextmanager
async def an_order_unanswered(command: int) -> AsyncIterator[tuple[Orders, FakeVehicle]]:
    """Orders to a vehicle that keeps back its answer to the first of these commands."""
    async with FakeVehicle() as vehicle, await Station.open(vehicle.address) as station:
        vehicle.command_results[command] = [None]
        yield Orders(station, FlightRecord()), vehicle


async def sent(vehicle: FakeVehicle, command: int, times: int) -> None:
    while sum(1 for number, _ in vehicle.commands if number == command) < times:
        await asyncio.sleep(0.005)


async def test_landing_waits_for_no_hold() -> None:
    async with an_order_unanswered(176) as (orders, vehicle):
        hold = asyncio.create_task(orders.mode("hold", Mode.GUIDED))
        await sent(vehicle, 176, 1)
        began_s = machine_s()
        assert isinstance(await orders.send("land", LAND), Accepted)
        assert machine_s() - began_s < AT_ONCE_S
        assert not hold.done()
        hold.cancel()


async def test_a_jump_takes_the_place_of_one_that_is_not_answered() -> None:
    async with an_order_unanswered(JUMP) as (orders, vehicle):
        consent = asyncio.create_task(orders.send("consent-jump", JUMP, 31, answer_s=30.0))
        await sent(vehicle, JUMP, 1)
        began_s = machine_s()
        divert = asyncio.create_task(
            orders.send("divert", JUMP, 3, shows=lambda state: state.mission_seq == 3)
        )
        await sent(vehicle, JUMP, 2)
        assert machine_s() - began_s < AT_ONCE_S
        assert isinstance(await consent, NoAnswer)
        assert isinstance(await divert, Accepted)


async def test_what_took_a_place_and_is_not_seen_to_be_obeyed_is_not_accepted() -> None:
    async with an_order_unanswered(JUMP) as (orders, vehicle):
        consent = asyncio.create_task(orders.send("consent-jump", JUMP, 31, answer_s=30.0))
        await sent(vehicle, JUMP, 1)
        shown = orders.send("divert", JUMP, 40, shows=lambda state: state.mission_seq == 40)
        assert isinstance(await shown, NoAnswer)
        assert isinstance(await consent, NoAnswer)


async def test_whoever_gives_up_an_order_gives_up_its_question() -> None:
    async with an_order_unanswered(JUMP) as (orders, vehicle):
        task = asyncio.create_task(orders.send("consent-jump", JUMP, 31, answer_s=30.0))
        await sent(vehicle, JUMP, 1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert isinstance(await orders.send("divert", JUMP, 3), Accepted)


async def test_the_later_of_two_orders_is_never_sent_first() -> None:
    """The earlier one takes a third one's place, which needs a moment; the last word holds."""
    async with an_order_unanswered(RETURN_PATH) as (orders, vehicle):
        first = asyncio.create_task(orders.send("go-home", RETURN_PATH, answer_s=30.0))
        await sent(vehicle, RETURN_PATH, 1)
        again = asyncio.create_task(orders.send("go-home", RETURN_PATH))
        land = asyncio.create_task(orders.send("land", LAND))
        await asyncio.gather(first, again, land)
        told = [number for number, _ in vehicle.commands if number in (RETURN_PATH, LAND)]
        assert told == [RETURN_PATH, RETURN_PATH, LAND]
