"""Striking a fault: waits for its moment, kills the process while it is at work, and tells.

Owns the proof that the blow hit: a request that never got its answer, or the killed worker's last
word on the clock board, which still says busy, with the job that it had in hand. The process is
frozen first and killed when its work is seen to be undone; if it is done, the process goes on and
the next chance is taken. A blow beside it all the same is noted and struck again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from logistics.processes.supervisor import Supervisor
from missions.clock import machine_s
from missions.clockboard import NOTHING_DUE, ClockBoard, from_us
from missions.flight.states import AIRBORNE
from sim.village.faults import Aim, Fault, matches
from sim.village.flight_strikes import FlightAim, became, flight_told, last_before
from sim.village.people.postbox import Flight, Postbox
from sim.village.record import Row
from sim.village.skywatch import Picture, SkyWatch

_WATCH_S = 0.0005
_REST_S = 0.02
_ON_THE_WIRE_S = 0.005
"""An answer that was sent before the freeze has arrived after this time."""
_SHORT_S = 0.004
"""What a spell of work lasts that nobody has measured."""
_RECENT = 9
_MOST_STRIKES = 12
_DAY_STATES = {
    "day-opened": "open",
    "day-closing": "closing",
    "day-closed": "closed",
    "day-settled": "settled",
}


@dataclass
class Hit:
    """What a blow met."""

    at: datetime
    pid: int
    phase: str
    in_flight: list[Flight]
    answers: dict[str, dict[str, Any]]
    lost: list[Flight] = field(default_factory=list)
    ready_after_s: float | None = None
    job: dict[str, Any] | None = None
    picture: Picture | None = None
    stored: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class InFlight:
    """A blow that has to fall while something flies. `at_hand`: how a flight is stored now."""

    sky: SkyWatch
    aim: FlightAim
    at_hand: Callable[[str], dict[str, Any]]

    def picture(self) -> Picture | None:
        """The picture of an aircraft that is as far as the aim wants it, if there is one."""
        return next((each for each in self.sky.flying() if self.aim.meets(each)), None)


class Striker:
    """One fault of one day."""

    def __init__(
        self,
        fault: Fault,
        aim: Aim,
        supervisor: Supervisor,
        board: ClockBoard,
        postbox: Postbox,
        phase: Any,
        job_at: Callable[[datetime], dict[str, Any] | None],
        in_flight: InFlight | None = None,
    ) -> None:
        """`job_at` looks which job a worker that was killed at a business time had in hand."""
        self.fault = fault
        self.hit: Hit | None = None
        self.beside = 0
        self._aim = aim
        self._supervisor = supervisor
        self._board = board
        self._postbox = postbox
        self._phase = phase
        self._job_at = job_at
        self._in_flight = in_flight
        self._chances = 0
        self._chance = asyncio.Event()
        self._left_s: dict[int, float] = {}
        self._took_s: deque[float] = deque(maxlen=_RECENT)

    def heard(self, fact: str) -> None:
        """Nothing that people say concerns this fault."""

    async def run(self) -> None:
        """Strike until a blow has hit or the window is over."""
        if self.fault.process == "web":
            self._postbox.watchers.append(self._watch_request)
            self._postbox.landed.append(self._watch_answer)
        delay = self._aim.delay
        while self.hit is None and self.beside < _MOST_STRIKES and await self._next_chance():
            await asyncio.sleep(delay * self._shortest_s())
            if await self._frozen_at_work():
                await self._strike()
            else:
                delay = 0.0  # too late: the work was shorter than any before it

    def as_json(self, rows: list[Row], service_day: str) -> dict[str, Any]:
        """The fault and the state that it hit, for the day's report."""
        told: dict[str, Any] = {"fault": str(self.fault), "hit": None, "beside": self.beside}
        if self.hit is None:
            return told
        before = [row for row in rows if datetime.fromisoformat(row["at"]) <= self.hit.at]
        return told | {
            "hit": {
                "at": self.hit.at.isoformat(timespec="milliseconds"),
                "process": self.fault.process,
                "pid": self.hit.pid,
                "phase": self.hit.phase,
                "day_state": _day_state(before, service_day),
                "in_flight": [_named(flight) for flight in self.hit.in_flight],
                "lost_answers": [_named(flight) for flight in self.hit.lost],
                "participants": self.hit.answers,
                "job": self.hit.job,
                "last_journal": last_before(rows, self.hit.at),
                "ready_after_s": self.hit.ready_after_s and round(self.hit.ready_after_s, 3),
                **self._flight_json(rows, self.hit),
            }
        }

    def _flight_json(self, rows: list[Row], hit: Hit) -> dict[str, Any]:
        if hit.picture is None:
            return {}
        told = flight_told(hit.picture, hit.stored)
        return told | {"became": became(rows, hit.picture["flight"], hit.at)}

    def _watch_request(self, flight: Flight) -> None:
        if not matches(self.fault.moment, flight):
            return
        self._left_s[flight.number] = machine_s()
        flies = self._in_flight is None or self._in_flight.picture() is not None
        if flies and self._open():
            self._chances += 1
            if self._chances >= self._aim.nth:
                self._chance.set()

    def _watch_answer(self, flight: Flight) -> None:
        if flight.number in self._left_s:
            self._took_s.append(machine_s() - self._left_s.pop(flight.number))

    def _shortest_s(self) -> float:
        """How long such work lasts at least, as seen lately."""
        return min(self._took_s, default=_SHORT_S)

    async def _next_chance(self) -> bool:
        """Wait for the next chance from the n-th on; False when the window is over."""
        self._chance.clear()
        busy_before = True
        while self._board.now() < self._aim.closes_at:
            if self.fault.process == "web":
                if self._chance.is_set():
                    return True
            elif self._open():
                busy = self._worker_busy()
                self._chances += busy and not busy_before
                if busy and self._chances >= self._aim.nth:
                    return True
                busy_before = busy
            await asyncio.sleep(_WATCH_S if self._open() else _REST_S)
        return False

    def _open(self) -> bool:
        return self._aim.opens_at <= self._board.now() < self._aim.closes_at

    async def _frozen_at_work(self) -> bool:
        """Freeze the process; whether its work is undone. If it is not, the process goes on."""
        if not self._at_work() or self._supervisor.freeze(self.fault.process) is None:
            return False
        await asyncio.sleep(_ON_THE_WIRE_S)
        if self._at_work():
            return True
        self._supervisor.thaw(self.fault.process)
        return False

    def _at_work(self) -> bool:
        if self.fault.process == "worker":
            return self._worker_busy()
        return any(matches(self.fault.moment, each) for each in self._postbox.in_flight.values())

    def _worker_busy(self) -> bool:
        answer = self._board.answers().get("worker")
        return answer is not None and answer.busy and answer.pid == self._supervisor.pid("worker")

    async def _strike(self) -> None:
        at, began_s = self._board.now(), machine_s()
        in_flight = dict(self._postbox.in_flight)
        picture = self._in_flight.picture() if self._in_flight else None
        pid = self._supervisor.kill(self.fault.process)
        if pid is None:
            return
        hit = Hit(at, pid, self._phase(), list(in_flight.values()), self._words(), picture=picture)
        while self._supervisor.pid(self.fault.process) == pid:
            await asyncio.sleep(_WATCH_S)
        still_busy = self._board.answers()["worker"].busy  # its last word: nobody else writes there
        if self.fault.process == "worker":  # the next one takes a second to start
            hit.job = await asyncio.to_thread(self._job_at, at)
        if self._in_flight and picture:
            hit.stored = await asyncio.to_thread(self._in_flight.at_hand, picture["flight"])
        await self._supervisor.wait_ready(self.fault.process)
        hit.ready_after_s = machine_s() - began_s
        lost = {flight.number for flight in self._postbox.lost}
        hit.lost = [flight for number, flight in in_flight.items() if number in lost]
        matched = any(matches(self.fault.moment, flight) for flight in hit.lost)
        flew = self._in_flight is None or hit.stored.get("flight_state") in AIRBORNE
        if flew and (matched if self.fault.process == "web" else still_busy):
            self.hit = hit
        else:
            self.beside += 1

    def _words(self) -> dict[str, dict[str, Any]]:
        return {
            name: {"round": answer.round, "busy": answer.busy, "idle_until": _until(answer)}
            for name, answer in self._board.answers().items()
        }


def _until(answer: Any) -> str | None:
    distant = answer.busy or answer.idle_until_us >= NOTHING_DUE
    return None if distant else from_us(answer.idle_until_us).isoformat(timespec="seconds")


def _named(flight: Flight) -> str:
    return f"{flight.person}: {flight.method} {flight.path}"


def _day_state(rows: list[Row], service_day: str) -> str:
    """What the journal had told of the day until then."""
    told = [row["kind"] for row in rows if row["service_day"] == service_day]
    return next((_DAY_STATES[kind] for kind in reversed(told) if kind in _DAY_STATES), "none")
