from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from missions.clock import TOKYO, machine_s
from missions.clockboard import BUSY, NOTHING_DUE, ClockBoard, Participant, to_us
from sim.sitl.lateness import Lateness
from sim.village.agenda import Agenda, ScriptDiary
from sim.village.authority import ARMED_RATE, ClockAuthority, Pace, Stuck

SIX = datetime(2026, 11, 24, 6, 0, tzinfo=TOKYO)


@pytest.fixture
def board(tmp_path: Path) -> ClockBoard:
    return ClockBoard.create(tmp_path / "clock", SIX)


class Process:
    """A participant that answers rounds as a real process does, and can be given work."""

    def __init__(self, board: ClockBoard, name: str) -> None:
        self.board = board
        self.slot: Participant = board.join(name, 1)
        self.idle_until_us = NOTHING_DUE
        self.busy = False
        self.task = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        while True:
            asked = self.board.read().round
            if to_us(self.board.now()) >= self.idle_until_us:
                await self.due()
            self.slot.answer(asked, BUSY if self.busy else self.idle_until_us)
            await asyncio.sleep(0.002)

    async def due(self) -> None:
        self.idle_until_us = NOTHING_DUE


async def play(
    board: ClockBoard, agenda: Agenda, *, pace: Pace | None = None, names: tuple[str, ...] = ()
) -> ClockAuthority:
    authority = ClockAuthority(
        board, agenda, names, pace or Pace(all_up=lambda: True), patience_s=5
    )
    await asyncio.wait_for(authority.run(), 10)
    assert not agenda.failures
    return authority


async def test_a_day_of_waiting_takes_no_time(board: ClockBoard) -> None:
    agenda = Agenda(board)
    seen: list[datetime] = []

    async def walk(diary: ScriptDiary) -> None:
        for _ in range(100):
            await diary.sleep(6)
            seen.append(diary.now())

    agenda.start("walk", walk)
    began_s = machine_s()
    authority = await play(board, agenda)
    assert machine_s() - began_s < 3
    assert authority.jumps == 100
    assert seen == sorted(seen)
    assert SIX + timedelta(hours=10) <= seen[-1] < SIX + timedelta(hours=10, seconds=10)


async def test_everybody_wakes_in_turn_and_on_time(board: ClockBoard) -> None:
    agenda = Agenda(board)
    order: list[tuple[str, float]] = []

    async def sleeper(name: str, minutes: float, diary: ScriptDiary) -> None:
        await diary.sleep_until(SIX + timedelta(minutes=minutes))
        late_s = (diary.now() - SIX).total_seconds() - 60 * minutes
        order.append((name, late_s))

    for name, minutes in (("c", 300.0), ("a", 5.0), ("b", 90.5)):
        agenda.start(name, partial(sleeper, name, minutes))
    await play(board, agenda)
    assert [name for name, _ in order] == ["a", "b", "c"]
    assert all(0 <= late_s < 1 for _, late_s in order)


async def test_no_jump_while_a_script_is_at_work(board: ClockBoard) -> None:
    agenda = Agenda(board)
    times: list[datetime] = []

    async def worker(diary: ScriptDiary) -> None:
        began_s = machine_s()
        while machine_s() - began_s < 0.2:  # awake: as if an answer were awaited
            await asyncio.sleep(0.01)
            times.append(diary.now())

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(600)

    agenda.start("worker", worker)
    agenda.start("sleeper", sleeper)
    await play(board, agenda)
    assert times[-1] - SIX < timedelta(seconds=2)


async def test_no_jump_past_what_a_process_has_to_do(board: ClockBoard) -> None:
    agenda = Agenda(board)
    done_at: list[datetime] = []

    class Worker(Process):
        async def due(self) -> None:
            self.busy = True
            self.slot.answer(self.board.read().round, BUSY)
            await asyncio.sleep(0.1)
            done_at.append(self.board.now())
            self.busy = False
            self.idle_until_us = NOTHING_DUE

    process = Worker(board, "worker")
    process.idle_until_us = to_us(SIX + timedelta(hours=5))

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(600)

    agenda.start("sleeper", sleeper)
    await play(board, agenda, names=("worker",))
    process.task.cancel()
    assert len(done_at) == 1
    assert timedelta(hours=5) <= done_at[0] - SIX < timedelta(hours=5, seconds=3)


async def test_no_jump_before_every_process_has_answered(board: ClockBoard) -> None:
    agenda = Agenda(board)
    slow = board.join("web", 1)  # joined, and says nothing for a while
    woke: list[float] = []

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(60)
        woke.append(machine_s())

    agenda.start("sleeper", sleeper)
    began_s = machine_s()
    asyncio.get_running_loop().call_later(0.3, lambda: slow.answer(1000, NOTHING_DUE))
    await play(board, agenda, names=("web",))
    assert woke[0] - began_s >= 0.3


