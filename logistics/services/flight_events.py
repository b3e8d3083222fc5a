"""What the desk reports of flights, taken over once and in order.

Owns the inbox and what each kind of event means for a sortie and its goods. An event that does not
fit the sortie's state is written into the journal and changes nothing: the report of an aircraft
never stops the reports after it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import or_, select

from logistics.db.models import FlightInboxRow, SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.legs import LegEvent
from logistics.domain.sorties import BEFORE_LAUNCH, SORTIE_MACHINE, SortieEvent, SortieState
from logistics.services.boarding import load_of, move_sortie
from logistics.services.fallback import fall_back
from logistics.services.legs import fly_leg
from logistics.services.promises import call_households
from logistics.services.standing import grounded
from logistics.services.upkeep import ground_if_unfit
from missions.store import fleet, flights
from missions.store.tables import FlightEventRow

AT_ONCE = 50
"""Events taken over in one transaction."""
_LANDED = ("delivered", "returned")
"""Ends after which an aircraft may fly again if its flight book lets it."""


def take_flight_events(uow: UnitOfWork, limit: int = AT_ONCE) -> int:
    """Take over the next events; return how many. Each is taken over exactly once."""
    inbox = uow.session.exec(
        select(FlightInboxRow).where(FlightInboxRow.id == 1).with_for_update()
    ).one()
    events = flights.events_after(uow.session, inbox.last_seq, limit)
    for event in events:
        _take(uow, event)
    if events:
        inbox.last_seq = events[-1].seq or inbox.last_seq
        uow.session.add(inbox)
    return len(events)


def _take(uow: UnitOfWork, event: FlightEventRow) -> None:
    sortie = uow.session.exec(
        select(SortieRow)
        .where(
            or_(SortieRow.flight_out == event.flight_id, SortieRow.flight_home == event.flight_id)
        )
        .with_for_update()
    ).first()
    if sortie is None:
        return  # a flight of `sorabin fly`, or one that nobody here has asked for
    out = event.flight_id == sortie.flight_out
    told = {"flight": event.flight_id, "event_id": event.id, "flight_at": event.at, **_plain(event)}
    kind = "refused" if _ends_what_was_counted_on(sortie, event) else event.kind
    move = (_OUT if out else _HOME).get(kind)
    if move is None:
        _note(uow, sortie, event, told)
    elif not move(uow, sortie, event, told):
        _note(uow, sortie, event, told, kind="flight-unexpected")
    if kind in _LANDED:
        ground_if_unfit(uow, sortie.aircraft)


def _ends_what_was_counted_on(sortie: SortieRow, event: FlightEventRow) -> bool:
    """Whether the desk has obeyed a CANCEL while the sortie still waited for this flight."""
    told = (event.kind, event.body.get("word"), event.body.get("outcome"))
    obeyed = told == ("command", flights.Word.CANCEL, flights.ACCEPTED)
    return obeyed and sortie.state in (*BEFORE_LAUNCH, SortieState.SWAPPED)


def _plain(event: FlightEventRow) -> dict[str, Any]:
    """What the journal keeps of an event's body: not the gates, which stand in the flight."""
    kept = ("why", "place", "go", "word", "outcome", "error_m")
    return {name: event.body[name] for name in kept if name in event.body}


def _note(
    uow: UnitOfWork,
    sortie: SortieRow,
    event: FlightEventRow,
    told: dict[str, Any],
    kind: str | None = None,
) -> None:
    uow.journal.append(
        kind or f"flight-{event.kind}",
        day=sortie.day,
        sortie=sortie.id,
        aircraft=sortie.aircraft,
        **({"kind_of_event": event.kind} if kind else {}),
        **told,
    )


Move = Callable[[UnitOfWork, SortieRow, FlightEventRow, dict[str, Any]], bool]
"""Moves a sortie by an event; False when its state does not allow that."""


def _prepared(
    uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
) -> bool:
    go = event.body.get("go") is True
    gates = [gate for gate in event.body.get("gates") or [] if isinstance(gate, dict)]
    shut = [str(gate.get("name")) for gate in gates if gate.get("verdict") != "pass"]
    if go:
        return _move(uow, sortie, SortieEvent.GO, "sortie-ready", told | {"why": ""})
    why = {"why": "gates: " + ", ".join(shut)} if shut else {}
    return _move(uow, sortie, SortieEvent.NO_GO, "sortie-not-ready", told | why)


