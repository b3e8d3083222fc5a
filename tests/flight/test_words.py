"""An operator's words in flight: hold, go on, return, divert, land; with the link and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flight.test_fly import SPEED, assert_on_pad, assert_sound, failsafe_struck, fly, said
from tests.flight.vehicles import KINDS, needs_arducopter, vehicle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
SOAK = pytest.mark.soak
OURS_FIRST = ["sitl", pytest.param("arducopter", marks=[needs_arducopter, SOAK])]
"""The same on a real ArduCopter, which takes long for all of them, is part of the soak."""
ON_PAD_M = 3.0


@pytest.mark.parametrize("kind", OURS_FIRST)
@SOAK
@pytest.mark.parametrize("moment", ["out:0.1", "over-hall"])
def test_after_a_hold_it_goes_on_and_delivers(kind: str, moment: str, tmp_path: Path) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, "--say", f"hold@{moment}", "--say", "go-on@hold:20")
    assert_sound(flight)
    assert flight["outcome"] == "delivered"
    assert_on_pad(flight, "nakao")
    held, resumed = (said(flight, "command", name=name) for name in ("hold", "go-on"))
    assert [len(held), len(resumed)] == [1, 1]
    assert 20.0 <= resumed[0]["vehicle_s"] - held[0]["vehicle_s"] < 30.0
    assert said(flight, "state", state="holding")


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_that_is_lost_while_it_holds_leads_home(kind: str, tmp_path: Path) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, "--say", "hold@out:0.1", "--cut-link", "hold:8")
    assert_sound(flight)
    assert failsafe_struck(flight)
    assert flight["outcome"] == "returned"
    assert_on_pad(flight, "hase-hub")


@pytest.mark.parametrize("kind", OURS_FIRST)
@pytest.mark.parametrize("moment", ["out:0.1", pytest.param("hold:10", marks=SOAK)])
def test_a_return_leads_home_along_the_corridor(kind: str, moment: str, tmp_path: Path) -> None:
    words = ["--say", f"return@{moment}"]
    if moment.startswith("hold"):
        words += ["--say", "hold@out:0.4"]
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, *words)
    assert_sound(flight)
    assert flight["outcome"] == "returned"
    assert_on_pad(flight, "hase-hub")
    assert not said(flight, "state", state="waiting")


@SOAK
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("moment", ["landing:40", "landing:10"])
def test_a_return_while_it_comes_down_at_the_hall_leads_up_and_home(
    kind: str, moment: str, tmp_path: Path
) -> None:
    """At 10 m the autopilot lands already, and would acknowledge command 188 and go on."""
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, "--say", f"return@{moment}")
    assert_sound(flight)
    assert said(flight, "state", state="delivering")
    assert flight["outcome"] == "returned"
    assert_on_pad(flight, "hase-hub")


@pytest.mark.parametrize("kind", KINDS)
def test_a_consent_that_is_taken_back_while_it_comes_down_leads_up_and_home(
    kind: str, tmp_path: Path
) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, "--consent", "taken-back")
    assert_sound(flight)
    assert said(flight, "consent-withdrawn", state="called-back")
    assert said(flight, "command", name="call-back", outcome="accepted")
    assert flight["outcome"] == "returned"
    assert_on_pad(flight, "hase-hub")


@SOAK
@pytest.mark.parametrize("kind", OURS_FIRST)
def test_a_return_that_is_lost_on_its_way_leaves_a_delivery_a_delivery(
    kind: str, tmp_path: Path
) -> None:
    words = ["--cut-link", "landing:4", "--say", "return@landing:2"]
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, *words, exit_code=None)
    assert said(flight, "operator-says")
    assert flight["outcome"] == "delivered"
    assert_on_pad(flight, "nakao")


@pytest.mark.parametrize("kind", OURS_FIRST)
@pytest.mark.parametrize("moment", ["out:0.1", pytest.param("hold:10", marks=SOAK)])
def test_diverted_it_lands_on_an_emergency_landing_place(
    kind: str, moment: str, tmp_path: Path
) -> None:
    words = ["--say", f"divert@{moment}"]
    if moment.startswith("hold"):
        words += ["--say", "hold@out:0.4"]
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, *words)
    assert flight["outcome"] == "diverted"
    assert flight["landed"]["place"] == said(flight, "command", name="divert")[0]["place"]
    assert flight["landed"]["error_m"] < ON_PAD_M
    assert abs(flight["landed"]["alt_error_m"]) < ON_PAD_M


@pytest.mark.parametrize("kind", OURS_FIRST)
def test_told_to_land_it_comes_down_where_it_is(kind: str, tmp_path: Path) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, "--say", "land@out:0.05")
    assert flight["outcome"] == "down"
    assert flight["landed"]["place"] == ""
    assert said(flight, "state", state="descending")
