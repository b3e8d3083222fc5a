"""What a vehicle's file of the truth says, whatever is heard of the vehicle."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.sitl.truth import Truth
from tests.sim.sitl.ground import Ground

Prepare = Callable[..., Ground]


def told(prepared: Prepare, file: Path, *faults: str, seconds: float) -> list[dict[str, Any]]:
    """The lines about a flight that was looked at after each message."""
    ground = prepared(*faults)
    vehicle = ground.link.vehicle
    truth = Truth(vehicle, file)
    ground.launch()
    until_s = vehicle.total_s + seconds
    while vehicle.total_s < until_s:
        vehicle.step()
        truth.look()
    truth.look(at_end=True)
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_the_truth_goes_on_where_nothing_is_heard_of_the_vehicle(
    prepared: Prepare, tmp_path: Path
) -> None:
    lines = told(prepared, tmp_path / "truth", "lose-link@takeoff", seconds=60.0)
    assert len(lines) > 60
    assert [line["armings"] for line in (lines[0], lines[-1])] == [1, 1]
    assert lines[-1]["struck"] == ["lose-link"]
    assert max(line["above_m"] for line in lines) > 3.0


def test_it_tells_where_the_body_is_and_not_what_the_receiver_says(
    prepared: Prepare, tmp_path: Path
) -> None:
    jumped = told(prepared, tmp_path / "jumped", "gps-jump:500,90@t:5", seconds=30.0)
    sound = told(prepared, tmp_path / "sound", seconds=30.0)
    assert abs(jumped[-1]["lon_deg"] - sound[-1]["lon_deg"]) < 1e-3


def test_without_a_file_nothing_is_told(prepared: Prepare) -> None:
    Truth(prepared().link.vehicle, None).look(at_end=True)
