"""Flights, the words that people send them, and the events that come back.

Owns how rows are made and changed. A word is asked once by its key, taken once by a desk, and
carries what came of it. Events are numbered in the order in which they are committed, so that a
reader who remembers the last number misses none. Never commits; business time is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, and_, col, func, or_, select, update

from missions.errors import SorabinError
from missions.flight.states import AIRBORNE, ENDS, FlightState
from missions.store.tables import FlightCommandRow, FlightEventRow, FlightRow

ACCEPTED = "accepted"
WITHDRAWN = "withdrawn: taken back before a desk took it"


class Word(StrEnum):
    """What a person may say to an aircraft."""

    PREPARE = "prepare"
    LAUNCH = "launch"
    CONSENT = "consent"
    WITHDRAW_CONSENT = "withdraw-consent"
    HOLD = "hold"
    GO_ON = "go-on"
    RETURN = "return"
    DIVERT = "divert"
    LAND = "land"
    SWAP = "swap"
    ALL_CLEAR = "all-clear"
    CANCEL = "cancel"


class UnknownFlight(SorabinError):
    """There is no flight of this id."""

    code = "unknown-flight"


class KeyTaken(SorabinError):
    """The key stands for another word already."""

    code = "flight-command-key-taken"


def make_flight(
    session: Session,
    *,
    flight_id: str,
    day: date,
    sortie: str,
    route: str,
    direction: str,
    aircraft: str,
    load_kg: float,
    now: datetime,
) -> FlightRow:
    """Return the flight of this id, new in state `preparing` if there is none."""
    known = session.get(FlightRow, flight_id)
    if known is not None:
        return known
    row = FlightRow(
        id=flight_id,
        day=day,
        sortie=sortie,
        route=route,
        direction=direction,
        aircraft=aircraft,
        state=FlightState.PREPARING,
        load_kg=load_kg,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def flight(session: Session, flight_id: str) -> FlightRow:
    """The flight of this id. Raises UnknownFlight."""
    row = session.get(FlightRow, flight_id)
    if row is None:
        raise UnknownFlight(f"there is no flight {flight_id}", flight=flight_id)
    return row


def flights_of(session: Session, day: date) -> list[FlightRow]:
    """All flights of a day, in the order in which they were made."""
    wanted = select(FlightRow).where(FlightRow.day == day)
    return list(session.exec(wanted.order_by(col(FlightRow.made_at), col(FlightRow.id))))


def ask(
    session: Session,
    *,
    flight_id: str,
    aircraft: str,
    word: str,
    body: dict[str, Any],
    asked_by: str,
    now: datetime,
    key: str,
) -> FlightCommandRow:
    """Leave a word for the desk; the same key again returns the first row.

    Raises KeyTaken when the key stands for another flight or word, ValueError for no Word.
    """
    word = Word(word)
    known = session.exec(select(FlightCommandRow).where(FlightCommandRow.key == key)).first()
    if known is not None:
        if (known.flight_id, known.word) != (flight_id, word):
            raise KeyTaken(f"{key} stands for {known.word} to {known.flight_id}", key=key)
        return known
    row = FlightCommandRow(
        flight_id=flight_id,
        aircraft=aircraft,
        word=word,
        body=body,
        asked_by=asked_by,
        asked_at=now,
        key=key,
    )
    session.add(row)
    session.flush()
    return row


def commands_of(session: Session, flight_id: str) -> list[FlightCommandRow]:
    """The words left for a flight, the oldest first."""
    wanted = select(FlightCommandRow).where(FlightCommandRow.flight_id == flight_id)
    return list(session.exec(wanted.order_by(col(FlightCommandRow.id))))


def open_flights(session: Session, aircraft: str) -> list[FlightRow]:
    """Flights of an aircraft that may be in the air, or are about to be: the oldest first.

    Those are the ones whose launch a desk has ordered, and those of which it has taken the word to
    launch and not answered it.
    """
    ordered = select(FlightCommandRow.flight_id).where(
        FlightCommandRow.word == Word.LAUNCH,
        col(FlightCommandRow.taken_at).is_not(None),
        col(FlightCommandRow.answered_at).is_(None),
    )
    wanted = select(FlightRow).where(
        FlightRow.aircraft == aircraft,
        or_(col(FlightRow.state).in_(AIRBORNE), col(FlightRow.id).in_(ordered)),
    )
    return list(session.exec(wanted.order_by(col(FlightRow.made_at), col(FlightRow.id))))


def unanswered_commands(session: Session, aircraft: str) -> list[FlightCommandRow]:
    """Words to an aircraft that a desk has taken and not answered, the oldest first."""
    wanted = select(FlightCommandRow).where(
        FlightCommandRow.aircraft == aircraft,
        col(FlightCommandRow.taken_at).is_not(None),
        col(FlightCommandRow.answered_at).is_(None),
    )
    return list(session.exec(wanted.order_by(col(FlightCommandRow.id))))


def waiting_commands(
    session: Session, limit: int = 100, aircraft: Sequence[str] | None = None
) -> list[FlightCommandRow]:
    """Words that no desk has taken, to some aircraft or to all: the oldest first."""
    wanted = select(FlightCommandRow).where(col(FlightCommandRow.taken_at).is_(None))
    if aircraft is not None:
        wanted = wanted.where(col(FlightCommandRow.aircraft).in_(aircraft))
    return list(session.exec(wanted.order_by(col(FlightCommandRow.id)).limit(limit)))


def waiting_cancel(session: Session, flight_id: str) -> FlightCommandRow | None:
    """The first word to cancel a flight that no desk has taken; None where nobody has said it."""
    wanted = select(FlightCommandRow).where(
        FlightCommandRow.flight_id == flight_id,
        FlightCommandRow.word == Word.CANCEL,
        col(FlightCommandRow.taken_at).is_(None),
    )
    return session.exec(wanted.order_by(col(FlightCommandRow.id)).limit(1)).first()


def take(session: Session, command: FlightCommandRow, now: datetime) -> bool:
    """The desk takes a word; False when it is taken, or was withdrawn, already.

    Commit before acting on it: a word that was taken is never acted on again after a crash.
    """
    return _once(session, command, "taken_at", taken_at=now)


def answer(session: Session, command: FlightCommandRow, outcome: str, now: datetime) -> bool:
    """Write what came of a word, once."""
    return _once(session, command, "answered_at", answered_at=now, outcome=outcome)


def withdraw(session: Session, command: FlightCommandRow, now: datetime) -> bool:
    """Take a word back; False when a desk has taken it, and may have acted on it."""
    return _once(session, command, "taken_at", taken_at=now, answered_at=now, outcome=WITHDRAWN)


def note_event(
    session: Session, flight_id: str, kind: str, at: datetime, body: dict[str, Any] | None = None
) -> FlightEventRow:
    """Append an event of a flight, numbered within it and among all."""
    _alone(session, "missions.flight_event")
    count = select(func.count()).where(FlightEventRow.flight_id == flight_id)
    number = session.exec(count).one() + 1
    last = session.exec(select(func.max(FlightEventRow.seq))).one() or 0
    row = FlightEventRow(
        seq=last + 1,
        id=f"{flight_id}/{number}",
        flight_id=flight_id,
        kind=kind,
        at=at,
        body=body or {},
    )
    session.add(row)
    session.flush()
    return row


def events_after(session: Session, seq: int, limit: int = 100) -> Sequence[FlightEventRow]:
    """Events with a greater number, in order."""
    wanted = select(FlightEventRow).where(col(FlightEventRow.seq) > seq)
    return session.exec(wanted.order_by(col(FlightEventRow.seq)).limit(limit)).all()


def kinds_of(session: Session, flight_id: str) -> list[str]:
    """The kinds of a flight's events, in order."""
    wanted = select(FlightEventRow.kind).where(FlightEventRow.flight_id == flight_id)
    return list(session.exec(wanted.order_by(col(FlightEventRow.seq))))


