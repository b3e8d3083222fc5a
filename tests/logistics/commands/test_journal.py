"""`sorabin journal verify`: whole or not, also against a hash that was kept elsewhere."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import Session
from typer.testing import CliRunner

from logistics.commands.journal import app
from logistics.db.engine import Database
from logistics.db.models import JournalRow


def verify(url: str, *more: str) -> tuple[int, str]:
    said = CliRunner().invoke(app, ["verify", "--db", url, *more])
    return said.exit_code, said.output


@pytest.fixture
def kept(sqlite_url: str) -> str:
    """Row 4 as an anchor."""
    database = Database(sqlite_url)
    with Session(database.read_engine) as session:
        anchor = f"4:{session.get_one(JournalRow, 4).hash}"
    database.close()
    return anchor


def test_an_anchor_that_fits_and_ones_that_do_not(sqlite_url: str, kept: str) -> None:
    assert verify(sqlite_url)[0] == 0
    assert verify(sqlite_url, "--expect", kept)[0] == 0
    other = kept.replace("4:", "5:", 1)
    assert verify(sqlite_url, "--expect", kept, "--expect", other)[0] == 1


@pytest.mark.parametrize("wrong", ["4", "4:abc", "x:" + "0" * 64, ":" + "0" * 64])
def test_an_anchor_that_is_none_is_wrong_usage(sqlite_url: str, wrong: str) -> None:
    code, said = verify(sqlite_url, "--expect", wrong)
    assert code == 2
    assert "hexadecimal" in said


def test_a_record_whose_guard_is_gone_is_not_whole(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write_engine.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_no_delete"))
    database.close()
    code, said = verify(sqlite_url)
    assert code == 1
    assert "append-only" in said
