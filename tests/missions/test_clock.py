from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from missions.clock import TOKYO, FixedClock, SystemClock, machine_ns, machine_s, wait_until

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TOKYO)


def test_the_system_clock_is_tokyo_time() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(hours=9)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_fixed_clock_moves_forward_only() -> None:
    clock = FixedClock(NOON.astimezone(UTC))
    assert clock.now() == NOON
    assert clock.now().tzinfo is TOKYO
    clock.move_to(NOON + timedelta(hours=1))
    with pytest.raises(ValueError, match="never goes back"):
        clock.move_to(NOON)
    assert clock.now() == NOON + timedelta(hours=1)


async def test_waiting_notices_a_jump() -> None:
    clock = FixedClock(NOON)
    waiting = asyncio.create_task(wait_until(clock, NOON + timedelta(hours=3)))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    clock.move_to(NOON + timedelta(hours=3))
    await asyncio.wait_for(waiting, 1)


async def test_waiting_for_the_past_returns_at_once() -> None:
    await asyncio.wait_for(wait_until(FixedClock(NOON), NOON), 0.5)


def test_machine_time_is_monotonic_and_in_its_units() -> None:
    first_s, first_ns = machine_s(), machine_ns()
    assert machine_s() >= first_s
    assert first_ns == pytest.approx(first_s * 1e9, rel=0.01)
