"""The words for moments of a trial flight."""

from __future__ import annotations

import pytest

from missions.flight.moment import NEAR_GROUND_M, BadMoment, Moment, parse_moment
from missions.plan.model import Direction


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("takeoff", Moment("takeoff")),
        ("out:0.25", Moment("out", 0.25)),
        ("out:1", Moment("out", 1.0)),
        ("over-hall", Moment("over-hall")),
        ("landing", Moment("landing", NEAR_GROUND_M)),
        ("landing:20", Moment("landing", 20.0)),
        ("home:0.5", Moment("home", 0.5)),
    ],
)
def test_a_moment_reads_back_as_it_was_said(text: str, moment: Moment) -> None:
    assert parse_moment(text) == moment
    assert str(parse_moment(text)) == text
    assert (moment.direction is Direction.HOME) == (moment.word == "home")


@pytest.mark.parametrize(
    "text", ["", "out", "out:", "out:x", "out:1.1", "out:-0.1", "out:nan", "takeoff:0.5", "hub"]
)
def test_what_is_no_moment_is_refused_with_the_words_that_are(text: str) -> None:
    with pytest.raises(BadMoment, match="over-hall"):
        parse_moment(text)
