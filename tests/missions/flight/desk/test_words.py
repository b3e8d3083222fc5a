"""Every word to an aircraft, in the air and on the ground, and gates that do not pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions.flying import Flying
from sim.bench.tap import ARM, JUMP, LAND, MODE, START
from tests.missions.flight.desk.desks import flown, mute_from
from tests.missions.flight.desk.hub import OUT, Hub

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SPEED = 15.0


async def test_gates_that_do_not_pass_and_a_second_prepare(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        windy = {"wind_mps": {"value": 7.0, "age_s": 5.0}, "pad_clear": None}
        outcome = await hub.outcome(hub.prepare(**windy))
        assert outcome is not None  # a vehicle just loaded may have to be good for longer
        assert outcome.startswith("refused: wind fail; pad-clear unknown (not said)")
        assert hub.row().state == "preparing"
        outdated = await hub.outcome(hub.prepare(approval_version="of before an edit"))
        assert outdated.startswith("refused: approval fail (approved is of before an edit")
        assert await hub.outcome(hub.prepare()) == "accepted"
        assert [event.body["go"] for event in hub.events()] == [False, False, True]
        word = hub.launch(OUT, wind_mps={"value": 1.0, "age_s": 500.0})
        assert "older than" in await hub.outcome(word)
        assert tap.count(ARM) == 0
    assert hub.row().state == "refused"
    assert hub.kinds() == ["prepared", "prepared", "prepared", "refused"]
    assert "wind" in hub.body("refused")["why"]


async def test_words_on_the_ground_that_mean_nothing_are_answered(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED):
        for word in ("hold", "go-on", "return", "divert", "land", "consent", "withdraw-consent"):
            assert await hub.outcome(hub.say(word)) == "refused: the flight is not in the air"
        assert await hub.outcome(hub.say("all-clear")) == "accepted"
        assert await hub.outcome(hub.say("cancel", why="rain")) == "accepted"
        assert hub.row().state == "refused"
        assert await hub.outcome(hub.prepare()) == "refused: the flight is refused"
        assert await hub.outcome(hub.launch()) == "refused: the flight is refused"
        strange = hub.say("prepare", "no-such-flight")
        assert await hub.outcome(strange) == "refused: there is no such flight"
    assert hub.kinds() == ["command"] * 6


async def test_each_word_to_an_aircraft_in_the_air(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    """Launched without having been prepared by this desk: it is prepared again by itself."""
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        assert await hub.outcome(hub.launch()) == "accepted"
        assert hub.row().readback_sha256 == hub.row().approved_sha256 is not None
        await hub.state("outbound")
        assert await hub.outcome(hub.prepare()) == f"refused: {OUT} is in the air"
        assert await hub.outcome(hub.say("hold")) == "accepted"
        await hub.state("holding")
        assert await hub.outcome(hub.say("go-on")) == "accepted"
        await hub.state("outbound")
        nowhere = await hub.outcome(hub.say("divert", place="nowhere"))
        assert nowhere.startswith("rejected")
        assert await hub.outcome(hub.say("return")) == "accepted"
        assert await hub.ended() == "returned"
    returned = hub.body("returned")
    assert returned["why"] == "called back by person/p-arai"
    told = [event.body["word"] for event in hub.events() if event.kind == "command"]
    assert told == ["hold", "go-on", "divert", "return"]
    assert (tap.count(ARM, 1.0), tap.count(START), tap.count(JUMP)) == (1, 1, 0)


@pytest.mark.soak
@pytest.mark.parametrize(("word", "end"), [("divert", "diverted"), ("land", "down")])
async def test_diverted_and_landed(
    word: str, end: str, hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.state("outbound")
        await tap.flown(4, 60.0)
        assert await hub.outcome(hub.say(word)) == "accepted"
        assert await hub.ended() == end
        assert tap.count(LAND) == (1 if word == "land" else 0)
    landing = hub.row().landing
    assert landing is not None
    assert bool(landing["place"]) == (word == "divert")


@pytest.mark.soak
async def test_a_consent_taken_back_lands_nothing(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.state("outbound")
        given, taken_back = hub.say("consent"), hub.say("withdraw-consent")
        assert await hub.outcome(taken_back) == "accepted"
        assert await hub.outcome(given) == "refused: none"
        await hub.happened("homebound")
        late = hub.say("consent")
        assert (await hub.outcome(late)).startswith("refused: too-late")
        assert await hub.ended() == "returned"
        assert tap.count(JUMP) == 0
    assert "consent-late" in hub.kinds()
    assert "consent-sent" not in hub.kinds()


@pytest.mark.soak
async def test_a_consent_taken_back_while_it_comes_down_leads_home(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=SPEED) as tap:
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.happened("waiting")
        given = hub.say("consent")
        await hub.state("delivering")
        assert await hub.outcome(hub.say("withdraw-consent")) == "accepted"
        assert await hub.outcome(given) == "accepted"
        assert await hub.ended() == "returned"
    assert hub.body("returned")["why"] == "the consent was taken back"
    assert tap.count(JUMP) == 2


async def test_a_launch_that_was_never_armed_ends_as_refused_when_nothing_is_heard_any_more(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    async with flown(shipped, sqlite_url, tmp_path, speed=5.0) as tap:
        assert await hub.outcome(hub.prepare()) == "accepted"
        mute_from(tap, MODE)
        assert (await hub.outcome(hub.launch())).startswith("refused: guided")
    assert tap.count(ARM) == 0
    assert "launched" not in hub.kinds()
    assert hub.row().state == "refused"


async def test_a_word_meanwhile_ends_a_launch_whose_answers_do_not_come(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    """The answer to GUIDED is kept back: land is on the wire at once, and nothing is armed."""
    async with flown(shipped, sqlite_url, tmp_path, speed=5.0) as tap:
        assert await hub.outcome(hub.prepare()) == "accepted"
        mute_from(tap, MODE)
        launched = hub.launch()
        await hub.until(lambda: tap.mute)
        landed = hub.say("land")
        await hub.until(lambda: tap.count(LAND), 1.0)
        tap.mute = False
        assert (await hub.outcome(launched)).startswith("refused")
        assert await hub.outcome(landed)
    assert tap.count(ARM, 1.0) == 0
    assert "launched" not in hub.kinds()
    assert hub.kinds().count("refused") == 1
