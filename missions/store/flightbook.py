"""The flight book of each aircraft: what may be put down in it, and what it says.

Owns the rows of a book. They are only ever appended to: a correction is a new row that takes the
place of an older one, and each row is corrected once at most, so that there is one valid entry of
each number. An aircraft with an open defect is grounded. Never commits; times are passed in.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlmodel import Session, col, func, select

from missions.clock import TOKYO
from missions.errors import SorabinError
from missions.flightbook.correcting import corrected
from missions.flightbook.model import Action, Defect, FlightEntry, Inspection, Maintenance, Work
from missions.machine import OutOfTurn
from missions.store import fleet
from missions.store.book_rows import (
    defect_of,
    flight_of,
    flight_row,
    inspection_of,
    inspection_row,
    maintenance_of,
    maintenance_row,
    valid,
)
from missions.store.tables import (
    AircraftRow,
    BookActionRow,
    BookBatteryRow,
    BookDefectRow,
    BookFlightRow,
    BookInspectionRow,
    BookMaintenanceRow,
)

Row = TypeVar("Row", BookFlightRow, BookInspectionRow, BookMaintenanceRow)


class UnknownEntry(SorabinError):
    """The book has no valid entry of this number."""

    code = "unknown-entry"


class UnknownDefect(SorabinError):
    """The book has no defect of this number."""

    code = "unknown-defect"


class OpenDefects(SorabinError):
    """A defect of the aircraft is still open."""

    code = "open-defects"


class NotYet(SorabinError):
    """Something is said to have happened later than now."""

    code = "not-yet"


class BatteryWord(StrEnum):
    """What is put down of a battery."""

    CHARGED = "charged"
    MEASURED = "measured"


# Form 1


def keep_flight(session: Session, entry: FlightEntry, now: datetime, by: str) -> FlightEntry:
    """Put a flight down, once: the entry that stands there already is returned as it is."""
    known = flight_entry(session, entry.flight_id)
    if known is not None:
        return known
    _alone(session, entry.aircraft)
    number = _next(session, BookFlightRow, entry.aircraft)
    return flight_of(_added(session, flight_row(entry, number, now, by)))


def flight_entry(session: Session, flight_id: str) -> FlightEntry | None:
    """The valid entry of a flight; None where there is none yet."""
    wanted = select(BookFlightRow).where(BookFlightRow.flight_id == flight_id)
    row = session.exec(wanted.where(valid(BookFlightRow))).first()
    return None if row is None else flight_of(row)


def correct_flight(
    session: Session, aircraft: str, number: int, changes: dict[str, Any], why: str, now: datetime,
    by: str,
) -> FlightEntry:  # fmt: skip
    """Put fields of a flight right, as `corrected` does.

    Raises UnknownEntry, NotYet, OutOfTurn for a landing before the take-off.
    """
    _alone(session, aircraft)
    old = _entry(session, BookFlightRow, aircraft, number)
    entry = corrected(flight_of(old), changes)
    for at in (entry.off_at, entry.on_at):
        _refuse_future(at, now)
    return flight_of(_corrected(session, flight_row(entry, number, now, by), old, why))


# Form 2


def inspect(
    session: Session, entry: Inspection, now: datetime, by: str, *, corrects: int | None = None,
    why: str = "",
) -> Inspection:  # fmt: skip
    """Put a daily inspection down, or one in the place of entry number `corrects`.

    Raises UnknownAircraft, UnknownEntry, NotYet.
    """
    fleet.the_aircraft(session, entry.aircraft, lock=True)
    _refuse_future(entry.at, now)
    number = corrects or _next(session, BookInspectionRow, entry.aircraft)
    return inspection_of(_put(session, inspection_row(entry, number, now, by), corrects, why))


def the_inspection(session: Session, aircraft: str, number: int) -> Inspection:
    """The valid entry of this number. Raises UnknownEntry."""
    return inspection_of(_entry(session, BookInspectionRow, aircraft, number))


def inspection_on(session: Session, aircraft: str, day: date) -> Inspection | None:
    """The latest valid inspection of a day."""
    begins = datetime(day.year, day.month, day.day, tzinfo=TOKYO)
    wanted = (
        select(BookInspectionRow)
        .where(BookInspectionRow.aircraft == aircraft, valid(BookInspectionRow))
        .where(BookInspectionRow.at >= begins, BookInspectionRow.at < begins + timedelta(days=1))
        .order_by(col(BookInspectionRow.at).desc(), col(BookInspectionRow.id).desc())
    )
    row = session.exec(wanted.limit(1)).first()
    return None if row is None else inspection_of(row)


# Form 3


def maintain(
    session: Session, entry: Maintenance, now: datetime, by: str, *, corrects: int | None = None,
    why: str = "",
) -> Maintenance:  # fmt: skip
    """Put an entry of form 3 down, or one in the place of entry number `corrects`.

    Raises UnknownAircraft, UnknownEntry, NotYet.
    """
    fleet.the_aircraft(session, entry.aircraft, lock=True)
    _refuse_future(entry.at, now)
    number = corrects or _next(session, BookMaintenanceRow, entry.aircraft)
    return maintenance_of(_put(session, maintenance_row(entry, number, now, by), corrects, why))


def the_maintenance(session: Session, aircraft: str, number: int) -> Maintenance:
    """The valid entry of this number. Raises UnknownEntry."""
    return maintenance_of(_entry(session, BookMaintenanceRow, aircraft, number))


def release(
    session: Session, aircraft: str, done: str, confirmed_by: str, place: str, now: datetime,
    by: str,
) -> AircraftRow:  # fmt: skip
    """A grounded aircraft may fly again: what was done, and who confirmed it, is an entry.

    Raises UnknownAircraft, OutOfTurn when it is not grounded, OpenDefects.
    """
    row = fleet.the_aircraft(session, aircraft, lock=True)
    if not row.grounded:
        raise OutOfTurn(f"{aircraft} is not grounded", aircraft=aircraft)
    still = open_defects(session, aircraft)
    if still:
        raise OpenDefects(
            f"{aircraft} has open defects: "
            + "; ".join(f"{each.number}: {each.what}" for each in still),
            aircraft=aircraft,
            defects=[each.number for each in still],
        )
    entry = Maintenance(
        aircraft, now, place, confirmed_by, done, row.why, kind=Work.RELEASE,
        confirmed_by=confirmed_by,
    )  # fmt: skip
    maintain(session, entry, now, by)
    return fleet.release(session, aircraft, done, by, now)


# Defects


def note_defect(
    session: Session, aircraft: str, what: str, found_by: str, at: datetime, now: datetime, by: str
) -> Defect:
    """Put a defect down, and ground the aircraft at once.

    Raises UnknownAircraft, NotYet.
    """
    fleet.the_aircraft(session, aircraft, lock=True)
    _refuse_future(at, now)
    row = BookDefectRow(
        aircraft=aircraft,
        number=_next(session, BookDefectRow, aircraft),
        noted_at=now,
        noted_by=by,
        at=at,
        what=what,
        found_by=found_by,
        flight_id=_last_flight(session, aircraft, at),
    )
    session.add(row)
    session.flush()
    fleet.ground(session, aircraft, f"defect {row.number}: {what}", by, now)
    return defect_of(row, None)


def settle_defect(
    session: Session, aircraft: str, number: int, action: Action, now: datetime, by: str
) -> Defect:
    """Put down what was done about a defect. The aircraft stays grounded until it is released.

    Raises UnknownDefect, OutOfTurn when it is settled already, NotYet.
    """
    wanted = select(BookDefectRow).where(
        BookDefectRow.aircraft == aircraft, BookDefectRow.number == number
    )
    row = session.exec(wanted.with_for_update()).first()
    if row is None:
        raise UnknownDefect(f"{aircraft} has no defect {number}", number=number)
    assert row.id is not None, "a row that was read has its id"
    if session.get(BookActionRow, row.id) is not None:
        raise OutOfTurn(f"defect {number} is settled already", number=number)
    _refuse_future(action.at, now)
    if action.at < row.at:
        raise OutOfTurn(f"defect {number} was found later than that", number=number)
    done = BookActionRow(
        defect=row.id,
        noted_at=now,
        noted_by=by,
        at=action.at,
        done=action.done,
        person=action.person,
        confirmed_by=action.confirmed_by,
    )
    session.add(done)
    session.flush()
    return defect_of(row, done)


def open_defects(session: Session, aircraft: str) -> list[Defect]:
    """Those that nothing was done about yet, the oldest first."""
    settled = select(BookActionRow.defect)
    wanted = select(BookDefectRow).where(BookDefectRow.aircraft == aircraft)
    rows = session.exec(
        wanted.where(col(BookDefectRow.id).not_in(settled)).order_by(col(BookDefectRow.id))
    )
    return [defect_of(row, None) for row in rows]


# Batteries


def battery_charged(session: Session, battery: str, at: datetime, now: datetime, by: str) -> None:
    """One charge more."""
    _battery(session, battery, at, now, by, BatteryWord.CHARGED, None)


def battery_measured(
    session: Session, battery: str, capacity_wh: float, at: datetime, now: datetime, by: str
) -> None:
    """What a full one held when it was measured. Raises UnknownBattery, NotYet."""
    fleet.the_battery(session, battery)
    _refuse_future(at, now)
    _battery(session, battery, at, now, by, BatteryWord.MEASURED, capacity_wh)


def _battery(
    session: Session, battery: str, at: datetime, now: datetime, by: str, kind: BatteryWord,
    capacity_wh: float | None,
) -> None:  # fmt: skip
    session.add(
        BookBatteryRow(
            battery=battery,
            at=at,
            noted_at=now,
            noted_by=by,
            kind=kind,
            capacity_wh=capacity_wh,
        )
    )
    session.flush()


# Rows


def _last_flight(session: Session, aircraft: str, at: datetime) -> str | None:
    """The latest flight of that day or before, as a defect is put down beside it."""
    day = at.astimezone(TOKYO).date()
    wanted = select(BookFlightRow.flight_id).where(
        BookFlightRow.aircraft == aircraft, BookFlightRow.day <= day, valid(BookFlightRow)
    )
    return session.exec(wanted.order_by(col(BookFlightRow.id).desc()).limit(1)).first()


def _entry(session: Session, kind: type[Row], aircraft: str, number: int) -> Row:
    """The valid row of an entry's number."""
    wanted = select(kind).where(kind.aircraft == aircraft, kind.number == number, valid(kind))
    row = session.exec(wanted).first()
    if row is None:
        raise UnknownEntry(f"{aircraft} has no entry {number}", number=number)
    return row


def _put(session: Session, row: Row, corrects: int | None, why: str) -> Row:
    if corrects is None:
        return _added(session, row)
    return _corrected(session, row, _entry(session, type(row), row.aircraft, corrects), why)


def _corrected(session: Session, row: Row, old: Row, why: str) -> Row:
    row.corrects, row.why = old.id, why
    return _added(session, row)


def _next(session: Session, kind: type[Row] | type[BookDefectRow], aircraft: str) -> int:
    """The next number in the book of an aircraft, whose row is locked."""
    last = session.exec(select(func.max(kind.number)).where(kind.aircraft == aircraft)).one()
    return (last or 0) + 1


def _alone(session: Session, aircraft: str) -> None:
    """Nobody else puts anything down in this book meanwhile, as far as the fleet knows of it."""
    session.get(AircraftRow, aircraft, with_for_update=True)


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def _refuse_future(at: datetime | None, now: datetime) -> None:
    if at is not None and at > now:
        raise NotYet(f"{at:%Y-%m-%d %H:%M} has not come yet", at=at)
