"""Taking a person's word before it is acted on, and answering it.

Owns that a word is acted on only after its taking has been committed under our lease. Knows
nothing of what a word does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from missions.flight.desk.entry import Entry, Pen
from missions.flight.desk.lease import Lease
from missions.flight.desk.postbox import Asked
from missions.flight.desk.store import Store
from missions.store import flights
from missions.store.flights import Word
from missions.store.tables import FlightCommandRow

OPERATORS = (Word.HOLD, Word.GO_ON, Word.RETURN, Word.DIVERT, Word.LAND)
IN_FLIGHT = (*OPERATORS, Word.CONSENT, Word.WITHDRAW_CONSENT)
"""Words that mean nothing but to an aircraft in the air, and are held back behind nothing."""
_TOLD = (*OPERATORS, Word.SWAP, Word.CANCEL)
"""Words whose outcome is told as an event, too."""


class Words:
    """`done` is called when the postbox need not keep the word apart any more."""

    def __init__(
        self,
        store: Store,
        lease: Lease,
        now: Callable[[], datetime],
        done: Callable[[Asked], None],
    ) -> None:
        self._store = store
        self._lease = lease
        self._now = now
        self._done = done

    async def take(self, asked: Asked) -> bool:
        """Whether it is ours to act on: not withdrawn, not taken, and nobody else's aircraft."""

        at = self._now()

        def take(session: Session) -> bool:
            row = session.get(FlightCommandRow, asked.id)
            if row is None or not self._lease.still(session):
                return False
            # It is, too, where a commit before this try has come to something after all.
            return flights.take(session, row, at) or (row.taken_at == at and not row.outcome)

        try:
            return await self._store.write_surely(take)
        finally:
            self._done(asked)

    def put_back(self, asked: Asked) -> None:
        """It was not taken, and is whoever's who reads it next."""
        self._done(asked)

    def answer(self, pen: Pen, asked: Asked, outcome: str) -> None:
        """Write what came of it."""
        pen.put(answered(asked, outcome, pen.now()))


def answered(asked: Asked, outcome: str, at: datetime) -> Entry:
    """The entry of an answer, with its event where it has one."""
    body = {"word": str(asked.word), "outcome": outcome}
    events = (("command", body),) if asked.word in _TOLD else ()
    return Entry(asked.flight_id, at, events=events, answers={asked.id: outcome})
