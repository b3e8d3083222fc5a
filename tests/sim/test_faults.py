from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.clock import TOKYO
from sim.village.faults import BadFault, Moment, Times, matches, parse_fault, take_aim
from sim.village.people.postbox import Flight

DAY = datetime(2026, 11, 24, tzinfo=TOKYO)
TIMES = Times(
    cutoff=DAY + timedelta(hours=11),
    ready_by=DAY + timedelta(hours=12, minutes=40),
    leave_store=DAY + timedelta(hours=13),
    settle_at=DAY + timedelta(hours=18, minutes=30),
)
WORDS = [f"{kind}@{moment}" for kind in ("kill-web", "kill-worker") for moment in Moment]


def flight(path: str, method: str = "POST", **body: str) -> Flight:
    return Flight(1, "p", method, path, body)


@pytest.mark.parametrize("words", WORDS)
def test_a_fault_is_read_as_it_is_written(words: str) -> None:
    fault = parse_fault(words)
    assert str(fault) == words
    assert fault.process == words.partition("@")[0].removeprefix("kill-")


@pytest.mark.parametrize(
    "words", ["", "kill-web", "kill-web@", "@close", "kill-web@noon", "stop-web@close", "x@y@z"]
)
def test_other_words_are_refused_with_those_that_are_known(words: str) -> None:
    with pytest.raises(BadFault, match=r"kill-web or kill-worker.*close"):
        parse_fault(words)


@given(st.sampled_from(WORDS), st.integers(1, 400), st.integers())
def test_the_aim_is_in_the_window_and_drawn_from_the_seed(
    words: str, orders: int, seed: int
) -> None:
    fault = parse_fault(words)
    aim = take_aim(fault, TIMES, orders, random.Random(seed))
    assert aim == take_aim(fault, TIMES, orders, random.Random(seed))
    assert aim.opens_at < aim.closes_at <= TIMES.settle_at
    assert aim.nth >= 1
    assert 0 <= aim.delay_s <= 0.03
    if words == "kill-web@close":
        assert aim.closes_at - aim.opens_at < timedelta(minutes=2)
        assert aim.opens_at <= TIMES.cutoff < aim.closes_at


def test_a_moment_is_about_one_kind_of_work() -> None:
    assert matches(Moment.CLOSE, flight("/orders"))
    assert matches(Moment.PICKING, flight("/picks/R1/pack"))
    assert matches(Moment.HANDOVER, flight("/handovers", code="X"))
    assert matches(Moment.DOOR, flight("/handovers", code="X", card="H"))
    assert matches(Moment.DOOR, flight("/visits"))
    assert not matches(Moment.HANDOVER, flight("/handovers", code="X", card="H"))
    assert not matches(Moment.DOOR, flight("/handovers", code="X"))
    assert not matches(Moment.PICKING, flight("/orders"))


@pytest.mark.parametrize("moment", list(Moment))
def test_reading_is_never_the_work_that_is_struck(moment: Moment) -> None:
    assert not matches(moment, flight("/picks/R1", method="GET"))
    assert not matches(moment, flight("/session"))
