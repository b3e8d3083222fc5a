"""What two sides of a real link have said to each other: a flight of `sorabin fly`, recorded.

Owns the recording for tests. Nothing binary lies in the repository: the flight is flown.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from missions.plan.package import OWN_SYSTEM_ID
from tests.flight.vehicles import CONFIG, ROOT, SORABIN, vehicle

SHORT = ("--say", "return@out:0.03")
ROUND = ("--consent", "yes", "--return")
_SPEED = 20.0
_STAMP_SIZE = 8


@dataclass(frozen=True)
class Capture:
    """Frames in their order: `down` from the vehicle, `up` to it."""

    down: tuple[bytes, ...]
    up: tuple[bytes, ...]


@cache
def captured(*options: str) -> Capture:
    """Fly once in each run of the tests, and give what was said; AssertionError: nothing flew."""
    with tempfile.TemporaryDirectory(prefix="captured-") as made:
        return _flown(Path(made), options)


def _flown(folder: Path, options: tuple[str, ...]) -> Capture:
    tlog = folder / "captured.tlog"
    with vehicle("sitl", folder, _SPEED) as address:
        command = [*SORABIN, "fly", "nakao", "--connect", address, "--load", "3"]
        command += ["--config", str(CONFIG), "--tlog", str(tlog), *options]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    capture = split(tlog.read_bytes())
    assert len(capture.down) > 1000, ended.stdout + ended.stderr
    assert len(capture.up) > 200, ended.stdout + ended.stderr
    return capture


def split(recording: bytes) -> Capture:
    """A telemetry log by who speaks."""
    down: list[bytes] = []
    up: list[bytes] = []
    at = 0
    while at + _STAMP_SIZE < len(recording):
        at += _STAMP_SIZE
        version_2 = recording[at] == 0xFD
        size = recording[at + 1] + (12 if version_2 else 8)
        frame = recording[at : at + size]
        (up if frame[5 if version_2 else 3] == OWN_SYSTEM_ID else down).append(frame)
        at += size
    return Capture(tuple(down), tuple(up))
