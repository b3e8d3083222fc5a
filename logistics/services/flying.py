"""Words to an aircraft in the air, and what was found where one came down.

Owns the operators' words and the end of goods that are astray. What an aircraft does about a word
stands in the word's own row, written by the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from logistics.db.models import ParcelRow, SortieRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.parcels import ParcelEvent, ParcelState
from logistics.domain.principal import Principal
from logistics.domain.sorties import ASTRAY
from logistics.domain.village import Role
from logistics.services.boarding import load_of, the_sortie
from logistics.services.desk_words import tell
from logistics.services.fallback import plan_by_van
from logistics.services.parcels import parcel_event
from logistics.services.promises import watch_promises
from missions.flight.states import AIRBORNE
from missions.machine import OutOfTurn
from missions.store import flights
from missions.store.flights import Word
from missions.store.tables import FlightCommandRow

IN_FLIGHT = (Word.HOLD, Word.GO_ON, Word.RETURN, Word.DIVERT, Word.LAND)
"""What an operator may say to an aircraft in the air."""


class Found(StrEnum):
    """What was found of the goods on board of an aircraft that is astray."""

    RECOVERED = "recovered"  # at the hub again, fit to be eaten
    LOST = "lost"


def say_in_flight(
    uow: UnitOfWork, principal: Principal, flight_id: str, word: Word, place: str | None = None
) -> FlightCommandRow:
    """Leave an operator's word for the desk. Raises Forbidden, UnknownFlight, OutOfTurn.

    `place` names an emergency landing place for divert; without it the nearest one is meant.
    """
    principal.require(Role.OPERATOR, Role.LAUNCH_AUTHORITY)
    flight = flights.flight(uow.session, flight_id)
    if flight.state not in AIRBORNE:
        raise OutOfTurn(f"the flight is {flight.state}", flight=flight_id, state=flight.state)
    body = {"place": place} if word is Word.DIVERT and place else {}
    number = tell(uow, principal, flight, word, body)
    uow.journal.append(
        "flight-word", day=flight.day, sortie=flight.sortie, flight=flight.id, word=word, **body
    )
    return flights.commands_of(uow.session, flight_id)[number - 1]


def record_found(
    uow: UnitOfWork,
    principal: Principal,
    day: date,
    sortie_id: str,
    found: Found,
    codes: Sequence[str] | None = None,
    note: str = "",
) -> tuple[SortieRow, list[ParcelRow]]:
    """Say what was found of the load, all of it or the parcels named.

    What was recovered is planned by van, and scanned from the aircraft into the hub; what is lost
    is given back on the bill. Raises Forbidden, UnknownSortie, OutOfTurn.
    """
    principal.require(Role.OPERATOR)
    sortie = the_sortie(uow.session, day, sortie_id, lock=True)
    if sortie.state not in ASTRAY:
        raise OutOfTurn(f"the sortie is {sortie.state}: nothing is astray", state=sortie.state)
    on_board = load_of(uow.session, sortie)
    chosen = [parcel for parcel in on_board if codes is None or parcel.code in codes]
    chosen = [parcel for parcel in chosen if parcel.state == ParcelState.UNDER_WAY]
    if not chosen or (codes is not None and len(chosen) != len(set(codes))):
        raise OutOfTurn("these parcels are not on board", sortie=sortie.id)
    uow.journal.append(
        "sortie-found",
        day=day,
        sortie=sortie.id,
        state=sortie.state,
        found=found,
        note=note,
        parcels=[parcel.code for parcel in chosen],
    )
    if found is Found.RECOVERED:
        plan_by_van(uow, day, [parcel.code for parcel in chosen], f"{sortie.id}: recovered")
    else:
        for parcel in chosen:
            parcel_event(uow, parcel, ParcelEvent.LOSE, sortie=sortie.id)
        watch_promises(uow, day)
    return sortie, chosen
