"""The flights of a played day as the desk's own tables hold them, also those that never left.

Owns reading the tables for the report and for faults. The pages show the latest attempt of a
flight only; a report has to show all.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from logistics.db.engine import Database
from logistics.db.models import SortieRow
from logistics.domain.sorties import ENDED
from logistics.services.boarding import load_of
from missions.store.flightbook import flight_entry
from missions.store.flights import commands_of, flights_of
from missions.store.tables import FlightEventRow, FlightRow

Told = dict[str, Any]


def flights_of_day(database_url: str, day: date) -> list[Told]:
    """Every flight of a day with its gates, words and events, JSON-compatible."""
    database = Database(database_url)
    try:
        with Session(database.read_engine) as session:
            return [_told(session, row) for row in flights_of(session, day)]
    finally:
        database.close()


def flight_at_hand(database_url: str, flight_id: str) -> Told:
    """How flight, sortie and load are stored at this moment; empty for an unknown flight."""
    database = Database(database_url)
    try:
        with Session(database.read_engine) as session:
            flight = session.get(FlightRow, flight_id)
            if flight is None:
                return {}
            return {"flight_state": flight.state, **_sortie(session, flight.day, flight.sortie)}
    finally:
        database.close()


def sortie_at_hand(database_url: str, day: date, sortie_id: str) -> Told:
    """How a sortie, its flight out and its load are stored at this moment."""
    database = Database(database_url)
    try:
        with Session(database.read_engine) as session:
            told = _sortie(session, day, sortie_id)
            flight = session.get(FlightRow, told["flight"]) if told.get("flight") else None
            return told | {"flight_state": flight.state if flight else None}
    finally:
        database.close()


def sortie_to(database_url: str, day: date, hall: str) -> str | None:
    """The sortie to a hall that has not ended; None where there is none."""
    database = Database(database_url)
    try:
        with Session(database.read_engine) as session:
            living = select(SortieRow.id).where(SortieRow.day == day, SortieRow.hall == hall)
            return session.exec(living.where(col(SortieRow.state).not_in(list(ENDED)))).first()
    finally:
        database.close()


def _sortie(session: Session, day: date, sortie_id: str) -> Told:
    row = session.get(SortieRow, (day, sortie_id))
    if row is None:
        return {}
    return {
        "sortie": row.id,
        "sortie_state": row.state,
        "aircraft": row.aircraft,
        "hall": row.hall,
        "flight": row.flight_home or row.flight_out,
        "on_board": [parcel.code for parcel in load_of(session, row)],
    }


def _told(session: Session, row: FlightRow) -> Told:
    events = session.exec(
        select(FlightEventRow)
        .where(FlightEventRow.flight_id == row.id)
        .order_by(col(FlightEventRow.seq))
    )
    return {
        "id": row.id,
        "sortie": row.sortie,
        "route": row.route,
        "direction": row.direction,
        "aircraft": row.aircraft,
        "state": row.state,
        "load_kg": round(row.load_kg, 3),
        "launched_at": _time(row.launched_at),
        "lifted_at": _time(row.lifted_at),
        "ended_at": _time(row.ended_at),
        "landing": row.landing,
        "gates": {
            "passed": sum(gate["verdict"] == "pass" for gate in row.gates),
            "closed": {
                gate["name"]: gate.get("why") or gate["verdict"]
                for gate in row.gates
                if gate["verdict"] != "pass"
            },
        },
        "mission_sha256": {"approved": row.approved_sha256, "readback": row.readback_sha256},
        "why": row.why,
        "book": _entry(session, row.id),
        "events": [{"kind": each.kind, "at": _time(each.at)} for each in events],
        "words": [
            {
                "word": each.word,
                "by": each.asked_by,
                "at": _time(each.asked_at),
                "came": each.outcome,
            }
            for each in commands_of(session, row.id)
        ],
    }


def _entry(session: Session, flight_id: str) -> Told | None:
    """What form 1 of the flight book says of a flight; None where it does not stand there."""
    entry = flight_entry(session, flight_id)
    if entry is None:
        return None
    return {
        "pilot": entry.pilot,
        "licence": entry.licence,
        "off_at": _time(entry.off_at),
        "on_at": _time(entry.on_at),
        "flight_s": entry.flight_s,
        "unknown": dict(entry.unknown),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
