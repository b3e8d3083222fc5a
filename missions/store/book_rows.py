"""Rows of a flight book as values, and values as rows.

Owns the translation, and which rows are valid. Knows nothing of what may be written when.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from missions.flightbook.health import health_in
from missions.flightbook.model import (
    Action,
    Defect,
    FlightEntry,
    Inspection,
    Maintenance,
    Matter,
    Noted,
    Renews,
    Result,
    Work,
)
from missions.store.tables import (
    BookActionRow,
    BookDefectRow,
    BookFlightRow,
    BookInspectionRow,
    BookMaintenanceRow,
)

EntryRow = BookFlightRow | BookInspectionRow | BookMaintenanceRow
_LISTS = ("airspace", "methods")
_APART = ("safety", "health", "unknown", "noted", *_LISTS)
_PLAIN = tuple(f.name for f in fields(FlightEntry) if f.name not in _APART)
"""Fields that stand in a column of their own as they are."""


def flight_row(entry: FlightEntry, number: int, now: datetime, by: str) -> BookFlightRow:
    """A new row of form 1 under a number, noted at `now` by `by`."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in _PLAIN}
    values |= {name: list(getattr(entry, name)) for name in _LISTS}
    return BookFlightRow(
        **values,
        number=number,
        safety=[_matter_json(matter) for matter in entry.safety],
        health=entry.health.as_json() if entry.health is not None else None,
        unknown=dict(entry.unknown),
        noted_at=now,
        noted_by=by,
    )


def flight_of(row: BookFlightRow) -> FlightEntry:
    """One row of form 1 as a value."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    values |= {name: tuple(getattr(row, name)) for name in _LISTS}
    return FlightEntry(
        **values,
        safety=tuple(_matter(each) for each in row.safety),
        health=health_in(row.health),
        unknown=dict(row.unknown),
        noted=noted_of(row),
    )


def inspection_row(entry: Inspection, number: int, now: datetime, by: str) -> BookInspectionRow:
    """A new row of form 2."""
    return BookInspectionRow(
        number=number,
        aircraft=entry.aircraft,
        noted_at=now,
        noted_by=by,
        at=entry.at,
        place=entry.place,
        person_id=entry.person_id,
        person=entry.person,
        results={item: str(result) for item, result in entry.results.items()},
        remarks=entry.remarks,
    )


def inspection_of(row: BookInspectionRow) -> Inspection:
    """One row of form 2 as a value."""
    return Inspection(
        aircraft=row.aircraft,
        at=row.at,
        place=row.place,
        person_id=row.person_id,
        person=row.person,
        results={item: Result(result) for item, result in row.results.items()},
        remarks=row.remarks,
        noted=noted_of(row),
    )


def maintenance_row(entry: Maintenance, number: int, now: datetime, by: str) -> BookMaintenanceRow:
    """A new row of form 3."""
    return BookMaintenanceRow(
        number=number,
        aircraft=entry.aircraft,
        noted_at=now,
        noted_by=by,
        at=entry.at,
        kind=entry.kind,
        place=entry.place,
        person=entry.person,
        work=entry.work,
        reason=entry.reason,
        renews_periodic=Renews.PERIODIC in entry.renews,
        renews_sensors=Renews.SENSORS in entry.renews,
        renews_certification=Renews.CERTIFICATION in entry.renews,
        confirmed_by=entry.confirmed_by,
        remarks=entry.remarks,
    )


def maintenance_of(row: BookMaintenanceRow) -> Maintenance:
    """One row of form 3 as a value."""
    renews = {
        Renews.PERIODIC: row.renews_periodic,
        Renews.SENSORS: row.renews_sensors,
        Renews.CERTIFICATION: row.renews_certification,
    }
    return Maintenance(
        aircraft=row.aircraft,
        at=row.at,
        kind=Work(row.kind),
        place=row.place,
        person=row.person,
        work=row.work,
        reason=row.reason,
        renews=frozenset(each for each, renewed in renews.items() if renewed),
        confirmed_by=row.confirmed_by,
        remarks=row.remarks,
        noted=noted_of(row),
    )


def defect_of(row: BookDefectRow, action: BookActionRow | None) -> Defect:
    """A defect with what was done about it."""
    return Defect(
        number=row.number,
        aircraft=row.aircraft,
        at=row.at,
        what=row.what,
        found_by=row.found_by,
        flight_id=row.flight_id,
        action=None
        if action is None
        else Action(action.at, action.done, action.person, action.confirmed_by),
    )


def valid(kind: type[EntryRow]) -> ColumnElement[bool]:
    """Whether no other row of this kind takes a row's place."""
    taken = select(kind.corrects).where(col(kind.corrects).is_not(None))
    return col(kind.id).not_in(taken)


def noted_of(row: EntryRow) -> Noted:
    """Which entry a row is."""
    assert row.id is not None
    return Noted(row.id, row.number, row.noted_at, row.noted_by, row.corrects, row.why)


def _matter_json(matter: Matter) -> dict[str, Any]:
    at = None if matter.at is None else matter.at.isoformat()
    return {"kind": matter.kind, "at": at, "text": matter.text}


def _matter(told: dict[str, Any]) -> Matter:
    at = told.get("at")
    return Matter(
        str(told.get("kind")),
        None if at is None else datetime.fromisoformat(at),
        str(told.get("text") or ""),
    )
