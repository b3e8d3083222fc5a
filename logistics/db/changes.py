"""Whether a database has changed, asked without reading it.

Owns one connection of its own to an SQLite file, whose `PRAGMA data_version` counts what others
have committed: some microseconds, against a millisecond for a query. PostgreSQL has nothing of the
kind, and whoever asks is told that it is not known.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from sqlalchemy.engine import make_url

from logistics.db.engine import Database

_PATIENCE_S = 0.01
"""Seconds for which a locked file is waited for; who cannot be told looks for himself."""


class Changes:
    """Marks of a database. Used from the thread that made it."""

    def __init__(self, database: Database) -> None:
        file = make_url(database.url).database if database.is_sqlite else None
        self._connection = sqlite3.connect(file, timeout=_PATIENCE_S) if file else None

    def mark(self) -> int | None:
        """As it stands now: equal to an earlier mark only if nothing was committed in between.

        Take it before reading, and read again when the next one differs. None: not known, read.
        """
        if self._connection is None:
            return None
        with suppress(sqlite3.Error):
            found = self._connection.execute("PRAGMA data_version").fetchone()
            return int(found[0])
        return None

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
