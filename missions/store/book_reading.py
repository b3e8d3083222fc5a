"""What a flight book says: all of it for a period, and how an aircraft stands by it now.

Owns the questions. A total is summed from rows each time it is asked for. Reads only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from missions.clock import TOKYO
from missions.flightbook.airworthiness import (
    NOTHING_AHEAD,
    Ahead,
    Airworthiness,
    Standing,
    airworthiness,
)
from missions.flightbook.book import ALL, Book, Period
from missions.flightbook.facts import Names, Upkeep
from missions.flightbook.health import health_in
from missions.flightbook.model import (
    BatteryUse,
    Defect,
    FlightEntry,
    Maintenance,
    Work,
)
from missions.flightbook.totals import Total, beginning, running
from missions.flightbook.trend import BASELINE_FLIGHTS, BLIND_FLIGHTS, Flown
from missions.store.book_rows import (
    defect_of,
    flight_of,
    inspection_of,
    maintenance_of,
    valid,
)
from missions.store.flightbook import BatteryWord, inspection_on, open_defects
from missions.store.tables import (
    AircraftRow,
    BookActionRow,
    BookBatteryRow,
    BookDefectRow,
    BookFlightRow,
    BookInspectionRow,
    BookMaintenanceRow,
)

_LOOKED_AT = BASELINE_FLIGHTS + BLIND_FLIGHTS + 1


def book(
    session: Session, upkeep: Upkeep, period: Period = ALL, names: Names | None = None
) -> Book:
    """All that the book of an aircraft says of a period. `totals`: where it stands at its end."""
    aircraft = upkeep.aircraft
    in_order = running(upkeep.before, _entries(session, aircraft))
    until = [
        (entry, totals)
        for entry, totals in in_order
        if period.last is None or _day(entry) <= period.last
    ]
    inside = [(entry, totals) for entry, totals in until if period.holds(_day(entry))]
    inspections = session.exec(
        select(BookInspectionRow)
        .where(BookInspectionRow.aircraft == aircraft, valid(BookInspectionRow))
        .order_by(col(BookInspectionRow.at), col(BookInspectionRow.id))
    )
    return Book(
        upkeep=upkeep,
        period=period,
        flights=tuple((e, t) for e, t in inside if isinstance(e, FlightEntry)),
        inspections=tuple(
            each
            for each in map(inspection_of, inspections)
            if period.holds(each.at.astimezone(TOKYO).date())
        ),
        maintenance=tuple((e, t) for e, t in inside if isinstance(e, Maintenance)),
        defects=tuple(each for each in defects(session, aircraft) if _concerns(period, each)),
        totals=until[-1][1] if until else beginning(upkeep.before),
        names=names or Names(),
    )


def standing(session: Session, upkeep: Upkeep, now: datetime) -> Standing:
    """How an aircraft stands by its book now, with as few rows read as that takes."""
    aircraft = upkeep.aircraft
    craft = session.get(AircraftRow, aircraft)
    grounded = craft.why if craft is not None and craft.grounded else None
    sits = None if craft is None else craft.battery
    since, flights_since = _since_periodic(session, upkeep)
    return Standing(
        now=now,
        entered=craft is not None,
        grounded=grounded,
        inspection=inspection_on(session, aircraft, now.astimezone(TOKYO).date()),
        worked_at=_worked_at(session, aircraft),
        defects=open_defects(session, aircraft),
        since_periodic=since,
        since_periodic_flights=flights_since,
        flights=_flown(session, aircraft),
        battery=None if sits is None else battery_use(session, sits),
    )


def airworthy(
    session: Session, upkeep: Upkeep, now: datetime, ahead: Ahead = NOTHING_AHEAD
) -> Airworthiness:
    """The verdict on one aircraft now."""
    return airworthiness(upkeep, standing(session, upkeep, now), ahead)


def defects(session: Session, aircraft: str) -> list[Defect]:
    """All defects of an aircraft, the oldest first."""
    found = session.exec(
        select(BookDefectRow, BookActionRow)
        .join(BookActionRow, col(BookActionRow.defect) == col(BookDefectRow.id), isouter=True)
        .where(BookDefectRow.aircraft == aircraft)
        .order_by(col(BookDefectRow.at), col(BookDefectRow.id))
    )
    return [defect_of(row, action) for row, action in found]


def battery_use(session: Session, battery: str) -> BatteryUse:
    """What the book holds of one battery."""
    charges = select(func.count()).where(
        BookBatteryRow.battery == battery, BookBatteryRow.kind == BatteryWord.CHARGED
    )
    measured = session.exec(
        select(BookBatteryRow)
        .where(BookBatteryRow.battery == battery, BookBatteryRow.kind == BatteryWord.MEASURED)
        .order_by(col(BookBatteryRow.at).desc(), col(BookBatteryRow.id).desc())
        .limit(1)
    ).first()
    return BatteryUse(
        battery,
        session.exec(charges).one(),
        measured.capacity_wh if measured is not None else None,
        measured.at if measured is not None else None,
    )


def _entries(session: Session, aircraft: str) -> list[FlightEntry | Maintenance]:
    """Forms 1 and 3 together, in the order in which things happened."""
    flights = session.exec(
        select(BookFlightRow).where(BookFlightRow.aircraft == aircraft, valid(BookFlightRow))
    )
    works = session.exec(
        select(BookMaintenanceRow).where(
            BookMaintenanceRow.aircraft == aircraft, valid(BookMaintenanceRow)
        )
    )
    entries = [*map(flight_of, flights), *map(maintenance_of, works)]
    return sorted(entries, key=_order)


def _order(entry: FlightEntry | Maintenance) -> tuple[datetime, bool, int]:
    """A flight that began when something else was done was before it."""
    number = entry.noted.number if entry.noted is not None else 0
    if isinstance(entry, Maintenance):
        return entry.at, True, number
    return _began(entry.day, entry.off_at, entry.on_at), False, number


def _began(day: date, off_at: datetime | None, on_at: datetime | None) -> datetime:
    """When a flight began; where no time of it is known, at the end of its day."""
    return off_at or on_at or datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=TOKYO)


def _since_periodic(session: Session, upkeep: Upkeep) -> tuple[Total, int | None]:
    """The same as `book` sums, from the rows since the last periodic maintenance only."""
    renewed = _renewed(session, upkeep.aircraft, col(BookMaintenanceRow.renews_periodic))
    wanted = select(
        col(BookFlightRow.day),
        col(BookFlightRow.off_at),
        col(BookFlightRow.on_at),
        col(BookFlightRow.flight_s),
    ).where(BookFlightRow.aircraft == upkeep.aircraft, valid(BookFlightRow))
    total, flights = Total(), 0
    if renewed is None:
        total, flights = Total.of(upkeep.before.since_periodic_s), None
        if upkeep.before.since_periodic_flights is not None:
            flights = upkeep.before.since_periodic_flights
    else:
        wanted = wanted.where(BookFlightRow.day >= renewed.astimezone(TOKYO).date())
    for day, off_at, on_at, flight_s in session.exec(wanted):
        if renewed is None or _began(day, off_at, on_at) > renewed:
            total += Total.of(flight_s)
            flights = None if flights is None else flights + 1
    return total, flights


def _renewed(session: Session, aircraft: str, what: Any) -> datetime | None:
    """When something was last counted anew."""
    return session.exec(
        select(func.max(BookMaintenanceRow.at)).where(
            BookMaintenanceRow.aircraft == aircraft, what.is_(True), valid(BookMaintenanceRow)
        )
    ).one()


def _flown(session: Session, aircraft: str) -> list[Flown]:
    """What the latest flights tell of the sensors, the latest first, since they were renewed."""
    renewed = _renewed(session, aircraft, col(BookMaintenanceRow.renews_sensors))
    wanted = select(
        col(BookFlightRow.flight_s),
        col(BookFlightRow.health),
        col(BookFlightRow.noted_at),
        col(BookFlightRow.on_at),
    ).where(BookFlightRow.aircraft == aircraft, valid(BookFlightRow))
    rows = session.exec(wanted.order_by(col(BookFlightRow.number).desc()).limit(_LOOKED_AT))
    return [
        Flown(flight_s, health_in(health))
        for flight_s, health, noted_at, on_at in rows
        if renewed is None or (on_at or noted_at) > renewed
    ]


def _worked_at(session: Session, aircraft: str) -> datetime | None:
    """When something was last done to it."""
    worked = session.exec(
        select(func.max(BookMaintenanceRow.at)).where(
            BookMaintenanceRow.aircraft == aircraft,
            BookMaintenanceRow.kind == Work.MAINTENANCE,
            valid(BookMaintenanceRow),
        )
    ).one()
    mended = session.exec(
        select(func.max(BookActionRow.at))
        .join(BookDefectRow, col(BookDefectRow.id) == col(BookActionRow.defect))
        .where(BookDefectRow.aircraft == aircraft)
    ).one()
    return max((at for at in (worked, mended) if at is not None), default=None)


def _day(entry: FlightEntry | Maintenance) -> date:
    return entry.day if isinstance(entry, FlightEntry) else entry.at.astimezone(TOKYO).date()


def _concerns(period: Period, defect: Defect) -> bool:
    """Found or settled in the period, or open all through it."""
    found = defect.at.astimezone(TOKYO).date()
    settled = None if defect.action is None else defect.action.at.astimezone(TOKYO).date()
    began = period.last is None or found <= period.last
    return began and (settled is None or period.first is None or settled >= period.first)
