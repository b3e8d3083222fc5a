"""A launch that the desk has in hand can still be stopped, and goes on nothing that is old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from missions.flying import Flying
from missions.store import fleet
from sim.bench.tap import ARM, MODE, START
from tests.missions.flight.desk.desks import flown, locked, mute_from
from tests.missions.flight.desk.hub import AIRCRAFT, HOME, OUT, Hub
from tests.missions.flight.desk.test_troubles import LeapingClock

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
SPEED = 15.0
OLD = "refused: the order is older than 60 s: give it again"


def ground(hub: Hub) -> None:
    by, now = "person/p-arai", hub.clock.now()
    hub.write(lambda session: fleet.ground(session, AIRCRAFT, "the pad is not clear", by, now))


def cancel(hub: Hub) -> int:
    return hub.say("cancel", why="the pad is not clear")


async def in_hand(hub: Hub) -> int:
    """An order to launch an aircraft that is not prepared: there is time between it and arming."""
    word = hub.launch()
    await hub.until(lambda: hub.word(word).taken_at)
    return word


@pytest.mark.parametrize("stop", [ground, cancel])
async def test_what_is_stopped_while_its_launch_is_in_hand_is_not_armed(
    stop: Callable[[Hub], int | None], hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        word = await in_hand(hub)
        stopped = stop(hub)
        assert "the pad is not clear" in await hub.outcome(word)
        assert stopped is None or await hub.outcome(stopped) == "accepted"
        assert (tap.count(MODE), tap.count(ARM)) == (0, 0)
    assert hub.row().state == "refused"
    assert hub.kinds() == (["refused"] if stopped is None else ["refused", "command"])


async def test_an_order_that_has_grown_old_is_to_be_given_again(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    clock = LeapingClock()
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED, clock=clock) as tap:
        assert await hub.outcome(hub.prepare()) == "accepted"
        clock.ahead = timedelta(seconds=61)
        assert await hub.outcome(hub.launch()) == OLD
        assert hub.row().state == "ready"
        assert await hub.outcome(hub.say("cancel", why="rain")) == "accepted"
        assert tap.count(ARM) == 0
    assert hub.kinds() == ["prepared", "command"]


async def test_an_order_that_grows_old_before_all_is_on_board_arms_nothing(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    clock = LeapingClock()
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED, clock=clock) as tap:
        word = await in_hand(hub)
        clock.ahead = timedelta(seconds=61)
        assert await hub.outcome(word) == OLD
        assert tap.count(ARM) == 0
    assert hub.row().state == "preparing"
    assert hub.kinds() == []


async def test_gates_that_have_grown_old_behind_a_locked_database_are_judged_again(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    clock = LeapingClock()
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED, clock=clock) as tap:
        word = hub.launch(OUT, wind_mps={"value": 1.0, "age_s": 150.0})
        await hub.until(lambda: hub.word(word).taken_at)
        with locked(sqlite_url):
            await asyncio.sleep(10.0)  # all is on board and judged by now
            clock.ahead = timedelta(seconds=30)
        assert "wind unknown (older than 180 s)" in await hub.outcome(word)
        assert tap.count(ARM) == 0


async def test_a_cancel_ends_a_launch_that_is_written_down_and_not_armed(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    """The answer to GUIDED is kept back meanwhile."""
    async with flown(shipped, sqlite_url, tmp_path, speed=5.0) as tap:
        assert await hub.outcome(hub.prepare()) == "accepted"
        mute_from(tap, MODE)
        word = hub.launch()
        await hub.until(lambda: tap.mute)
        cancelled = hub.say("cancel", why="launches are stopped")
        await hub.until(lambda: hub.word(cancelled).taken_at)
        await asyncio.sleep(0.5)
        tap.mute = False
        assert (await hub.outcome(word)).startswith("refused")
        assert await hub.outcome(cancelled) == "accepted"
    assert (tap.count(ARM, 1.0), tap.count(START)) == (0, 0)
    assert hub.kinds() == ["prepared", "refused", "command"]


async def test_a_flight_home_is_prepared_only_at_the_hall_and_can_be_called_off(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    hub.make(HOME, "home", 0.0)
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        outcome = await hub.outcome(hub.prepare(HOME, "home"))
        assert outcome is not None  # a vehicle just loaded may have to be good for longer
        assert outcome.endswith("on-pad fail (not on its pad)")
        assert await hub.outcome(hub.say("cancel", HOME, why="carried back")) == "accepted"
        assert tap.count(ARM) == 0
    assert hub.row(HOME).state == "refused"
    assert hub.kinds(HOME) == ["prepared", "command"]
