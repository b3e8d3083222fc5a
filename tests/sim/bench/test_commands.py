"""`sorabin bench commands` really measures, and says so in its exit code."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.flight.vehicles import CONFIG, ROOT, SORABIN


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_an_operators_word_is_at_the_socket_within_its_time(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    command = [*SORABIN, "bench", "commands", "--config", str(CONFIG), "--json", str(file)]
    ended = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = json.loads(file.read_text())
    assert told["well"] is True
    assert told["desk"]["count"] == told["directly"]["count"] == 300
    assert told["desk"]["p99_ms"] < 200.0
