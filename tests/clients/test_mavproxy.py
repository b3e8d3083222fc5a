"""MAVProxy, the ground station of ArduPilot's own developers: it loads and flies our vehicle.

Spoken to as a person does: through its prompt. The same test flies a real ArduCopter where there is
one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from missions.geo import Position
from tests.flight.vehicles import KINDS, vehicle

pytest.importorskip("MAVProxy")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
_SPEED = 5.0
_HOME = Position(-35.363262, 149.165237, 584.0)
_MODULES = "mode,wp,arm,param,link,misc,cmdlong"
_MISSION = """QGC WPL 110
0	0	0	16	0	0	0	0	-35.363262	149.165237	584	1
1	0	3	22	0	0	0	0	0	0	30	1
2	0	3	16	0	0	0	0	-35.361262	149.165237	40	1
3	0	3	16	0	0	0	0	-35.361262	149.167237	30	1
4	0	3	21	0	0	0	0	-35.363262	149.165237	0	1
"""


class Prompt:
    """One MAVProxy with a pipe for a keyboard."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._heard = ""
        self._read_to = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while piece := self._process.stdout.read(1):
            self._heard += piece

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self, text: str, within_s: float = 30.0) -> None:
        """Wait for a text after the last one that was heard."""
        until_s = time.monotonic() + within_s
        while (found := self._heard.find(text, self._read_to)) < 0:
            assert time.monotonic() < until_s, f"no {text!r} in:\n{self._heard}"
            time.sleep(0.05)
        self._read_to = found + len(text)

    def say_until(self, line: str, text: str, within_s: float = 60.0) -> None:
        """Say it again and again until it is answered so, as a person does who is told to wait."""
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            self.say(line)
            time.sleep(1.0)
            if self._heard.find(text, self._read_to) >= 0:
                break
        self.hear(text, 1.0)


@contextmanager
def mavproxy(address: str, folder: Path) -> Iterator[Prompt]:
    command = [sys.executable, "-m", "MAVProxy.mavproxy", f"--master={address}"]
    command += [f"--default-modules={_MODULES}", f"--state-basedir={folder}"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Prompt(process)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("kind", KINDS)
def test_it_lists_parameters_and_flies_a_loaded_mission(kind: str, tmp_path: Path) -> None:
    mission = tmp_path / "mission.txt"
    mission.write_text(_MISSION)
    with (
        vehicle(kind, tmp_path, _SPEED, home=_HOME) as address,
        mavproxy(address, tmp_path) as prompt,
    ):
        prompt.hear("Detected vehicle 1:1")
        prompt.hear("Received ", within_s=60.0)
        prompt.say("param show FS_GCS_ENABLE")
        prompt.hear("FS_GCS_ENABLE    0")
        prompt.say("param set RTL_ALT 2500")
        prompt.say_until("param show RTL_ALT", "RTL_ALT          2500")

        prompt.say(f"wp load {mission}")
        prompt.hear("Loaded 5 waypoints")
        prompt.hear("Flight plan received")
        prompt.say_until("mode guided", "Mode GUIDED")
        prompt.say_until("arm throttle", "ARMED")
        prompt.say("takeoff 20")
        time.sleep(3.0)
        prompt.say("mode auto")
        prompt.hear("Mode AUTO")
        prompt.hear("Mission: 2 WP", within_s=60.0)
        prompt.hear("Mission: 4 Land", within_s=90.0)
        prompt.hear("DISARMED", within_s=120.0)
