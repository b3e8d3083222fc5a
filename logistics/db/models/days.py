"""Tables of a service day: the day itself, its plans, and the people to be called."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime, Json


class ServiceDayRow(SQLModel, table=True):
    """One service day. `cutoff_at` is the latest of all channels."""

    __tablename__ = "service_day"

    day: date = Field(primary_key=True)
    state: str = Field(index=True)
    cutoff_at: datetime = Field(sa_type=BusinessTime)
    promise_at: datetime = Field(sa_type=BusinessTime)
    opened_at: datetime = Field(sa_type=BusinessTime)
    closed_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    settled_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    plan_version: int = 0


class PlanRow(SQLModel, table=True):
    """One version of a day's plan, as made; legs in progress stand in `leg`."""

    __tablename__ = "day_plan"

    day: date = Field(primary_key=True)
    version: int = Field(primary_key=True)
    made_at: datetime = Field(sa_type=BusinessTime)
    reason: str
    body: dict[str, Any] = Field(sa_type=Json)


class CallRow(SQLModel, table=True):
    """Somebody has to ring a household, because its promise is about to break."""

    __tablename__ = "call"

    id: str = Field(primary_key=True)
    day: date = Field(index=True)
    household: str
    reason: str
    listed_at: datetime = Field(sa_type=BusinessTime)
    call_by: datetime = Field(sa_type=BusinessTime)
    done_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    done_by: str | None = None
    note: str | None = None
