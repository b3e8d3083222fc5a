"""Keeping aircraft fit to fly: inspections, defects, maintenance, and what the flight book says.

Owns who may put what down in a flight book, the journal's rows of it, and that an aircraft which
its book does not let fly any more is grounded at once, its goods planned by van. The rules stand in
`missions.flightbook`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Principal
from logistics.domain.village import Role
from logistics.services.airworthy import by_book, of_airframe
from logistics.services.launches import NOTHING_STOPPED, Stopped, stop_launches
from logistics.services.standing import grounded
from missions.errors import SorabinError
from missions.flightbook.airworthiness import in_words
from missions.flightbook.facts import NoUpkeep, Upkeep
from missions.flightbook.model import (
    Action,
    Defect,
    FlightEntry,
    Inspection,
    Maintenance,
    Renews,
    Result,
)
from missions.store import flightbook
from missions.store.fleet import the_aircraft

AT_HUB = (Role.OPERATOR, Role.LAUNCH_AUTHORITY)


class BadInspection(SorabinError):
    """An inspection that does not say of each item of today's list whether it passed."""

    code = "bad-inspection"


def upkeep_of(uow: UnitOfWork, aircraft: str) -> Upkeep:
    """What an aircraft is judged by. Raises UnknownAircraft, NoUpkeep."""
    the_aircraft(uow.session, aircraft)
    found = uow.deployment.air.upkeep.get(aircraft)
    if found is None:
        raise NoUpkeep(f"nothing is stated of the upkeep of {aircraft}", aircraft=aircraft)
    return found


def inspect(
    uow: UnitOfWork,
    principal: Principal,
    aircraft: str,
    results: Mapping[str, Result],
    remarks: str = "",
    at: datetime | None = None,
    corrects: int | None = None,
    why: str = "",
) -> tuple[Inspection, list[Defect], Stopped]:
    """Put the daily inspection down; each item that did not pass is a defect.

    Raises Forbidden, UnknownAircraft, NoUpkeep, BadInspection, UnknownEntry, NotYet.
    """
    principal.require(*AT_HUB)
    items = {item.id: item for item in upkeep_of(uow, aircraft).items}
    missing, strange = sorted(items.keys() - results.keys()), sorted(results.keys() - items.keys())
    if missing or strange:
        raise BadInspection(
            "say of each item whether it passed"
            + (f"; missing: {', '.join(missing)}" if missing else "")
            + (f"; no such item: {', '.join(strange)}" if strange else ""),
            missing=missing,
            unknown=strange,
        )
    old = None
    if corrects is not None:
        old = flightbook.the_inspection(uow.session, aircraft, corrects)
    known = old.failed if old is not None else ()
    entry = Inspection(
        aircraft=aircraft,
        at=at or (old.at if old is not None else uow.now),
        place=_place(uow, principal),
        person_id=principal.id,
        person=principal.name,
        results={item: results[item] for item in items},
        remarks=remarks,
    )
    noted = flightbook.inspect(
        uow.session, entry, uow.now, principal.actor, corrects=corrects, why=why
    )
    uow.journal.append(
        "inspection-noted",
        aircraft=aircraft,
        number=noted.noted.number if noted.noted else None,
        failed=list(noted.failed),
        corrects=corrects,
    )
    found, stopped = [], NOTHING_STOPPED
    for item in (each for each in noted.failed if each not in known):
        what = f"{items[item].name.ja}: {remarks}" if remarks else items[item].name.ja
        defect, stopped_now = _defect(uow, principal, aircraft, what, entry.at)
        stopped = _both(stopped, stopped_now)
        found.append(defect)
    return noted, found, stopped


def note_defect(
    uow: UnitOfWork, principal: Principal, aircraft: str, what: str, at: datetime | None = None
) -> tuple[Defect, Stopped]:
    """Somebody has found something wrong: the aircraft is grounded at once, its goods go by van.

    Raises Forbidden, UnknownAircraft, NotYet.
    """
    principal.require(*AT_HUB, Role.VOLUNTEER)
    return _defect(uow, principal, aircraft, what, at or uow.now)


