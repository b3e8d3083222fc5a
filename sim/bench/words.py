"""How long an operator's word takes from its row's commit to the vehicle's socket.

Owns the measurement: a flight desk's process on a database file of its own, one simulated vehicle
in the air behind a tap, words as rows; and the same words given to an executive directly, over the
same tap, as the baseline.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from logistics.db.engine import Database
from logistics.db.upgrade import upgrade
from missions.clock import machine_s
from missions.errors import SorabinError
from missions.flight.executive import Executive, Found
from missions.flight.record import FlightRecord
from missions.flight.states import AIRBORNE, FlightState
from missions.flying import load_flying
from missions.link.station import Station
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.store.flights import Word
from sim.bench.processes import NotFlying, process, vehicle
from sim.bench.rows import FlightRows
from sim.bench.tap import HOME, LAND, Sent, Tap

FLIGHT = "bench-s1-out"
ARRIVES_WITHIN_S = 5.0
FLYING_WITHIN_S = 180.0
PACE_S = 0.05
"""Machine seconds between words; the vehicle is brought out fast and then flies at 1."""
_BOTH = ((Word.RETURN, HOME), (Word.LAND, LAND))


class NeverArrived(SorabinError):
    """A word did not reach the vehicle's socket at all."""

    code = "bench-word-lost"


class Arrivals:
    """Waits for a command on the tap."""

    def __init__(self, tap: Tap) -> None:
        self._tap = tap

    async def after(self, count: int, command: int) -> Sent:
        """The first such command after the first `count` of all."""
        found: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()

        def seen(sent: Sent) -> None:
            if sent.command == command and not found.done():
                found.set_result(sent)

        self._tap.on_command = seen
        for sent in self._tap.commands[count:]:
            seen(sent)
        try:
            async with asyncio.timeout(ARRIVES_WITHIN_S):
                return await found
        except TimeoutError:
            raise NeverArrived(f"command {command} did not arrive", command=command) from None


async def measure(
    config: Path, folder: Path, words: int, told: Callable[[str, int], None]
) -> tuple[list[float], list[float]]:
    """Seconds of each word from its commit to the socket through a desk, and directly.

    `told` gets the name of the step and how many words of it are done. Raises NotFlying,
    NeverArrived.
    """
    flying = load_flying(config)
    aircraft = next(each for each in flying.fleet.aircraft.values() if each.simulated)
    route = max(flying.routes, key=lambda each: each.length_m)
    craft = flying.fleet.type_of(aircraft.id)
    package = flight_package(route, Direction.OUT, craft, OWN_SYSTEM_ID)
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    upgrade(database)
    battery = flying.fleet.batteries_for(aircraft.id)[0].id
    desk = FlightRows(database, flying, route, FLIGHT, aircraft=aircraft.id, battery=battery)
    desk.fit()
    desk.make()

    async def through_rows(word: Word) -> float:
        return (await desk.say(word)).at_s

    try:
        async with vehicle(config, folder, aircraft.system_id) as address, Tap(address) as tap:
            with _desk(config, folder, database.url, aircraft.id, tap.address):
                told("to the air", 0)
                await _bring_out(desk, tap, (package.mission.wait_seq or 0) // 2)
                through_desk = await _timed(
                    tap, words, through_rows, lambda done: told("through the desk", done)
                )
                if desk.row().state not in AIRBORNE:
                    raise NotFlying(f"the flight has ended: {desk.row().state}")
            async with await Station.open(
                tap.address, own_system_id=OWN_SYSTEM_ID, expect_system_id=aircraft.system_id
            ) as station:
                executive = Executive(
                    station, route, package.mission, FlightRecord(state=FlightState.HOMEBOUND),
                    battery_lasts_s=1e9, found=Found(lifted=True),
                )  # fmt: skip
                watching = asyncio.create_task(executive.watch())
                said: set[asyncio.Task[Any]] = set()

                async def say(word: Word) -> float:
                    at_s = machine_s()
                    act = executive.go_home() if word is Word.RETURN else executive.land()
                    said.add(asyncio.ensure_future(act))
                    return at_s

                directly = await _timed(tap, words, say, lambda done: told("directly", done))
                watching.cancel()
                await asyncio.gather(watching, *said, return_exceptions=True)
    finally:
        database.close()
    return through_desk, directly


async def _timed(
    tap: Tap,
    words: int,
    say: Callable[[Word], Awaitable[float]],
    told: Callable[[int], None],
) -> list[float]:
    """Say return and land in turn, each after the one before it has arrived."""
    arrivals, taken = Arrivals(tap), []
    for number in range(words):
        word, command = _BOTH[number % len(_BOTH)]
        count = len(tap.commands)
        said_s = await say(word)
        sent = await arrivals.after(count, command)
        taken.append(sent.at_s - said_s)
        told(number + 1)
        await asyncio.sleep(PACE_S)
    return taken


async def _bring_out(desk: FlightRows, tap: Tap, seq: int) -> None:
    """Launch by a word alone and fly out so far that the words find it in the air to the end."""
    await desk.launch()
    until_s = machine_s() + FLYING_WITHIN_S
    while (row := desk.row()).state != FlightState.OUTBOUND:
        if row.ended_at is not None or machine_s() > until_s:
            raise NotFlying(f"the flight is {row.state}: {row.why}")
        await asyncio.sleep(0.05)
    await tap.flown(seq, FLYING_WITHIN_S)
    tap.set_speed(1.0)
    await asyncio.sleep(1.0)


@contextmanager
def _desk(config: Path, folder: Path, url: str, aircraft: str, address: str) -> Iterator[None]:
    told = {
        "SORABIN_CONFIG": str(config.resolve()),
        "SORABIN_DATABASE_URL": url,
        "SORABIN_LINKS": json.dumps({aircraft: address}),
        "SORABIN_FLIGHT_LOGS": str(folder),
    }
    argv = [sys.executable, "-m", "logistics.processes.desk"]
    with process(argv, folder / "desk.log", told):
        yield
