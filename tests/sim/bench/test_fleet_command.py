"""`sorabin bench fleet`: what its report says, and when it is well. Rates are no matter here."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from sim.bench.fleet import Held, Plan
from sim.bench.fleet_command import reported
from sim.bench.latency import Latency
from tests.flight.vehicles import CONFIG, ROOT, SORABIN

PLAN = Plan(vehicles=20, hz=10.0, seconds=60.0, pace_s=0.2, seed=1)
GOOD = Held(
    nominal_per_s=120.0,
    seconds=60.0,
    cpu_s=30.0,
    sent=144_000,
    heard=143_900,
    least_heard=0.99,
    words=Latency(300, 0.01, 0.1, 0.11),
)


def test_it_is_well_when_all_is_held() -> None:
    told = reported(PLAN, GOOD, replace(GOOD, cpu_s=15.0))
    assert told["well"] is True
    assert told["desk"]["share_of_core"] == 0.5
    assert told["desk"]["sent_per_s"] == 120.0
    assert told["dronekit"]["desk_core_ratio"] == 2.0
    assert reported(PLAN, GOOD, None)["dronekit"] == {"skipped": "dronekit is not installed"}


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        (replace(GOOD, cpu_s=60.0), "core"),
        (replace(GOOD, heard=120_000), "heard"),
        (replace(GOOD, least_heard=0.5), "heard"),
        (replace(GOOD, words=Latency(300, 0.01, 0.2, 0.3)), "words"),
        (replace(GOOD, sent=100_000, heard=100_000), "sent"),
    ],
)
def test_whatever_is_not_held_is_named(bad: Held, name: str) -> None:
    told = reported(PLAN, bad, None)
    assert told["well"] is False
    assert [each for each, held in told["holds"].items() if not held] == [name]


def test_words_go_to_each_in_turn_of_return_and_land() -> None:
    words = PLAN.words()
    assert len(words) == 300
    assert words == PLAN.words() != replace(PLAN, seed=2).words()
    for number in range(PLAN.vehicles):
        commands = [command for _, each, command in words if each == number]
        assert commands == [(188, 21)[turn % 2] for turn in range(len(commands))]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_few_vehicles_for_a_moment(tmp_path: Path) -> None:
    file = tmp_path / "fleet.json"
    options = ["--vehicles", "2", "--hz", "2", "--seconds", "5", "--pace", "0.5"]
    command = [*SORABIN, "bench", "fleet", *options, "--config", str(CONFIG), "--json", str(file)]
    ended = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert file.exists(), ended.stdout + ended.stderr
    told = json.loads(file.read_text())
    assert ended.returncode == (0 if told["well"] else 1)
    assert (told["vehicles"], told["hz"]) == (2, 2.0)
    assert told["desk"]["words"]["count"] == 10
    assert told["desk"]["share_of_core"] > 0.0
    assert 0.5 < told["desk"]["heard_share"] <= 1.1
    if "skipped" not in told["dronekit"]:
        assert told["dronekit"]["words"]["count"] == 10
        assert told["dronekit"]["heard_per_s"] > 0.0
