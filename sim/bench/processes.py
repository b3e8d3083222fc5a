"""Processes that a benchmark measures with: a simulated vehicle, and any other.

Owns their start and their end.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from missions.clock import machine_s
from missions.errors import SorabinError

FAST = 20.0
"""Times real time at which a vehicle is started."""


class NotFlying(SorabinError):
    """The aircraft that is to be measured with is not in the air."""

    code = "bench-not-flying"


@asynccontextmanager
async def vehicle(
    config: Path, folder: Path, system_id: int, speed: float = FAST
) -> AsyncIterator[str]:
    """A simulated vehicle at `speed` times real time; its address. Raises NotFlying."""
    argv = [sys.executable, "-m", "missions.cli", "sitl", "--port", "0", "--speed", f"{speed:g}"]
    argv += ["--config", str(config.resolve()), "--sysid", str(system_id)]
    with process(argv, folder / "vehicle.log", {}) as running:
        until_s = machine_s() + 60.0
        log = folder / "vehicle.log"
        while not (text := log.read_text()).startswith("listening on"):
            if running.poll() is not None or machine_s() > until_s:
                raise NotFlying(f"the vehicle does not listen: {text}")
            await asyncio.sleep(0.05)
        yield "tcp:" + text.removeprefix("listening on ").split(",")[0].strip()


def cpu_s_of(pid: int) -> float:
    """Seconds of a core that another process has used so far, user and system; of a granularity
    of 10 ms on Linux, elsewhere as `ps` tells it. Raises NotFlying where it has ended."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
        user, system = told.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except FileNotFoundError:
        argv = ["ps", "-o", "time=", "-p", str(pid)]
        clock = subprocess.run(argv, capture_output=True, text=True).stdout.strip()
    if not clock:
        raise NotFlying(f"process {pid} has ended")
    days, _, rest = clock.rpartition("-")
    seconds = 86_400.0 * int(days or 0)
    return seconds + sum(
        float(part) * 60.0**power for power, part in enumerate(reversed(rest.split(":")))
    )


@contextmanager
def process(
    argv: list[str], log: Path, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its output in a file, ended at the end."""
    with log.open("wb") as file:
        running = subprocess.Popen(
            argv, env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.DEVNULL, stdout=file, stderr=file,
        )  # fmt: skip
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(5.0)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
