"""Tables of the record: the journal, which is only ever appended to, and its head."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime


class JournalRow(SQLModel, table=True):
    """One thing that happened. `data` is canonical JSON text; `hash` seals it and all before.

    Triggers of the database refuse every update and delete.
    """

    __tablename__ = "journal"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=BusinessTime)
    kind: str = Field(index=True)
    day: date | None = Field(default=None, index=True)
    order_id: str | None = Field(default=None, index=True, max_length=8)
    parcel_code: str | None = Field(default=None, index=True, max_length=8)
    actor: str
    data: str = Field(sa_type=Text)
    hash: str = Field(max_length=64)


class JournalHeadRow(SQLModel, table=True):
    """The last row's number and hash: the row that every append locks."""

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    hash: str = Field(max_length=64)
