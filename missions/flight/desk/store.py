"""Transactions beside the event loop: the watch over an aircraft never waits for a database.

Owns the thread in which the desk reads, and that a write is tried until it succeeds.
Knows no table.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from missions.flight.desk.writer import Writer

T = TypeVar("T")
_log = logging.getLogger(__name__)
_BACK_OFF_S = (0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Sessions:
    """How sessions are opened: one that only reads, and one whose transaction may write.

    `mark`: what stands in the database has not changed as long as this stays the same; None if
    that is not known. Asked in the event loop: it must answer at once.
    """

    read: Callable[[], Session]
    write: Callable[[], Session]
    mark: Callable[[], int | None] = lambda: None


class Store:
    """Runs functions of a session in threads of its own: reads in one, writes in another, each in
    the order in which they were asked for."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._reader = ThreadPoolExecutor(1, "desk-reader")
        self._writer = Writer(sessions.write)

    def mark(self) -> int | None:
        """Equal to an earlier mark only if nothing was written in between; None: not known."""
        return self._sessions.mark()

    async def read(self, work: Callable[[Session], T]) -> T:
        """What `work` finds. Raises what the database raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, self._run, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do `work`, whole or not at all, and commit. Raises what `work` or the database raises."""
        return await self._writer.write(work)

    async def write_surely(self, work: Callable[[Session], T]) -> T:
        """The same, again and again while the database fails; `work`'s own errors are raised."""
        return await self._surely(self.write, work)

    async def read_surely(self, work: Callable[[Session], T]) -> T:
        """What `work` finds, however long that takes."""
        return await self._surely(self.read, work)

    async def _surely(
        self,
        run: Callable[[Callable[[Session], T]], Coroutine[Any, Any, T]],
        work: Callable[[Session], T],
    ) -> T:
        attempt = 0
        while True:
            try:
                return await run(work)
            except (SQLAlchemyError, OSError) as error:
                wait_s = _BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)]
                if attempt == 0 or wait_s == _BACK_OFF_S[-1]:
                    _log.warning("tried again (%s): %s", type(error).__name__, error)
            attempt += 1
            await asyncio.sleep(wait_s)

    def close(self) -> None:
        """Begin nothing more; what is under way ends by itself."""
        self._reader.shutdown(wait=False, cancel_futures=True)
        self._writer.close()

    def _run(self, work: Callable[[Session], T]) -> T:
        with self._sessions.read() as session:
            return work(session)
