"""The journal: the database itself keeps it append-only, and a change is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.journal import GENESIS, anchor_broken, canonical, first_break, missing_guard
from logistics.db.models import JournalRow
from logistics.services.replay import first_contradiction
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import Service

FORGERIES = {
    "update": "UPDATE journal SET kind = 'order-cancelled' WHERE seq = 3",
    "delete": "DELETE FROM journal WHERE seq = 3",
    "delete all": "DELETE FROM journal",
}
REPLACE = (
    "INSERT OR REPLACE INTO journal SELECT seq, at, 'forged', day, order_id, parcel_code, actor, "
    "data, hash FROM journal WHERE seq = 3"
)
UNGUARD = {
    "sqlite": ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"],
    "postgres": ["DROP TRIGGER journal_no_change ON journal"],
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def execute(database: Database, *statements: str) -> None:
    with database.write_engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def verdict(database: Database) -> str | None:
    with Session(database.read_engine) as session:
        return first_break(session)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_database_refuses_to_change_the_journal(database: Database, forgery: str) -> None:
    with pytest.raises(DBAPIError, match="only ever appended to"):
        execute(database, FORGERIES[forgery])
    assert verdict(database) is None


def test_the_database_refuses_to_empty_or_overwrite_the_journal(
    database: Database, backend: str
) -> None:
    statement = "TRUNCATE journal" if backend == "postgres" else REPLACE
    with pytest.raises(DBAPIError, match="only ever appended to"):
        execute(database, statement)
    assert verdict(database) is None


def forge(database: Database, backend: str, *statements: str) -> str | None:
    """Write as somebody who has removed the guard; return what verification says then."""
    execute(database, *UNGUARD[backend], *statements)
    return verdict(database)


@pytest.mark.parametrize(
    "field", ["kind = 'x'", "actor = 'x'", "data = '{}'", "parcel_code = 'P'", "day = '2026-01-01'"]
)
def test_a_changed_row_is_found(database: Database, backend: str, field: str) -> None:
    said = forge(database, backend, f"UPDATE journal SET {field} WHERE seq = 7")
    assert said is not None
    assert said.startswith("row 7 ")


def test_a_changed_time_is_found(database: Database, backend: str) -> None:
    at = "2026-11-24T00:00:00.000001Z"
    said = forge(database, backend, f"UPDATE journal SET at = '{at}' WHERE seq = 2")
    assert said is not None
    assert said.startswith("row 2 ")


def test_a_missing_row_is_found(database: Database, backend: str) -> None:
    said = forge(database, backend, "DELETE FROM journal WHERE seq = 5")
    assert said == "row 5 is missing: the next is 6"


def test_a_missing_first_and_a_missing_last_row_are_found(database: Database, backend: str) -> None:
    last = "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)"
    said = forge(database, backend, last)
    assert said is not None
    assert said.startswith("the head says")
    execute(database, "DELETE FROM journal WHERE seq = 1")
    assert verdict(database) == "row 1 is missing: the next is 2"


def test_swapped_rows_are_found(database: Database, backend: str) -> None:
    swap = [
        f"UPDATE journal SET seq = {new} WHERE seq = {old}"
        for old, new in ((5, -1), (6, 5), (-1, 6))
    ]
    said = forge(database, backend, *swap)
    assert said is not None
    assert said.startswith("row 5 ")


def test_an_inserted_row_is_found(database: Database, backend: str) -> None:
    copy = (
        "INSERT INTO journal SELECT seq + 1, at, kind, day, order_id, parcel_code, actor, data, "
        "hash FROM journal WHERE seq = (SELECT max(seq) FROM journal)"
    )
    execute(database, copy)
    assert verdict(database) is not None


def test_the_form_of_data_is_fixed() -> None:
    """Whoever checks the chain from outside must get the same bytes."""
    assert canonical({"b": [1, "ä"], "a": None}) == '{"a":null,"b":[1,"ä"]}'
    assert len(GENESIS) == 64


EMPTIED = {
    "sqlite": [
        "DROP TRIGGER journal_no_update",
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT 1; END",
    ],
    "postgres": [
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$"
    ],
}


def guard(database: Database) -> str | None:
    with Session(database.read_engine) as session:
        return missing_guard(session)


@pytest.mark.parametrize("removal", [UNGUARD, EMPTIED])
def test_a_guard_that_is_gone_is_found(
    database: Database, backend: str, removal: dict[str, list[str]]
) -> None:
    assert guard(database) is None
    execute(database, *removal[backend])
    assert "append-only" in (guard(database) or "")


def test_a_guard_that_is_switched_off_is_found(postgres_url: str) -> None:
    database = Database(postgres_url)
    execute(database, "ALTER TABLE journal DISABLE TRIGGER journal_no_change")
    assert "journal_no_change" in (guard(database) or "")
    database.close()


def test_a_hash_kept_elsewhere_is_held_against_its_row(database: Database) -> None:
    with Session(database.read_engine) as session:
        kept = session.get_one(JournalRow, 4).hash
        assert anchor_broken(session, 4, kept.upper()) is None
        assert anchor_broken(session, 5, kept) is not None
        assert "missing" in (anchor_broken(session, 10**6, kept) or "")


async def test_a_state_that_contradicts_the_journal_is_found(
    service: Service, chain: Chain
) -> None:
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "hub")
    code, order = parcel["code"], parcel["order_id"]

    def contradiction() -> str | None:
        with Session(service.database.read_engine) as session:
            assert first_break(session) is None, "the chain of hashes is whole"
            return first_contradiction(session)

    assert contradiction() is None
    for change, back, named in (
        (
            f"UPDATE parcel SET keeper_kind = 'van', keeper_id = 'van-1' WHERE code = '{code}'",
            "UPDATE parcel SET keeper_kind = 'hub', keeper_id = 'hase-hub'",
            f"keeper of parcel {code}",
        ),
        (
            f"UPDATE parcel SET state = 'delivered' WHERE code = '{code}'",
            "UPDATE parcel SET state = 'under_way'",
            f"parcel {code}",
        ),
        (
            f"UPDATE \"order\" SET state = 'delivered' WHERE id = '{order}'",
            "UPDATE \"order\" SET state = 'under_way'",
            f"order {order}",
        ),
    ):
        execute(service.database, change)
        said = contradiction()
        assert said is not None
        assert said.startswith(named)
        execute(service.database, back)
    assert contradiction() is None
    execute(service.database, f"DELETE FROM handover WHERE parcel_code = '{code}'")
    execute(service.database, f"DELETE FROM parcel WHERE code = '{code}'")
    said = contradiction()
    assert said is not None
    assert code in said
