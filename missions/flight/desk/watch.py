"""One flight in the desk's hands: its executive, the words for it, and what came of each.

Owns the flight from the moment before anything is sent until its end is put down. Whatever fails
here is logged and does not end the watch over the aircraft.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from missions.flight.alarms.eye import Flying
from missions.flight.consent import ConsentState
from missions.flight.desk.chronicle import Chronicle, Told
from missions.flight.desk.entry import Entry, Pen
from missions.flight.desk.plans import FlightPlan
from missions.flight.desk.postbox import Asked
from missions.flight.desk.words import answered
from missions.flight.executive import Executive, Found
from missions.flight.orders import told
from missions.flight.record import FlightRecord, Note
from missions.flight.states import ENDS, FlightState
from missions.link.station import Station
from missions.plan.model import Direction
from missions.store.flights import ACCEPTED, Word

_log = logging.getLogger(__name__)
_FAILED_S = 0.2
_LOOK_S = 0.05
_LAUNCHES = (FlightState.READY, FlightState.LAUNCHING)
_WAITS = (ConsentState.GIVEN, ConsentState.SENT)
BY_ITSELF = "it has turned back by itself"
"""Why a flight came back that nobody called back."""


class FlightWatch:
    """`state`: as far as it is known; `since`: business time from which on it may have flown."""

    def __init__(
        self,
        flight_id: str,
        plan: FlightPlan,
        pen: Pen,
        written: Told,
        since: datetime,
        state: FlightState,
    ) -> None:
        self.flight_id = flight_id
        self.plan = plan
        self._pen = pen
        self._since = since
        self._chronicle = Chronicle(flight_id, written, pen.now, pen.put, pen.latest)
        self._chronicle.reason = self._reason
        self.record = FlightRecord(self._hear, state)
        self.executive: Executive | None = None
        self._consents: list[int] = []
        self._call_backs: list[int] = []
        self.called_back_by = ""
        """Whose word to return it has accepted."""
        self.waited = False
        """Whether it has waited over the hall."""

    @property
    def flown_s(self) -> float:
        """Business seconds since it may have left the ground."""
        return (self._pen.now() - self._since).total_seconds()

    @property
    def given_up(self) -> bool:
        """Whether it has been away for longer than any battery lasts."""
        return self.flown_s > self.plan.battery_lasts_s

    def begin(
        self,
        station: Station,
        flying: Flying | None,
        *,
        epoch: int | None = None,
        found: Found | None = None,
    ) -> Executive:
        """Take the flight up on this station."""
        self.executive = Executive(
            station,
            self.plan.route,
            self.plan.package.mission,
            self.record,
            battery_lasts_s=self.plan.battery_lasts_s,
            epoch=epoch,
            flown_s=lambda: self.flown_s,
            found=found,
            flying=flying,
        )
        executive = self.executive
        self._chronicle.landing = lambda: executive.landing
        self._chronicle.health = lambda: executive.health.health
        return executive

    async def fly(self, *, launch: bool) -> FlightState:
        """Launch it, or go on watching; returns the end."""
        assert self.executive is not None
        launching = asyncio.create_task(self._launch()) if launch else None
        try:
            while self.record.state not in ENDS:
                try:
                    await self.executive.watch()
                except Exception:
                    _log.exception("%s: the watch stumbled and goes on", self.flight_id)
                    await asyncio.sleep(_FAILED_S)
        finally:
            if launching is not None:
                launching.cancel()
            await self.executive.leave()
        self.close()
        return self.record.state

    def close(self) -> None:
        """The flight has ended: what is still to be answered is answered."""
        self._answer_consents("refused: the flight has ended")
        self._answer_call_backs("refused: the flight has ended")

    async def call_off(self, asked: Asked) -> None:
        """Stop a launch that is under way, as far as it is not sent yet, and write what came of it:
        accepted only when it stays on the ground."""
        executive = self.executive
        while executive is not None and self.record.state in _LAUNCHES:
            if executive.lifted_s is not None:
                break
            executive.call_off(str(asked.word))
            await asyncio.sleep(_LOOK_S)
        stays = self.record.state is FlightState.REFUSED
        self._answer(asked, ACCEPTED if stays else f"refused: {self.flight_id} has launched")

    async def obey(self, asked: Asked) -> None:
        """Do one of the words in IN_FLIGHT, and write what came of it."""
        executive = self.executive
        if executive is None:
            self._answer(asked, "link lost: the aircraft is not reached")
            return
        match asked.word:
            case Word.CONSENT:
                self._consents.append(asked.id)
                executive.consent()
                self._review_consents()
            case Word.WITHDRAW_CONSENT:
                executive.withdraw_consent()
                self._review_consents()
                state = executive.consent_state
                if state is ConsentState.CALLED_BACK:
                    self._call_backs.append(asked.id)  # the vehicle answers it
                else:
                    none = state is ConsentState.NONE
                    self._answer(asked, ACCEPTED if none else f"refused: {state}")
            case Word.HOLD:
                self._answer(asked, told(await executive.hold()))
            case Word.GO_ON:
                self._answer(asked, told(await executive.go_on()))
            case Word.RETURN:
                outcome = told(await executive.go_home())
                if outcome == ACCEPTED:
                    self.called_back_by = asked.asked_by
                self._answer(asked, outcome)
            case Word.DIVERT:
                place = asked.body.get("place")
                self._answer(asked, told(await executive.divert(str(place) if place else None)))
            case _:
                self._answer(asked, told(await executive.land()))
        self._review_consents()

    def _answer(self, asked: Asked, outcome: str) -> None:
        self._pen.put(answered(asked, outcome, self._pen.now()))

    async def _launch(self) -> None:
        assert self.executive is not None
        try:
            await self.executive.launch()
        except Exception:
            _log.exception("%s: the launch stumbled; the watch decides", self.flight_id)

    def _hear(self, note: Note) -> None:
        try:
            self._chronicle.hear(note)
            if note.kind == "command" and note.facts.get("name") == "consent-jump":
                self._answer_consents(str(note.facts.get("outcome")))
            elif note.kind == "command" and note.facts.get("name") == "call-back":
                self._answer_call_backs(str(note.facts.get("outcome")))
            elif note.kind == "consent":
                self._review_consents()
        except Exception:
            _log.exception("%s: not written down: %s", self.flight_id, note)

    def _review_consents(self) -> None:
        """Answer consents that can come to nothing any more."""
        state = self.executive.consent_state if self.executive else ConsentState.CLOSED
        if state not in _WAITS:
            self._answer_consents(f"refused: {state}")

    def _answer_consents(self, outcome: str) -> None:
        answers, self._consents = dict.fromkeys(self._consents, outcome), []
        self._answer_all(answers)

    def _answer_call_backs(self, outcome: str) -> None:
        answers, self._call_backs = dict.fromkeys(self._call_backs, outcome), []
        self._answer_all(answers)

    def _answer_all(self, answers: dict[int, str]) -> None:
        if answers:
            self._pen.put(Entry(self.flight_id, self._pen.now(), answers=answers))

    def _reason(self) -> str:
        """Why it came back, for whoever reads the report."""
        if self.called_back_by:
            return f"called back by {self.called_back_by}"
        if self.plan.direction is Direction.HOME:
            return ""  # the hub is where it was to go
        if self.record.first("consent", state="too-late"):
            return "the consent came too late"
        if self.executive and self.executive.consent_state is ConsentState.CALLED_BACK:
            return "the consent was taken back"
        if self.waited or self.record.first("state", state="waiting"):
            return "nobody consented"
        return BY_ITSELF
