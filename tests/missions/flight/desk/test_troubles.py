"""Bad luck: two desks, a vehicle that dies or comes back as another, a database that is locked."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from missions.clock import SystemClock
from missions.flying import Flying
from sim.bench.tap import ARM, START, Tap
from tests.flight.vehicles import vehicle
from tests.missions.flight.desk.desks import desk, flown, locked
from tests.missions.flight.desk.hub import AIRCRAFT, Hub

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SPEED = 10.0


class LeapingClock:
    """Business time that can be put forward, as on a day that is played."""

    poll_s = 0.01

    def __init__(self) -> None:
        self._clock = SystemClock()
        self.ahead = timedelta()

    def now(self) -> datetime:
        return self._clock.now() + self.ahead


async def test_of_two_desks_one_speaks(shipped: Flying, database_url: str, tmp_path: Path) -> None:
    hub = Hub(database_url)
    hub.make()
    with vehicle("sitl", tmp_path, SPEED, "--sysid", "11") as address:
        async with (
            Tap(address) as first,
            Tap(address) as second,
            desk(shipped, database_url, {AIRCRAFT: first.address}, holder="host-a/1/x"),
        ):
            await hub.until(lambda: first.connections)
            links = {AIRCRAFT: second.address}
            async with desk(shipped, database_url, links, holder="host-b/1/x") as other:
                async with asyncio.timeout(20):
                    await other.ready.wait()
                assert await hub.outcome(hub.prepare()) == "accepted"
                assert second.connections == 0
    assert hub.kinds() == ["prepared"]
    hub.close()


async def test_a_vehicle_that_dies_and_is_started_again_elsewhere_is_down(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    """Its process is started anew on the hub's pad: it stands there, and never flew home."""
    async with flown(shipped, sqlite_url, tmp_path, "--fault", "die@out:0.02", speed=SPEED) as tap:
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.happened("unseen")
        with vehicle("sitl", tmp_path, SPEED, "--sysid", "11") as again:
            tap.vehicle = again
            assert await hub.ended() == "down"
    down = hub.body("down")
    assert down["why"] == "the autopilot has started anew in the air"
    assert down["position"]
    assert (tap.count(ARM, 1.0), tap.count(START)) == (1, 1)


@pytest.mark.parametrize(
    "fault", [pytest.param("die@out:0.02", marks=pytest.mark.soak), "other-sysid:77@out:0.02"]
)
async def test_a_vehicle_that_never_comes_back_as_itself_is_lost(
    fault: str, hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    clock = LeapingClock()
    async with flown(shipped, sqlite_url, tmp_path, "--fault", fault, clock=clock, speed=SPEED):
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.happened("unseen")
        assert hub.row().state == "unseen"
        word = hub.say("return")
        assert (await hub.outcome(word)).startswith(("link lost", "no answer"))
        clock.ahead = timedelta(hours=3)
        assert await hub.ended() == "lost"
    assert hub.kinds()[:3] == ["launched", "lifted", "unseen"]
    assert hub.body("lost")["position"]["lat"]


async def test_a_locked_database_ends_no_watch_and_loses_no_event(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.state("outbound")
        word = hub.say("return")
        await hub.outcome(word)
        with locked(sqlite_url):
            await asyncio.sleep(8.0)
        assert await hub.ended() == "returned"
        assert tap.connections == 1
    kinds = hub.kinds()
    assert kinds[:2] == ["launched", "lifted"]
    assert kinds.count("homebound") == 1
    assert kinds[-1] == "returned"
