"""The gate: an answer only after COMMIT, one piece of work never harms another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, wait
from threading import Event

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from logistics.db.engine import BadDatabase, Database
from logistics.db.gate import Gate, open_gate
from logistics.db.models import JobRow, JournalRow, OrderRow
from logistics.db.unit_of_work import Changed, UnitOfWork
from logistics.deployment import Deployment
from missions.clock import FixedClock
from missions.errors import SorabinError
from tests.logistics.support.access import TUESDAY_9


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def gate(database: Database, deployment: Deployment) -> Iterator[Gate]:
    opened = open_gate(database, deployment, FixedClock(TUESDAY_9))
    yield opened
    opened.close()


def ask(number: int, *, fail: bool = False):
    """Ask for a job and note it in the journal; then fail, if told."""

    def work(uow: UnitOfWork) -> int:
        uow.jobs.ask("test", TUESDAY_9, key=str(number))
        uow.journal.append("test", number=number)
        if fail:
            raise SorabinError("told to fail")
        return number

    return work


def keys(database: Database) -> set[str]:
    with Session(database.read_engine) as session:
        return set(session.exec(select(JobRow.key)))


def test_what_was_answered_is_stored(gate: Gate, database: Database) -> None:
    for number in range(10):
        assert gate.submit(ask(number)).result(10) == number
        assert f"test:{number}" in keys(database)


def test_a_failure_leaves_nothing_and_harms_nobody(gate: Gate, database: Database) -> None:
    futures = [gate.submit(ask(number, fail=number % 3 == 0)) for number in range(60)]
    wait(futures, 30)
    for number, future in enumerate(futures):
        if number % 3 == 0:
            assert isinstance(future.exception(), SorabinError)
        else:
            assert future.result() == number
    assert keys(database) == {f"test:{number}" for number in range(60) if number % 3}
    with Session(database.read_engine) as session:
        rows = session.exec(select(JournalRow).order_by(text("seq"))).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1)), "no gap by the failures"
    assert sum(row.kind == "test" for row in rows) == 40


def test_a_request_that_is_given_up_does_not_stop_the_gate(gate: Gate) -> None:
    """A client goes away, or the process is told to stop, while its work waits for its turn."""
    held, go_on = Event(), Event()

    def hold(_uow: UnitOfWork) -> None:
        held.set()
        assert go_on.wait(20)

    holding = gate.submit(hold)
    assert held.wait(20)
    given_up = [gate.submit(ask(number)) for number in range(20)]
    for future in given_up:
        future.cancel()
    holding.cancel()
    go_on.set()
    assert gate.submit(ask(99)).result(10) == 99


async def test_a_task_that_is_cancelled_does_not_stop_the_gate(gate: Gate) -> None:
    held, go_on = Event(), Event()

    def hold(_uow: UnitOfWork) -> None:
        held.set()
        assert go_on.wait(20)

    async def request(future: Future[None]) -> None:
        await asyncio.wrap_future(future)

    task = asyncio.create_task(request(gate.submit(hold)))
    await asyncio.to_thread(held.wait, 20)
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.wrap_future(gate.submit(ask(1))) == 1


def test_an_error_of_the_database_is_the_workers_own(gate: Gate, database: Database) -> None:
    def break_it(uow: UnitOfWork) -> None:
        uow.session.add(JobRow(key="x", name="x", args={}, due_at=TUESDAY_9, state="waiting"))
        uow.session.flush()
        uow.session.execute(text("INSERT INTO job (key) VALUES ('x')"))

    broken, fine = gate.submit(break_it), gate.submit(ask(1))
    assert isinstance(broken.exception(20), IntegrityError)
    assert fine.result(20) == 1
    assert keys(database) == {"test:1"}


def test_a_guarded_change_fails_when_the_guard_no_longer_holds(
    gate: Gate, database: Database
) -> None:
    gate.submit(ask(1)).result(10)

    def change(uow: UnitOfWork) -> None:
        job = uow.session.get_one(JobRow, "test:1")
        uow.guarded(job, {"state": "done"}, state="failed")

    assert isinstance(gate.submit(change).exception(10), Changed)


def test_a_time_without_its_zone_is_not_stored(gate: Gate) -> None:
    def naive(uow: UnitOfWork) -> None:
        order = uow.session.exec(select(OrderRow)).first()
        assert order is None
        uow.jobs.ask("test", TUESDAY_9.replace(tzinfo=None))
        uow.session.flush()

    error = gate.submit(naive).exception(10)
    assert error is not None
    assert "without its zone" in str(error)


def test_times_come_back_as_they_went_and_sort_as_time_does(gate: Gate, database: Database) -> None:
    with Session(database.read_engine) as session:
        for row in session.exec(select(JournalRow)):
            assert row.at.utcoffset() == TUESDAY_9.utcoffset()
            assert row.at == TUESDAY_9


def test_other_databases_are_refused_and_passwords_not_shown() -> None:
    with pytest.raises(BadDatabase):
        Database("mysql://localhost/sorabin")
    shown = Database("postgresql://u:geheim@localhost/sorabin").shown_url
    assert "geheim" not in shown
