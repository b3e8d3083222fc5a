"""Faults of flights against small real processes, and a desk that only tells what flies."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from logistics.processes.supervisor import ProcessSpec, Supervisor
from missions.clock import TOKYO
from missions.clockboard import ClockBoard
from sim.village.faults import Aim, parse_fault
from sim.village.flight_strikes import FlightStriker, take_flight_aim
from sim.village.skywatch import SkyWatch

NOON = datetime(2026, 11, 24, 13, 0, tzinfo=TOKYO)
FLIGHT = "2026-11-24-s1-out"


class Teller:
    """Tells pictures of one aircraft on a socket, as the desk does."""

    def __init__(self) -> None:
        self.picture: dict[str, Any] = {
            "aircraft": "tobi",
            "flight": FLIGHT,
            "route": "nakao",
            "direction": "out",
            "state": "outbound",
            "progress": 0.1,
        }
        self.port = 0

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[SkyWatch]:
        async def tell(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while not writer.is_closing():
                writer.write(json.dumps(self.picture).encode() + b"\n")
                await asyncio.sleep(0.01)

        server = await asyncio.start_server(tell, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        sky = SkyWatch(self.port)
        watching = asyncio.create_task(sky.run())
        try:
            yield sky
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            server.close()


async def until_seen(sky: SkyWatch) -> None:
    while not sky.flying():
        await asyncio.sleep(0.01)


@asynccontextmanager
async def supervised(folder: Path, name: str) -> AsyncIterator[Supervisor]:
    async def ready() -> bool:
        return True

    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    supervisor = Supervisor([ProcessSpec(name, sleeping, {}, ready)], folder)
    await supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.stop()


def striker(
    folder: Path, supervisor: Supervisor, sky: SkyWatch, stored: str, seconds: float = 20
) -> FlightStriker:
    fault = parse_fault("kill-vehicle@out:0.5")
    return FlightStriker(
        fault,
        Aim(NOON, NOON + timedelta(seconds=seconds), 1, 0.0),
        take_flight_aim(fault, random.Random(1)),
        sky,
        supervisor,
        ClockBoard.create(folder / "clock", NOON),
        phase=lambda: "flights",
        at_hand=lambda flight: {
            "flight_state": stored,
            "sortie": "s1",
            "sortie_state": "flying_out",
        },
    )


async def test_a_vehicle_is_killed_when_it_is_half_way(tmp_path: Path) -> None:
    teller = Teller()
    async with supervised(tmp_path, "sitl-tobi") as supervisor, teller.telling() as sky:
        blow = striker(tmp_path, supervisor, sky, "outbound")
        running = asyncio.create_task(blow.run())
        await until_seen(sky)
        await asyncio.sleep(0.1)
        assert supervisor.restarts("sitl-tobi") == 0
        teller.picture = teller.picture | {"progress": 0.52}
        await asyncio.wait_for(running, 20)
        assert supervisor.restarts("sitl-tobi") == 1
    rows = [
        {"seq": 4, "kind": "flight-lifted", "at": _at(-60), "data": {"flight": FLIGHT}},
        {"seq": 5, "kind": "flight-down", "at": _at(900), "data": {"flight": FLIGHT}},
        {"seq": 6, "kind": "flight-down", "at": _at(901), "data": {"flight": "another"}},
    ]
    hit = blow.as_json(rows, "2026-11-24")["hit"]
    assert (hit["process"], hit["flight"], hit["progress"]) == ("sitl-tobi", FLIGHT, 0.52)
    assert (hit["sortie"], hit["sortie_state"]) == ("s1", "flying_out")
    assert hit["became"] == ["flight-down"]
    assert hit["last_journal"] == {"seq": 4, "kind": "flight-lifted"}
    assert hit["ready_after_s"] > 0


async def test_a_blow_at_a_flight_that_has_just_ended_is_beside_it(tmp_path: Path) -> None:
    teller = Teller()
    teller.picture["progress"] = 0.6
    async with supervised(tmp_path, "sitl-tobi") as supervisor, teller.telling() as sky:
        blow = striker(tmp_path, supervisor, sky, "delivered", seconds=2.0)
        await asyncio.wait_for(blow.run(), 20)
    assert blow.beside == 1
    assert blow.as_json([], "2026-11-24") == {
        "fault": "kill-vehicle@out:0.5",
        "hit": None,
        "beside": 1,
    }


async def test_the_sky_is_empty_without_a_desk_and_the_last_picture_stands_when_it_is_gone() -> (
    None
):
    assert SkyWatch(None).flying() == []
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        silent = SkyWatch(nobody.getsockname()[1])
        watching = asyncio.create_task(silent.run())
        await asyncio.sleep(0.1)
        assert silent.flying() == []
        watching.cancel()
    teller = Teller()
    async with teller.telling() as sky:
        await until_seen(sky)
    assert [each["flight"] for each in sky.flying()] == [FLIGHT]


def _at(seconds: float) -> str:
    return (NOON + timedelta(seconds=seconds)).isoformat()
