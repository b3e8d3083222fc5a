"""Percentiles by nearest rank, and two sets side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.bench.latency import Latency, side_by_side


def test_of_a_hundred_the_99th_is_p99() -> None:
    told = Latency.of([each / 1000 for each in range(1, 101)])
    assert told == Latency(100, 0.050, 0.099, 0.100)
    assert told.to_json() == {"count": 100, "p50_ms": 50.0, "p99_ms": 99.0, "max_ms": 100.0}


def test_of_nothing_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Latency.of([])


@given(st.lists(st.floats(1e-6, 10), min_size=1, max_size=300))
def test_what_is_told_was_measured_and_in_order(seconds: list[float]) -> None:
    told = Latency.of(seconds)
    assert {told.p50_s, told.p99_s, told.max_s} <= set(seconds)
    assert told.p50_s <= told.p99_s <= told.max_s


def test_side_by_side_is_a_ratio_and_a_difference() -> None:
    told = side_by_side(Latency(9, 0.020, 0.060, 0.1), Latency(9, 0.001, 0.002, 0.003))
    assert told == {
        "p50_ratio": 20.0, "p99_ratio": 30.0, "p50_longer_ms": 19.0, "p99_longer_ms": 58.0,
    }  # fmt: skip
