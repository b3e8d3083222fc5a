"""How many vehicles one desk's process holds on one core, and how soon a word is at one of them.

Owns the measurement: the desk's process on a database file of its own takes up flights that are in
the air (as after a restart), on vehicles that only talk (`feeder`): each sends the telemetry of a
real flight of a simulated vehicle, every message that the desk asks for at HZ. While it minds them
all, records them and tells a reader what they do, operators' words are left as rows at a fixed
pace, to vehicles drawn by a seed. The same vehicles then talk to a process of dronekit's.

Measured for each: seconds of a core used for each second (the whole process, by the system's
count); messages that were heard for each that was sent, in the same window: the desk's by its own
flight logs, dronekit's by its listeners; and from a word's commit, or call, to its bytes at the
vehicle's socket. Both clocks are the machine's. Rates are really reached, not asked for.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from logistics.db.engine import Database
from logistics.db.upgrade import upgrade
from missions.clock import machine_s, machine_time
from missions.errors import SorabinError
from missions.flight.states import FlightState
from missions.flying import Flying, load_flying
from missions.plan.canonical import canonical_package
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.store.flights import Word
from sim.bench.latency import Latency
from sim.bench.processes import cpu_s_of, process
from sim.bench.rows import FlightRows
from sim.bench.squadron import FIRST_SYSTEM_ID, battery_of, squadron
from sim.bench.talking import Talking, talking
from sim.bench.tap import HOME, LAND
from sim.bench.tape import recorded

APART_S = 0.5
SETTLES_S = 5.0
"""Machine seconds from when all are heard to when it is measured."""
STARTS_WITHIN_S = 120.0
_ORDERS = ((Word.RETURN, HOME), (Word.LAND, LAND))
_STAMP_SIZE = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WHY_NO_DRONEKIT = "dronekit is not installed"

Told = Callable[[str, int], None]
Words = Sequence[tuple[float, int, int]]
"""After how many seconds, to which vehicle, which command."""


class NotHeld(SorabinError):
    """The vehicles were not all taken up, or a word never came."""

    code = "bench-fleet-not-held"


@dataclass(frozen=True, slots=True)
class Held:
    """What one process did with all vehicles for `seconds`. `sent` and `heard`: messages.
    `nominal_per_s`: what each vehicle was to send. `least_heard`: share of the least heard one."""

    nominal_per_s: float
    seconds: float
    cpu_s: float
    sent: int
    heard: int
    least_heard: float
    words: Latency

    @property
    def share_of_core(self) -> float:
        return self.cpu_s / self.seconds

    def to_json(self, vehicles: int) -> dict[str, Any]:
        """Rates are for each vehicle, in messages a second."""
        return {
            "seconds": round(self.seconds, 2),
            "share_of_core": round(self.share_of_core, 3),
            "sent_per_s": round(self.sent / self.seconds / vehicles, 1),
            "heard_per_s": round(self.heard / self.seconds / vehicles, 1),
            "heard_share": round(self.heard / self.sent, 4),
            "least_heard_share": round(self.least_heard, 4),
            "words": self.words.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: so many vehicles, telemetry at `hz`, for `seconds`, `pace_s` between two
    words."""

    vehicles: int
    hz: float
    seconds: float
    pace_s: float
    seed: int
    nominal_per_s: float = 0.0

    def words(self) -> Words:
        """Return and land in turn for each vehicle, vehicles by chance."""
        rng, counts = Random(self.seed), [0] * self.vehicles
        found: list[tuple[float, int, int]] = []
        for number in range(int(self.seconds / self.pace_s)):
            vehicle = rng.randrange(self.vehicles)
            _, command = _ORDERS[counts[vehicle] % len(_ORDERS)]
            counts[vehicle] += 1
            found.append((number * self.pace_s, vehicle, command))
        return found


async def measure(config: Path, folder: Path, plan: Plan, told: Told) -> tuple[Held, Held | None]:
    """The desk, and dronekit where it is installed. Raises NotFlying, NotHeld, NoAnswer."""
    enlarged = squadron(config, folder / config.resolve().name, plan.vehicles)
    flying = load_flying(enlarged)
    route = max(flying.routes, key=lambda each: each.length_m)
    length_s = STARTS_WITHIN_S + SETTLES_S + plan.seconds + plan.vehicles * APART_S
    tape = await recorded(flying, config, folder, route, plan.hz, length_s, told)
    tape.write(folder / "tape.json")
    argv = [str(folder / "tape.json"), str(FIRST_SYSTEM_ID), str(plan.vehicles), str(APART_S)]
    async with talking("sim.bench.feeder", *argv, log=folder / "feeder.log") as feeder:
        ports: list[int] = (await feeder.told(STARTS_WITHIN_S))["ports"]
        plan = replace(plan, nominal_per_s=tape.per_s)
        desk = await _by_desk(enlarged, folder, flying, route.name, plan, feeder, ports, told)
        if find_spec("dronekit") is None:
            return desk, None
        return desk, await _by_dronekit(folder, plan, feeder, ports, told)


