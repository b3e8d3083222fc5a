"""Vehicles that refuse, alter or say nothing: what is not as approved is never armed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flight.test_fly import fly, said
from tests.flight.vehicles import vehicle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
SPEED = 20.0


@pytest.mark.parametrize("field", ["", ":4.z", ":4.x", ":7.param1"])
def test_a_vehicle_that_reads_back_one_field_changed_is_never_armed(
    field: str, tmp_path: Path
) -> None:
    fault = f"alter-readback{field}@preflight"
    with vehicle("sitl", tmp_path, SPEED, "--fault", fault, "--seed", "3") as address:
        flight = fly(address, tmp_path, exit_code=1)
    assert flight["outcome"] == "refused"
    assert not said(flight, "command", name="arm")
    verdicts = {gate["name"]: gate for gate in flight["gates"]}
    assert verdicts["mission"]["verdict"] == "fail"
    assert "instead of" in verdicts["mission"]["why"]
    sha256 = flight["mission_sha256"]
    assert sha256["readback"] not in (None, sha256["approved"])


@pytest.mark.parametrize(
    ("fault", "gate", "verdict"),
    [
        ("refuse-mission@preflight", "mission", "unknown"),
        ("bad-compass@preflight", "vehicle", "fail"),
        ("battery-sag:40@preflight", "energy", "fail"),
    ],
)
def test_a_vehicle_that_is_not_as_it_should_be_is_not_launched(
    fault: str, gate: str, verdict: str, tmp_path: Path
) -> None:
    with vehicle("sitl", tmp_path, 60.0, "--fault", fault) as address:
        flight = fly(address, tmp_path, exit_code=1)
    assert flight["outcome"] == "refused"
    assert not said(flight, "command", name="arm")
    assert {each["name"]: each["verdict"] for each in flight["gates"]}[gate] == verdict


def test_a_vehicle_that_answers_no_command_is_not_launched(tmp_path: Path) -> None:
    with vehicle("sitl", tmp_path, SPEED, "--fault", "no-answer@preflight") as address:
        flight = fly(address, tmp_path, exit_code=1)
    assert flight["outcome"] == "refused"
    assert not said(flight, "command")


def test_lost_position_ends_in_an_emergency_landing(tmp_path: Path) -> None:
    with vehicle("sitl", tmp_path, SPEED, "--fault", "gps-loss@out:0.05") as address:
        flight = fly(address, tmp_path, exit_code=1)
    assert flight["outcome"] == "down"
    assert flight["landed"]["place"] == ""


@pytest.mark.soak
def test_a_vehicle_that_is_never_heard_again_is_lost_when_its_battery_is_surely_empty(
    tmp_path: Path,
) -> None:
    with vehicle("sitl", tmp_path, 60.0, "--fault", "die@out:0.05") as address:
        flight = fly(address, tmp_path, exit_code=1)
    assert flight["outcome"] == "lost"
    assert said(flight, "state", state="unseen")
    assert said(flight, "link-reopened")
