"""Migrations: from nothing to the tables that the models describe, and twice harmlessly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlmodel import SQLModel

from logistics.db.engine import Database
from logistics.db.upgrade import current, migrations, newest, upgrade
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


def test_a_line_that_was_decided_before_decisions_were_numbered_has_one(empty: Database) -> None:
    config = migrations()
    order = dict.fromkeys(("id", "household", "channel", "state", "placed_by"), "R1")
    times = dict.fromkeys(("received_at", "promise_at"), "2026-11-24 11:00:00+09:00")
    line = {"order_id": "R1", "jan": "1", "quantity": 1, "wish": "none", "price_yen": 1}
    counts = {"tax_percent": 8, "picked": 0, "short": 0, "substituted": 0}
    with empty.write_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        _insert(connection, "order", order | times | {"day": "2026-11-24"})
        for number, decided_at in enumerate((None, "2026-11-24 11:00:00+09:00"), start=1):
            row = line | counts | {"line_no": number, "decided_at": decided_at}
            _insert(connection, "order_line", row)
    upgrade(empty)
    with empty.read_engine.connect() as connection:
        found = connection.execute(
            sa.text("SELECT line_no, decision_no FROM order_line ORDER BY line_no")
        )
        assert [tuple(row) for row in found] == [(1, 0), (2, 1)]
    empty.close()


def _insert(connection: sa.Connection, table: str, values: Mapping[str, object]) -> None:
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f'INSERT INTO "{table}" ({columns}) VALUES ({places})'), values)
