"""Launches: a sortie is prepared, launched or called off by people of the hub.

Owns when a flight may be prepared and launched, and calling a sortie off while it has not launched.
What the desk answers comes back through `flight_events`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from logistics.db.models import SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Principal
from logistics.domain.sorties import BEFORE_LAUNCH, SORTIE_MACHINE, SortieEvent, SortieState
from logistics.domain.village import Role
from logistics.services.boarding import load_of, move_sortie, the_sortie
from logistics.services.desk_words import (
    call_off_flight,
    launch_word_out,
    take_back_launch,
    tell,
)
from logistics.services.fallback import fall_back
from logistics.services.readings import closed, own_gates, readings_of
from logistics.services.sorties import stood_down
from missions.errors import SorabinError
from missions.flight.states import FlightState
from missions.machine import OutOfTurn
from missions.plan.model import Direction
from missions.store import flights
from missions.store.flights import Word
from missions.store.tables import FlightRow

_LAUNCHABLE = (*BEFORE_LAUNCH, SortieState.SWAPPED)


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a stop of launches did.

    `called_off`: go by van. `held`: stay where they are, their order to launch was taken back, or a
    desk that has it in hand was told not to act on it.
    """

    called_off: Sequence[SortieRow]
    held: Sequence[SortieRow]


NOTHING_STOPPED = Stopped((), ())


class StoodDown(SorabinError):
    """All launches are stopped."""

    code = "stood-down"


class GatesClosed(SorabinError):
    """A gate before the launch fails, or what it needs is not known."""

    code = "gates-closed"


class TooLateToLaunch(SorabinError):
    """If the aircraft came back with its load now, the van could not save the promise."""

    code = "too-late-to-launch"


class LaunchOrdered(SorabinError):
    """The desk has taken the order to launch: only words to the aircraft in the air help now."""

    code = "launch-ordered"


