"""Round trips: the longest of what was measured and of what is still open."""

from __future__ import annotations

import pytest

from missions.link.round_trip import UNKNOWN_AFTER_S, RoundTrip


def test_unknown_until_the_first_answer_and_after_a_long_silence() -> None:
    trip = RoundTrip()
    stamp = trip.ask(10.0)
    assert trip.longest_s(10.1) is None
    trip.answered(stamp, 10.3)
    assert trip.longest_s(10.3) == pytest.approx(0.3)
    trip.ask(11.0)
    assert trip.longest_s(13.0) == pytest.approx(2.0)
    assert trip.longest_s(11.0 + UNKNOWN_AFTER_S + 0.1) is None


def test_the_oldest_open_question_counts_however_many_follow() -> None:
    trip = RoundTrip()
    trip.answered(trip.ask(0.0), 0.1)
    for step in range(400):
        trip.ask(1.0 + step * 0.01)
    assert trip.longest_s(5.0) == pytest.approx(4.0)


def test_an_answer_to_somebody_else_or_to_an_old_question_changes_nothing() -> None:
    trip = RoundTrip(first_stamp=1000)
    assert trip.ask(0.0) == 1001
    trip.answered(7, 0.1)
    assert trip.longest_s(0.1) is None
    trip.answered(1001, 0.2)
    trip.answered(1001, 9.0)
    assert trip.longest_s(0.2) == pytest.approx(0.2)
    trip.forget()
    assert trip.longest_s(0.2) is None
