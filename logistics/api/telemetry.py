"""What the flight desk tells of its aircraft, as this web process knows it now.

Owns the one connection to the desk and the latest snapshot of each aircraft. Nothing of it enters
the database, and nothing is waited for: a reader who was away gets what is latest.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from missions.clock import machine_s

HOST = "127.0.0.1"
AGAIN_S = 0.5
"""Machine seconds between tries to reach a desk that is away."""
MAX_LINE = 64 * 1024


class Telemetry:
    """The desk's snapshots. `run` reads them; without a port there is no desk to listen to."""

    def __init__(self, port: int | None) -> None:
        self._port = port
        self._latest: dict[str, tuple[int, float, dict[str, Any]]] = {}
        self._number = 0
        self._news = asyncio.Event()
        self.connected = False
        """Whether the desk can be heard now."""

    async def run(self) -> None:
        """Read until cancelled; a desk that has gone is looked for again and again."""
        while self._port is not None:
            with suppress(OSError, ValueError, asyncio.IncompleteReadError):
                await self._listen(self._port)
            self._hear(connected=False)
            await asyncio.sleep(AGAIN_S)

    def since(self, number: int) -> tuple[int, list[dict[str, Any]]]:
        """Snapshots that came after the `number`-th, and the number to go on from.

        Each has `age_s` beside what the desk wrote: machine seconds since it came here.
        """
        now_s = machine_s()
        fresh = [each for each in self._latest.values() if each[0] > number]
        told = [snapshot | {"age_s": round(now_s - came_s, 3)} for _, came_s, snapshot in fresh]
        return self._number, told

    async def news(self, wait_s: float) -> None:
        """Return when something new has come, or after `wait_s` machine seconds."""
        event = self._news
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await event.wait()

    async def _listen(self, port: int) -> None:
        reader, writer = await asyncio.open_connection(HOST, port, limit=MAX_LINE)
        try:
            self._hear(connected=True)
            while line := await reader.readline():
                self._take(line)
        finally:
            writer.close()

    def _take(self, line: bytes) -> None:
        """Keep a snapshot; a line that is none is let pass: the next one may be."""
        try:
            snapshot = json.loads(line)
        except ValueError:
            return
        aircraft = snapshot.get("aircraft") if isinstance(snapshot, dict) else None
        if not isinstance(aircraft, str):
            return
        self._number += 1
        self._latest[aircraft] = (self._number, machine_s(), snapshot)
        self._wake()

    def _hear(self, *, connected: bool) -> None:
        if self.connected is not connected:
            self.connected = connected
            self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
