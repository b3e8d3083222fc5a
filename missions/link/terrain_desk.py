"""Answers a vehicle's questions about the ground one grid at a time, beside everything else.

Owns the queue of requests. A block is up to 896 heights: they are looked up in small portions, so
that heartbeats and commands never wait for them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from missions.link.messages import TerrainRequest
from missions.link.requests import Request
from missions.link.terrain import HeightAt, answers

_PORTION = 4
_log = logging.getLogger(__name__)


class TerrainDesk:
    """Without `height_at` nothing is answered: the vehicle then knows no ground."""

    def __init__(self, height_at: HeightAt | None, send: Callable[[Request], object]) -> None:
        self._height_at = height_at
        self._send = send
        self._waiting: dict[tuple[float, float, int], TerrainRequest] = {}
        self._news = asyncio.Event()

    def ask(self, request: TerrainRequest) -> None:
        """Take a request; a newer one for the same block replaces the one that waits."""
        if self._height_at is not None:
            self._waiting[request.lat_deg, request.lon_deg, request.spacing_m] = request
            self._news.set()

    async def run(self) -> None:
        """Answer for ever."""
        while True:
            self._news.clear()
            while self._waiting:
                await self._answer(self._waiting.pop(next(iter(self._waiting))))
            await self._news.wait()

    async def _answer(self, request: TerrainRequest) -> None:
        if self._height_at is None:
            return
        try:
            for number, grid in enumerate(answers(request, self._height_at)):
                self._send(grid)
                if number % _PORTION == _PORTION - 1:
                    await asyncio.sleep(0)
        except Exception:
            # Without heights the vehicle says so itself; a dead desk would go unnoticed.
            _log.exception("heights of the ground cannot be read")
