"""Tables of visits at the door and of the cases that they open."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime


class VisitRow(SQLModel, table=True):
    """One time that a volunteer stood at a door."""

    __tablename__ = "visit"

    id: str = Field(primary_key=True)
    day: date = Field(index=True)
    household: str = Field(index=True)
    volunteer: str
    outcome: str
    welfare: str
    note: str | None = None
    at: datetime = Field(sa_type=BusinessTime)


class CaseRow(SQLModel, table=True):
    """Somebody has to look after a resident, by a time."""

    __tablename__ = "welfare_case"

    id: str = Field(primary_key=True)
    day: date = Field(index=True)
    household: str = Field(index=True)
    kind: str
    state: str = Field(index=True)
    owner: str
    visit_id: str
    opened_at: datetime = Field(sa_type=BusinessTime)
    due_at: datetime = Field(sa_type=BusinessTime)
    closed_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    closed_by: str | None = None
    outcome: str | None = None
