"""Vehicles to fly trial flights on: our own simulated one, and a real ArduCopter where it is found.

Owns their processes. A real ArduCopter software-in-the-loop is found on PATH or by
SORABIN_ARDUCOPTER, with `copter.parm`, the defaults of ArduPilot's own tests, beside it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from missions.clock import machine_s, pause
from missions.flying import load_flying
from missions.geo import Position

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config" / "ina-hase"
ARDUCOPTER = os.environ.get("SORABIN_ARDUCOPTER") or shutil.which("arducopter")
SORABIN = [sys.executable, "-c", "from missions.cli import main; main()"]
_LISTENS_WITHIN_S = 90.0

needs_arducopter = pytest.mark.skipif(
    ARDUCOPTER is None, reason="no arducopter on PATH or in SORABIN_ARDUCOPTER"
)
KINDS = [
    pytest.param("sitl", id="sitl"),
    pytest.param("arducopter", id="arducopter", marks=[needs_arducopter, pytest.mark.slow]),
]


def hub() -> Position:
    """The pad of the deployment's hub."""
    return next(iter(load_flying(CONFIG).routes)).hub.position


@contextmanager
def vehicle(
    kind: str,
    folder: Path,
    speed: float,
    *options: str,
    home: Position | None = None,
    in_time: bool = True,
) -> Iterator[str]:
    """A vehicle on the hub's pad; gives its address. `options` are those of `sorabin sitl`.

    `in_time`: ours goes slower than `speed` while the machine is busy. What is tested is no
    failsafe that a process has set off which was not woken in time.
    """
    place = home or hub()
    at = f"{place.lat_deg},{place.lon_deg},{place.alt_amsl_m},180"
    port = free_port()
    if kind == "sitl":
        with ours(folder, port, speed, *(["--in-time"] if in_time else []), "--home", at, *options):
            yield f"tcp:127.0.0.1:{port}"
        return
    assert ARDUCOPTER is not None
    assert not options, "a real ArduCopter has none of our switches"
    command = [ARDUCOPTER, "--model", "quad", "--speedup", f"{speed:g}", "--wipe"]
    command += ["--home", at, "--base-port", str(port)]
    defaults = Path(ARDUCOPTER).resolve().parent / "copter.parm"
    if defaults.exists():
        command += ["--defaults", str(defaults)]
    with _running(command, folder, port):
        yield f"tcp:127.0.0.1:{port}"


@contextmanager
def ours(folder: Path, port: int, speed: float, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Our own vehicle on a port, wherever its options place it; killed at the end."""
    command = [*SORABIN, "sitl", "--port", str(port), "--speed", f"{speed:g}"]
    with _running([*command, "--config", str(CONFIG), *options], folder, port) as process:
        yield process


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"vehicle-{port}.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_listening(port, process)
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the kernel's table shows the port: a connection would be the vehicle's first client."""
    wanted = f":{port:04X} 00000000:0000 0A"
    deadline = machine_s() + _LISTENS_WITHIN_S
    while wanted not in Path("/proc/net/tcp").read_text():
        assert process.poll() is None, "the vehicle has ended"
        assert machine_s() < deadline, "the vehicle does not listen"
        pause(0.05)


def free_port() -> int:
    """A port with four free ones behind it, as ArduPilot's watchers use them."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
        if port + 4 < 65536 and all(_is_free(port + step) for step in range(1, 5)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
