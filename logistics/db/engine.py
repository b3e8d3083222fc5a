"""Connections to the deployment's database: SQLite or PostgreSQL behind the same face.

Owns how a transaction begins and how durable its commit is. Knows no table.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from missions.errors import SorabinError

_POSTGRES_GONE = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Seconds, and milliseconds, after which a server is gone that went without a word: the system's
own patience is a quarter of an hour, in which every writer would hang. How long a statement may
take is not limited."""


class BadDatabase(SorabinError):
    """The database cannot be used as configured."""

    code = "bad-database"


class Database:
    """A database by URL: an engine that writes and one that only reads.

    On SQLite (write-ahead log, synchronous FULL, so that an answer given is on the disk) a write
    transaction takes the one write lock at its beginning: it can wait but never fail half-way. On
    PostgreSQL both engines are the same and transactions are READ COMMITTED; rules are kept by
    guarded updates and row locks.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        elif parsed.get_backend_name() != "sqlite":
            raise BadDatabase(f"{parsed.get_backend_name()} is not supported: SQLite or PostgreSQL")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.url = parsed.render_as_string(hide_password=False)
        self.shown_url = parsed.render_as_string(hide_password=True)
        if self.is_sqlite:
            self.write_engine = _sqlite(self.url, "BEGIN IMMEDIATE", pool_size=1)
            self.read_engine = _sqlite(self.url, "BEGIN", pool_size=8)
        else:
            self.write_engine = create_engine(
                self.url,
                pool_size=10,
                pool_pre_ping=True,
                connect_args=_POSTGRES_GONE,
                hide_parameters=True,
            )
            self.read_engine = self.write_engine

    def answers(self) -> bool:
        """Whether a trivial query is answered."""
        try:
            with self.read_engine.connect() as connection:
                return connection.execute(text("SELECT 1")).scalar() == 1
        except Exception:  # whatever the driver raises, the answer is no
            return False

    def close(self) -> None:
        """Return all connections."""
        self.write_engine.dispose()
        if self.read_engine is not self.write_engine:
            self.read_engine.dispose()


def _sqlite(url: str, begin: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        connect_args={"timeout": 30, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin transactions by itself, or savepoints do not work.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
