"""The desk's one writer: what waits while a commit is on its way to the disk shares the next one.

Owns the thread and the grouping. Leases of many aircraft are renewed, words taken and events put
down all the time; a commit of its own for each would have them wait for as many turns of the disk.
Each piece is a savepoint, in the order in which they were asked for; none is answered before the
commit. Where the database is no single file each piece is its own transaction. Knows no table.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

T = TypeVar("T")
MOST_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Waiting:
    work: Callable[[Session], Any]
    future: Future[Any]


class Writer:
    """`open_session` gives a session whose transaction may write."""

    def __init__(self, open_session: Callable[[], Session]) -> None:
        self._open = open_session
        self._pool = ThreadPoolExecutor(1, "desk-writer")
        self._waiting: deque[_Waiting] = deque()

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do `work` and commit. Raises what the database, or `work`, raises."""
        future: Future[T] = Future()
        self._waiting.append(_Waiting(work, future))
        self._pool.submit(self._turn)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Begin nothing more; what is under way ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        while self._waiting:
            self._waiting.popleft().future.cancel()

    def _turn(self) -> None:
        group: list[_Waiting] = []
        while self._waiting and len(group) < MOST_AT_ONCE:
            each = self._waiting.popleft()
            if each.future.set_running_or_notify_cancel():
                group.append(each)
        if not group:
            return
        try:
            with self._open() as session:
                file = session.get_bind().dialect.name == "sqlite"
                outcomes = self._together(session, group) if file and len(group) > 1 else None
        except Exception as error:  # nothing of it is stored
            outcomes = [(each, None, error) for each in group]
        for each, found, error in outcomes if outcomes is not None else map(self._alone, group):
            if error is None:
                each.future.set_result(found)
            else:
                each.future.set_exception(error)

    def _alone(self, each: _Waiting) -> tuple[_Waiting, Any, BaseException | None]:
        try:
            with self._open() as session:
                found = each.work(session)
                session.commit()
        except Exception as error:
            return each, None, error
        return each, found, None

    def _together(
        self, outer: Session, group: list[_Waiting]
    ) -> list[tuple[_Waiting, Any, BaseException | None]]:
        outcomes: list[tuple[_Waiting, Any, BaseException | None]] = []
        connection = outer.connection()
        for each in group:
            try:
                with Session(
                    connection, join_transaction_mode="create_savepoint", expire_on_commit=False
                ) as session:
                    found = each.work(session)
                    session.commit()  # releases the savepoint
                outcomes.append((each, found, None))
            except Exception as error:
                outcomes.append((each, None, error))
            _still_in_transaction(connection)
        outer.commit()
        return outcomes


def _still_in_transaction(connection: Connection) -> None:
    """SQLite rolls a whole transaction back by itself where the disk is full or fails: a commit
    would then do nothing and say nothing. Raises OSError."""
    if not connection.connection.driver_connection.in_transaction:  # pyright: ignore[reportOptionalMemberAccess]
        raise OSError("the database gave up the whole transaction: is the disk full?")
