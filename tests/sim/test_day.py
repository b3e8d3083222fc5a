"""A whole day through the real doors: processes, database, HTTP, people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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
        timeout=300,
    )
    return ended, json.loads(report.read_text()) if report.exists() else {}


@pytest.mark.slow
@pytest.mark.timeout(330)
def test_a_day_is_played_to_its_ledger_and_everything_is_accounted_for(tmp_path: Path) -> None:
    ended, report = day(tmp_path, "--orders", "12", "--seed", "3", "--drones", "1")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "No aircraft are configured" in ended.stdout
    assert "sorabin journal --order" in ended.stdout
    assert report["orders"]["placed"] == 12
    assert report["orders"]["refused_after_cutoff"] == 2
    assert report["parcels"]["unaccounted"] == 0
    assert report["parcels"]["by_mode"]["van"] == report["parcels"]["total"] > 12
    assert report["promises"]["kept"] > 0
    assert report["promises"]["broken"] == len(report["promises"]["explained"])
    assert report["shortages"] >= 1
    assert report["substitutions"] >= 1
    assert report["absences"] >= 1
    assert report["cases"]["worried"] >= 1
    assert report["cases"]["opened"] == report["cases"]["closed"]
    assert report["flights"] == []
    assert [phase["name"] for phase in report["phases"]] == [
        "morning", "close", "picking", "supporter", "hub", "van", "doors", "evening",
    ]  # fmt: skip
    assert all(phase["rate"] > 0 and phase["wall_s"] > 0 for phase in report["phases"])
    assert (tmp_path / "var" / "last").read_text().strip().endswith("day/day.db")


@pytest.mark.slow
@pytest.mark.timeout(330)
@pytest.mark.parametrize("fault", ["kill-web@close", "kill-worker@midday"])
def test_a_day_with_a_fault_loses_nothing(tmp_path: Path, fault: str) -> None:
    ended, report = day(tmp_path, "--orders", "8", "--seed", "5", "--fault", fault)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert report["parcels"]["unaccounted"] == 0
    (told,) = report["faults"]
    assert told["hit"]["day_state"] in ("open", "closing", "closed")
    assert told["hit"]["ready_after_s"] > 0
    assert sum(report["restarts"].values()) == 1 + told["beside"]


def test_a_closed_day_is_not_played(tmp_path: Path) -> None:
    ended, _ = day(tmp_path, "--date", "2026-11-23")
    assert ended.returncode == 2
    assert "2026-11-24" in ended.stderr + ended.stdout


def test_unknown_faults_are_refused_before_anything_starts(tmp_path: Path) -> None:
    ended, _ = day(tmp_path, "--fault", "kill-web@noon")
    assert ended.returncode == 2
    assert not (tmp_path / "day").exists()
