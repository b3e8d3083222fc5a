"""The vehicle tests that the dronekit2 wheel carries, on our vehicle and on a real ArduCopter."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from missions.geo import Position
from tests.flight.vehicles import KINDS, vehicle

_AT_ITS_TESTS = Position(-35.363262, 149.165237, 584.0)
"""Where ArduPilot's simulator starts by default: the tests fly to places around it."""
_TESTS = 33
_LONGEST_S = 600.0


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_all_of_its_vehicle_tests(kind: str, tmp_path: Path) -> None:
    with vehicle(kind, tmp_path, 5.0, home=_AT_ITS_TESTS) as address:
        command = [sys.executable, "-m", "pytest", "--pyargs", "dronekit.test.sitl"]
        command += ["-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path)]
        ended = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "DRONEKIT_TEST_CONNECTION": address, "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
        )
    assert ended.returncode == 0, ended.stdout[-4000:]
    passed = re.search(r"(\d+) passed", ended.stdout)
    assert passed is not None
    assert int(passed.group(1)) == _TESTS
    assert "skipped" not in ended.stdout.splitlines()[-1]