def last_event(session: Session) -> int:
    """The number of the latest event, 0 before the first."""
    return session.exec(select(func.max(FlightEventRow.seq))).one() or 0


def in_the_air(session: Session, routes: Iterable[str]) -> list[FlightRow]:
    """Flights on these routes that fly, may be flying, or whose order to launch is out.

    Until the end of this transaction nobody else gets an answer: of two orders at the same moment
    the second sees the first.
    """
    _alone(session, "missions.launch")
    ordered = select(FlightCommandRow.flight_id).where(
        FlightCommandRow.word == Word.LAUNCH, col(FlightCommandRow.answered_at).is_(None)
    )
    wanted = select(FlightRow).where(
        col(FlightRow.route).in_(list(routes)),
        or_(
            col(FlightRow.state).in_(list(AIRBORNE)),
            and_(col(FlightRow.id).in_(ordered), col(FlightRow.state).not_in(list(ENDS))),
        ),
    )
    return list(session.exec(wanted.order_by(col(FlightRow.id))))


def _alone(session: Session, what: str) -> None:
    """Until the end of this transaction nobody else does this: order then follows commits.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        name = func.hashtextextended(what, 0)
        session.exec(select(func.pg_advisory_xact_lock(name)))


def _once(session: Session, command: FlightCommandRow, free: str, **values: Any) -> bool:
    """Set `values` by one UPDATE, while the column `free` is still empty."""
    session.flush()
    result = session.exec(
        update(FlightCommandRow)
        .where(col(FlightCommandRow.id) == command.id)
        .where(getattr(FlightCommandRow, free).is_(None))
        .values(**values)
    )
    session.refresh(command)
    return result.rowcount == 1
