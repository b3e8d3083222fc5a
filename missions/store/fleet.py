"""The fleet: which aircraft may fly, and where the batteries are.

Owns the rows of aircraft and batteries, and who minds an aircraft. An aircraft that is not entered
here is not known to be airworthy. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select, update

from missions.errors import SorabinError
from missions.machine import OutOfTurn
from missions.store.tables import AircraftRow, BatteryRow, DeskLeaseRow


class UnknownAircraft(SorabinError):
    """There is no aircraft of this id."""

    code = "unknown-aircraft"


class UnknownBattery(SorabinError):
    """There is no battery of this id."""

    code = "unknown-battery"


def enter(session: Session, ids: Iterable[str], batteries: Iterable[str], now: datetime) -> None:
    """Enter aircraft and batteries that are not known yet; known ones stay as they are."""
    for aircraft_id in ids:
        if session.get(AircraftRow, aircraft_id) is None:
            session.add(AircraftRow(aircraft=aircraft_id, changed_at=now))
    for battery in batteries:
        if session.get(BatteryRow, battery) is None:
            session.add(BatteryRow(battery=battery, changed_at=now))
    session.flush()


def aircraft(session: Session) -> list[AircraftRow]:
    """All aircraft by id."""
    return list(session.exec(select(AircraftRow).order_by(col(AircraftRow.aircraft))))


def the_aircraft(session: Session, aircraft_id: str, *, lock: bool = False) -> AircraftRow:
    """One aircraft. Raises UnknownAircraft."""
    row = session.get(AircraftRow, aircraft_id, with_for_update=lock or None)
    if row is None:
        raise UnknownAircraft(f"there is no aircraft {aircraft_id}", aircraft=aircraft_id)
    return row


def ground(session: Session, aircraft_id: str, why: str, by: str, now: datetime) -> AircraftRow:
    """No launch of this aircraft until it is released; a later reason takes the first one's place.

    Raises UnknownAircraft.
    """
    return _change(session, aircraft_id, grounded=True, why=why, by=by, now=now)


def release(session: Session, aircraft_id: str, why: str, by: str, now: datetime) -> AircraftRow:
    """It may fly again. Raises UnknownAircraft, OutOfTurn when it is not grounded."""
    if not the_aircraft(session, aircraft_id, lock=True).grounded:
        raise OutOfTurn(f"{aircraft_id} is not grounded", aircraft=aircraft_id)
    return _change(session, aircraft_id, grounded=False, why=why, by=by, now=now)


def batteries(session: Session) -> list[BatteryRow]:
    """All batteries by id."""
    return list(session.exec(select(BatteryRow).order_by(col(BatteryRow.battery))))


def the_battery(session: Session, battery: str) -> BatteryRow:
    """One battery. Raises UnknownBattery."""
    row = session.get(BatteryRow, battery)
    if row is None:
        raise UnknownBattery(f"there is no battery {battery}", battery=battery)
    return row


def put_in(session: Session, aircraft_id: str, battery: str, now: datetime) -> None:
    """A battery sits in an aircraft now; the one before lies on the shelf.

    Raises UnknownAircraft, UnknownBattery, OutOfTurn when it sits in another aircraft.
    """
    craft = the_aircraft(session, aircraft_id, lock=True)
    new = the_battery(session, battery)
    if new.aircraft not in (None, aircraft_id):
        raise OutOfTurn(f"{battery} sits in {new.aircraft}", battery=battery)
    if craft.battery is not None and craft.battery != battery:
        old = the_battery(session, craft.battery)
        old.aircraft, old.changed_at = None, now
        session.add(old)
    new.aircraft, new.changed_at, craft.battery = aircraft_id, now, battery
    session.add(new)
    session.add(craft)
    session.flush()


def hold_lease(
    session: Session, aircraft_id: str, holder: str, now: datetime, until: datetime
) -> bool:
    """Whether `holder` minds this aircraft until `until`: nobody else does, or theirs has run out.

    `now` and `until` are machine time: a lease guards a machine, not the business.
    """
    row = session.get(DeskLeaseRow, aircraft_id, with_for_update=True)
    if row is None:
        session.add(DeskLeaseRow(aircraft=aircraft_id, holder=holder, until=until))
        session.flush()
        return True
    if row.holder != holder and row.until > now:
        return False
    result = session.exec(
        update(DeskLeaseRow)
        .where(col(DeskLeaseRow.aircraft) == aircraft_id, col(DeskLeaseRow.holder) == row.holder)
        .values(holder=holder, until=until)
    )
    return result.rowcount == 1


def lease(session: Session, aircraft_id: str, *, lock: bool = False) -> DeskLeaseRow | None:
    """Who minds this aircraft, None where nobody ever has. `lock`: nobody takes it meanwhile."""
    return session.get(DeskLeaseRow, aircraft_id, with_for_update={"read": True} if lock else None)


def take_lease(session: Session, aircraft_id: str, dead: str, holder: str, until: datetime) -> bool:
    """Take over the lease of a holder that is known to be dead; False when it has changed hands."""
    result = session.exec(
        update(DeskLeaseRow)
        .where(col(DeskLeaseRow.aircraft) == aircraft_id, col(DeskLeaseRow.holder) == dead)
        .values(holder=holder, until=until)
    )
    return result.rowcount == 1


def give_up_lease(session: Session, aircraft_id: str, holder: str, now: datetime) -> None:
    """From now on another desk may mind this aircraft, if `holder` did."""
    session.exec(
        update(DeskLeaseRow)
        .where(col(DeskLeaseRow.aircraft) == aircraft_id, col(DeskLeaseRow.holder) == holder)
        .values(until=now)
    )


def _change(
    session: Session, aircraft_id: str, *, grounded: bool, why: str, by: str, now: datetime
) -> AircraftRow:
    row = the_aircraft(session, aircraft_id, lock=True)
    row.grounded, row.why, row.changed_by, row.changed_at = grounded, why, by, now
    session.add(row)
    session.flush()
    return row
