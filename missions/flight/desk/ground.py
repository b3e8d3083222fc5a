"""Words to an aircraft on the ground: prepare, launch, swap, all clear, cancel; one at a time.

Owns their order and what each writes. A launch that was taken ends in exactly one of `launched`
and `refused`: here while nothing has been sent, in the flight's watch from then on.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from missions.errors import SorabinError
from missions.flight.desk import clearance
from missions.flight.desk.chronicle import Told
from missions.flight.desk.clearance import Clearance, Stop
from missions.flight.desk.drawn import Drawn
from missions.flight.desk.entry import Entry
from missions.flight.desk.judge import Judge
from missions.flight.desk.judging import gates_json
from missions.flight.desk.plans import FlightPlan
from missions.flight.desk.postbox import Asked
from missions.flight.desk.preparing import OnBoard, put_on_board
from missions.flight.desk.swapping import swap_battery
from missions.flight.desk.watch import FlightWatch
from missions.flight.gates import Gate, go
from missions.flight.orders import told
from missions.flight.preflight import READY_WITHIN_S
from missions.flight.states import FlightState
from missions.link.station import Station
from missions.store import batteries, fleet
from missions.store.flights import ACCEPTED, Word
from missions.store.tables import FlightRow

if TYPE_CHECKING:
    from missions.flight.desk.minder import Minder

_log = logging.getLogger(__name__)
REACHED_WITHIN_S = 10.0
"""Machine seconds for a vehicle to be heard before it counts as not reached."""
_BEFORE = (FlightState.PREPARING, FlightState.READY)


class GroundWork:
    """Does the ordinary words of one minder's aircraft."""

    def __init__(self, minder: Minder) -> None:
        self._minder = minder
        self._on_board: OnBoard | None = None
        self._judge = Judge(minder)
        self._flying: set[asyncio.Task[None]] = set()
        self.taken_before: set[int] = set()
        """Words that a desk before this one has taken and not answered; harmless done again."""

    async def do(self, asked: Asked) -> None:
        """Take one word and act on it."""
        launches = asked.word is Word.LAUNCH
        if launches:
            self._minder.presence.arm(self._minder.aircraft.id)  # before it is taken
        if asked.id in self.taken_before:
            self.taken_before.discard(asked.id)
        elif not await self._minder.words.take(asked):
            await self._not_launched(launches)
            return
        row = await self._row(asked.flight_id)
        watch = self._minder.watch
        if asked.word is Word.CANCEL and watch is not None and watch.flight_id == asked.flight_id:
            with self._minder.presence.vehicle_time(self._minder.aircraft.id):
                await watch.call_off(asked)
            return
        shut = self._why_not(row, asked)
        if row is None or shut:
            self._answer(asked, f"refused: {shut}")
        else:
            acts = {
                Word.PREPARE: self._prepare,
                Word.LAUNCH: self._launch,
                Word.SWAP: self._swap,
                Word.CANCEL: self._cancel,
            }
            act = acts.get(asked.word)
            if act is None:
                self._answer(asked, ACCEPTED)  # noted: it moves nothing here
            else:
                await act(asked, row)
        await self._not_launched(launches)

    def follow(self, watch: FlightWatch, *, launch: bool, drawn: Drawn | None = None) -> None:
        """Watch this flight until it has ended, beside everything else."""
        self.keep(asyncio.create_task(self._follow(watch, launch, drawn)))

    def keep(self, task: asyncio.Task[None]) -> None:
        """Whatever follows the flight now ends with this minder's lease."""
        self._flying.add(task)
        task.add_done_callback(self._ended)

    async def leave(self) -> None:
        """Look away; the aircraft flies on by itself. Whoever looks next reads back anew."""
        self._on_board = None
        self.taken_before.clear()
        tasks = tuple(self._flying)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._minder.fail(error)

    async def _follow(self, watch: FlightWatch, launch: bool, drawn: Drawn | None) -> None:
        ended = await watch.fly(launch=launch)
        left = drawn.left_percent(self._minder.link.station, ended) if drawn is not None else None
        await self._minder.end_watch()
        if drawn is not None and left is not None:
            await self._has_flown(drawn, left)

    async def _not_flown(self, drawn: Drawn) -> None:
        left = drawn.left_percent(self._minder.link.station, FlightState.REFUSED)
        if left is not None:
            await self._has_flown(drawn, left)

    async def _has_flown(self, drawn: Drawn, left_percent: float) -> None:
        minder, now = self._minder, self._minder.now()

        def booked(session: Session) -> None:
            if drawn.battery is not None and minder.lease.still(session):
                batteries.has_flown(session, drawn.battery, left_percent, now)

        await minder.store.write_surely(booked)

    async def _not_launched(self, launches: bool) -> None:
        if launches and self._minder.watch is None:
            await self._minder.scribe.flushed()
            self._minder.presence.disarm(self._minder.aircraft.id)

    def _why_not(self, row: FlightRow | None, asked: Asked) -> str:
        """Why this word means nothing now; "" where it does."""
        if row is None:
            return "there is no such flight"
        if row.aircraft != self._minder.aircraft.id:
            return f"the flight is one of {row.aircraft}"
        watch = self._minder.watch
        if asked.word is Word.ALL_CLEAR:
            return ""
        if watch is not None:
            return f"{watch.flight_id} is in the air"
        if asked.word is Word.CANCEL and row.state == FlightState.REFUSED:
            return ""  # its launch came to nothing, as was wanted
        if asked.word is not Word.SWAP and row.state not in _BEFORE:
            return f"the flight is {row.state}"
        return ""

    async def _prepare(self, asked: Asked, row: FlightRow) -> None:
        plan, load_kg = self._plan(row), _load(asked, row)
        station = await self._minder.link.reached(REACHED_WITHIN_S)
        on_board = None
        if plan is not None and station is not None:
            await self._started_up(station)
            on_board = self._on_board = await put_on_board(station, plan, row.id, load_kg)
        gates = await self._judge.gates(asked, plan, station, on_board, load_kg)
        ready = go(gates)
        changes: dict[str, Any] = {
            "state": str(FlightState.READY if ready else FlightState.PREPARING),
            "load_kg": load_kg,
            "gates": gates_json(gates),
        }
        if on_board is not None:
            changes["approved_sha256"] = on_board.prepared.approved_sha256
            changes["readback_sha256"] = on_board.prepared.readback_sha256
        why = "" if ready else self._judge.why_closed(gates, plan)
        changes["why"] = why
        body = {"go": ready, "gates": gates_json(gates), "why": why}
        outcome = ACCEPTED if ready else f"refused: {why}"
        self._put(asked, row, changes, ("prepared", body), outcome)

    async def _launch(self, asked: Asked, row: FlightRow) -> None:
        if clearance.too_old(asked.asked_at, self._minder.now()):
            self._answer(asked, f"refused: {clearance.TOO_OLD.why}")
            return
        plan, load_kg = self._plan(row), _load(asked, row)
        station = await self._minder.link.reached(REACHED_WITHIN_S)
        on_board = self._on_board
        if plan is not None and station is not None:
            if on_board is None or not on_board.holds(station, row.id):
                await self._started_up(station)
                on_board = await put_on_board(station, plan, row.id, load_kg)
                self._on_board = on_board
        else:
            on_board = None
        stop: Stop | None = clearance.JUDGE_AGAIN
        while stop is clearance.JUDGE_AGAIN:
            gates = await self._judge.gates(asked, plan, station, on_board, load_kg)
            if not go(gates) or plan is None or station is None or on_board is None:
                self._refuse(asked, row, gates, self._judge.why_closed(gates, plan))
                return
            stop = await self._go(asked, row, plan, station, on_board, gates, load_kg)
            if stop is not None and stop.ends:
                self._refuse(asked, row, gates, stop.why)
            elif stop is not None and stop is not clearance.JUDGE_AGAIN:
                self._answer(asked, f"refused: {stop.why}")

    def _refuse(self, asked: Asked, row: FlightRow, gates: list[Gate], why: str) -> None:
        """The flight ends here: nothing has been sent."""
        changes = {
            "state": str(FlightState.REFUSED),
            "why": why,
            "gates": gates_json(gates),
            "ended_at": self._minder.now(),
        }
        body = {"why": why, "gates": gates_json(gates)}
        self._put(asked, row, changes, ("refused", body), f"refused: {why}")

    async def _go(
        self,
        asked: Asked,
        row: FlightRow,
        plan: FlightPlan,
        station: Station,
        on_board: OnBoard,
        gates: list[Gate],
        load_kg: float,
    ) -> Stop | None:
        """The point from which on things are sent: LAUNCHING is committed before.

        What stops it, None when it is under way.
        """
        minder = self._minder
        decided = Clearance(asked.asked_at, minder.now())
        minder.presence.arm(minder.aircraft.id)  # also where it is tried again
        written = Told(launch_word=asked.id, state=FlightState.READY)
        watch = FlightWatch(row.id, plan, minder.pen, written, minder.now(), FlightState.READY)
        flying = self._judge.flying(station, plan, load_kg)
        watch.begin(station, flying, epoch=on_board.prepared.epoch)
        minder.begin_watch(watch)
        last, gates_told = minder.pen.latest(), gates_json(gates)
        drawn, now = Drawn(station, plan), minder.now()

        def launching(session: Session) -> Stop | None:
            found = session.get(FlightRow, row.id, with_for_update=True)
            if found is None or not minder.lease.still(session):
                return clearance.CHANGED
            if found.state == FlightState.LAUNCHING:
                return None  # a commit before this try has come to something after all
            if found.state not in _BEFORE:
                return clearance.CHANGED
            stop = decided.stop(session, found, minder.now())
            if stop is not None:
                return stop
            found.state, found.gates, found.last = str(FlightState.LAUNCHING), gates_told, last
            found.approved_sha256 = on_board.prepared.approved_sha256
            found.readback_sha256 = on_board.prepared.readback_sha256
            session.add(found)
            drawn.begin(session, minder.aircraft.id, now)
            return None

        stop = await minder.store.write_surely(launching)
        if stop is None and decided.written_late(minder.now()):
            stop = clearance.WRITTEN_LATE
        if stop is None:
            self._on_board = None  # what was flown once is read back anew before it flies again
            self.follow(watch, launch=True, drawn=drawn)
            return None
        await minder.end_watch()
        if stop is clearance.WRITTEN_LATE:
            await self._not_flown(drawn)
        return stop

    async def _swap(self, asked: Asked, row: FlightRow) -> None:
        minder, aircraft = self._minder, self._minder.aircraft
        self._on_board = None
        station = await minder.link.reached(REACHED_WITHIN_S)
        outcome = "link lost: the aircraft is not reached"
        if station is not None:
            minder.hands_on = True
            try:
                outcome = told(await swap_battery(station, ours=aircraft.simulated))
            finally:
                minder.hands_on = False
        taken_out, put_in = asked.body.get("out"), asked.body.get("in")
        now = minder.now()

        def swapped(session: Session) -> None:
            if not isinstance(put_in, str) or not minder.lease.still(session):
                return
            if isinstance(taken_out, str):
                batteries.came_out(session, taken_out, aircraft.id, now)
            fleet.put_in(session, aircraft.id, put_in, now)

        try:
            await minder.store.write_surely(swapped)
        except SorabinError as error:
            outcome = f"refused: {error.message}"
        self._answer(asked, outcome)

    async def _cancel(self, asked: Asked, row: FlightRow) -> None:
        why = f"cancelled: {clearance.cancel_why(asked.body)}"
        changes = {
            "state": str(FlightState.REFUSED),
            "why": why,
            "ended_at": self._minder.now(),
        }
        body = {"word": str(asked.word), "outcome": ACCEPTED}
        self._put(asked, row, changes, ("command", body), ACCEPTED)

    async def _started_up(self, station: Station) -> None:
        """Give the vehicle its own time until it is ready; whether it is, is judged later."""
        if station.time.heard and not station.readiness.ready:
            with self._minder.presence.vehicle_time(self._minder.aircraft.id):
                await station.ready(vehicle_s=READY_WITHIN_S)

    def _plan(self, row: FlightRow) -> FlightPlan | None:
        try:
            return self._minder.plans.of(row.aircraft, row.route, row.direction)
        except (SorabinError, ValueError):
            _log.exception("%s: no plan", row.id)
            return None

    async def _row(self, flight_id: str) -> FlightRow | None:
        def find(session: Session) -> FlightRow | None:
            row = session.get(FlightRow, flight_id)
            if row is not None:
                session.expunge(row)
            return row

        return await self._minder.store.read_surely(find)

    def _answer(self, asked: Asked, outcome: str) -> None:
        self._minder.words.answer(self._minder.pen, asked, outcome)

    def _put(
        self,
        asked: Asked,
        row: FlightRow,
        changes: dict[str, Any],
        event: tuple[str, dict[str, Any]],
        outcome: str,
    ) -> None:
        at = self._minder.now()
        self._minder.pen.put(Entry(row.id, at, changes, (event,), {asked.id: outcome}))


def _load(asked: Asked, row: FlightRow) -> float:
    """The load that this word tells, else that of the row, in kg."""
    told_kg = asked.body.get("load_kg")
    if isinstance(told_kg, int | float) and not isinstance(told_kg, bool):
        return float(told_kg)
    return row.load_kg
