"""What the volunteer at the hall says, and what each word moves.

Owns the words' rows and who may say them. The first to confirm is the named volunteer; another of
the hall may take over by confirming, before the launch and while the aircraft stands at the hall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from logistics.db.models import SortieRow, SortieWordRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.domain.principal import Forbidden, Principal
from logistics.domain.sorties import SAID_IN, SortieEvent, SortieState, Word
from logistics.domain.village import Role
from logistics.services.boarding import load_of, move_sortie, the_sortie
from logistics.services.desk_words import take_back_launch, tell
from logistics.services.launches import prepare_home
from missions.errors import SorabinError
from missions.machine import OutOfTurn
from missions.store import fleet, flights
from missions.store.flights import Word as DeskWord


class NotTheNamedVolunteer(SorabinError):
    """Another volunteer has confirmed, or nobody has yet."""

    code = "not-the-named-volunteer"


class StillOnBoard(SorabinError):
    """Goods are in the aircraft whose unloading was reported."""

    code = "still-on-board"


class BadSwap(SorabinError):
    """A swap that does not name both batteries, or names them wrongly."""

    code = "bad-swap"


@dataclass(frozen=True, slots=True)
class Said:
    """A word; `out` and `into` are the batteries of a swap: taken out, put in."""

    word: Word
    out: str | None = None
    into: str | None = None


def say(uow: UnitOfWork, principal: Principal, day: date, sortie_id: str, said: Said) -> SortieRow:
    """The volunteer says a word.

    Raises Forbidden, UnknownSortie, OutOfTurn, NotTheNamedVolunteer, StillOnBoard, BadSwap,
    UnknownBattery.
    """
    principal.require(Role.VOLUNTEER)
    sortie = the_sortie(uow.session, day, sortie_id, lock=True)
    if uow.deployment.village.person(principal.id).place != sortie.hall:
        raise Forbidden("this sortie goes to another hall", hall=sortie.hall)
    if sortie.state not in SAID_IN[said.word]:
        raise OutOfTurn(
            f"the sortie is {sortie.state}: {said.word} means nothing now", state=sortie.state
        )
    if said.word is Word.CONFIRMED:
        _name(uow, principal, sortie)
    elif sortie.volunteer != principal.id:
        raise NotTheNamedVolunteer(
            f"{sortie.volunteer or 'nobody'} has confirmed", volunteer=sortie.volunteer
        )
    facts = {"out": said.out, "in": said.into} if said.word is Word.SWAPPED else {}
    uow.session.add(
        SortieWordRow(
            day=day,
            sortie=sortie.id,
            word=said.word,
            said_by=principal.actor,
            at=uow.now,
            facts=facts,
        )
    )
    uow.session.flush()
    uow.journal.append("sortie-word", day=day, sortie=sortie.id, word=said.word, **facts)
    _follow(uow, principal, sortie, said)
    return sortie


def _name(uow: UnitOfWork, principal: Principal, sortie: SortieRow) -> None:
    """Whoever confirms is the named volunteer from now on."""
    before = sortie.volunteer
    uow.guarded(sortie, {"state": sortie.state}, volunteer=principal.id)
    if before in (None, principal.id):
        return
    uow.journal.append(
        "sortie-taken-over",
        day=sortie.day,
        sortie=sortie.id,
        state=sortie.state,
        volunteer=principal.id,
        before=before,
    )
    if sortie.state == SortieState.SWAPPED:
        # That all is clear was another's word: the new one has not looked yet.
        take_back_launch(uow, sortie, "another volunteer has taken over")


def _follow(uow: UnitOfWork, principal: Principal, sortie: SortieRow, said: Said) -> None:
    match said.word:
        case Word.CONSENT:
            _to_desk(uow, principal, sortie, DeskWord.CONSENT)
        case Word.PAD_NOT_CLEAR if sortie.state == SortieState.FLYING_OUT:
            _to_desk(uow, principal, sortie, DeskWord.WITHDRAW_CONSENT)
        case Word.PAD_NOT_CLEAR:
            take_back_launch(uow, sortie, "the pad is not clear")
        case Word.UNLOADED:
            left = [parcel.code for parcel in load_of(uow.session, sortie)]
            if left:
                raise StillOnBoard(f"not scanned yet: {', '.join(left)}", parcels=left)
            move_sortie(uow, sortie, SortieEvent.UNLOAD, "sortie-unloaded")
        case Word.SWAPPED:
            out, into = _swap(uow, sortie, said)
            _to_desk(uow, principal, sortie, DeskWord.SWAP, {"out": out, "in": into})
            move_sortie(uow, sortie, SortieEvent.SWAP, "sortie-swapped", out=out, into=into)
        case Word.ALL_CLEAR:
            flight = prepare_home(uow, principal, sortie)
            tell(uow, principal, flight, DeskWord.ALL_CLEAR, {})
        case _:
            pass


def _swap(uow: UnitOfWork, sortie: SortieRow, said: Said) -> tuple[str, str]:
    """The two batteries of a swap, as far as the fleet's book can tell that they are right."""
    if not said.out or not said.into or said.out == said.into:
        raise BadSwap("name the battery taken out and the other one put in")
    fleet.the_battery(uow.session, said.out)
    new = fleet.the_battery(uow.session, said.into)
    sitting = fleet.the_aircraft(uow.session, sortie.aircraft).battery
    if sitting not in (None, said.out):
        raise BadSwap(f"{sitting} sits in {sortie.aircraft}, not {said.out}", sitting=sitting)
    if new.aircraft is not None:
        raise BadSwap(f"{said.into} sits in {new.aircraft}", aircraft=new.aircraft)
    return said.out, said.into


def _to_desk(
    uow: UnitOfWork,
    principal: Principal,
    sortie: SortieRow,
    word: DeskWord,
    body: dict[str, object] | None = None,
) -> None:
    flight = flights.flight(uow.session, sortie.flight_out or "")
    tell(uow, principal, flight, word, body or {})
