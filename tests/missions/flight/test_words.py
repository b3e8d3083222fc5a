"""An operator's words in a trial, and options that would do nothing beside the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from missions.flight.contradictions import IdleOption, refuse_idle
from missions.flight.moment import BadMoment, Moment, parse_moment
from missions.flight.saying import BadWord, Saying, Word, parse_saying
from missions.flight.scenario import ConsentPlan, Scenario
from missions.flying import load_flying

CONFIG = Path(__file__).parents[3] / "config" / "ina-hase"
FLYING = load_flying(CONFIG)
ROUTE = FLYING.routes.route("nakao")
PLACE = ROUTE.landing_places[0].id


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("hold@out:0.5", Saying(Word.HOLD, Moment("out", 0.5))),
        ("go-on@hold:20", Saying(Word.GO_ON, Moment("hold", 20.0))),
        ("divert@over-hall", Saying(Word.DIVERT, Moment("over-hall"))),
        ("divert:lake-shore@out:0.2", Saying(Word.DIVERT, Moment("out", 0.2), "lake-shore")),
    ],
)
def test_words_read_back_as_they_were_said(text: str, saying: Saying) -> None:
    assert parse_saying(text) == saying
    assert str(saying) == text


@pytest.mark.parametrize("text", ["", "hold", "stop@takeoff", "land:here@takeoff", "@takeoff"])
def test_what_nobody_says_is_refused(text: str) -> None:
    with pytest.raises(BadWord, match="go-on"):
        parse_saying(text)


@pytest.mark.parametrize("text", ["hold@", "hold@noon", "land@hold", "land@hold:-1"])
def test_words_without_a_moment_are_refused(text: str) -> None:
    with pytest.raises(BadMoment):
        parse_saying(text)


def scenario(*words: str, cut: str = "", delay: str = "", **more: object) -> Scenario:
    return Scenario(
        says=tuple(parse_saying(each) for each in words),
        cut_link=parse_moment(cut) if cut else None,
        delay=parse_moment(delay) if delay else None,
        **more,  # pyright: ignore[reportArgumentType]
    )


@pytest.mark.parametrize(
    ("asked", "round_trip", "why"),
    [
        (scenario(cut="home:0.5"), False, "needs --return"),
        (scenario("hold@home:0.5"), False, "needs --return"),
        (scenario(consent=ConsentPlan.NO), True, "consent yes"),
        (scenario(consent=ConsentPlan.TAKEN_BACK), True, "consent yes"),
        (scenario(cut="landing", consent=ConsentPlan.LATE), False, "never comes"),
        (scenario(delay_s=3.0), False, "--delay-link"),
        (scenario(cut="takeoff", delay="takeoff", delay_s=3.0), False, "cannot be late"),
        (scenario("go-on@out:0.5"), False, "needs a --say hold"),
        (scenario("land@hold:5"), False, "after a hold"),
        (scenario(cut="hold:5"), False, "after a hold"),
        (scenario("hold@takeoff", "land@takeoff"), False, "chance"),
        (scenario("divert:moon@takeoff"), False, "no landing place"),
        (scenario("land@takeoff", cut="takeoff"), False, "link is cut"),
        (scenario("return@out:0.5"), True, "leave out --return"),
        (scenario("hold@out:0.5", "land@hold:5"), True, "leave out --return"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    asked: Scenario, round_trip: bool, why: str
) -> None:
    with pytest.raises(IdleOption, match=why):
        refuse_idle(asked, ROUTE, round_trip=round_trip)


@pytest.mark.parametrize(
    ("asked", "round_trip"),
    [
        (scenario(), True),
        (scenario(cut="home:0.5"), True),
        (scenario("hold@out:0.5", "go-on@hold:20"), True),
        (scenario("hold@home:0.5", "land@hold:5"), True),
        (scenario("hold@out:0.5", cut="hold:5"), False),
        (scenario(f"divert:{PLACE}@out:0.1", cut="out:0.5"), False),
        (scenario(delay="over-hall", delay_s=3.0, consent=None), False),
    ],
)
def test_what_goes_together_is_flown(asked: Scenario, round_trip: bool) -> None:
    refuse_idle(asked, ROUTE, round_trip=round_trip)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--swap", "reboot"), "idle-option"),
        (("--consent-after", "3", "--consent", "no"), "idle-option"),
        (("--say", "sing@takeoff"), "bad-word"),
    ],
)
def test_the_command_names_what_it_refuses_before_it_connects(
    options: tuple[str, ...], code: str
) -> None:
    command = [sys.executable, "-c", "from missions.cli import main; main()", "fly", "nakao"]
    command += ["--connect", "tcp:127.0.0.1:9", "--config", str(CONFIG), *options]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert code in ended.stderr