async def _by_desk(
    config: Path,
    folder: Path,
    flying: Flying,
    route: str,
    plan: Plan,
    feeder: Talking,
    ports: Sequence[int],
    told: Told,
) -> Held:
    database = Database(f"sqlite:///{folder / 'fleet.db'}")
    upgrade(database)
    fleet = _flights(database, flying, route)
    links = {
        each.aircraft: f"tcp:127.0.0.1:{port}" for each, port in zip(fleet, ports, strict=True)
    }
    logs = folder / "flights"
    try:
        async with _desk(config, folder, database.url, links, logs) as pid:
            told("the desk", 0)
            await _in_hand(fleet)
            await asyncio.sleep(SETTLES_S)
            before, began = await feeder.ask({}), (machine_s(), machine_time(), cpu_s_of(pid))
            called: list[float] = []
            for count, (after_s, number, command) in enumerate(plan.words()):
                await asyncio.sleep(max(0.0, began[0] + after_s - machine_s()))
                word = next(word for word, each in _ORDERS if each == command)
                called.append((await fleet[number].say(word)).at_s)
                told("the desk", count + 1)
            await asyncio.sleep(max(0.0, began[0] + plan.seconds - machine_s()))
            ended = (machine_s(), machine_time(), cpu_s_of(pid))
            after = await feeder.ask({})
            after_all = await _when_all_came(feeder, before, plan)
    finally:
        database.close()
    heard = [
        _heard(logs / f"{each.flight_id}.tlog", FIRST_SYSTEM_ID + n, began[1], ended[1])
        for n, each in enumerate(fleet)
    ]
    came = _latencies(plan.words(), called, before, after_all)
    return _held(plan, ended[0] - began[0], ended[2] - began[2], before, after, heard, came)


async def _by_dronekit(
    folder: Path, plan: Plan, feeder: Talking, ports: Sequence[int], told: Told
) -> Held:
    told("dronekit", 0)
    argv = [str(plan.hz), *map(str, ports)]
    log = folder / "dronekit.log"
    async with talking("sim.bench.dronekit_pilot", *argv, log=log) as pilot:
        await pilot.told(STARTS_WITHIN_S)
        await asyncio.sleep(SETTLES_S)
        before, heard_before = await feeder.ask({}), (await pilot.ask({}))["heard"]
        began_s, cpu_s = machine_s(), cpu_s_of(pilot.pid)
        words = plan.words()
        answer = await pilot.ask({"words": words}, plan.seconds + STARTS_WITHIN_S)
        await asyncio.sleep(max(0.0, began_s + plan.seconds - machine_s()))
        after, heard_after = await feeder.ask({}), (await pilot.ask({}))["heard"]
        seconds, used_s = machine_s() - began_s, cpu_s_of(pilot.pid) - cpu_s
        after_all = await _when_all_came(feeder, before, plan)
    heard = [b - a for a, b in zip(heard_before, heard_after, strict=True)]
    told("dronekit", len(words))
    came = _latencies(words, answer["called"], before, after_all)
    return _held(plan, seconds, used_s, before, after, heard, came)


def _held(
    plan: Plan,
    seconds: float,
    cpu_s: float,
    before: dict[str, Any],
    after: dict[str, Any],
    heard: Sequence[int],
    came: Sequence[float],
) -> Held:
    if after["ended"]:
        raise NotHeld("the tape has ended before the measurement")
    sent = [b - a for a, b in zip(before["sent"], after["sent"], strict=True)]
    missed = [b - a for a, b in zip(before["missed"], after["missed"], strict=True)]
    all_sent = [each + lost for each, lost in zip(sent, missed, strict=True)]
    least = min(h / max(1, s) for h, s in zip(heard, all_sent, strict=True))
    return Held(
        plan.nominal_per_s, seconds, cpu_s, sum(all_sent), sum(heard), least, Latency.of(came)
    )


