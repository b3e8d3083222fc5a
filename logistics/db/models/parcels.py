"""Tables of parcels, their handovers, and the legs that carry them."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime, Json


class ParcelRow(SQLModel, table=True):
    """One parcel. `way` is the list of keepers, `position` the present one's index.

    `keeper_kind` and `keeper_id` repeat way[position], so that a keeper's parcels can be found.
    `why_back`: why it will not reach its door.
    """

    __tablename__ = "parcel"
    __table_args__ = (Index("parcel_keeper", "keeper_kind", "keeper_id"),)

    code: str = Field(primary_key=True, max_length=8)
    order_id: str = Field(index=True, foreign_key="order.id", max_length=8)
    day: date = Field(index=True)
    household: str = Field(index=True)
    hall: str
    state: str
    temperature: str
    mass_g: int
    contents: list[dict[str, Any]] = Field(sa_type=Json)
    carriers: list[str] = Field(sa_type=Json)
    why_not_air: list[str] = Field(sa_type=Json)
    keeper_kind: str
    keeper_id: str
    way: list[list[str]] = Field(sa_type=Json)
    position: int = 0
    legs: list[str] = Field(sa_type=Json)
    mode: str = "van"
    promise_at: datetime = Field(sa_type=BusinessTime)
    eta: datetime | None = Field(default=None, sa_type=BusinessTime)
    switch_by: datetime | None = Field(default=None, sa_type=BusinessTime)
    promise: str = "open"
    promise_why: str | None = None
    tries: int = 0
    try_again_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    ended_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    why_back: str | None = None


class HandoverRow(SQLModel, table=True):
    """The handover from keeper `step` of a parcel's way to the next. Two scans complete it."""

    __tablename__ = "handover"

    parcel_code: str = Field(primary_key=True, foreign_key="parcel.code", max_length=8)
    step: int = Field(primary_key=True)
    state: str
    giver: str
    taker: str
    given_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    given_by: str | None = None
    taken_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    taken_by: str | None = None


class LegRow(SQLModel, table=True):
    """One leg of a day's plan and how it went."""

    __tablename__ = "leg"

    day: date = Field(primary_key=True)
    id: str = Field(primary_key=True)
    plan_version: int
    mode: str
    carrier_kind: str
    carrier_id: str
    start: str
    end: str
    depart_at: datetime = Field(sa_type=BusinessTime)
    arrive_at: datetime = Field(sa_type=BusinessTime)
    parcels: list[str] = Field(sa_type=Json)
    state: str
    departed_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    arrived_at: datetime | None = Field(default=None, sa_type=BusinessTime)
