"""Migrations: from nothing to the tables that the models describe, and twice harmlessly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlmodel import SQLModel

from logistics.db.engine import Database
from logistics.db.upgrade import current, newest, upgrade
from missions.store.tables import StoreModel
from tests.logistics.support.databases import PostgresServer


@pytest.fixture
def empty(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> Database:
    if backend == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'empty.db'}")
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return Database(server.empty())


def test_an_empty_database_gets_all_tables_and_a_second_time_nothing(empty: Database) -> None:
    assert current(empty) is None
    assert upgrade(empty) == newest() == current(empty)
    assert upgrade(empty) == newest()
    with empty.write_engine.connect() as connection:
        for described in (SQLModel.metadata, StoreModel.metadata):
            assert differences(connection, described) == []
    empty.close()


def differences(connection: Connection, described: MetaData) -> list[Any]:
    """What the database has otherwise than the models, of the tables that they describe."""
    options = {
        "compare_type": False,
        "include_name": lambda name, kind, _: kind != "table" or name in described.tables,
    }
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, described))


def test_a_database_from_before_the_flights_says_what_it_lacks(empty: Database) -> None:
    upgrade(empty)
    with empty.write_engine.begin() as connection:
        connection.execute(text("DELETE FROM missions_version"))
    assert current(empty) != newest()
    assert "missing" in (current(empty) or "")
    empty.close()
