"""Migrations: from nothing to the tables that the models describe, and twice harmlessly."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from logistics.db.engine import Database
from logistics.db.upgrade import current, newest, upgrade
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
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": False,
                "include_name": lambda name, kind, _: (
                    kind != "table" or name in SQLModel.metadata.tables
                ),
            },
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    empty.close()
