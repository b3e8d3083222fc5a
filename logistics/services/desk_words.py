"""Words that the service leaves for the flight desk, and taking them back.

Owns the numbers of a flight's words, and what is known of an order to launch. What the desk answers
comes back through `flight_events`.
"""

from __future__ import annotations

from typing import Any

from logistics.db.models import SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Principal
from logistics.domain.sorties import BEFORE_LAUNCH, SortieState
from missions.flight.states import ENDS
from missions.store import flights
from missions.store.flights import Word
from missions.store.tables import FlightRow


def tell(
    uow: UnitOfWork,
    principal: Principal | None,
    flight: FlightRow,
    word: Word,
    body: dict[str, Any],
) -> int:
    """Leave a word for the desk; return its number among the flight's words."""
    number = len(flights.commands_of(uow.session, flight.id)) + 1
    flights.ask(
        uow.session,
        flight_id=flight.id,
        aircraft=flight.aircraft,
        word=word,
        body=body,
        asked_by=principal.actor if principal else uow.journal.actor,
        now=uow.now,
        key=f"{flight.id}#{number}",
    )
    return number


def launch_word_out(uow: UnitOfWork, flight_id: str) -> bool:
    """Whether an order to launch may still be acted on, or has been: no second one then."""
    return any(
        command.word == Word.LAUNCH
        and (
            command.outcome is None
            or command.outcome == flights.ACCEPTED
            or not command.outcome.startswith(("refused", "rejected", "withdrawn"))
        )
        for command in flights.commands_of(uow.session, flight_id)
    )


def take_back_launch(uow: UnitOfWork, sortie: SortieRow, why: str) -> bool:
    """Take back the order to launch the flight that is next; False where none is open.

    One that no desk has taken is withdrawn, and may be given again. Beside one that a desk has in
    hand a CANCEL is left; whether that was in time, the answers tell.
    """
    flight_id = _next_flight(sortie)
    if flight_id is None:
        return False
    commands = flights.commands_of(uow.session, flight_id)
    orders = [each for each in commands if each.word == Word.LAUNCH and each.outcome is None]
    if not orders:
        return False
    for order in orders:
        flights.withdraw(uow.session, order, uow.now)
    in_hand = any(order.outcome is None for order in orders)
    if in_hand:
        _end(uow, flight_id, why)
    uow.journal.append(
        "launch-taken-back",
        day=sortie.day,
        sortie=sortie.id,
        flight=flight_id,
        in_hand=in_hand,
        why=why,
    )
    return True


def call_off_flight(uow: UnitOfWork, flight_id: str, why: str) -> bool:
    """Withdraw a flight's words that no desk has taken, and end the flight.

    False when the desk may be launching it: an order to launch is taken and not refused.
    """
    for command in flights.commands_of(uow.session, flight_id):
        if command.word != Word.CANCEL:
            flights.withdraw(uow.session, command, uow.now)
    if launch_word_out(uow, flight_id):
        return False
    if flights.flight(uow.session, flight_id).state not in ENDS:
        _end(uow, flight_id, why)
    return True


def _next_flight(sortie: SortieRow) -> str | None:
    if sortie.state == SortieState.SWAPPED:
        return sortie.flight_home
    return sortie.flight_out if sortie.state in BEFORE_LAUNCH else None


def _end(uow: UnitOfWork, flight_id: str, why: str) -> None:
    """Leave a CANCEL, unless one has no answer yet."""
    commands = flights.commands_of(uow.session, flight_id)
    if not any(each.word == Word.CANCEL and each.outcome is None for each in commands):
        tell(uow, None, flights.flight(uow.session, flight_id), Word.CANCEL, {"why": why})
