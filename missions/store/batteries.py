"""The battery book: what is in each battery, as far as anybody has seen or said.

Owns the charge of a battery from the moment at which somebody says that it is charged. In the air
it is not known. Never commits.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from missions.flight.states import AIRBORNE
from missions.machine import OutOfTurn
from missions.store import fleet, flightbook
from missions.store.tables import AircraftRow, BatteryRow, FlightRow

FULL_PERCENT = 100.0


def sitting(session: Session, aircraft: str) -> BatteryRow | None:
    """The battery that sits in an aircraft; None where nobody has said which."""
    craft = session.get(AircraftRow, aircraft)
    if craft is None or craft.battery is None:
        return None
    return session.get(BatteryRow, craft.battery)


def charged(
    session: Session,
    battery: str,
    at: datetime,
    now: datetime,
    aircraft: str | None = None,
    by: str = "",
) -> BatteryRow:
    """Somebody says that a battery is full since `at`, and which aircraft it sits in, if any.

    One that was not full before has been charged once more. Raises UnknownBattery,
    UnknownAircraft, OutOfTurn when that was not yet, was before its last use, or cannot be because
    its aircraft flies.
    """
    row = fleet.the_battery(session, battery)
    if at > now:
        raise OutOfTurn(f"{battery} cannot have been charged in the future", battery=battery)
    if at < row.changed_at:
        raise OutOfTurn(f"{battery} has been in use since then", battery=battery)
    for craft in {row.aircraft, aircraft} - {None}:
        if craft is not None and _flies(session, craft):
            raise OutOfTurn(f"{craft} flies", aircraft=craft)
    if aircraft is not None and row.aircraft != aircraft:
        fleet.put_in(session, aircraft, battery, now)
    if row.charge_percent != FULL_PERCENT:
        flightbook.battery_charged(session, battery, at, now, by)
    row.charge_percent, row.changed_at = FULL_PERCENT, now
    session.add(row)
    session.flush()
    return row


def takes_off(session: Session, aircraft: str, now: datetime) -> str | None:
    """The battery that leaves the ground in this aircraft: from now on nobody knows its charge."""
    row = sitting(session, aircraft)
    if row is None:
        return None
    row.charge_percent, row.changed_at = None, now
    session.add(row)
    return row.battery


def has_flown(session: Session, battery: str, percent: float, now: datetime) -> None:
    """What a flight has left in a battery, unless it is known better by now."""
    row = fleet.the_battery(session, battery)
    if row.charge_percent is None:
        row.charge_percent, row.changed_at = percent, now
        session.add(row)


def came_out(session: Session, battery: str, aircraft: str, now: datetime) -> None:
    """A battery was taken out of an aircraft; one of which the book knew nothing is not known."""
    row = fleet.the_battery(session, battery)
    if row.aircraft != aircraft:
        row.charge_percent, row.changed_at = None, now
        session.add(row)


def _flies(session: Session, aircraft: str) -> bool:
    wanted = select(FlightRow.id).where(
        FlightRow.aircraft == aircraft, col(FlightRow.state).in_(list(AIRBORNE))
    )
    return session.exec(wanted.limit(1)).first() is not None
