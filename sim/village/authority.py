"""The clock's authority: how fast a played day runs, and when it may jump.

Owns the board's steering. Time runs at rate 1 while anything is being done. It jumps, to just the
next due moment of anybody, only when all scripts sleep and every process has answered a round
that was asked after that: a process that was busy in between is asked again. Conservative, so no
work is ever overtaken. Knows nothing of what the work is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from missions.clock import machine_s
from missions.clockboard import NOTHING_DUE, Answer, ClockBoard, from_us, to_us
from missions.errors import SorabinError
from sim.sitl.lateness import Lateness
from sim.sitl.pace import FASTEST_ON_BOARD
from sim.village.agenda import Agenda

ARMED_RATE = FASTEST_ON_BOARD
"""Most business seconds per machine second while an aircraft is armed."""
DOWN_RATE = 1.0
"""The same while a process is down or starting; the design allows 2."""
_POLL_S = 0.001
_STEADY = 0.8
"""A rate is steered anew only when the one that is wanted differs by more."""
_IDLE_LOOK_S = 0.02
_DISTANT = timedelta(days=3650)


class Stuck(SorabinError):
    """Nothing moves any more: nobody is due, or somebody never comes to rest."""

    code = "day-stuck"


@dataclass
class Pace:
    """How fast the day may go. `speed` is the user's upper limit, None for none."""

    all_up: Callable[[], bool]
    armed: Callable[[], bool] = lambda: False
    speed: float | None = None
    lateness: Lateness = field(default_factory=lambda: Lateness(ARMED_RATE))

    @property
    def may_jump(self) -> bool:
        return self.speed is None and not self.armed() and self.all_up()

    @property
    def working_rate(self) -> float:
        """While anything is being done."""
        return min(1.0, self.speed or 1.0)

    @property
    def racing_rate(self) -> float:
        """While nothing is being done and no jump is allowed."""
        if not self.all_up():
            return min(DOWN_RATE, self.speed or DOWN_RATE)
        armed_rate = self.lateness.rate if self.armed() else None
        return min((limit for limit in (self.speed, armed_rate) if limit), default=1.0)


class ClockAuthority:
    """Runs the board's time for the scripts of an agenda and the named participants."""

    def __init__(
        self,
        board: ClockBoard,
        agenda: Agenda,
        participants: Sequence[str],
        pace: Pace,
        *,
        patience_s: float = 180.0,
    ) -> None:
        self.jumps = 0
        self.rounds = 0
        self._board = board
        self._agenda = agenda
        self._participants = tuple(participants)
        self._pace = pace
        self._patience_s = patience_s

    async def run(self) -> None:
        """Steer until every script has returned or one has failed. Raises Stuck."""
        self._board.steer(rate=self._pace.working_rate)
        rested_s = machine_s()
        while self._agenda.running and not self._agenda.failures:
            self._agenda.wake_due()
            if not self._agenda.anybody_awake and (target := await self._all_idle_until(rested_s)):
                rested_s = machine_s()
                await self._go_to(target)
                continue
            self._look_for_stuck(rested_s)
            await self._change()
        self._board.steer(rate=self._pace.working_rate)

    async def _all_idle_until(self, rested_s: float) -> datetime | None:
        """Ask a round; the moment until which nobody has anything to do, None if somebody has."""
        asked = self._board.steer(rate=self._pace.working_rate, ask=True).round
        self.rounds += 1
        worked = False
        while True:
            if self._agenda.anybody_awake or self._agenda.wake_due() or not self._agenda.running:
                return None
            if not self._pace.all_up():
                return self._first_due([])
            answers = self._board.answers()
            given = [answers.get(name, Answer(0, 0, NOTHING_DUE)) for name in self._participants]
            worked |= any(answer.busy for answer in given)
            if all(answer.round >= asked and not answer.busy for answer in given):
                # Whoever worked meanwhile may have left work to one that had answered before.
                return None if worked else self._first_due(given)
            self._look_for_stuck(rested_s)
            await asyncio.sleep(_POLL_S)

    def _first_due(self, answers: Sequence[Answer]) -> datetime | None:
        due = [from_us(each.idle_until_us) for each in answers if each.idle_until_us < NOTHING_DUE]
        script_due = self._agenda.next_due()
        if script_due is not None:
            due.append(script_due)
        if not due:
            raise Stuck("nobody is awake and nothing is due", awake=self._agenda.awake)
        target = min(due)
        # What is due now is about to be noticed by whoever it is for.
        return target if target > self._board.now() else None

    async def _go_to(self, target: datetime) -> None:
        if self._pace.may_jump:
            self._board.steer(rate=self._pace.working_rate, jump_to=target)
            self.jumps += 1
            return
        rate = self._pace.racing_rate
        self._board.steer(rate=rate)
        up = self._pace.all_up()
        while self._board.now() < target and self._pace.all_up() == up:
            if self._agenda.anybody_awake or not self._agenda.running:
                break
            await self._nap()
            wanted = self._pace.racing_rate
            if not _STEADY < wanted / rate < 1 / _STEADY:
                rate = wanted
                self._board.steer(rate=rate)
        self._board.steer(rate=self._pace.working_rate)

    async def _nap(self) -> None:
        """Sleep as shortly as may be, and note how late this was over."""
        asked_s = machine_s()
        await asyncio.sleep(_POLL_S)
        woken_s = machine_s()
        self._pace.lateness.note(woken_s - asked_s - _POLL_S, woken_s)

    async def _change(self) -> None:
        """Wait until a script falls asleep or ends, or a sleeper may be due."""
        wait_s = _IDLE_LOOK_S if self._agenda.anybody_awake else _POLL_S
        due = self._agenda.next_due()
        if due is not None:
            left_us = to_us(due) - to_us(self._board.now())
            wait_s = min(wait_s, max(left_us / 1e6, 0.0005))
        if self._agenda.anybody_awake:
            self._agenda.changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._agenda.changed.wait(), wait_s)
        else:
            await asyncio.sleep(wait_s)

    def _look_for_stuck(self, rested_s: float) -> None:
        if machine_s() - rested_s > self._patience_s:
            raise Stuck(
                f"the day has not come to rest for {self._patience_s:g} s",
                awake=self._agenda.awake,
                answers={name: vars(each) for name, each in self._board.answers().items()},
            )
