"""A minder's first act with its lease: taking up what a desk before it has left.

Owns the order: rows, then the aircraft itself, then words that were taken and not answered. What
may be concluded stands in `adoption`.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from sqlmodel import Session

from missions.clock import machine_s
from missions.flight.charge import GAUGE_AHEAD_PERCENT
from missions.flight.desk.adoption import Left, found, left
from missions.flight.desk.chronicle import Told
from missions.flight.desk.entry import Entry
from missions.flight.desk.ground import GroundWork
from missions.flight.desk.postbox import Asked
from missions.flight.desk.watch import FlightWatch
from missions.flight.desk.words import answered
from missions.flight.lookout import Lookout
from missions.flight.sight import Sight
from missions.flight.states import ENDS, FlightEvent, FlightState
from missions.link.station import Station
from missions.store import flights
from missions.store.flights import Word

if TYPE_CHECKING:
    from missions.flight.desk.minder import Minder

_log = logging.getLogger(__name__)
SEEN_WITHIN_S = 5.0
"""Machine seconds in which an aircraft must be seen, or it counts as not seen."""
_AGAIN = (Word.PREPARE, Word.SWAP, Word.ALL_CLEAR, Word.CANCEL)
"""Words that do no harm done twice."""
_RESTARTED = "the desk was started anew before anything was sent"


class TakingUp:
    """Takes up the flights and words of one minder's aircraft."""

    def __init__(self, minder: Minder, ground: GroundWork) -> None:
        self._minder = minder
        self._ground = ground

    async def take_up(self) -> list[Asked]:
        """Take up a flight if there is one; returns words to be done again, in order.

        Returns when the aircraft has been looked at, or cannot be: the flight goes on by itself.
        """
        aircraft = self._minder.aircraft.id

        def read(session: Session) -> tuple[list[Left], list[Asked]]:
            rows = flights.open_flights(session, aircraft)
            lefts = [
                left(row, flights.commands_of(session, row.id), flights.kinds_of(session, row.id))
                for row in rows
            ]
            words = [Asked.of(row) for row in flights.unanswered_commands(session, aircraft)]
            session.expunge_all()
            return lefts, words

        lefts, words = await self._minder.store.read_surely(read)
        airborne = [each for each in lefts if not each.never_sent]
        for each in lefts:
            if each.never_sent:
                self._refuse(each)
            elif each is not airborne[-1]:
                self._give_up(each)
        again = [word for word in words if word.word in _AGAIN]
        for word in words:
            if word.word not in _AGAIN and word.word is not Word.LAUNCH:
                outcome = "no answer: the desk was started anew"
                self._minder.pen.put(answered(word, outcome, self._minder.now()))
        if airborne:
            await self._take_up_flight(airborne[-1])
        return again

    async def _take_up_flight(self, what: Left) -> None:
        minder, row = self._minder, what.row
        minder.presence.arm(minder.aircraft.id)
        way = (row.aircraft, row.route, row.direction)
        plan = minder.plans.under_way(*way, row.approved_sha256)
        if plan is None:
            plan, what = minder.plans.watch_only(*way), what.not_consented_any_more()
            _log.warning("%s flies what is not today's plan: it is watched only", row.id)
        state = FlightState(row.state)
        told = [kind for kind in what.kinds if kind in ("waiting", "homebound")]
        written = Told(what.launched, what.launch_word, state, told[-1] if told else "")
        since = row.launched_at or what.ordered_at or row.made_at
        watch = FlightWatch(row.id, plan, minder.pen, written, since, state)
        watch.waited, watch.called_back_by = "waiting" in what.kinds, what.called_back_by
        minder.begin_watch(watch)
        if what.launched and what.launch_word is not None:
            at, answers = minder.now(), {what.launch_word: "refused: it is in the air already"}
            minder.pen.put(Entry(row.id, at, answers=answers))
        _log.info("%s is taken up: %s", row.id, row.state)
        looked = asyncio.Event()
        task = asyncio.create_task(self._find(watch, what, looked))
        self._ground.keep(task)
        await looked.wait()

    async def _find(self, watch: FlightWatch, what: Left, looked: asyncio.Event) -> None:
        """Look for the aircraft until it is seen, or must be down, and follow it."""
        minder = self._minder
        try:
            station, sight = await self._seen(watch, looked)
            if station is None:
                watch.record.see(FlightEvent.GIVEN_UP, 0.0)
                watch.close()
                await minder.end_watch()
                return
            system = station.state.system
            how = found(
                what,
                sight,
                watch.plan.start,
                station.time.boot_s() if station.time.heard else None,
                system.value.remaining_percent if system is not None else None,
            )
            plan, row = watch.plan, what.row
            battery_wh = minder.plans.capacity_wh(row.aircraft, None)
            flying = plan.flying(row.load_kg, battery_wh, GAUGE_AHEAD_PERCENT)
            watch.begin(station, flying, found=how)
            if how.lifted and what.row.lifted_at is None:
                watch.record.note("lifted", station.time.now_s(), found=True)
        finally:
            looked.set()
        self._ground.follow(watch, launch=False)

    async def _seen(
        self, watch: FlightWatch, looked: asyncio.Event
    ) -> tuple[Station | None, Sight | None]:
        """The station and the first whole sight; (None, None) when it must be down by now."""
        while True:
            station = await self._minder.link.reached(SEEN_WITHIN_S)
            if station is not None:
                return station, await _first_sight(station)
            watch.record.see(FlightEvent.SILENT, 0.0, why=self._minder.link.why)
            looked.set()
            if watch.given_up:
                return None, None

    def _refuse(self, what: Left) -> None:
        """The launch was taken and nothing was sent: it stays on the ground."""
        at = self._minder.now()
        answers = {what.launch_word: f"refused: {_RESTARTED}"} if what.launch_word else {}
        ended = what.row.state in ENDS
        changes = {"state": str(FlightState.REFUSED), "why": _RESTARTED, "ended_at": at}
        event = ("refused", {"why": _RESTARTED})
        entry = Entry(
            what.row.id,
            at,
            {} if ended else changes,
            () if ended else (event,),
            answers,
        )
        self._minder.pen.put(entry)

    def _give_up(self, what: Left) -> None:
        """Another flight of the same aircraft was launched after this one, which so has ended."""
        at, why = self._minder.now(), "its end was not seen: a later flight was launched"
        events = [("lost", {"why": why, "position": what.row.last})]
        changes = {"state": str(FlightState.LOST), "why": why, "ended_at": at}
        answers = {}
        if not what.launched:
            events.insert(0, ("launched", {}))
            changes["launched_at"] = at
            answers = {what.launch_word: flights.ACCEPTED} if what.launch_word else {}
        self._minder.pen.put(Entry(what.row.id, at, changes, tuple(events), answers))


async def _first_sight(station: Station) -> Sight | None:
    lookout, until_s = Lookout(station), machine_s() + SEEN_WITHIN_S
    while (sight := lookout.sight()) is None and machine_s() < until_s:
        await asyncio.sleep(0.02)
    return sight
