"""Tables of work in progress: due jobs, remembered answers, and what each web process takes in."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime, Json


class JobRow(SQLModel, table=True):
    """Something to be done at a business time. `key` makes asking twice harmless."""

    __tablename__ = "job"
    __table_args__ = (Index("job_due", "state", "due_at"),)

    key: str = Field(primary_key=True)
    name: str
    args: dict[str, Any] = Field(sa_type=Json)
    due_at: datetime = Field(sa_type=BusinessTime)
    state: str
    attempts: int = 0
    error: str | None = Field(default=None, sa_type=Text)
    done_at: datetime | None = Field(default=None, sa_type=BusinessTime)


class IdempotencyRow(SQLModel, table=True):
    """The answer once given to a key, in the same transaction as what it did."""

    __tablename__ = "idempotency"

    principal: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request_sha256: str = Field(max_length=64)
    status: int
    body: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=BusinessTime)


class IntakeRow(SQLModel, table=True):
    """A web process that takes orders, and through which cutoff it has answered all receipts.

    `incarnation` changes with each start: receipts of an earlier one ended with its connections.
    """

    __tablename__ = "intake"

    process: str = Field(primary_key=True)
    incarnation: str
    drained_through: date | None = None
    beat_at: datetime = Field(sa_type=BusinessTime)
