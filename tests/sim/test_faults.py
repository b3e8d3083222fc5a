from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.clock import TOKYO
from sim.village.faults import (
    ON_THE_GROUND,
    BadFault,
    Moment,
    Times,
    matches,
    parse_fault,
    take_aim,
)
from sim.village.flight_strikes import take_flight_aim
from sim.village.people.postbox import Flight

DAY = datetime(2026, 11, 24, tzinfo=TOKYO)
TIMES = Times(
    cutoff=DAY + timedelta(hours=11),
    ready_by=DAY + timedelta(hours=12, minutes=40),
    leave_store=DAY + timedelta(hours=13),
    settle_at=DAY + timedelta(hours=18, minutes=30),
)
GROUND_WORDS = [f"{kind}@{at}" for kind in ("kill-web", "kill-worker") for at in ON_THE_GROUND]
FLIGHT_WORDS = {
    "kill-web@airborne": "web",
    "kill-desk@airborne": "desk",
    "kill-vehicle@out:0.5": "vehicle",
    "wind@preflight": "",
    "no-volunteer@preflight": "",
}
WORDS = [*GROUND_WORDS, *FLIGHT_WORDS]


def flight(path: str, method: str = "POST", **body: str) -> Flight:
    return Flight(1, "p", method, path, body)


@pytest.mark.parametrize("words", WORDS)
def test_a_fault_is_read_as_it_is_written(words: str) -> None:
    fault = parse_fault(words)
    assert str(fault) == words
    if words in FLIGHT_WORDS:
        assert fault.process == FLIGHT_WORDS[words]
    else:
        assert fault.process == words.partition("@")[0].removeprefix("kill-")
    assert fault.of_a_flight is (words in FLIGHT_WORDS)


@pytest.mark.parametrize(
    "words",
    [
        "", "kill-web", "kill-web@", "@close", "kill-web@noon", "stop-web@close", "x@y@z",
        "kill-vehicle@out", "kill-vehicle@out:1.5", "kill-vehicle@out:nan", "kill-vehicle@out:x",
        "kill-desk@close", "wind@airborne", "kill-web@close:0.5", "no-volunteer@close",
    ],
)  # fmt: skip
def test_other_words_are_refused_with_those_that_are_known(words: str) -> None:
    known = r"kill-web@close\|picking.*kill-vehicle@out:0.5.*no-volunteer@preflight"
    with pytest.raises(BadFault, match=known):
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
    assert 0 <= aim.delay < 1
    if words == "kill-web@close":
        assert aim.closes_at - aim.opens_at < timedelta(minutes=2)
        assert aim.opens_at <= TIMES.cutoff < aim.closes_at


@given(st.integers())
def test_the_aim_at_a_flight_is_on_its_way(seed: int) -> None:
    fault = parse_fault("kill-desk@airborne")
    aim = take_flight_aim(fault, random.Random(seed))
    assert aim == take_flight_aim(fault, random.Random(seed))
    picture = {"direction": aim.direction, "progress": 0.99, "state": "outbound"}
    picture["state"] = "waiting" if aim.waiting else picture["state"]
    if aim.direction == "home":  # the desk tells how far it is from the hub
        picture |= {"state": "homebound", "progress": 0.01}
    assert aim.meets(picture)
    assert not aim.meets(picture | {"direction": "neither"})
    assert not aim.meets(picture | {"state": "diverting"})
    if not aim.waiting:
        far_from_there = {"progress": 1.0 if aim.direction == "home" else 0.0}
        assert not aim.meets(picture | far_from_there)
        assert not aim.meets(picture | {"progress": None})


def test_the_fault_itself_says_how_far_a_vehicle_flies() -> None:
    aim = take_flight_aim(parse_fault("kill-vehicle@out:0.5"), random.Random(1))
    outbound = {"direction": "out", "state": "outbound"}
    assert aim.meets(outbound | {"progress": 0.5})
    assert not aim.meets(outbound | {"progress": 0.49})
    assert not aim.meets({"direction": "out", "state": "homebound", "progress": 0.6})


def test_a_moment_is_about_one_kind_of_work() -> None:
    assert matches(Moment.CLOSE, flight("/orders"))
    assert matches(Moment.PICKING, flight("/picks/R1/pack"))
    assert matches(Moment.HANDOVER, flight("/handovers", code="X"))
    assert matches(Moment.DOOR, flight("/handovers", code="X", card="H"))
    assert matches(Moment.DOOR, flight("/visits"))
    assert not matches(Moment.HANDOVER, flight("/handovers", code="X", card="H"))
    assert not matches(Moment.DOOR, flight("/handovers", code="X"))
    assert not matches(Moment.PICKING, flight("/orders"))


@pytest.mark.parametrize("moment", ON_THE_GROUND)
def test_reading_is_never_the_work_that_is_struck(moment: Moment) -> None:
    assert not matches(moment, flight("/picks/R1", method="GET"))
    assert not matches(moment, flight("/session"))


def test_while_something_flies_reading_counts_too() -> None:
    assert matches(Moment.AIRBORNE, flight("/sorties/2026-11-24/s1", method="GET"))
    assert matches(Moment.AIRBORNE, flight("/weather"))
    assert not matches(Moment.AIRBORNE, flight("/session"))
