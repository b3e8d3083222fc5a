"""Words that people have left for the desk, read from their rows.

Owns looking for them, and that none is handed out twice while it is being taken. A word is acted
on only after `take` has been committed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from missions.flight.desk.presence import Presence
from missions.flight.desk.store import Store
from missions.store.flights import Word, waiting_commands
from missions.store.tables import FlightCommandRow

_log = logging.getLogger(__name__)
LOOK_S = 0.02
"""Machine seconds between two looks."""
_FAILED_S = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """One word to one aircraft. `asked_at` is business time."""

    id: int
    flight_id: str
    aircraft: str
    word: Word
    body: dict[str, Any]
    asked_at: datetime
    asked_by: str = ""

    @classmethod
    def of(cls, row: FlightCommandRow) -> Asked:
        assert row.id is not None
        return cls(
            row.id, row.flight_id, row.aircraft, Word(row.word), dict(row.body), row.asked_at,
            row.asked_by,
        )  # fmt: skip


class Postbox:
    """`aircraft` gives the ids whose words are ours now, `deliver` gets each word once."""

    def __init__(
        self,
        store: Store,
        presence: Presence,
        aircraft: Callable[[], Sequence[str]],
        deliver: Callable[[Asked], None],
    ) -> None:
        self._store = store
        self._presence = presence
        self._aircraft = aircraft
        self._deliver = deliver
        self._out: set[int] = set()
        self._seen: tuple[int, tuple[str, ...]] | None = None

    def done(self, asked: Asked) -> None:
        """This word was taken, or is somebody else's now."""
        self._out.discard(asked.id)
        self._seen = None

    async def run(self) -> None:
        """Look for ever."""
        while True:
            asked_round = self._presence.asked()
            try:
                found = await self._look()
            except Exception as error:
                _log.warning("words not read (%s): %s", type(error).__name__, error)
                await asyncio.sleep(_FAILED_S)
                continue
            for asked in found:
                if asked.id not in self._out:
                    self._out.add(asked.id)
                    self._deliver(asked)
            self._presence.answer(asked_round)
            await self._nap(asked_round)

    async def _look(self) -> Iterable[Asked]:
        aircraft = tuple(self._aircraft())
        if not aircraft:
            return ()
        mark = self._store.mark()
        if mark is not None and (mark, aircraft) == self._seen:
            return ()  # and what was found then has been delivered
        self._seen = None

        def waiting(session: Session) -> list[Asked]:
            return [Asked.of(row) for row in waiting_commands(session, aircraft=aircraft)]

        found = await self._store.read(waiting)
        self._seen = (mark, aircraft) if mark is not None else None
        return found

    async def _nap(self, asked_round: int) -> None:
        """Until the next look is due, or the authority asks anew."""
        until_s = asyncio.get_running_loop().time() + LOOK_S
        while asyncio.get_running_loop().time() < until_s:
            await asyncio.sleep(self._presence.poll_s)
            if self._presence.asked() != asked_round:
                return
