"""A desk's process killed at any moment: another takes the flight up, and nothing is done twice.

What was sent is counted on the wire, not in anybody's notes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sim.bench.tap import ARM, JUMP, START, Sent, Tap
from tests.flight.vehicles import vehicle
from tests.missions.flight.desk.desks import DeskProcess, desk_process
from tests.missions.flight.desk.hub import Hub

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SPEED = 15.0
"""On a busy machine faster vehicles miss our heartbeats, and turn back by themselves."""


@pytest.fixture
def hub(sqlite_url: str) -> Any:
    made = Hub(sqlite_url)
    yield made
    made.close()


@asynccontextmanager
async def a_wire(folder: Path, *options: str, speed: float = SPEED) -> AsyncIterator[Tap]:
    """A vehicle behind a recording proxy."""
    with vehicle("sitl", folder, speed, "--sysid", "11", *options) as address:
        async with Tap(address) as proxy:
            yield proxy


@asynccontextmanager
async def two_desks(hub: Hub, url: str, proxy: Tap, folder: Path) -> AsyncIterator[DeskProcess]:
    """Gives the one that has the lease; the other stands by."""
    with desk_process(url, proxy.address, folder) as desk:
        await hub.until(lambda: proxy.connections)
        with desk_process(url, proxy.address, folder, "b"):
            yield desk


def kill_at(proxy: Tap, desk: DeskProcess, command: int) -> None:
    """Kill the desk when this command has gone out, before it can hear an answer."""

    def kill(sent: Sent) -> None:
        disarms = sent.command == ARM and sent.p1 == 0.0
        if sent.command == command and not disarms and desk.process.poll() is None:
            desk.kill()

    proxy.on_command = kill


def assert_nothing_twice(hub: Hub, proxy: Tap, *, jumps: int) -> None:
    """One launch: exactly one of launched and refused, and each order at most once on the wire."""
    kinds = hub.kinds()
    assert kinds.count("launched") + kinds.count("refused") == 1, kinds
    assert proxy.count(ARM, 1.0) <= 1
    assert proxy.count(START) <= 1
    assert proxy.count(JUMP) == jumps


async def test_killed_with_a_launch_taken_and_nothing_sent(
    hub: Hub, sqlite_url: str, tmp_path: Path
) -> None:
    async with a_wire(tmp_path) as proxy:
        with desk_process(sqlite_url, proxy.address, tmp_path) as desk:
            await hub.until(lambda: proxy.commands)
            proxy.deaf = True  # so that it is still preparing when it is killed
            hub.make()
            word = hub.launch()
            await hub.until(lambda: hub.word(word).taken_at)
            desk.kill()
        proxy.deaf = False
        with desk_process(sqlite_url, proxy.address, tmp_path, "b"):
            assert (await hub.outcome(word)).startswith("refused")
    assert hub.row().state == "refused"
    assert hub.kinds() == ["refused"]
    assert_nothing_twice(hub, proxy, jumps=0)
    assert proxy.count(ARM) == 0


@pytest.mark.parametrize("command", [ARM, pytest.param(START, marks=pytest.mark.soak)])
async def test_killed_between_the_orders_of_a_launch(
    command: int, hub: Hub, sqlite_url: str, tmp_path: Path
) -> None:
    async with a_wire(tmp_path) as proxy:
        with desk_process(sqlite_url, proxy.address, tmp_path) as desk:
            hub.make()
            await hub.outcome(hub.prepare())
            kill_at(proxy, desk, command)
            word = hub.launch()
            await hub.until(lambda: desk.process.poll() is not None)
        with desk_process(sqlite_url, proxy.address, tmp_path, "b"):
            end = await hub.ended()
            outcome = await hub.outcome(word)
    if command == ARM:
        assert (end, hub.kinds()) == ("refused", ["prepared", "refused"])
        assert outcome.startswith("refused")
        assert proxy.count(START) == 0
    else:  # it flies, is left alone, and comes home by itself
        assert (end, outcome) == ("returned", "accepted")
        assert hub.kinds()[:2] == ["prepared", "launched"]
    assert_nothing_twice(hub, proxy, jumps=0)


async def test_killed_in_the_air_the_aircraft_comes_home_and_is_taken_up(
    hub: Hub, sqlite_url: str, tmp_path: Path
) -> None:
    async with a_wire(tmp_path) as proxy:
        with desk_process(sqlite_url, proxy.address, tmp_path) as desk:
            hub.make()
            await hub.outcome(hub.prepare())
            assert await hub.outcome(hub.launch()) == "accepted"
            await hub.state("outbound")
            desk.kill()
        with desk_process(sqlite_url, proxy.address, tmp_path, "b"):
            assert await hub.ended() == "returned"
    assert hub.kinds()[:3] == ["prepared", "launched", "lifted"]
    assert hub.kinds()[-1] == "returned"
    assert hub.body("returned")["place"] == "hase-hub"
    assert_nothing_twice(hub, proxy, jumps=0)


@pytest.mark.soak
async def test_a_desk_that_stands_by_takes_an_aircraft_up_before_it_turns_back(
    hub: Hub, sqlite_url: str, tmp_path: Path
) -> None:
    async with a_wire(tmp_path) as proxy, two_desks(hub, sqlite_url, proxy, tmp_path) as desk:
        hub.make()
        await hub.outcome(hub.prepare())
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.state("outbound")
        proxy.set_speed(1.0)
        before = proxy.connections
        desk.kill()
        await hub.until(lambda: proxy.connections > before)
        await hub.until(lambda: len(proxy.commands) > 30)
        proxy.set_speed(SPEED)
        await hub.happened("waiting")
        assert await hub.outcome(hub.say("consent")) == "accepted"
        assert await hub.ended() == "delivered"
    assert "homebound" not in hub.kinds()
    assert_nothing_twice(hub, proxy, jumps=1)


@pytest.mark.soak
@pytest.mark.parametrize("jumped", [True, False])
async def test_killed_over_the_hall_with_the_consent_taken(
    jumped: bool, hub: Hub, sqlite_url: str, tmp_path: Path
) -> None:
    """Whether or not the jump had gone out: it is never sent again."""
    async with a_wire(tmp_path) as proxy, two_desks(hub, sqlite_url, proxy, tmp_path) as desk:
        hub.make()
        await hub.outcome(hub.prepare())
        assert await hub.outcome(hub.launch()) == "accepted"
        if jumped:
            await hub.happened("waiting")
            proxy.set_speed(1.0)
            kill_at(proxy, desk, JUMP)
            word = hub.say("consent")
        else:
            await hub.state("outbound")
            word = hub.say("consent")  # before the wait: it is kept
            await hub.until(lambda: hub.word(word).taken_at)
            proxy.set_speed(1.0)
            desk.kill()
        before = proxy.connections
        await hub.until(lambda: desk.process.poll() is not None)
        await hub.until(lambda: proxy.connections > before)
        await hub.outcome(word)
        proxy.set_speed(SPEED)
        assert await hub.ended() == ("delivered" if jumped else "returned")
    assert_nothing_twice(hub, proxy, jumps=1 if jumped else 0)


@pytest.mark.soak
async def test_killed_when_it_has_landed_at_the_hall(
    hub: Hub, sqlite_url: str, tmp_path: Path
) -> None:
    async with a_wire(tmp_path) as proxy:
        with desk_process(sqlite_url, proxy.address, tmp_path) as desk:
            hub.make()
            await hub.outcome(hub.prepare())
            assert await hub.outcome(hub.launch()) == "accepted"
            await hub.happened("waiting")
            await hub.outcome(hub.say("consent"))

            def kill(heartbeat: Any) -> None:
                if not heartbeat.base_mode & 128 and desk.process.poll() is None:
                    desk.kill()

            proxy.on_heartbeat = kill
            await hub.until(lambda: desk.process.poll() is not None)
            assert hub.row().state == "delivering"
        with desk_process(sqlite_url, proxy.address, tmp_path, "b"):
            assert await hub.ended() == "delivered"
    assert hub.body("delivered")["place"] == "nakao"
    assert_nothing_twice(hub, proxy, jumps=1)
