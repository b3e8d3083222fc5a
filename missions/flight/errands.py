"""What a flight has under way beside its watch: orders whose answers nobody waits for.

Owns the tasks and their end. One that fails is logged and fails alone: the watch goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger(__name__)


class Errands:
    """Tasks that end with the flight at the latest."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def do(self, errand: Coroutine[Any, Any, Any]) -> None:
        """Begin it now."""
        task = asyncio.ensure_future(errand)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def end(self) -> None:
        """Give up what is still under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("an errand of a flight failed", exc_info=error)
