"""The stream of what the aircraft do: the latest first, silence told, closed to strangers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from fastapi import FastAPI

from logistics.api.live import CHECK_S
from logistics.api.telemetry import Telemetry
from tests.logistics.support.service import Service


class Desk:
    """A telemetry socket on the loopback interface that says what it is told to."""

    def __init__(self) -> None:
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._came = asyncio.Event()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def say(self, line: bytes) -> None:
        await asyncio.wait_for(self._came.wait(), 5)
        for writer in self._writers:
            writer.write(line)
            await writer.drain()

    async def tell(self, aircraft: str, **known: Any) -> None:
        await self.say(json.dumps({"aircraft": aircraft} | known).encode() + b"\n")

    async def die(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        self._writers.clear()
        self._came.clear()

    async def _serve(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self._came.set()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    opened = Desk()
    await opened.open()
    yield opened
    await opened.die()


@asynccontextmanager
async def listening(port: int | None) -> AsyncIterator[Telemetry]:
    telemetry = Telemetry(port)
    task = asyncio.create_task(telemetry.run())
    yield telemetry
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.01)


def heard(telemetry: Telemetry, since: int = 0) -> dict[str, Any]:
    return {each["aircraft"]: each.get("state") for each in telemetry.since(since)[1]}


async def test_the_latest_of_each_aircraft_is_kept_and_no_more(desk: Desk) -> None:
    async with listening(desk.port) as telemetry:
        await desk.tell("tsubame", state="outbound")
        await desk.tell("tobi", state="idle")
        await desk.tell("tsubame", state="waiting")
        await until(lambda: heard(telemetry) == {"tsubame": "waiting", "tobi": "idle"})
        seen, snapshots = telemetry.since(0)
        assert all(0 <= each["age_s"] < 5 for each in snapshots)
        assert telemetry.since(seen) == (seen, [])
        await desk.tell("tobi", state="unreachable")
        await until(lambda: heard(telemetry, seen) == {"tobi": "unreachable"})


@pytest.mark.parametrize("line", [b"\n", b"{\n", b"[]\n", b'{"aircraft": 3}\n', b"\xff\xfe\n"])
async def test_what_is_no_snapshot_is_let_pass(desk: Desk, line: bytes) -> None:
    async with listening(desk.port) as telemetry:
        await desk.say(line)
        await desk.tell("tobi", state="idle")
        await until(lambda: heard(telemetry) == {"tobi": "idle"})


async def test_a_line_without_end_costs_the_connection_and_not_the_reader(desk: Desk) -> None:
    async with listening(desk.port) as telemetry:
        await desk.say(b"x" * 200_000)
        await until(lambda: not telemetry.connected)
        await until(lambda: telemetry.connected)


async def test_a_desk_that_comes_back_is_heard_again_and_what_it_said_grows_old(desk: Desk) -> None:
    async with listening(desk.port) as telemetry:
        await desk.tell("tobi", state="outbound")
        await until(lambda: telemetry.connected and heard(telemetry))
        await desk.die()
        await until(lambda: not telemetry.connected)
        assert heard(telemetry) == {"tobi": "outbound"}, "the last that is known stays"
        await asyncio.sleep(0.1)
        assert telemetry.since(0)[1][0]["age_s"] >= 0.1
        await desk.open()
        await desk.tell("tobi", state="homebound")
        await until(lambda: heard(telemetry) == {"tobi": "homebound"})


async def test_without_a_port_there_is_nothing_to_hear() -> None:
    async with listening(None) as telemetry:
        assert not telemetry.connected
        assert telemetry.since(0) == (0, [])


async def read_stream(app: FastAPI, service: Service, person: str) -> list[tuple[str, Any]]:
    """Events until the server ends the stream."""
    answer = await service.person(person).get("/aircraft/live")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [block.splitlines() for block in answer.text.strip().split("\n\n")]
    return [
        (kind.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for kind, data in (block[:2] for block in blocks if len(block) >= 2)
    ]


async def test_everybody_of_the_service_may_follow_and_the_stream_beats(
    service: Service, desk: Desk
) -> None:
    async with listening(desk.port) as telemetry:
        service.app.state.telemetry = telemetry
        await desk.tell("tobi", state="outbound", progress=0.5)
        await until(lambda: heard(telemetry))
        reading = asyncio.create_task(read_stream(service.app, service, "p-nishimura"))
        await asyncio.sleep(CHECK_S * 3)
        service.app.state.stopping = True
        events = await asyncio.wait_for(reading, 10)
    service.app.state.stopping = False
    assert events[0] == ("desk", {"connected": True})
    (kind, snapshot), *rest = events[1:]
    assert (kind, snapshot["aircraft"], snapshot["progress"]) == ("aircraft", "tobi", 0.5)
    assert ("desk", {"connected": True}) in rest, "silence would be noticed"


async def test_a_stream_ends_with_its_readers_session(service: Service) -> None:
    following = asyncio.create_task(service.person("p-nishimura").get("/aircraft/live"))
    await asyncio.sleep(CHECK_S * 1.2)
    assert not following.done()
    await service.person("p-nishimura").post("/session/end")
    await asyncio.wait_for(following, 10)


async def test_strangers_and_households_follow_nothing(service: Service) -> None:
    assert (await service.nobody.get("/aircraft/live")).status_code == 401
    assert (await service.tv().get("/aircraft/live")).status_code == 403
