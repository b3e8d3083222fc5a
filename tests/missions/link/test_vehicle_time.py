from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.link.pacing import Pacer
from missions.link.vehicle_time import VehicleTime


class Machine:
    """A machine clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def heard(
    machine: Machine,
    time: VehicleTime,
    *,
    rate: float,
    seconds: float,
    boot_s: float = 10.0,
    every_s: float = 0.2,
    late: random.Random | None = None,
) -> float:
    """Feed messages every `every_s` of vehicle time; returns the vehicle's boot time at the end."""
    start_s, end_s = machine.now_s, machine.now_s + seconds
    sent_s = start_s
    while sent_s < end_s:
        arrival_s = sent_s + (late.uniform(0.0, 0.03) if late else 0.0)
        machine.now_s = max(machine.now_s, arrival_s)
        time.feed(boot_s + (sent_s - start_s) * rate, machine.now_s)
        sent_s += every_s / rate
    machine.now_s = max(machine.now_s, end_s)
    return boot_s + (machine.now_s - start_s) * rate


@given(rate=st.floats(0.5, 120.0), seed=st.integers(0, 10**6))
def test_time_and_rate_are_found_at_any_rate_through_jitter(rate: float, seed: int) -> None:
    machine = Machine()
    time = VehicleTime(machine)
    boot_s = heard(machine, time, rate=rate, seconds=3.0, late=random.Random(seed))
    assert time.rate_known
    assert time.rate == pytest.approx(rate, rel=0.1)
    assert time.boot_s() == pytest.approx(boot_s, abs=0.3 + 0.03 * rate)


@given(
    steps=st.lists(st.tuples(st.floats(0.0, 0.5), st.floats(0.0, 60.0), st.booleans()), max_size=60)
)
def test_time_never_goes_back_whatever_is_heard(steps: list[tuple[float, float, bool]]) -> None:
    machine = Machine()
    time = VehicleTime(machine)
    seen = [time.now_s()]
    for wait_s, boot_s, feeds in steps:
        machine.now_s += wait_s
        if feeds:
            time.feed(boot_s, machine.now_s)
        seen.append(time.now_s())
    assert all(a <= b for a, b in pairwise(seen))


@pytest.mark.parametrize(("before", "after"), [(1.0, 40.0), (40.0, 1.0), (10.0, 60.0)])
def test_a_change_of_rate_is_noticed_within_a_second(before: float, after: float) -> None:
    machine = Machine()
    time = VehicleTime(machine)
    boot_s = heard(machine, time, rate=before, seconds=3.0)
    began_s = time.now_s()
    end_s = heard(machine, time, rate=after, seconds=2.0, boot_s=boot_s)
    assert time.rate == pytest.approx(after, rel=0.1)
    assert time.boot_s() == pytest.approx(end_s, abs=1.2)
    assert time.now_s() - began_s == pytest.approx(2.0 * after, abs=2.5)


def test_silence_is_extrapolated_with_the_last_rate() -> None:
    machine = Machine()
    time = VehicleTime(machine)
    heard(machine, time, rate=1.0, seconds=3.0)
    before_s = time.now_s()
    machine.now_s += 60.0
    assert time.now_s() - before_s == pytest.approx(60.0, abs=0.5)


def test_a_stall_of_a_fast_vehicle_is_not_taken_for_long_silence() -> None:
    machine = Machine()
    time = VehicleTime(machine)
    heard(machine, time, rate=40.0, seconds=2.0)
    before_s = time.now_s()
    machine.now_s += 0.25
    assert time.now_s() - before_s <= 1.3
    machine.now_s += 9.75
    assert time.now_s() - before_s == pytest.approx(9.7 * 40.0, rel=0.03)


def test_a_reboot_is_a_new_epoch_and_time_goes_on() -> None:
    machine = Machine()
    time = VehicleTime(machine)
    heard(machine, time, rate=2.0, seconds=3.0, boot_s=100.0)
    before_s = time.now_s()
    machine.now_s += 1.0
    told = []
    for n in range(10):
        machine.now_s += 0.1
        told.append(time.feed(1.0 + 0.2 * n, machine.now_s))
    assert told.count(True) == 1
    assert time.epoch == 1
    assert time.boot_s() == pytest.approx(2.8, abs=0.2)
    assert time.now_s() - before_s == pytest.approx(4.0, abs=0.6)


def test_a_late_packet_is_no_reboot() -> None:
    machine = Machine()
    time = VehicleTime(machine)
    heard(machine, time, rate=1.0, seconds=3.0, boot_s=100.0)
    for n in range(6):
        machine.now_s += 0.1
        assert not time.feed(95.0 if n % 2 else 103.0 + n / 10, machine.now_s)
    assert time.epoch == 0


def test_before_anything_is_heard_time_is_the_machines() -> None:
    machine = Machine()
    time = VehicleTime(machine)
    machine.now_s += 5.0
    assert (time.now_s(), time.rate, time.rate_known, time.heard) == (5.0, 1.0, False, False)
    time.feed(900.0, machine.now_s)
    assert time.now_s() == pytest.approx(5.0)


@given(rate=st.floats(0.5, 120.0))
@settings(max_examples=15)
def test_no_vehicle_second_passes_twice_without_a_heartbeat(rate: float) -> None:
    machine = Machine()
    time = VehicleTime(machine)
    pacer = Pacer(time)
    beats_s: list[float] = []
    start_s = machine.now_s
    for step in range(3000):
        machine.now_s = start_s + step / 1000
        if step % max(1, round(200 / rate)) == 0:
            time.feed((machine.now_s - start_s) * rate, machine.now_s)
        if pacer.due(machine.now_s):
            pacer.sent(machine.now_s)
            beats_s.append((machine.now_s - start_s) * rate)
    beats_s.append(3.0 * rate)
    assert max(b - a for a, b in pairwise(beats_s)) <= 2.5
    if rate > 1.0:
        assert len(beats_s) < 60 + 3.5 * rate + 3.0 / 0.004 * (rate > 100)
