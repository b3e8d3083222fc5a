"""A desk that comes back to an aircraft which flies another plan than today's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from missions.clock import machine_time
from missions.flight.desk.entry import Entry
from missions.flying import Flying
from missions.routes.library import RouteLibrary
from missions.store import fleet
from sim.bench.tap import HOME as RETURN
from sim.bench.tap import JUMP, Tap
from tests.flight.vehicles import vehicle
from tests.missions.flight.desk.desks import desk
from tests.missions.flight.desk.hub import AIRCRAFT, OUT, Hub
from tests.missions.link.fake_vehicle import FakeVehicle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SPEED = 15.0


def changed(flying: Flying) -> Flying:
    """Without its first landing place every branch has other numbers."""
    route = flying.routes.route("nakao")
    other = replace(route, landing_places=route.landing_places[1:])
    return replace(flying, routes=RouteLibrary.of([*gone(flying).routes, other]))


def gone(flying: Flying) -> Flying:
    return replace(
        flying, routes=RouteLibrary.of(each for each in flying.routes if each.name != "nakao")
    )


async def heard(hub: Hub, word: str) -> str:
    """The outcome of a word to an aircraft that is found in a while."""
    while (outcome := await hub.outcome(hub.say(word))).startswith("link lost"):
        await asyncio.sleep(0.5)
    return outcome


@pytest.mark.parametrize("today", [changed, gone])
async def test_another_plan_than_today_s_is_watched_and_jumps_nowhere(
    today: Callable[[Flying], Flying], hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    with vehicle("sitl", tmp_path, SPEED, "--sysid", "11") as address:
        async with Tap(address) as tap:
            async with desk(shipped, sqlite_url, {AIRCRAFT: tap.address}):
                assert await hub.outcome(hub.launch()) == "accepted"
                await hub.state("outbound")
                await tap.flown(4, 60.0)
                tap.set_speed(1.0)  # whoever looks next finds it in the air
            async with desk(today(shipped), sqlite_url, {AIRCRAFT: tap.address}) as later:
                async with asyncio.timeout(20.0):
                    await later.ready.wait()
                diverted = await heard(hub, "divert")
                tap.set_speed(SPEED)
                assert diverted.startswith("rejected")
                assert await hub.outcome(hub.say("consent")) == "refused: closed"
                assert await hub.outcome(hub.say("return")) == "accepted"
                assert await hub.ended() == "returned"
            assert tap.count(JUMP) == 0
            assert tap.count(RETURN) == 1
    assert hub.body("returned")["place"] == "hase-hub"


async def test_an_aircraft_that_cannot_be_taken_up_is_left_alone_and_keeps_nobody_waiting(
    hub: Hub, shipped: Flying, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    now = hub.clock.now()
    hub.write(Entry(OUT, now, {"state": "outbound", "launched_at": now}).write)
    nowhere = replace(shipped, routes=RouteLibrary.of([]))
    async with (
        FakeVehicle(system_id=11) as aircraft,
        desk(nowhere, sqlite_url, {AIRCRAFT: aircraft.address}) as running,
    ):
        async with asyncio.timeout(10.0):
            await running.ready.wait()
        heard = sum(aircraft.seen.values())
        await asyncio.sleep(2.0)
        assert sum(aircraft.seen.values()) == heard  # it hears nothing, and comes home
        until = machine_time() + timedelta(seconds=30)
        assert hub.write(
            lambda session: fleet.hold_lease(session, AIRCRAFT, "there/1/x", machine_time(), until)
        )
    assert "no route 'nakao'" in caplog.text
