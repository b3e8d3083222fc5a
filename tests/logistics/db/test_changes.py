"""Marks of a database: equal as long as nobody has written, on whatever connection."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from logistics.db.changes import Changes
from logistics.db.engine import Database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'here.db'}")
    with made.write_engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
    return made


def _say(database: Database, word: str) -> None:
    with database.write_engine.begin() as connection:
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})


def test_stays_while_nothing_is_written(database: Database) -> None:
    changes = Changes(database)
    first = changes.mark()
    with database.read_engine.connect() as connection:
        connection.execute(text("SELECT * FROM words")).all()
    with database.write_engine.connect() as connection:  # and what was taken back is not written
        connection.execute(text("INSERT INTO words VALUES ('no')"))
        connection.rollback()
    assert first is not None
    assert changes.mark() == first


def test_differs_after_each_commit(database: Database) -> None:
    changes = Changes(database)
    marks = [changes.mark()]
    for word in ("hold", "return", "land"):
        _say(database, word)
        marks.append(changes.mark())
    assert None not in marks
    assert all(earlier != later for earlier, later in pairwise(marks))


def test_an_open_transaction_of_another_is_not_waited_for(database: Database) -> None:
    changes = Changes(database)
    before = changes.mark()
    with database.write_engine.begin() as connection:
        connection.execute(text("INSERT INTO words VALUES ('hold')"))
        assert changes.mark() == before
    assert changes.mark() != before


def test_what_cannot_be_told_is_not_guessed(database: Database) -> None:
    postgres = Database("postgresql://nobody@127.0.0.1:1/none")
    assert Changes(postgres).mark() is None
    ended = Changes(database)
    ended.close()
    assert ended.mark() is None