def _flights(database: Database, flying: Flying, route: str) -> list[FlightRows]:
    way = next(each for each in flying.routes if each.name == route)
    found = []
    for aircraft in flying.fleet.aircraft.values():
        craft = flying.fleet.type_of(aircraft.id)
        package = flight_package(way, Direction.OUT, craft, OWN_SYSTEM_ID)
        rows = FlightRows(
            database, flying, way, f"{aircraft.id}-out",
            aircraft=aircraft.id, battery=battery_of(aircraft.id),
        )  # fmt: skip
        rows.fit()
        rows.make()
        rows.under_way(canonical_package(package).sha256)
        found.append(rows)
    return found


async def _in_hand(fleet: Sequence[FlightRows]) -> None:
    """Until each aircraft is seen to fly. Raises NotHeld."""
    until_s = machine_s() + STARTS_WITHIN_S
    while lost := [each.flight_id for each in fleet if each.row().state != FlightState.OUTBOUND]:
        if machine_s() > until_s:
            raise NotHeld(f"not in the desk's hands: {', '.join(lost)}")
        await asyncio.sleep(0.2)


async def _when_all_came(feeder: Talking, before: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """The feeder's record once the last word has come, or is not to be waited for any longer."""
    until_s = machine_s() + SETTLES_S
    wanted = len(plan.words())
    while True:
        now = await feeder.ask({})
        came = sum(len(times) for each in _orders(before, now) for times in each.values())
        if came >= wanted or machine_s() > until_s:
            return now
        await asyncio.sleep(0.1)


def _orders(before: dict[str, Any], after: dict[str, Any]) -> list[dict[int, list[float]]]:
    """Of each vehicle: when each of the operators' words has come, in the window."""
    return [
        {
            ours: [at_s for at_s, command, _ in late[len(early) :] if command == ours]
            for _, ours in _ORDERS
        }
        for early, late in zip(before["heard"], after["heard"], strict=True)
    ]


def _latencies(
    words: Words, called: Sequence[float], before: dict[str, Any], after: dict[str, Any]
) -> list[float]:
    """Seconds of each word. Raises NotHeld where one has not come, or came twice."""
    orders, taken = _orders(before, after), []
    for (_, number, command), called_s in zip(words, called, strict=True):
        if not orders[number][command]:
            raise NotHeld(f"a word to vehicle {number + 1} never came")
        taken.append(orders[number][command].pop(0) - called_s)
    if any(left for each in orders for left in each.values()):
        raise NotHeld("more words came than were said")
    return taken


def _heard(log: Path, system_id: int, since: datetime, until: datetime) -> int:
    """Messages of a vehicle in a flight log between two moments."""
    first, last = ((at - _EPOCH) // timedelta(microseconds=1) for at in (since, until))
    data, at, count = log.read_bytes(), 0, 0
    while at + _STAMP_SIZE < len(data):
        stamp_us = int.from_bytes(data[at : at + _STAMP_SIZE], "big")
        at += _STAMP_SIZE
        number = int.from_bytes(data[at + 7 : at + 10], "little")
        if data[at + 5] == system_id and first <= stamp_us < last and number not in _ANSWERS:
            count += 1
        at += data[at + 1] + 12
    return count


_ANSWERS = (22, 77, 111)
"""PARAM_VALUE, COMMAND_ACK and TIMESYNC: not of the tape."""


@asynccontextmanager
async def _desk(
    config: Path, folder: Path, url: str, links: dict[str, str], logs: Path
) -> AsyncIterator[int]:
    """A desk that has looked at all its aircraft, with one reader of what it tells; its number."""
    port = _free_port()
    told = {
        "SORABIN_CONFIG": str(config.resolve()),
        "SORABIN_DATABASE_URL": url,
        "SORABIN_LINKS": json.dumps(links),
        "SORABIN_FLIGHT_LOGS": str(logs),
        "SORABIN_TELEMETRY_PORT": str(port),
    }
    argv = [sys.executable, "-m", "logistics.processes.desk"]
    with process(argv, folder / "desk.log", told) as running:
        until_s = machine_s() + STARTS_WITHIN_S
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                if machine_s() > until_s or running.poll() is not None:
                    raise NotHeld("the desk does not look at all of them") from None
                await asyncio.sleep(0.2)
        reading = asyncio.create_task(_read_all(reader))
        try:
            yield running.pid
        finally:
            reading.cancel()
            writer.transport.abort()


async def _read_all(reader: asyncio.StreamReader) -> None:
    while await reader.read(65536):
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
