"""A whole day through the real doors: processes, database, HTTP, people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from logistics.services.work import HANDLERS
from sim.village.phases import NAMES
from tests.soak import OF_FLIGHTS, ON_THE_GROUND

ROOT = Path(__file__).parents[2]
SORABIN = [sys.executable, "-c", "from missions.cli import main; main()"]


def day(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Play a day in a folder of its own; returns the ended process and its report."""
    report = folder / "day.json"
    command = [*SORABIN, "day", "--dir", str(folder / "day"), "--json", str(report), *arguments]
    config = ["--config", str(ROOT / "config" / "ina-hase")]
    ended = subprocess.run(
        command + config,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=550,
    )
    return ended, json.loads(report.read_text()) if report.exists() else {}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_day_is_played_to_its_ledger_and_again_with_the_worker_killed(tmp_path: Path) -> None:
    arguments = ("--orders", "10", "--seed", "3", "--drones", "1")
    ended, report = day(tmp_path, *arguments)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "sorabin journal --order" in ended.stdout
    assert report["orders"]["placed"] == 10
    assert report["orders"]["refused_after_cutoff"] == 2
    assert report["parcels"]["unaccounted"] == 0
    by_mode = report["parcels"]["by_mode"]
    assert by_mode["van"] + by_mode["air"] == report["parcels"]["total"] > 10
    assert by_mode["air"] > 0
    assert sum(report["parcels"]["by_van_because"].values()) == by_mode["van"]
    assert report["promises"]["kept"] > 0
    assert report["promises"]["broken"] == len(report["promises"]["explained"])
    assert report["shortages"] >= 1
    assert report["substitutions"] >= 1
    assert report["absences"] >= 1
    assert report["cases"]["worried"] >= 1
    assert report["cases"]["opened"] == report["cases"]["closed"]
    launched = [flight for flight in report["flights"] if flight["launched_at"]]
    assert [flight["state"] for flight in launched] == ["delivered", "returned"]
    assert [flight["direction"] for flight in launched] == ["out", "home"]
    assert all(flight["landing"]["error_m"] < 3 for flight in launched)
    assert sorted(phase["name"] for phase in report["phases"]) == sorted(NAMES)
    assert all(phase["rate"] > 0 and phase["wall_s"] > 0 for phase in report["phases"])
    assert (tmp_path / "var" / "last").read_text().strip().endswith("day/day.db")

    arguments = (*arguments[:-1], "0")
    ended, again = day(tmp_path, *arguments, "--fault", "kill-worker@midday")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    _struck_without_loss(again)
    hit = again["faults"][0]["hit"]
    assert hit["participants"]["worker"]["busy"]
    assert hit["job"]["name"] in HANDLERS
    assert hit["job"]["stage"] in ("doing", "taking", "done")
    assert again["decisions_sha256"] == report["decisions_sha256"]
    assert again["flights"] == again["sorties"] == []


@pytest.mark.slow
@pytest.mark.timeout(330)
def test_a_day_whose_web_process_is_killed_at_the_close_loses_nothing(tmp_path: Path) -> None:
    # Seed 15 aims at the first of the bursts before the cutoff: a blow that misses has others left.
    ended, report = day(
        tmp_path, "--orders", "20", "--seed", "15", "--drones", "0",
        "--fault", "kill-web@close",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    _struck_without_loss(report)
    assert report["faults"][0]["hit"]["lost_answers"]


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(1, 11))
@pytest.mark.parametrize("fault", [*ON_THE_GROUND, *OF_FLIGHTS])
def test_ten_seeds_of_each_fault_lose_nothing(tmp_path: Path, fault: str, seed: int) -> None:
    drones = "0" if fault in ON_THE_GROUND else "2"
    words = ("--orders", "40", "--seed", str(seed), "--drones", drones, "--fault", fault)
    ended, report = day(tmp_path, *words)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    _struck_without_loss(report)
    assert report["failures"] == []


def _struck_without_loss(report: dict[str, Any]) -> None:
    assert report["parcels"]["unaccounted"] == 0
    (told,) = report["faults"]
    hit = told["hit"]
    if "sortie" in hit:
        assert (hit["sortie"], hit["sortie_state"], hit["aircraft"]) != (None, None, None)
    else:
        assert hit["day_state"] in ("open", "closing", "closed")
    if hit["process"] is None:  # nothing is killed by wind or by somebody who does not come
        assert sum(report["restarts"].values()) == 0
        return
    assert hit["ready_after_s"] > 0
    assert sum(report["restarts"].values()) == 1 + told["beside"]


def test_a_closed_day_is_not_played(tmp_path: Path) -> None:
    ended, _ = day(tmp_path, "--date", "2026-11-23")
    assert ended.returncode == 2
    assert "2026-11-24" in ended.stderr + ended.stdout


def test_unknown_faults_are_refused_before_anything_starts(tmp_path: Path) -> None:
    ended, _ = day(tmp_path, "--fault", "kill-web@noon")
    assert ended.returncode == 2
    assert not (tmp_path / "day").exists()