async def test_work_handed_on_during_a_round_is_not_overtaken(board: ClockBoard) -> None:
    """One process answers idle, then the other's work leaves it something that is due at once."""
    agenda = Agenda(board)
    worked_at: list[datetime] = []

    class Receiver(Process):
        async def due(self) -> None:
            worked_at.append(self.board.now())
            await super().due()

    receiver = Receiver(board, "worker")
    giver = Process(board, "web")
    giver.busy = True

    async def hand_on() -> None:
        await asyncio.sleep(0.1)
        receiver.idle_until_us = 0  # due at once
        giver.busy = False

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(600)

    handing = asyncio.create_task(hand_on())
    agenda.start("sleeper", sleeper)
    await play(board, agenda, names=("web", "worker"))
    await handing
    for process in (receiver, giver):
        process.task.cancel()
    assert worked_at[0] - SIX < timedelta(seconds=5)


async def _rate(board: ClockBoard, pace: Pace, during: Callable[[], None] | None = None) -> float:
    agenda = Agenda(board)

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(0.25)

    agenda.start("sleeper", sleeper)
    began, began_s = board.now(), machine_s()
    if during is not None:
        during()
    await play(board, agenda, pace=pace)
    return (board.now() - began).total_seconds() / (machine_s() - began_s)


async def test_a_speed_is_an_upper_limit_and_replaces_jumps(board: ClockBoard) -> None:
    assert 40 < await _rate(board, Pace(all_up=lambda: True, speed=60)) <= 61


class Machine(Lateness):
    """A machine that is always so late, whatever this one is."""

    def __init__(self, late_s: float) -> None:
        super().__init__(ARMED_RATE)
        super().note(late_s, 0.0)

    def note(self, late_s: float, at_s: float) -> None:
        pass


async def test_armed_aircraft_hold_the_rate(board: ClockBoard) -> None:
    pace = Pace(all_up=lambda: True, armed=lambda: True, lateness=Machine(0.001))
    assert 0.7 * ARMED_RATE < await _rate(board, pace) <= 1.03 * ARMED_RATE


async def test_on_a_machine_that_is_late_they_fly_slower(board: ClockBoard) -> None:
    pace = Pace(all_up=lambda: True, armed=lambda: True, lateness=Machine(0.1))
    assert 6 < await _rate(board, pace) <= 8.5


async def test_while_a_process_is_down_time_runs_at_two_at_most(board: ClockBoard) -> None:
    up = False

    def come_up() -> None:
        nonlocal up
        up = True

    began, began_s = board.now(), machine_s()
    asyncio.get_running_loop().call_later(0.3, come_up)
    agenda = Agenda(board)
    woke: list[float] = []

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(60)
        woke.append(machine_s())

    agenda.start("sleeper", sleeper)
    watching = asyncio.create_task(asyncio.sleep(0.25))
    playing = asyncio.create_task(play(board, agenda, pace=Pace(all_up=lambda: up)))
    await watching
    assert (board.now() - began).total_seconds() <= 2 * (machine_s() - began_s)
    await playing
    assert woke[0] - began_s >= 0.3


async def test_a_told_fact_wakes_who_waits_for_it(board: ClockBoard) -> None:
    agenda = Agenda(board)
    heard: list[tuple[bool, datetime]] = []

    async def waiting(fact: str, diary: ScriptDiary) -> None:
        heard.append((await diary.hear(fact, SIX + timedelta(hours=9)), diary.now()))

    async def telling(diary: ScriptDiary) -> None:
        await diary.sleep(30)
        diary.tell("van is there")

    agenda.start("a", partial(waiting, "van is there"))
    agenda.start("b", partial(waiting, "aircraft is there"))
    agenda.start("driver", telling)
    await play(board, agenda)
    (first, first_at), (second, second_at) = heard
    assert first
    assert first_at < SIX + timedelta(minutes=31)
    assert not second
    assert second_at >= SIX + timedelta(hours=9)


async def test_a_failed_script_ends_the_day_at_once(board: ClockBoard) -> None:
    agenda = Agenda(board)

    async def failing(diary: ScriptDiary) -> None:
        await diary.sleep(1)
        raise LookupError("no such parcel")

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(600)

    agenda.start("f", failing)
    agenda.start("s", sleeper)
    await ClockAuthority(board, agenda, (), Pace(all_up=lambda: True)).run()
    assert [(name, str(failure)) for name, failure in agenda.failures] == [("f", "no such parcel")]
    assert board.now() < SIX + timedelta(minutes=2)
    await agenda.cancel()
    assert not agenda.running


async def test_a_process_that_never_rests_is_named(board: ClockBoard) -> None:
    agenda = Agenda(board)
    board.join("web", 1)

    async def sleeper(diary: ScriptDiary) -> None:
        await diary.sleep(600)

    agenda.start("s", sleeper)
    authority = ClockAuthority(board, agenda, ("web",), Pace(all_up=lambda: True), patience_s=0.2)
    with pytest.raises(Stuck) as stuck:
        await authority.run()
    assert stuck.value.facts["answers"]["web"]["idle_until_us"] == BUSY
    await agenda.cancel()
