from __future__ import annotations

import struct
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.clock import TOKYO, machine_ns, machine_s
from missions.clockboard import (
    BUSY,
    NOTHING_DUE,
    BadClockBoard,
    ClockBoard,
    Reading,
    from_us,
    to_us,
)

MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=TOKYO)
JOIN = """
import os, sys
from pathlib import Path
from missions.clockboard import ClockBoard
board = ClockBoard(Path(sys.argv[1]))
sys.stdin.readline()
for name in sys.argv[2:]:
    board.join(name, os.getpid())
"""


@pytest.fixture
def board(tmp_path: Path) -> ClockBoard:
    return ClockBoard.create(tmp_path / "clock", MORNING)


@given(st.datetimes(timezones=st.just(TOKYO)).filter(lambda at: 1990 < at.year < 2090))
def test_microseconds_keep_every_instant(at: datetime) -> None:
    assert from_us(to_us(at)) == at
    assert from_us(to_us(at)).utcoffset() == timedelta(hours=9)


@given(
    st.integers(0, 10**15),
    st.lists(st.integers(0, 10**12), min_size=2, max_size=5),
    st.floats(0.1, 100, allow_nan=False),
)
def test_business_time_grows_with_the_rate(t0_ns: int, steps: list[int], rate: float) -> None:
    reading = Reading(t0_ns, to_us(MORNING), rate, 0)
    times = [reading.business_us(t0_ns + step) for step in sorted(steps)]
    assert times == sorted(times)
    gained_us = times[-1] - to_us(MORNING)
    assert gained_us == pytest.approx(max(steps) * rate / 1000, abs=2, rel=1e-6)


def test_before_its_start_a_reading_stands_still() -> None:
    assert Reading(10**9, 5, 3.0, 0).business_us(0) == 5


def test_a_second_process_reads_the_same_time(tmp_path: Path) -> None:
    ours = ClockBoard.create(tmp_path / "clock", MORNING)
    code = (
        "import sys; from pathlib import Path; from missions.clockboard import ClockBoard;"
        "print(ClockBoard(Path(sys.argv[1])).now().isoformat())"
    )
    before = ours.now()
    theirs = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "clock")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert before <= datetime.fromisoformat(theirs.stdout.strip()) <= ours.now()


def test_a_jump_goes_forward_and_never_back(board: ClockBoard) -> None:
    board.steer(rate=1.0, jump_to=MORNING + timedelta(hours=5))
    assert MORNING + timedelta(hours=5) <= board.now() < MORNING + timedelta(hours=5, seconds=2)
    board.steer(rate=1.0, jump_to=MORNING)
    assert board.now() >= MORNING + timedelta(hours=5)


def test_the_rate_is_business_over_machine_time(board: ClockBoard) -> None:
    board.steer(rate=1000.0)
    began, began_s = board.now(), machine_s()
    while machine_s() - began_s < 0.05:
        pass
    passed_s = (board.now() - began).total_seconds()
    assert passed_s == pytest.approx(1000 * (machine_s() - began_s), rel=0.05)


def test_one_reader_never_sees_time_go_back(board: ClockBoard) -> None:
    """A fall of the rate is written a little after the machine's clock was read."""
    seen: list[datetime] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            seen.append(board.now())

    thread = threading.Thread(target=watch)
    thread.start()
    for number in range(300):
        board.steer(rate=5000.0 if number % 2 else 0.5)
    stop.set()
    thread.join()
    assert seen == sorted(seen)


def test_participants_answer_in_their_own_slots(board: ClockBoard, tmp_path: Path) -> None:
    other = ClockBoard(tmp_path / "clock")
    web, worker = other.join("web", 11), other.join("worker", 12)
    assert {name: each.busy for name, each in board.answers().items()} == {
        "web": True,
        "worker": True,
    }
    asked = board.steer(rate=1.0, ask=True).round
    web.answer(asked, NOTHING_DUE)
    worker.answer(asked, to_us(MORNING))
    answers = board.answers()
    assert (answers["web"].round, answers["web"].idle_until_us) == (asked, NOTHING_DUE)
    assert from_us(answers["worker"].idle_until_us) == MORNING
    assert answers["worker"].pid == 12


def test_a_restarted_process_takes_its_slot_over_and_is_busy(board: ClockBoard) -> None:
    board.join("web", 11).answer(7, NOTHING_DUE)
    board.join("web", 99)
    assert list(board.answers()) == ["web"]
    again = board.answers()["web"]
    assert (again.pid, again.round, again.idle_until_us) == (99, 0, BUSY)


def test_what_a_killed_process_had_in_the_air_stays_armed_for_its_successor(
    board: ClockBoard,
) -> None:
    board.join("desk", 11).answer(7, NOTHING_DUE, armed=True)
    board.join("desk", 99)
    again = board.answers()["desk"]
    assert (again.pid, again.busy, again.armed) == (99, True, True)


def test_processes_that_join_at_once_get_different_slots(tmp_path: Path) -> None:
    board = ClockBoard.create(tmp_path / "clock", MORNING)
    groups = [[f"p{group}-{n}" for n in range(8)] for group in range(3)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", JOIN, str(tmp_path / "clock"), *names],
            stdin=subprocess.PIPE,
            text=True,
        )
        for names in groups
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.wait(20) for process in processes] == [0, 0, 0]
    assert set(board.answers()) == {name for names in groups for name in names}


def test_a_full_board_and_a_bad_name_are_refused(board: ClockBoard) -> None:
    for number in range(32):
        board.join(f"p{number}", number)
    with pytest.raises(BadClockBoard):
        board.join("one more", 1)
    with pytest.raises(ValueError, match="16 bytes"):
        board.join("a name that is too long", 1)


def test_another_file_is_no_board(tmp_path: Path) -> None:
    short, long = tmp_path / "short", tmp_path / "long"
    short.write_bytes(b"SORACLK1")
    long.write_bytes(b"x" * 9000)
    for path in (short, long):
        with pytest.raises(BadClockBoard):
            ClockBoard(path)


def test_a_board_left_half_written_is_reported_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    ClockBoard.create(path, MORNING)
    with path.open("r+b") as file:
        file.seek(8)
        file.write(struct.pack("<q", machine_ns() + 10**12))
    with pytest.raises(BadClockBoard):
        ClockBoard(path).now()


def test_a_slot_left_half_written_counts_as_busy(board: ClockBoard, tmp_path: Path) -> None:
    board.join("web", 11).answer(3, NOTHING_DUE)
    with (tmp_path / "clock").open("r+b") as file:
        file.seek(64 + 20)
        file.write(b"\xff\xff")
    assert board.answers()["web"].busy
