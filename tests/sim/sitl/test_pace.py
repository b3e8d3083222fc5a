"""The pace of a vehicle in a played day: the clock board's rate, within its limit, and no jumps."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from missions.clock import TOKYO, machine_s, pause
from missions.clockboard import BadClockBoard, ClockBoard
from sim.sitl.pace import FASTEST_ON_BOARD, WAITS_AFTER_S, BoardPace, WaitingPace
from tests.sim.sitl.conftest import make
from tests.sim.sitl.ground import Ground, tcp, vehicle

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)


def test_the_boards_rate_counts_up_to_a_limit_and_jumps_do_not(tmp_path: Path) -> None:
    board = ClockBoard.create(tmp_path / "clock", MORNING)
    pace = BoardPace(tmp_path / "clock")
    assert pace() == 1.0
    for rate, expected in ((7.5, 7.5), (0.0, 0.0), (400.0, FASTEST_ON_BOARD)):
        board.steer(rate=rate)
        assert pace() == expected
    board.steer(rate=1.0, jump_to=MORNING + timedelta(hours=5))
    assert pace() == 1.0


def test_a_board_that_is_none_is_named_and_one_that_is_torn_keeps_the_last_rate(
    tmp_path: Path,
) -> None:
    with pytest.raises(BadClockBoard):
        BoardPace(tmp_path / "none")
    board = ClockBoard.create(tmp_path / "clock", MORNING)
    pace = BoardPace(tmp_path / "clock")
    board.steer(rate=5.0)
    assert pace() == 5.0
    with (tmp_path / "clock").open("r+b") as file:
        file.seek(30)
        file.write(b"\xff")
    assert pace() == 5.0
    began_s = machine_s()
    assert pace() == 5.0
    assert machine_s() - began_s < 0.01


def test_a_vehicle_on_a_board_starts_at_rate_one_and_follows_each_change(tmp_path: Path) -> None:
    board = ClockBoard.create(tmp_path / "clock", MORNING)
    options = ("--clock-board", str(tmp_path / "clock"))
    with vehicle(*options, speed=60.0) as process:
        ground = Ground(tcp(process.ports[0]))  # type: ignore[attr-defined]
        ground.streams(10)
        ground.until(lambda g: g.now_s > 2.2, "started")
        assert _settles(ground, 0.0, 3.0)
        board.steer(rate=20.0)
        ground.for_vehicle_s(4.0)
        assert _settles(ground, 4.0, 30.0)
        board.steer(rate=1.0, jump_to=MORNING + timedelta(hours=3))
        ground.for_vehicle_s(0.5)
        assert _settles(ground, 0.0, 3.0)
        board.steer(rate=0.0)
        pause(0.1)
        while ground.pump() is not None:
            pass  # what was under way
        stood_s = ground.now_s
        pause(0.2)
        ground.pump()
        assert ground.now_s - stood_s < 0.1
        ground.close()


def _settles(ground: Ground, above: float, below: float) -> bool:
    """Whether its rate comes to lie between: for a moment it may catch up what it was late."""
    return any(above < _rate(ground) < below for _ in range(12))


def _rate(ground: Ground, machine_seconds: float = 0.4) -> float:
    """Vehicle seconds for each machine second, just now."""
    began_s, vehicle_s = machine_s(), ground.now_s
    ground.until(lambda g: machine_s() - began_s > machine_seconds, "a while")
    return (ground.now_s - vehicle_s) / (machine_s() - began_s)


def test_a_parked_vehicle_strides_and_one_with_motors_on_does_not() -> None:
    ground = make()
    craft = ground.link.vehicle
    assert craft.stride == 1  # it starts up
    ground.streams(4)
    ground.ready()
    ground.until(lambda g: craft.stride == 5, "a stride")
    craft.step(craft.stride)
    assert craft.stride == 5
    assert ground.set_mode(4) == 0
    assert ground.arm() == 0
    assert craft.stride == 1


def test_who_asks_for_more_than_ten_messages_a_second_gets_them() -> None:
    ground = make()
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    assert ground.command(511, 33, 20_000) == 0
    assert ground.link.vehicle.stride == 1


def test_time_waits_for_a_station_that_is_late_and_for_none_that_has_gone() -> None:
    silent_s, connected = 0.0, True
    pace = WaitingPace(lambda: 4.0, lambda: connected, lambda: silent_s)
    assert pace() == 4.0
    silent_s = WAITS_AFTER_S + 0.1
    assert pace() == 0.0
    connected = False  # it has hung up, or was killed: the failsafe may strike
    assert pace() == 4.0
    connected, silent_s = True, 0.5  # heard again
    assert pace() == 4.0
