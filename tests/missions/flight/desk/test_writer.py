"""The desk's writer: what waits shares a commit; neither its order nor a fault is shared."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from logistics.db.engine import Database
from missions.clock import machine_time
from missions.flight.desk.lease import Lease
from missions.flight.desk.store import Store
from missions.flight.desk.writer import Writer
from missions.store import fleet
from tests.missions.flight.desk.desks import sessions


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


class Commits:
    """Counts the commits of a database's writing connections."""

    def __init__(self, database: Database) -> None:
        self.count = 0
        event.listen(database.write_engine, "commit", self._seen)

    def _seen(self, _: object) -> None:
        self.count += 1


async def held_up(writer: Writer) -> threading.Event:
    """A piece of work that keeps the writer until the event is set, and is under way."""
    begun, go_on = threading.Event(), threading.Event()

    def work(_: Session) -> None:
        begun.set()
        assert go_on.wait(20.0)

    task = asyncio.create_task(writer.write(work))
    await asyncio.to_thread(begun.wait, 20.0)
    go_on.task = task  # pyright: ignore[reportAttributeAccessIssue]
    return go_on


def a_lease(name: str, holder: str = "here/1/a"):
    now = machine_time()
    until = now + timedelta(seconds=30)
    return lambda session: fleet.hold_lease(session, name, holder, now, until)


async def test_what_waits_for_a_commit_shares_the_next_one(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    writer, commits = Writer(sessions(database).write), Commits(database)
    go_on = await held_up(writer)
    waiting = [asyncio.create_task(writer.write(a_lease(f"craft-{n}"))) for n in range(20)]
    await asyncio.sleep(0.05)
    go_on.set()
    assert all(await asyncio.gather(*waiting))
    assert commits.count == 1
    with Session(database.read_engine) as session:
        assert all(fleet.lease(session, f"craft-{n}") for n in range(20))
    writer.close()
    database.close()


async def test_one_that_fails_takes_nothing_with_it(database: Database) -> None:
    writer = Writer(sessions(database).write)
    go_on = await held_up(writer)

    def fails(session: Session) -> None:
        a_lease("craft-2")(session)
        raise KeyError("of its own")

    tasks = [
        asyncio.create_task(writer.write(work))
        for work in (a_lease("craft-1"), fails, a_lease("craft-3"))
    ]
    await asyncio.sleep(0.05)
    go_on.set()
    first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert (first, third) == (True, True)
    assert isinstance(second, KeyError)
    with Session(database.read_engine) as session:
        assert fleet.lease(session, "craft-1")
        assert fleet.lease(session, "craft-3")
        assert fleet.lease(session, "craft-2") is None
    writer.close()


async def test_each_sees_what_was_asked_for_before_it(database: Database) -> None:
    writer = Writer(sessions(database).write)
    go_on = await held_up(writer)
    first = asyncio.create_task(writer.write(a_lease("craft-1", "here/1/a")))
    second = asyncio.create_task(writer.write(a_lease("craft-1", "there/1/b")))
    await asyncio.sleep(0.05)
    go_on.set()
    assert (await first, await second) == (True, False)
    writer.close()


async def test_leases_are_taken_beside_each_other(database: Database) -> None:
    store = Store(sessions(database))
    leases = [Lease(store, f"craft-{n}", "here/1/a") for n in range(10)]
    assert all(await asyncio.gather(*(lease.hold() for lease in leases)))
    assert all(await asyncio.gather(*(lease.renew() for lease in leases)))
    await asyncio.gather(*(lease.give_up() for lease in leases))
    other = Lease(store, "craft-3", "there/1/b")
    assert await other.hold()
    assert not await leases[3].renew()
    store.close()
