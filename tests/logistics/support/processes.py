"""The service as processes of its own, killed and started again as tests need.

Business time comes from a clock board, as in a played day: it stands near the wanted moment and
runs at the machine's rate unless it is moved.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import httpx

from logistics.processes.lifeline import LIFELINE_FD, Lifeline
from logistics.processes.settings import Settings
from missions.clock import machine_s, pause
from missions.clockboard import ClockBoard

ROOT = Path(__file__).parents[3]


class Processes:
    """Web processes and workers on one database. None of them outlives this object's `stop`."""

    def __init__(self, folder: Path, database_url: str, when: datetime) -> None:
        self.board = ClockBoard.create(folder / "clock", when)
        self._folder = folder
        self._lifeline = Lifeline()
        self._running: list[subprocess.Popen[bytes]] = []
        self.settings = Settings(
            config=ROOT / "config" / "ina-hase",
            database_url=database_url,
            clock_board=folder / "clock",
            port=free_port(),
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    def start_web(self, name: str = "web") -> subprocess.Popen[bytes]:
        """Start the web process and return when it is ready."""
        process = self._start("web", {"SORABIN_PROCESS_NAME": name})
        deadline = machine_s() + 60
        while machine_s() < deadline:
            assert process.poll() is None, self.log()
            try:
                if httpx.get(f"{self.base_url}/readyz", trust_env=False).status_code == 200:
                    return process
            except httpx.HTTPError:
                pass
            pause(0.05)
        raise AssertionError(f"the web process does not become ready: {self.log()}")

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", {})

    def move_to(self, when: datetime, rate: float = 1.0) -> None:
        """Jump forward to a business time."""
        self.board.steer(rate=rate, jump_to=when)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End all, orderly where they still can."""
        for process in self._running:
            if process.poll() is None:
                process.terminate()
        for process in self._running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._running:
            self._running.clear()
            self._lifeline.close()

    def log(self) -> str:
        """What the processes have written."""
        return "\n".join(path.read_text() for path in sorted(self._folder.glob("*.log")))

    def _start(self, module: str, more: dict[str, str]) -> subprocess.Popen[bytes]:
        fd = self._lifeline.child_fd
        environment = {**os.environ, **self.settings.environment(), **more, LIFELINE_FD: str(fd)}
        with (self._folder / f"{module}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"logistics.processes.{module}"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                pass_fds=(fd,),
            )
        self._running.append(process)
        return process


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
