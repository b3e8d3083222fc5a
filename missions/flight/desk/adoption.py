"""Taking up again what a desk before this one has left: flights in the air, words not answered.

Owns what may be concluded from rows and from the first sight of the aircraft. Nothing is armed,
started or jumped here: what may have been sent counts as sent. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from missions.flight.consent import Consent, ConsentState
from missions.flight.executive import Found
from missions.flight.sight import ON_PAD_M, Sight
from missions.flight.states import AIRBORNE, FlightState
from missions.geo import Position, distance_m
from missions.store.flights import ACCEPTED, Word
from missions.store.tables import FlightCommandRow, FlightRow

_FLEW_PERCENT = 3.0
"""So much less charge than before the launch is a flight."""
_BOOT_SPARE_S = 3.0
_SENDS_ELSEWHERE = (Word.RETURN, Word.DIVERT, Word.LAND)
_REFUSED = ("refused", "withdrawn")
_LATER = (ConsentState.NONE, ConsentState.SENT, ConsentState.CALLED_BACK, ConsentState.CLOSED)
"""What is known of a consent here, in the order in which it can change."""


@dataclass(frozen=True, slots=True)
class Left:
    """A flight as its rows tell it. `launch_word`: its number while it is not answered.

    `ordered_at`: when the word to launch was taken, business time. `kinds`: its events so far.
    `called_back_by`: whose word to return was accepted."""

    row: FlightRow
    launch_word: int | None
    ordered_at: datetime | None
    consent: Consent
    kinds: tuple[str, ...] = ()
    called_back_by: str = ""

    @property
    def never_sent(self) -> bool:
        """Whether the launch was taken and nothing had been sent: LAUNCHING is written before."""
        return self.row.state not in AIRBORNE

    @property
    def launched(self) -> bool:
        """Whether it is written that it has left."""
        return self.row.launched_at is not None

    def not_consented_any_more(self) -> Left:
        """The same without a consent that could still be used; one that was sent was sent."""
        if self.consent.state is ConsentState.SENT:
            return self
        return replace(self, consent=self.consent.close())


def left(row: FlightRow, commands: Sequence[FlightCommandRow], kinds: Sequence[str] = ()) -> Left:
    """What is left of a flight. `commands`: its words, the oldest first; `kinds`: its events."""
    launch_word = ordered_at = None
    called_back_by = ""
    for command in commands:
        if command.word == Word.LAUNCH and command.taken_at is not None:
            ordered_at = command.taken_at
            if command.answered_at is None:
                launch_word = command.id
        elif command.word == Word.RETURN and command.outcome == ACCEPTED:
            called_back_by = command.asked_by
    consent = _consent(commands)
    return Left(row, launch_word, ordered_at, consent, tuple(kinds), called_back_by)


def found(left: Left, sight: Sight | None, start: Position, boot_s: float | None,
          percent: float | None) -> Found:  # fmt: skip
    """How the flight is found. `boot_s`: the vehicle's own clock; `percent`: its charge."""
    last = left.row.last or {}
    lifted = left.launched or left.row.state != FlightState.LAUNCHING
    if not lifted and sight is not None:
        in_air = sight.armed and not sight.on_ground
        lifted = in_air or (not sight.armed and _has_flown(sight, start, last, percent))
    last_boot_s = _number(last, "boot_s")
    rebooted = (
        left.row.lifted_at is not None
        and boot_s is not None
        and last_boot_s is not None
        and boot_s < last_boot_s - _BOOT_SPARE_S
    )
    return Found(lifted=lifted, consent=left.consent, rebooted=rebooted)


def _has_flown(
    sight: Sight, start: Position, last: Mapping[str, Any], percent: float | None
) -> bool:
    """Whether an aircraft that stands disarmed after a launch of which nothing more is known has
    been in the air: it stands elsewhere, or its battery tells."""
    if distance_m(sight.position, start) > ON_PAD_M:
        return True
    before = _number(last, "battery_percent")
    return before is not None and percent is not None and before - percent > _FLEW_PERCENT


def _consent(commands: Sequence[FlightCommandRow]) -> Consent:
    """A consent that was taken may have been sent, so it counts as sent, unless it is known to
    have come to nothing. Taken back after that it may still come down, and is called back."""
    consent = Consent()
    for command in commands:
        if command.taken_at is None:
            continue
        if command.word == Word.CONSENT:
            consent = _given(consent, command.outcome or "")
        elif command.word == Word.WITHDRAW_CONSENT and not _refused(command):
            consent = consent.withdraw()
        elif command.word in _SENDS_ELSEWHERE and not _refused(command):
            consent = consent.close()
    return consent


def _given(consent: Consent, outcome: str) -> Consent:
    called_back = outcome == f"refused: {ConsentState.CALLED_BACK}"
    if outcome.startswith(_REFUSED) and not called_back:
        return consent
    state = ConsentState.CALLED_BACK if called_back else ConsentState.SENT
    return replace(consent, jumped=True, state=max(state, consent.state, key=_LATER.index))


def _refused(command: FlightCommandRow) -> bool:
    return (command.outcome or "").startswith(_REFUSED)


def _number(told: Mapping[str, Any], name: str) -> float | None:
    value = told.get(name)
    return float(value) if isinstance(value, int | float) else None
