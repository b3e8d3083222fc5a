"""`sorabin fly` on our own vehicle, and on a real ArduCopter where it is found."""

from __future__ import annotations

import json
import os
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.flight.vehicles import CONFIG, KINDS, ROOT, SORABIN, vehicle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

SPEED = {"sitl": 20.0, "arducopter": 20.0}
SOAK = pytest.mark.soak
ON_PAD_M = 3.0


def fly(address: str, folder: Path, *options: str, exit_code: int | None = 0) -> dict[str, Any]:
    """Run the command as a person does; its JSON."""
    file = folder / "flight.json"
    command = [*SORABIN, "fly", "nakao", "--connect", address, "--load", "3"]
    command += ["--config", str(CONFIG), "--json", str(file), *options]
    ended = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if exit_code is not None:
        assert ended.returncode == exit_code, ended.stdout + ended.stderr
    return json.loads(file.read_text())


def said(flight: dict[str, Any], kind: str, **facts: Any) -> list[dict[str, Any]]:
    """The flight's events of a kind whose facts hold these."""
    return [e for e in flight["events"] if e["kind"] == kind and facts.items() <= e.items()]


def failsafe_struck(flight: dict[str, Any]) -> bool:
    """Whether the vehicle itself said that it does not hear us any more."""
    return any("GCS Failsafe" in event["text"] for event in said(flight, "vehicle-says"))


def assert_on_pad(flight: dict[str, Any], place: str) -> None:
    assert flight["landed"]["place"] == place
    assert flight["landed"]["error_m"] < ON_PAD_M
    assert abs(flight["landed"]["alt_error_m"]) < ON_PAD_M


def assert_sound(flight: dict[str, Any]) -> None:
    """What holds of every flight that was launched."""
    sha256 = flight["mission_sha256"]
    assert sha256["approved"] == sha256["readback"]
    assert {gate["verdict"] for gate in flight["gates"]} == {"pass"}
    for order in ("guided", "arm", "start", "consent-jump"):
        assert len(said(flight, "command", name=order)) <= 1, f"{order} was sent twice"
    assert all(a["vehicle_s"] <= b["vehicle_s"] for a, b in pairwise(flight["events"]))
    assert flight["max_cross_track_m"] < 15.0


@pytest.mark.parametrize("kind", KINDS)
def test_with_consent_it_lands_at_the_hall_and_comes_home_with_another_battery(
    kind: str, tmp_path: Path
) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        told = fly(address, tmp_path, "--consent", "yes", "--return")
    out, home = told["flights"]
    for flight in (out, home):
        assert_sound(flight)
    assert (told["outcome"], out["outcome"], home["outcome"]) == (
        "delivered", "delivered", "returned",
    )  # fmt: skip
    assert_on_pad(out, "nakao")
    assert_on_pad(home, "hase-hub")
    assert 6500 < out["distance_m"] < 6700
    assert 500 < out["airborne_s"] < 900
    assert out["energy_wh"] > 10
    assert told["mission_sha256"] == out["mission_sha256"]
    assert home["mission_sha256"] != out["mission_sha256"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("consent", [pytest.param("no", marks=SOAK), "late"])
def test_without_consent_in_time_it_comes_home_with_its_load(
    kind: str, consent: str, tmp_path: Path
) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, "--consent", consent)
    assert_sound(flight)
    assert flight["outcome"] == "returned"
    assert_on_pad(flight, "hase-hub")
    assert said(flight, "state", state="waiting")
    assert not said(flight, "command", name="consent-jump")
    assert bool(said(flight, "consent", state="too-late")) == (consent == "late")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "moment",
    [
        "takeoff",
        *(
            pytest.param(each, marks=SOAK)
            for each in ("out:0.25", "out:0.5", "out:0.9", "over-hall", "landing")
        ),
    ],
)
def test_a_lost_link_ends_on_a_pad(kind: str, moment: str, tmp_path: Path) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        flight = fly(address, tmp_path, "--consent", "yes", "--cut-link", moment)
    assert_sound(flight)
    assert said(flight, "link-cut", moment=moment)
    assert moment == "landing" or failsafe_struck(flight)
    assert_on_pad(flight, "nakao" if moment == "landing" else "hase-hub")


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_link_on_the_way_home_ends_at_the_hub(kind: str, tmp_path: Path) -> None:
    with vehicle(kind, tmp_path, SPEED[kind]) as address:
        told = fly(address, tmp_path, "--return", "--cut-link", "home:0.5")
    home = told["flights"][1]
    assert_sound(home)
    assert said(home, "link-cut")
    assert failsafe_struck(home)
    assert_on_pad(home, "hase-hub")


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_slow_link_across_the_end_of_the_wait_lands_nothing_late(
    kind: str, tmp_path: Path
) -> None:
    """The consent comes while it still waits, as seen from here, and would arrive after."""
    with vehicle(kind, tmp_path, 8.0) as address:
        flight = fly(
            address, tmp_path, "--consent", "yes", "--consent-after", "40",
            "--delay-link", "over-hall", "--delay", "3",
        )  # fmt: skip
    assert_sound(flight)
    assert flight["outcome"] == "returned"
    assert_on_pad(flight, "hase-hub")
    assert said(flight, "consent", state="too-late")
