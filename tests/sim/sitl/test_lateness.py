"""How fast aircraft may fly on a machine that wakes its processes late."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.sitl.lateness import FAILSAFE_S, SLOWEST, Lateness

FASTEST = 30.0


def test_on_a_machine_in_time_they_fly_as_fast_as_may_be() -> None:
    lateness = Lateness(FASTEST)
    assert lateness.rate == FASTEST
    lateness.note(0.002, 1.0)
    assert lateness.rate == FASTEST


def test_the_worst_of_the_last_seconds_counts_and_is_forgotten_after_them() -> None:
    lateness = Lateness(FASTEST)
    for at_s, late_s in ((1.0, 0.1), (2.0, 0.01), (3.0, 0.02)):
        lateness.note(late_s, at_s)
    assert lateness.worst_s == 0.1
    lateness.note(0.001, 6.5)
    assert lateness.worst_s == 0.02
    lateness.note(0.001, 20.0)
    assert lateness.rate == FASTEST


@given(st.floats(0.0001, 100.0))
def test_a_heartbeat_that_is_six_times_as_late_still_comes_in_time(late_s: float) -> None:
    lateness = Lateness(FASTEST)
    lateness.note(late_s, 1.0)
    assert SLOWEST <= lateness.rate <= FASTEST
    if lateness.rate > SLOWEST:
        assert late_s * 6 * lateness.rate <= FAILSAFE_S * 1.000001
