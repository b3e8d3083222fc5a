"""Tables of sorties, what volunteers say, the weather, the stand-down, and events taken over."""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from logistics.db.columns import BusinessTime, Json


class SortieRow(SQLModel, table=True):
    """One round of an aircraft. `leg` is the air leg that its flight out is.

    `volunteer`: who has confirmed at the hall. `home_ready`: every gate of the flight home passed.
    """

    __tablename__ = "sortie"

    day: date = Field(primary_key=True)
    id: str = Field(primary_key=True)
    aircraft: str = Field(index=True)
    hall: str
    route: str
    leg: str
    state: str = Field(index=True)
    volunteer: str | None = None
    flight_out: str | None = Field(default=None, index=True)
    flight_home: str | None = Field(default=None, index=True)
    home_ready: bool = False
    last_launch_at: datetime = Field(sa_type=BusinessTime)
    made_at: datetime = Field(sa_type=BusinessTime)
    ended_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    why: str = ""


class SortieWordRow(SQLModel, table=True):
    """Something that a volunteer said about a sortie; only ever added to."""

    __tablename__ = "sortie_word"
    __table_args__ = (Index("sortie_word_of", "day", "sortie"),)

    id: int | None = Field(default=None, primary_key=True)
    day: date
    sortie: str
    word: str
    said_by: str
    at: datetime = Field(sa_type=BusinessTime)
    facts: dict[str, Any] = Field(sa_type=Json)


class WeatherRow(SQLModel, table=True):
    """One measurement of a sensor at a place: m/s, mm/h, m. None is what it does not measure."""

    __tablename__ = "weather"
    __table_args__ = (Index("weather_latest", "place", "measured_at"),)

    id: int | None = Field(default=None, primary_key=True)
    place: str
    measured_at: datetime = Field(sa_type=BusinessTime)
    received_at: datetime = Field(sa_type=BusinessTime)
    wind_mps: float | None = None
    gust_mps: float | None = None
    rain_mm_h: float | None = None
    visibility_m: float | None = None


class StandDownRow(SQLModel, table=True):
    """All launches are stopped from `at` until `lifted_at`."""

    __tablename__ = "stand_down"

    id: int | None = Field(default=None, primary_key=True)
    reason: str
    by: str
    at: datetime = Field(sa_type=BusinessTime)
    lifted_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    lifted_by: str | None = None
    lifted_reason: str | None = None


class FlightInboxRow(SQLModel, table=True):
    """One row: the number of the last flight event that has been taken over."""

    __tablename__ = "flight_inbox"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_seq: int
