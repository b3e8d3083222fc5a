"""`sorabin bench flight` and `fidelity` measure, and say in their exit code what came of it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from sim.bench.pairs import in_wind, outcomes
from tests.flight.vehicles import CONFIG, ROOT, SORABIN, needs_arducopter


def bench(folder: Path, *arguments: str, **environment: str) -> tuple[int, dict[str, object]]:
    file = folder / "bench.json"
    command = [*SORABIN, "bench", *arguments, "--config", str(CONFIG), "--json", str(file)]
    ended = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )
    assert file.exists(), ended.stdout + ended.stderr
    return ended.returncode, json.loads(file.read_text())


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_the_model_flies_rounds_as_its_twin_and_at_half_of_a_bare_loops_rate(
    tmp_path: Path,
) -> None:
    code, told = bench(tmp_path, "flight", "--rounds", "500")
    assert code == 0, told
    assert told["landed"] == 1000
    assert told["same_as_plain"] is True


@pytest.mark.soak
@pytest.mark.timeout(7200)
@needs_arducopter
def test_our_vehicle_flies_as_a_real_one(tmp_path: Path) -> None:
    code, told = bench(tmp_path, "fidelity")
    assert code == 0, told


def test_without_a_real_one_it_says_why_nothing_was_held_against_it(tmp_path: Path) -> None:
    code, told = bench(tmp_path, "fidelity", SORABIN_ARDUCOPTER="", PATH=str(tmp_path))
    assert code == 0
    assert "no arducopter" in str(told["skipped"])


def test_what_is_flown_is_what_must_be_shown() -> None:
    winds = {(pair.wind_mps, pair.wind_from_deg) for pair in in_wind()}
    assert len(winds) == 9
    names = [pair.name for pair in outcomes()]
    assert len(names) == len(set(names)) == 14