def _refused(
    uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
) -> bool:
    flight = flights.flight(uow.session, event.flight_id)
    why = str(event.body.get("why") or flight.why or "refused").removeprefix("cancelled: ")
    flying = sortie.state == SortieState.FLYING_OUT
    moved = SortieEvent.NEVER_LEFT if flying else SortieEvent.CANCEL
    if not _move(uow, sortie, moved, "sortie-refused", told | {"why": why}):
        return False
    fall_back(uow, sortie, why)
    return True


def _launched(
    uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
) -> bool:
    if not _move(uow, sortie, SortieEvent.LAUNCH, "flight-launched", told):
        return False
    fly_leg(uow, sortie.day, sortie.leg, LegEvent.DEPART)
    return True


def _delivered(
    uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
) -> bool:
    if not _move(uow, sortie, SortieEvent.ARRIVE, "flight-delivered", told):
        return False
    fly_leg(uow, sortie.day, sortie.leg, LegEvent.ARRIVE)
    return True


def _came_back(
    uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
) -> bool:
    why = str(event.body.get("why") or "came back with its load")
    if not _move(uow, sortie, SortieEvent.COME_BACK, "flight-returned", told | {"why": why}):
        return False
    fall_back(uow, sortie, why)
    return True


def _astray(moved: SortieEvent) -> Move:
    """It stands, or lies, where nobody waits for it: its load stays with it, for now."""

    def move(
        uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
    ) -> bool:
        why = str(event.body.get("why") or event.body.get("place") or event.kind)
        if not _move(uow, sortie, moved, f"flight-{event.kind}", told | {"why": why}):
            return False
        fly_leg(uow, sortie.day, sortie.leg, LegEvent.FAIL, why=why)
        if any(row.aircraft == sortie.aircraft for row in fleet.aircraft(uow.session)):
            grounded(uow, sortie.aircraft, f"{event.kind}: {why}", uow.journal.actor)
        call_households(uow, load_of(uow.session, sortie), "aircraft")
        return True

    return move


def _home_prepared(
    uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
) -> bool:
    if sortie.state != SortieState.SWAPPED:
        return False
    uow.guarded(sortie, {"state": sortie.state}, home_ready=event.body.get("go") is True)
    _note(uow, sortie, event, told)
    return True


def _home_refused(
    uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
) -> bool:
    if sortie.state == SortieState.FLYING_HOME:
        _move(uow, sortie, SortieEvent.STAY, "flight-refused", told)
    elif sortie.state == SortieState.SWAPPED:
        _note(uow, sortie, event, told)
    else:
        return False
    uow.guarded(sortie, {"state": sortie.state}, home_ready=False)
    return True


def _moves_home(moved: SortieEvent) -> Move:
    def move(
        uow: UnitOfWork, sortie: SortieRow, event: FlightEventRow, told: dict[str, Any]
    ) -> bool:
        return _move(uow, sortie, moved, f"flight-{event.kind}", told)

    return move


def _move(
    uow: UnitOfWork, sortie: SortieRow, event: SortieEvent, kind: str, told: dict[str, Any]
) -> bool:
    if not SORTIE_MACHINE.allows(SortieState(sortie.state), event):
        return False
    move_sortie(uow, sortie, event, kind, **told)
    return True


_ASTRAY: dict[str, Move] = {
    "diverted": _astray(SortieEvent.DIVERT),
    "down": _astray(SortieEvent.COME_DOWN),
    "lost": _astray(SortieEvent.VANISH),
}
_OUT: dict[str, Move] = {
    "prepared": _prepared,
    "refused": _refused,
    "launched": _launched,
    "delivered": _delivered,
    "returned": _came_back,
    **_ASTRAY,
}
_HOME: dict[str, Move] = {
    "prepared": _home_prepared,
    "refused": _home_refused,
    "launched": _moves_home(SortieEvent.LAUNCH_HOME),
    "returned": _moves_home(SortieEvent.RETURN),
    **_ASTRAY,
}
"""Kinds of events that move a sortie; all others are only noted."""