def settle_defect(
    uow: UnitOfWork,
    principal: Principal,
    aircraft: str,
    number: int,
    done: str,
    person: str | None = None,
    at: datetime | None = None,
) -> Defect:
    """Confirm what was done about a defect, and by whom (`person`, else the one who confirms).

    Raises Forbidden, UnknownDefect, OutOfTurn, NotYet.
    """
    principal.require(Role.LAUNCH_AUTHORITY)
    action = Action(at or uow.now, done, person or principal.name, principal.name)
    defect = flightbook.settle_defect(
        uow.session, aircraft, number, action, uow.now, principal.actor
    )
    uow.journal.append(
        "defect-settled", aircraft=aircraft, number=number, done=done, by=action.person
    )
    return defect


def maintain(
    uow: UnitOfWork,
    principal: Principal,
    aircraft: str,
    work: str,
    reason: str,
    renews: Sequence[Renews] = (),
    person: str | None = None,
    place: str | None = None,
    at: datetime | None = None,
    remarks: str = "",
    corrects: int | None = None,
    why: str = "",
) -> Maintenance:
    """Confirm an inspection, repair, alteration or maintenance.

    Raises Forbidden, UnknownAircraft, UnknownEntry, NotYet.
    """
    principal.require(Role.LAUNCH_AUTHORITY)
    the_aircraft(uow.session, aircraft)
    old = None
    if corrects is not None:
        old = flightbook.the_maintenance(uow.session, aircraft, corrects)
    entry = Maintenance(
        aircraft=aircraft,
        at=at or (old.at if old is not None else uow.now),
        place=place or _place(uow, principal),
        person=person or principal.name,
        work=work,
        reason=reason,
        renews=frozenset(renews),
        confirmed_by=principal.name,
        remarks=remarks,
    )
    noted = flightbook.maintain(
        uow.session, entry, uow.now, principal.actor, corrects=corrects, why=why
    )
    uow.journal.append(
        "maintenance-noted",
        aircraft=aircraft,
        number=noted.noted.number if noted.noted else None,
        renews=sorted(str(each) for each in noted.renews),
        corrects=corrects,
    )
    return noted


def correct_flight(
    uow: UnitOfWork,
    principal: Principal,
    aircraft: str,
    number: int,
    changes: dict[str, Any],
    why: str,
) -> FlightEntry:
    """Put a flight's entry right: a new entry takes the place of the old one.

    Raises Forbidden, UnknownAircraft, UnknownEntry, OutOfTurn, NotYet.
    """
    principal.require(Role.LAUNCH_AUTHORITY)
    the_aircraft(uow.session, aircraft)
    entry = flightbook.correct_flight(
        uow.session, aircraft, number, changes, why, uow.now, principal.actor
    )
    uow.journal.append(
        "book-corrected", aircraft=aircraft, number=number, fields=sorted(changes), why=why
    )
    return entry


def ground_if_unfit(uow: UnitOfWork, aircraft: str) -> Stopped:
    """After a flight: an aircraft that is overdue, or whose sensors grow worse, flies no more.

    What a swap of the battery mends grounds no aircraft.
    """
    judged = by_book(uow, aircraft)
    bad = of_airframe(judged) if judged is not None else []
    if not bad or any(point.name == "grounded" for point in bad):
        return NOTHING_STOPPED
    reason = in_words(bad)
    grounded(uow, aircraft, reason, uow.journal.actor)
    return stop_launches(uow, f"{aircraft} is grounded: {reason}", aircraft)


def _defect(
    uow: UnitOfWork, principal: Principal, aircraft: str, what: str, at: datetime
) -> tuple[Defect, Stopped]:
    defect = flightbook.note_defect(
        uow.session, aircraft, what, principal.name, at, uow.now, principal.actor
    )
    reason = f"defect {defect.number}: {what}"
    uow.journal.append("defect-noted", aircraft=aircraft, number=defect.number, what=what)
    uow.journal.append("aircraft-grounded", aircraft=aircraft, reason=reason)
    return defect, stop_launches(uow, f"{aircraft} is grounded: {reason}", aircraft)


def _both(one: Stopped, other: Stopped) -> Stopped:
    return Stopped([*one.called_off, *other.called_off], [*one.held, *other.held])


def _place(uow: UnitOfWork, principal: Principal) -> str:
    """Where somebody usually stands, by name."""
    village = uow.deployment.village
    return village.place(village.person(principal.id).place).name
