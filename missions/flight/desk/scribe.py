"""Writes what happens to one aircraft's flights, in order, however long the database takes.

Owns the entries that are not written yet, and that a desk whose lease another has taken writes
nothing more. A flight that ends is put down in the flight book in the same transaction. Nothing
waits for it but who asks to.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import Session

from missions.flight.desk.bookkeeping import Bookkeeper
from missions.flight.desk.entry import Entry
from missions.flight.desk.lease import Lease
from missions.flight.desk.presence import Presence
from missions.flight.desk.store import Store

_log = logging.getLogger(__name__)


class Scribe:
    """`run` writes; `put` is for whoever must not wait."""

    def __init__(
        self, store: Store, lease: Lease, presence: Presence, book: Bookkeeper | None = None
    ) -> None:
        self._store = store
        self._lease = lease
        self._presence = presence
        self._book = book
        self._entries: deque[Entry] = deque()
        self._news = asyncio.Event()
        self._all_written = asyncio.Event()
        self._all_written.set()

    def put(self, entry: Entry) -> None:
        """Write this after all before it."""
        self._presence.begin()
        self._entries.append(entry)
        self._all_written.clear()
        self._news.set()

    async def flushed(self) -> None:
        """Return when all that was put is written."""
        await self._all_written.wait()

    async def run(self) -> None:
        """Write for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._entries:
                await self._write(self._entries[0])
                self._entries.popleft()
                self._presence.end()
            self._all_written.set()

    def drop(self) -> None:
        """Another desk minds the aircraft: what is not written is not ours to write any more."""
        while self._entries:
            _log.warning("not written, the lease is lost: %s", self._entries.popleft())
            self._presence.end()
        self._all_written.set()

    async def _write(self, entry: Entry) -> None:
        def write(session: Session) -> bool:
            if not self._lease.still(session):
                return False
            entry.write(session)
            self._keep(session, entry)
            return True

        try:
            if not await self._store.write_surely(write):
                _log.warning("not written, another desk minds the aircraft: %s", entry)
        except Exception:  # an entry that cannot be written must not keep back those behind it
            _log.exception("not written: %s", entry)

    def _keep(self, session: Session, entry: Entry) -> None:
        """The flight book, too. What is wrong with a book must not cost the end of a flight."""
        if self._book is None:
            return
        try:
            with session.begin_nested():
                self._book.keep(session, entry)
        except (OperationalError, InterfaceError, OSError):
            raise  # the database is away, or busy: all of it is tried again
        except Exception:
            _log.exception("%s is not in the flight book", entry.flight_id)
