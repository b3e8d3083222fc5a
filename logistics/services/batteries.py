"""What people say of batteries: that one is charged, where it sits, and what it holds.

Owns who may say so and the journal's row. A vehicle cannot tell: its gauge calls any battery full
that was just plugged in.
"""

from __future__ import annotations

from datetime import datetime

from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Principal
from logistics.domain.village import Role
from missions.store import batteries, flightbook
from missions.store.fleet import the_battery
from missions.store.tables import BatteryRow


def say_charged(
    uow: UnitOfWork,
    principal: Principal,
    battery: str,
    at: datetime | None = None,
    aircraft: str | None = None,
) -> BatteryRow:
    """A battery is full since `at` (now, where nothing is said); `aircraft`: it sits in this one.

    Raises Forbidden, UnknownBattery, UnknownAircraft, OutOfTurn.
    """
    at_hub = (Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    principal.require(*at_hub, *(() if aircraft else (Role.VOLUNTEER,)))
    since = at or uow.now
    row = batteries.charged(uow.session, battery, since, uow.now, aircraft, principal.actor)
    uow.journal.append(
        "battery-charged", battery=battery, at=since.isoformat(), aircraft=row.aircraft
    )
    return row


def say_measured(
    uow: UnitOfWork,
    principal: Principal,
    battery: str,
    capacity_wh: float,
    at: datetime | None = None,
) -> BatteryRow:
    """What a full battery gave when it was discharged and measured, in watt hours.

    Raises Forbidden, UnknownBattery, NotYet.
    """
    principal.require(Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    since = at or uow.now
    flightbook.battery_measured(uow.session, battery, capacity_wh, since, uow.now, principal.actor)
    uow.journal.append(
        "battery-measured", battery=battery, at=since.isoformat(), capacity_wh=capacity_wh
    )
    return the_battery(uow.session, battery)
