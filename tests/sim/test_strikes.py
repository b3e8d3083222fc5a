"""Faults against small real processes: a web process that answers slowly, a worker that works."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from logistics.processes.supervisor import ProcessSpec, Supervisor
from missions.clock import TOKYO
from missions.clockboard import ClockBoard
from sim.village.faults import Aim, parse_fault
from sim.village.people.client import Client
from sim.village.people.postbox import Postbox
from sim.village.record import Row
from sim.village.strikes import Striker

ELEVEN = datetime(2026, 11, 24, 11, 0, tzinfo=TOKYO)
WEB = """
import asyncio, os, sys
from pathlib import Path
from missions.clockboard import ClockBoard, BUSY
slot = ClockBoard(Path(sys.argv[1])).join("web", os.getpid())
async def answer(reader, writer):
    head = await reader.readuntil(b"\\r\\n\\r\\n")
    length = [l for l in head.decode().lower().split("\\r\\n") if l.startswith("content-length")]
    await reader.readexactly(int(length[0].split(":")[1]) if length else 0)
    if b"POST" in head:
        await asyncio.sleep(float(sys.argv[3]))
    writer.write(b"HTTP/1.1 200 OK\\r\\ncontent-type: application/json\\r\\n"
                 b"content-length: 2\\r\\nconnection: close\\r\\n\\r\\n{}")
    await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[2]))
    await server.serve_forever()
asyncio.run(main())
"""
WORKER = """
import os, sys
from pathlib import Path
from missions.clock import pause
from missions.clockboard import ClockBoard, BUSY, NOTHING_DUE
slot = ClockBoard(Path(sys.argv[1])).join("worker", os.getpid())
while True:
    slot.answer(0, NOTHING_DUE)
    pause(0.03)
    slot.answer(0, BUSY)
    pause(0.03)
"""


class Scene:
    """The two processes under a supervisor, and somebody who keeps sending."""

    def __init__(self, folder: Path, slowness_s: float) -> None:
        self.board = ClockBoard.create(folder / "clock", ELEVEN)
        self.postbox = Postbox()
        self.looked: list[datetime] = []
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        board = str(folder / "clock")
        web = [sys.executable, "-c", WEB, board, str(port), str(slowness_s)]
        self.supervisor = Supervisor(
            [
                ProcessSpec("web", web, {}, self._web_ready),
                ProcessSpec(
                    "worker", [sys.executable, "-c", WORKER, board], {}, self._worker_ready
                ),
            ],
            folder,
        )

    def striker(self, words: str, *, nth: int, seconds: float = 20, delay: float = 0) -> Striker:
        aim = Aim(ELEVEN, ELEVEN + timedelta(seconds=seconds), nth, delay)
        fault = parse_fault(words)
        return Striker(
            fault,
            aim,
            self.supervisor,
            self.board,
            self.postbox,
            phase=lambda: "picking",
            job_at=self._job_at,
        )

    def _job_at(self, at: datetime) -> dict[str, Any]:
        self.looked.append(at)
        return {"key": "make-plan:x", "name": "make-plan", "attempt": 1, "stage": "doing"}

    async def keep_sending(self) -> None:
        clerk = Client(self.url, "p-clerk", self.board.now, self.postbox, bearer="key")
        number = 0
        while True:
            number += 1
            await clerk.send(f"/picks/R1/lines/{number}", {})
            await asyncio.sleep(0.01)

    async def _web_ready(self) -> bool:
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            return (await client.get(self.url)).status_code == 200

    async def _worker_ready(self) -> bool:
        return self.board.answers()["worker"].pid == self.supervisor.pid("worker")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def scene(folder: Path, slowness_s: float = 0.05) -> AsyncIterator[Scene]:
    made = Scene(folder, slowness_s)
    await made.supervisor.start()
    sending = asyncio.create_task(made.keep_sending())
    try:
        yield made
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await made.supervisor.stop()


def row(seq: int, kind: str, seconds: float, day: str = "2026-11-24") -> Row:
    at = (ELEVEN + timedelta(seconds=seconds)).isoformat()
    return {"seq": seq, "kind": kind, "at": at, "service_day": day}


async def test_the_web_process_is_killed_while_a_request_is_open(tmp_path: Path) -> None:
    async with scene(tmp_path, slowness_s=0.3) as held:
        striker = held.striker("kill-web@picking", nth=4, delay=0.5)
        await asyncio.wait_for(striker.run(), 20)
        await asyncio.sleep(1)
    told = striker.as_json([row(7, "day-closed", -60), row(8, "line-decided", 900)], "2026-11-24")
    hit = told["hit"]
    (lost,) = hit["lost_answers"]
    assert hit["in_flight"] == [lost]
    assert hit["job"] is None
    assert hit["day_state"] == "closed"
    assert hit["last_journal"] == {"seq": 7, "kind": "day-closed"}
    assert hit["ready_after_s"] > 0
    assert hit["participants"].keys() == {"web", "worker"}
    assert held.supervisor.restarts("web") == 1
    struck = next(entry for entry in held.postbox.sent if lost.endswith(entry.path))
    assert (struck.lost > 0, struck.status) == (True, 200)
    assert struck is not held.postbox.sent[-1]


async def test_the_worker_is_killed_while_its_slot_says_busy(tmp_path: Path) -> None:
    async with scene(tmp_path) as held:
        striker = held.striker("kill-worker@midday", nth=2)
        await asyncio.wait_for(striker.run(), 20)
        assert held.supervisor.restarts("worker") == striker.beside + 1
    told = striker.as_json([], "2026-11-24")
    assert told["hit"]["participants"]["worker"]["busy"]
    assert told["hit"]["job"]["name"] == "make-plan"
    assert striker.hit is not None
    assert held.looked[-1] == striker.hit.at
    assert (told["hit"]["day_state"], told["hit"]["last_journal"]) == ("none", None)


async def test_a_blow_that_comes_after_the_answer_is_struck_again(tmp_path: Path) -> None:
    async with scene(tmp_path, slowness_s=0.01) as held:
        striker = held.striker("kill-web@picking", nth=2, delay=50)
        await asyncio.wait_for(striker.run(), 20)
    assert striker.hit is not None
    assert striker.hit.lost


async def test_a_quick_answer_is_hit_at_the_second_chance_at_the_latest(tmp_path: Path) -> None:
    """There may be no second one: after the cutoff two people are late, and no more."""
    async with scene(tmp_path, slowness_s=0.01) as held:
        striker = held.striker("kill-web@picking", nth=12, delay=0.6)
        striking = asyncio.create_task(striker.run())
        await asyncio.sleep(0)
        left: list[str] = []
        held.postbox.watchers.append(lambda request: left.append(request.path))
        await asyncio.wait_for(striking, 20)
    assert striker.hit is not None
    (lost,) = striker.hit.lost
    assert lost.path in left[11:13]
    assert (striker.beside, held.supervisor.restarts("web")) == (0, 1)


async def test_a_fault_that_finds_nothing_to_hit_says_so(tmp_path: Path) -> None:
    async with scene(tmp_path) as held:
        striker = held.striker("kill-web@door", nth=1, seconds=1.0)
        await asyncio.wait_for(striker.run(), 20)
        assert held.supervisor.restarts("web") == 0
    assert striker.as_json([], "2026-11-24")["hit"] is None
