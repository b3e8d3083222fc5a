"""One transaction as the services see it.

Owns what belongs together in a transaction: the session, its business time, the journal and the
jobs. It never commits: the gate that began the transaction does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, update

from logistics.db.jobs import JobQueue
from logistics.db.journal import Journal
from logistics.deployment import Deployment
from missions.errors import SorabinError

T = TypeVar("T")
Row = TypeVar("Row", bound=SQLModel)


class Changed(SorabinError):
    """Something was changed by somebody else since it was read."""

    code = "changed-meanwhile"


@dataclass(slots=True)
class UnitOfWork:
    """What a service function works with. `now` is the business time of the transaction."""

    session: Session
    now: datetime
    deployment: Deployment
    journal: Journal
    jobs: JobQueue

    @classmethod
    def begin(cls, session: Session, now: datetime, deployment: Deployment) -> UnitOfWork:
        """Wrap a session whose transaction has begun."""
        return cls(session, now, deployment, Journal(session, now), JobQueue(session))

    def finish(self) -> None:
        """Flush everything and seal the journal; only COMMIT is left to do."""
        self.session.flush()
        self.journal.seal()

    def guarded(self, row: Row, guard: dict[str, Any], **values: Any) -> Row:
        """Change `row` by one UPDATE that only succeeds while `guard` still holds.

        `guard` maps column names to the values that were read. Raises Changed.
        """
        kind = type(row)
        keys = [column.name for column in kind.__table__.primary_key]  # pyright: ignore[reportAttributeAccessIssue]
        conditions = [
            getattr(kind, name) == value
            for name, value in ({key: getattr(row, key) for key in keys} | guard).items()
        ]
        self.session.flush()
        result = self.session.exec(update(kind).where(*conditions).values(**values))
        if result.rowcount != 1:
            raise Changed("somebody else was faster: please look again", guard=str(guard))
        self.session.refresh(row)
        return row


Work = Callable[[UnitOfWork], T]
