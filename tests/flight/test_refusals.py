"""Vehicles that refuse, alter or say nothing: what is not as approved is never armed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from missions.clock import machine_s, pause
from missions.flying import load_flying
from tests.flight.test_fly import fly, said
from tests.flight.vehicles import CONFIG, free_port, ours, vehicle

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


def test_a_vehicle_that_stands_elsewhere_than_on_its_pad_is_not_launched(tmp_path: Path) -> None:
    hall = load_flying(CONFIG).routes.route("nakao").hall.position
    with vehicle("sitl", tmp_path, SPEED, home=hall) as address:
        flight = fly(address, tmp_path, exit_code=1)
    assert flight["outcome"] == "refused"
    assert not said(flight, "command")
    (shut,) = [gate for gate in flight["gates"] if gate["verdict"] != "pass"]
    assert (shut["name"], shut["verdict"], shut["why"]) == ("on-pad", "fail", "not on its pad")
    assert shut["value"] > 1000.0


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


def test_a_vehicle_killed_in_the_air_and_started_again_is_down_and_its_last_place_is_told(
    tmp_path: Path,
) -> None:
    port, kept = free_port(), ("--state-dir", str(tmp_path / "kept"))
    with ThreadPoolExecutor(1) as pool:
        with ours(tmp_path, port, SPEED, "--in-time", *kept):
            flying = pool.submit(fly, f"tcp:127.0.0.1:{port}", tmp_path, exit_code=1)
            gives_up_s = machine_s() + 300.0
            while not _far_out(tmp_path / "kept"):
                assert machine_s() < gives_up_s
                pause(0.05)
        pause(1.0)
        with ours(tmp_path, port, SPEED, "--in-time", *kept):
            flight = flying.result(timeout=300.0)
    assert flight["outcome"] == "down"
    (ended,) = said(flight, "state", state="down")
    lat_deg, lon_deg, _ = ended["last_seen"]
    place = json.loads((tmp_path / "kept" / "vehicle.json").read_text())
    assert place["came_down"]
    assert abs(place["standing"]["lat_e7"] / 1e7 - lat_deg) < 0.002
    assert abs(place["standing"]["lon_e7"] / 1e7 - lon_deg) < 0.002
    assert len(said(flight, "command", name="arm")) == 1


def _far_out(kept: Path) -> bool:
    """Whether the vehicle's last place is half a kilometre and more from where it started."""
    try:
        place = json.loads((kept / "place.json").read_text())["standing"]
        start = json.loads((kept / "vehicle.json").read_text())["standing"]
    except FileNotFoundError:
        return False
    return abs(place["lat_e7"] - start["lat_e7"]) > 50_000
