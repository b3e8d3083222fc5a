"""The gate through which all writing goes: it begins, commits and answers.

Owns transactions. On SQLite one thread groups what waits into one transaction, a savepoint each,
and answers after the COMMIT: one flush to disk serves many. On PostgreSQL each piece of work is a
transaction of its own. Knows nothing of what the work is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.unit_of_work import UnitOfWork, Work
from logistics.deployment import Deployment
from missions.clock import Clock
from missions.errors import SorabinError

T = TypeVar("T")
MAX_GROUP = 64
_RETRIES = 3
_TRANSIENT = {"40001", "40P01"}  # serialization failure, deadlock


class LostTransaction(SorabinError):
    """The database ended the transaction by itself; nothing of it is stored."""

    code = "lost-transaction"


class Gate(Protocol):
    """Runs work in a transaction; the future is done after COMMIT or with the work's error."""

    def submit(self, work: Work[T]) -> Future[T]: ...

    def close(self) -> None: ...


def open_gate(database: Database, deployment: Deployment, clock: Clock) -> Gate:
    """Return the gate that fits the database."""
    kind = GroupGate if database.is_sqlite else PoolGate
    return kind(database, deployment, clock)


@dataclass(slots=True)
class _Waiting:
    work: Callable[[UnitOfWork], Any]
    future: Future[Any]


class GroupGate:
    """SQLite: one thread, one transaction for all that waits."""

    def __init__(self, database: Database, deployment: Deployment, clock: Clock) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        future: Future[T] = Future()
        self._queue.put(_Waiting(work, future))
        return future

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, last = [first], False
            while len(group) < MAX_GROUP:
                try:
                    following = self._queue.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    last = True
                    break
                group.append(following)
            self._transact(group)
            if last:
                return

    def _transact(self, group: list[_Waiting]) -> None:
        outcomes: list[tuple[_Waiting, Any, BaseException | None]] = []
        try:
            with self._database.write_engine.begin() as connection:
                for waiting in group:
                    # Nobody waits for this any more; once begun it can no longer be cancelled.
                    if not waiting.future.set_running_or_notify_cancel():
                        continue
                    try:
                        with Session(
                            connection,
                            join_transaction_mode="create_savepoint",
                            expire_on_commit=False,
                        ) as session:
                            result = _perform(session, waiting.work, self._deployment, self._clock)
                            session.commit()  # releases the savepoint
                        outcomes.append((waiting, result, None))
                    except Exception as error:
                        outcomes.append((waiting, None, error))
                    _still_in_transaction(connection)
        except Exception as error:  # BEGIN, COMMIT or the whole group failed: nothing is stored
            outcomes = [
                (waiting, None, error)
                for waiting in group
                if waiting.future.running() or waiting.future.set_running_or_notify_cancel()
            ]
        for waiting, result, error in outcomes:
            if error is None:
                waiting.future.set_result(result)
            else:
                waiting.future.set_exception(error)


class PoolGate:
    """PostgreSQL: a few threads, a transaction for each piece of work."""

    def __init__(self, database: Database, deployment: Deployment, clock: Clock) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="writer")

    def submit(self, work: Work[T]) -> Future[T]:
        return self._pool.submit(self._transact, work)

    def close(self) -> None:
        self._pool.shutdown()

    def _transact(self, work: Work[T]) -> T:
        for attempt in range(1, _RETRIES + 1):
            try:
                with Session(self._database.write_engine, expire_on_commit=False) as session:
                    result = _perform(session, work, self._deployment, self._clock)
                    session.commit()
                    return result
            except DBAPIError as error:
                if attempt == _RETRIES or not _worth_repeating(error):
                    raise
        raise AssertionError("the loop returns or raises")


def _still_in_transaction(connection: Connection) -> None:
    """Raise when SQLite has rolled the whole transaction back by itself.

    It does so when the disk is full or fails. The driver's commit would then do nothing and say
    nothing, and earlier work of the group would be answered as done.
    """
    if not connection.connection.driver_connection.in_transaction:  # pyright: ignore[reportOptionalMemberAccess]
        raise LostTransaction("the database gave up the whole transaction: is the disk full?")


def _perform(session: Session, work: Work[T], deployment: Deployment, clock: Clock) -> T:
    uow = UnitOfWork.begin(session, clock.now(), deployment)
    result = work(uow)
    uow.finish()
    return result


def _worth_repeating(error: DBAPIError) -> bool:
    """A deadlock, or a row that another transaction has just inserted: the next look sees it."""
    return isinstance(error, IntegrityError) or (
        getattr(error.orig, "sqlstate", None) in _TRANSIENT
    )
