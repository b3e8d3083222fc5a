"""The tables, in a registry of their own: the service's tables share the database, not the list.

Owns columns only. `flights`, `fleet`, `batteries` and `flightbook` hold what may be done with the
rows. Those of a flight book are only ever appended to; the database refuses anything else.
"""

# sqlmodel types __tablename__ as a factory only:
# pyright: reportAssignmentType=false

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from missions.store.columns import BusinessTime, Json


class StoreModel(SQLModel, registry=registry()):
    """Base of the tables here; `StoreModel.metadata` lists them."""


class AircraftRow(StoreModel, table=True):
    """One aircraft. Grounded by a person's or a program's word until it is released again."""

    __tablename__ = "aircraft_state"

    aircraft: str = Field(primary_key=True)
    grounded: bool = False
    why: str = ""
    changed_by: str = ""
    changed_at: datetime = Field(sa_type=BusinessTime)
    battery: str | None = None


class BatteryRow(StoreModel, table=True):
    """One battery; `aircraft` is where it sits, None on the shelf. `charge` in percent if known."""

    __tablename__ = "battery_state"

    battery: str = Field(primary_key=True)
    aircraft: str | None = None
    charge_percent: float | None = None
    changed_at: datetime = Field(sa_type=BusinessTime)


class FlightRow(StoreModel, table=True):
    """One flight of one aircraft over one route, out or home. `state` is a FlightState."""

    __tablename__ = "flight"

    id: str = Field(primary_key=True)
    day: date = Field(index=True)
    sortie: str
    route: str
    direction: str
    aircraft: str = Field(index=True)
    state: str
    load_kg: float = 0.0
    made_at: datetime = Field(sa_type=BusinessTime)
    launched_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    lifted_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    ended_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    approved_sha256: str | None = None
    readback_sha256: str | None = None
    gates: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    landing: dict[str, Any] | None = Field(default=None, sa_type=Json)
    why: str = ""
    last: dict[str, Any] | None = Field(default=None, sa_type=Json)


class FlightCommandRow(StoreModel, table=True):
    """A person's word to an aircraft. The desk takes it once and writes here what came of it."""

    __tablename__ = "flight_command"
    __table_args__ = (Index("flight_command_waiting", "taken_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    flight_id: str = Field(index=True)
    aircraft: str
    word: str
    body: dict[str, Any] = Field(sa_type=Json)
    asked_by: str
    asked_at: datetime = Field(sa_type=BusinessTime)
    key: str = Field(unique=True)
    taken_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    answered_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    outcome: str | None = None


class FlightEventRow(StoreModel, table=True):
    """What happened in a flight, for whoever must act on it. Only ever appended to."""

    __tablename__ = "flight_event"

    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    flight_id: str = Field(index=True)
    kind: str
    at: datetime = Field(sa_type=BusinessTime)
    body: dict[str, Any] = Field(sa_type=Json)


class DeskLeaseRow(StoreModel, table=True):
    """Which desk minds an aircraft, and until which machine time it may believe so."""

    __tablename__ = "desk_lease"

    aircraft: str = Field(primary_key=True)
    holder: str
    until: datetime = Field(sa_type=BusinessTime)


def _numbered(table: str) -> Index:
    """No two entries of one book have the same number, but an entry and its corrections."""
    first = text("corrects IS NULL")
    return Index(
        f"{table}_number", "aircraft", "number",
        unique=True, sqlite_where=first, postgresql_where=first,
    )  # fmt: skip


class _BookRow(StoreModel):
    """What every entry of a flight book has. Only ever appended to: `corrects` is the id of the row
    that this one takes the place of, under the same `number`, and `why` its reason. Each book
    counts for itself."""

    id: int | None = Field(default=None, primary_key=True)
    aircraft: str = Field(index=True)
    number: int
    corrects: int | None = Field(default=None, unique=True)
    noted_at: datetime = Field(sa_type=BusinessTime)
    noted_by: str
    why: str = ""


class BookFlightRow(_BookRow, table=True):
    """Form 1 of a flight book: one flight."""

    __tablename__ = "book_flight"
    __table_args__ = (
        Index(
            "book_flight_once",
            "flight_id",
            unique=True,
            sqlite_where=text("corrects IS NULL"),
            postgresql_where=text("corrects IS NULL"),
        ),
        _numbered("book_flight"),
    )

    flight_id: str = Field(index=True)
    day: date
    direction: str
    route: str
    purpose: str
    state: str
    pilot_id: str | None = None
    pilot: str | None = None
    licence: str | None = None
    airspace: list[str] = Field(sa_type=Json)
    methods: list[str] = Field(sa_type=Json)
    from_place: str | None = None
    off_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    to_place: str | None = None
    on_at: datetime | None = Field(default=None, sa_type=BusinessTime)
    flight_s: float | None = None
    load_kg: float | None = None
    battery: str | None = None
    safety: list[dict[str, Any]] = Field(sa_type=Json)
    health: dict[str, Any] | None = Field(default=None, sa_type=Json)
    remarks: str = ""
    unknown: dict[str, str] = Field(sa_type=Json)


class BookInspectionRow(_BookRow, table=True):
    """Form 2: one daily inspection. `results` by id of the item."""

    __tablename__ = "book_inspection"
    __table_args__ = (_numbered("book_inspection"),)

    at: datetime = Field(sa_type=BusinessTime)
    place: str
    person_id: str
    person: str
    results: dict[str, str] = Field(sa_type=Json)
    remarks: str = ""


class BookMaintenanceRow(_BookRow, table=True):
    """Form 3: one inspection, repair, alteration or maintenance, or a release after a grounding.

    `renews_*`: what is counted anew from here."""

    __tablename__ = "book_maintenance"
    __table_args__ = (_numbered("book_maintenance"),)

    at: datetime = Field(sa_type=BusinessTime)
    kind: str
    place: str
    person: str
    work: str
    reason: str
    renews_periodic: bool = False
    renews_sensors: bool = False
    renews_certification: bool = False
    confirmed_by: str = ""
    remarks: str = ""


class BookDefectRow(StoreModel, table=True):
    """Something found wrong with an aircraft. It is open until there is an action for it."""

    __tablename__ = "book_defect"
    __table_args__ = (Index("book_defect_number", "aircraft", "number", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    aircraft: str = Field(index=True)
    number: int
    noted_at: datetime = Field(sa_type=BusinessTime)
    noted_by: str
    at: datetime = Field(sa_type=BusinessTime)
    what: str
    found_by: str
    flight_id: str | None = None


class BookActionRow(StoreModel, table=True):
    """What was done about a defect, and who has confirmed it."""

    __tablename__ = "book_action"

    defect: int = Field(primary_key=True)
    noted_at: datetime = Field(sa_type=BusinessTime)
    noted_by: str
    at: datetime = Field(sa_type=BusinessTime)
    done: str
    person: str
    confirmed_by: str


class BookBatteryRow(StoreModel, table=True):
    """A charge of a battery, or a measurement of what it holds (`capacity_wh`)."""

    __tablename__ = "book_battery"

    id: int | None = Field(default=None, primary_key=True)
    battery: str = Field(index=True)
    at: datetime = Field(sa_type=BusinessTime)
    noted_at: datetime = Field(sa_type=BusinessTime)
    noted_by: str
    kind: str
    capacity_wh: float | None = None