def prepare(uow: UnitOfWork, principal: Principal, day: date, sortie_id: str) -> SortieRow:
    """Ask the desk to prepare the flight that is next: out with the load, or home from the hall.

    Raises Forbidden, UnknownSortie, StoodDown, OutOfTurn.
    """
    principal.require(Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    sortie = the_sortie(uow.session, day, sortie_id, lock=True)
    refuse_while_stood_down(uow)
    if sortie.state == SortieState.SWAPPED:
        if sortie.flight_home is None:
            raise OutOfTurn("the volunteer has not said that all is clear")
        prepare_home(uow, principal, sortie)
        return sortie
    SORTIE_MACHINE.after(SortieState(sortie.state), SortieEvent.ASK)
    flight = _flight(uow, sortie, Direction.OUT)
    uow.guarded(sortie, {"state": sortie.state}, flight_out=flight.id)
    move_sortie(uow, sortie, SortieEvent.ASK, "sortie-asked", flight=flight.id)
    tell(uow, principal, flight, Word.PREPARE, _about(uow, sortie, flight))
    return sortie


def prepare_home(uow: UnitOfWork, principal: Principal, sortie: SortieRow) -> FlightRow:
    """Ask the desk to prepare the flight home; a new one where the one before was refused."""
    flight = _flight(uow, sortie, Direction.HOME)
    changes = {"flight_home": flight.id, "home_ready": False}
    uow.guarded(sortie, {"state": sortie.state}, **changes)
    uow.journal.append("flight-asked", day=sortie.day, sortie=sortie.id, flight=flight.id)
    tell(uow, principal, flight, Word.PREPARE, _about(uow, sortie, flight))
    return flight


def launch(uow: UnitOfWork, principal: Principal, day: date, sortie_id: str) -> SortieRow:
    """Order the launch, out or home. The gates that need no vehicle are judged here once more.

    Raises Forbidden, UnknownSortie, StoodDown, OutOfTurn, TooLateToLaunch, GatesClosed.
    """
    principal.require(Role.LAUNCH_AUTHORITY)
    sortie = the_sortie(uow.session, day, sortie_id, lock=True)
    refuse_while_stood_down(uow)
    direction = Direction.OUT
    if sortie.state == SortieState.SWAPPED:
        direction = Direction.HOME
        if not sortie.home_ready:
            raise OutOfTurn("the flight home is not prepared", sortie=sortie.id)
    else:
        SORTIE_MACHINE.after(SortieState(sortie.state), SortieEvent.LAUNCH)
        if uow.now > sortie.last_launch_at:
            raise TooLateToLaunch(
                f"the last moment to launch was {sortie.last_launch_at:%H:%M}",
                last_launch=sortie.last_launch_at,
            )
    flight_id = sortie.flight_out if direction is Direction.OUT else sortie.flight_home
    flight = flights.flight(uow.session, flight_id or "")
    if launch_word_out(uow, flight.id):
        raise LaunchOrdered("the launch has been ordered already", flight=flight.id)
    readings = readings_of(uow, sortie, direction)
    shut = closed(own_gates(readings, uow.deployment.air.limits))
    if shut:
        raise GatesClosed(
            "not now: " + ", ".join(f"{gate.name} {gate.verdict}" for gate in shut),
            gates=[asdict(gate) for gate in shut],
        )
    tell(uow, principal, flight, Word.LAUNCH, {"readings": asdict(readings)})
    uow.journal.append("launch-ordered", day=day, sortie=sortie.id, flight=flight.id)
    return sortie


def cancel(uow: UnitOfWork, principal: Principal, day: date, sortie_id: str, why: str) -> SortieRow:
    """Let the van bring the goods instead. Raises Forbidden, OutOfTurn, LaunchOrdered.

    While the desk has the order to launch in hand a word to stop it is left beside it: the sortie
    is as it was until the desk answers.
    """
    principal.require(Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    sortie = the_sortie(uow.session, day, sortie_id, lock=True)
    SORTIE_MACHINE.after(SortieState(sortie.state), SortieEvent.CANCEL)
    taken_back = take_back_launch(uow, sortie, why)
    if not call_off(uow, sortie, why) and not taken_back:
        raise LaunchOrdered("the desk has taken the order to launch: use return", sortie=sortie.id)
    return sortie


def call_off(uow: UnitOfWork, sortie: SortieRow, why: str) -> bool:
    """Cancel a sortie that has not launched, and plan its goods by van at once.

    False, and nothing done, when the desk may be launching: its order is taken and not refused.
    """
    if sortie.state not in BEFORE_LAUNCH:
        return False
    if sortie.flight_out is not None and not call_off_flight(uow, sortie.flight_out, why):
        return False
    move_sortie(uow, sortie, SortieEvent.CANCEL, "sortie-cancelled", why=why)
    fall_back(uow, sortie, why)
    return True


def too_late(uow: UnitOfWork, day: date, sortie_id: str) -> None:
    """The last moment to launch has come: what has not launched goes by van."""
    sortie = the_sortie(uow.session, day, sortie_id, lock=True)
    if sortie.state in BEFORE_LAUNCH:
        why = "the last moment to launch has passed"
        take_back_launch(uow, sortie, why)
        call_off(uow, sortie, why)


def stop_launches(uow: UnitOfWork, why: str, aircraft: str | None = None) -> Stopped:
    """Let nothing launch any more, of one aircraft or of all.

    A sortie that has not launched is called off. One at its hall stays there: only the order to
    launch it for home is taken back.
    """
    wanted = select(SortieRow).where(col(SortieRow.state).in_(_LAUNCHABLE))
    if aircraft is not None:
        wanted = wanted.where(SortieRow.aircraft == aircraft)
    rows = uow.session.exec(wanted.with_for_update()).all()
    called_off: list[SortieRow] = []
    held: list[SortieRow] = []
    for row in sorted(rows, key=lambda row: (row.day, row.made_at, row.id)):
        taken_back = take_back_launch(uow, row, why)
        if call_off(uow, row, why):
            called_off.append(row)
        elif taken_back:
            held.append(row)
    return Stopped(called_off, held)


def refuse_while_stood_down(uow: UnitOfWork) -> None:
    """Raise StoodDown while all launches are stopped."""
    standing = stood_down(uow)
    if standing is not None:
        raise StoodDown(
            f"launches are stopped: {standing.reason}", reason=standing.reason, by=standing.by
        )


def _flight(uow: UnitOfWork, sortie: SortieRow, direction: Direction) -> FlightRow:
    """The flight row of this direction; another attempt where the last one was refused."""
    base = f"{sortie.day}-{sortie.id}-{direction}"
    flight_id, attempt = base, 1
    while (known := uow.session.get(FlightRow, flight_id)) is not None:
        if known.state != FlightState.REFUSED:
            return known
        attempt += 1
        flight_id = f"{base}-{attempt}"
    return flights.make_flight(
        uow.session,
        flight_id=flight_id,
        day=sortie.day,
        sortie=sortie.id,
        route=sortie.route,
        direction=direction,
        aircraft=sortie.aircraft,
        load_kg=sum(parcel.mass_g for parcel in load_of(uow.session, sortie)) / 1000,
        now=uow.now,
    )


def _about(uow: UnitOfWork, sortie: SortieRow, flight: FlightRow) -> dict[str, Any]:
    return {
        "route": flight.route,
        "direction": flight.direction,
        "load_kg": flight.load_kg,
        "readings": asdict(readings_of(uow, sortie, Direction(flight.direction))),
    }
