"""The desk on the clock board, and what it tells on its socket."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from missions.clock import TOKYO, pause
from missions.clockboard import NOTHING_DUE, ClockBoard, from_us
from missions.flight.desk.presence import Presence
from missions.flight.desk.telemetry import TelemetrySink

AT = datetime(2026, 11, 24, 9, tzinfo=TOKYO)


@pytest.fixture
def board(tmp_path: Path) -> ClockBoard:
    return ClockBoard.create(tmp_path / "board", AT)


def rested(presence: Presence) -> None:
    pause(0.04)
    presence.answer(presence.asked())


def test_before_it_has_looked_it_is_busy_and_armed_as_it_was(board: ClockBoard) -> None:
    board.join("desk", 1).answer(0, NOTHING_DUE, armed=True)
    presence = Presence(board, board.join("desk", 2))
    rested(presence)
    said = board.answers()["desk"]
    assert (said.pid, said.busy, said.armed) == (2, True, True)
    presence.looked()
    rested(presence)
    said = board.answers()["desk"]
    assert (said.busy, said.armed, said.idle_until_us) == (False, False, NOTHING_DUE)


def test_armed_is_said_at_once_and_a_flight_in_the_air_is_no_work(board: ClockBoard) -> None:
    presence = Presence(board, board.join("desk", 1))
    presence.looked()
    presence.arm("tsubame")
    said = board.answers()["desk"]
    assert (said.busy, said.armed) == (True, True)
    rested(presence)
    asked = board.steer(rate=1.0, ask=True).round
    rested(presence)
    said = board.answers()["desk"]
    assert (said.busy, said.armed, said.round) == (False, True, asked)
    presence.disarm("tsubame")
    rested(presence)
    assert not board.answers()["desk"].armed


def test_work_is_shown_for_a_moment_after_it_has_ended(board: ClockBoard) -> None:
    presence = Presence(board, board.join("desk", 1))
    presence.looked()
    rested(presence)
    with presence.work():
        rested(presence)
        assert board.answers()["desk"].busy
    presence.answer(presence.asked())
    assert board.answers()["desk"].busy
    rested(presence)
    assert not board.answers()["desk"].busy


def test_without_a_board_nothing_is_said() -> None:
    presence = Presence(None, None)
    presence.arm("tsubame")
    presence.looked()
    presence.answer(presence.asked())


async def test_a_reader_gets_the_latest_first_and_then_each_new_one(free_port: int) -> None:
    sink = TelemetrySink()
    sink.tell({"aircraft": "a", "n": 1})
    sink.tell({"aircraft": "a", "n": 2})
    sink.tell({"aircraft": "b", "n": 3})
    await sink.listen(free_port)
    reader, writer = await asyncio.open_connection("127.0.0.1", free_port)
    first = [json.loads(await reader.readline()) for _ in range(2)]
    assert first == [{"aircraft": "a", "n": 2}, {"aircraft": "b", "n": 3}]
    sink.tell({"aircraft": "b", "n": 4})
    assert json.loads(await reader.readline()) == {"aircraft": "b", "n": 4}
    writer.close()
    await sink.close()


async def test_a_slow_reader_is_dropped(free_port: int) -> None:
    sink, told = TelemetrySink(), 4000
    await sink.listen(free_port)
    reader, _ = await asyncio.open_connection("127.0.0.1", free_port, limit=1)
    await asyncio.sleep(0.05)
    for number in range(told):
        sink.tell({"aircraft": "a", "n": number, "much": "x" * 4000})
        await asyncio.sleep(0)
    heard = 0
    with suppress(ConnectionResetError):
        while data := await reader.read(65536):
            heard += len(data)
    assert heard < told * 4000
    await sink.close()


def test_time_runs_little_ahead_of_a_desk_that_has_something_in_the_air(board: ClockBoard) -> None:
    presence = Presence(board, board.join("desk", 1))
    presence.looked()
    presence.arm("tsubame")
    rested(presence)
    ahead = from_us(board.answers()["desk"].idle_until_us) - board.now()
    assert timedelta(seconds=1.5) < ahead <= timedelta(seconds=2)


def test_waiting_for_a_vehicle_s_clock_is_no_work_and_lets_nothing_jump(board: ClockBoard) -> None:
    presence = Presence(board, board.join("desk", 1))
    presence.looked()
    presence.begin("tsubame")
    presence.begin("tsubame")  # the next word to it waits behind the first
    with presence.vehicle_time("tsubame"):
        rested(presence)
        said = board.answers()["desk"]
        assert (said.busy, said.armed) == (False, True)
        presence.begin("tobi")  # what is done for another aircraft is work all the same
        rested(presence)
        assert board.answers()["desk"].busy
        presence.end("tobi")
    rested(presence)
    said = board.answers()["desk"]
    assert (said.busy, said.armed) == (True, False)
    presence.end("tsubame")
    presence.end("tsubame")
    rested(presence)
    assert board.answers()["desk"].idle_until_us == NOTHING_DUE
