from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from logistics.processes.supervisor import NotReady, ProcessSpec, ProcessState, Supervisor
from missions.clock import machine_s

ALIVE = """
import os, sys
from pathlib import Path
from logistics.processes.lifeline import watch_lifeline
from missions.clock import pause
watch_lifeline()
Path(sys.argv[1]).write_text(str(os.getpid()))
while True:
    pause(0.05)
"""
STUBBORN = """
import os, signal, sys
from pathlib import Path
from missions.clock import pause
signal.signal(signal.SIGTERM, signal.SIG_IGN)
Path(sys.argv[1]).write_text(str(os.getpid()))
while True:
    pause(0.05)
"""
DYING = "import sys; print('no such table', file=sys.stderr); sys.exit(3)"
SUPERVISING = """
import asyncio, sys
from pathlib import Path
from logistics.processes.supervisor import ProcessSpec, Supervisor
folder = Path(sys.argv[1])
def spec(name, code):
    async def ready():
        return (folder / name).exists()
    return ProcessSpec(name, [sys.executable, "-c", code, str(folder / name)], {}, ready)
async def main():
    supervisor = Supervisor([spec("a", sys.argv[2]), spec("b", sys.argv[2])], folder)
    await supervisor.start()
    (folder / "up").touch()
    await asyncio.sleep(60)
asyncio.run(main())
"""


def spec(folder: Path, name: str, code: str = ALIVE, *arguments: str) -> ProcessSpec:
    """A small process that is ready when its present self has written its pid."""
    file = folder / f"{name}.pid"

    async def ready() -> bool:
        return file.exists() and running(int(file.read_text()))

    argv = [sys.executable, "-c", code, str(file), *arguments]
    return ProcessSpec(name, argv, {"SORABIN_TEST": name}, ready)


def running(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def eventually(what: Callable[[], bool | Awaitable[bool]], within_s: float = 15) -> None:
    until_s = machine_s() + within_s
    while machine_s() < until_s:
        if what():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"not within {within_s} s")


@asynccontextmanager
async def started(supervisor: Supervisor) -> AsyncIterator[Supervisor]:
    await supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.stop()


async def test_all_are_ready_after_start_and_gone_after_stop(tmp_path: Path) -> None:
    async with started(Supervisor([spec(tmp_path, "a"), spec(tmp_path, "b")], tmp_path)) as held:
        assert held.all_ready()
        pids = [held.pid("a"), held.pid("b")]
        assert all(pid is not None and running(pid) for pid in pids)
    assert held.state("a") is ProcessState.DOWN
    assert not any(pid is not None and running(pid) for pid in pids)


async def test_a_killed_process_is_down_at_once_and_comes_back(tmp_path: Path) -> None:
    seen: list[tuple[str, ProcessState]] = []
    supervisor = Supervisor(
        [spec(tmp_path, "a")], tmp_path, on_change=lambda name, state: seen.append((name, state))
    )
    async with started(supervisor):
        before = supervisor.pid("a")
        assert supervisor.kill("a") == before
        assert supervisor.state("a") is ProcessState.DOWN
        await asyncio.wait_for(supervisor.wait_ready("a"), 15)
        assert supervisor.pid("a") not in (None, before)
        assert supervisor.restarts("a") == 1
        states = [state for _, state in seen]
    assert states == ["starting", "ready", "down", "starting", "ready"]


async def test_whoever_kills_it_the_process_comes_back(tmp_path: Path) -> None:
    async with started(Supervisor([spec(tmp_path, "a")], tmp_path)) as supervisor:
        before = supervisor.pid("a")
        assert before is not None
        os.kill(before, signal.SIGKILL)
        await eventually(lambda: supervisor.restarts("a") == 1 and supervisor.all_ready())
        assert supervisor.pid("a") != before


async def test_a_process_that_keeps_dying_is_restarted_more_and_more_slowly(tmp_path: Path) -> None:
    supervisor = Supervisor([spec(tmp_path, "a", DYING)], tmp_path)
    began_s = machine_s()
    with pytest.raises(NotReady) as failed:
        await supervisor.start(timeout_s=2.5)
    assert machine_s() - began_s < 6
    assert 2 <= supervisor.restarts("a") <= 6
    assert "no such table" in failed.value.facts["logs"]["a"]
    assert supervisor.pid("a") is None


async def test_one_that_ignores_sigterm_is_killed_after_the_grace(tmp_path: Path) -> None:
    supervisor = Supervisor([spec(tmp_path, "a", STUBBORN)], tmp_path)
    await supervisor.start()
    pid = supervisor.pid("a")
    assert pid is not None
    await supervisor.stop(grace_s=0.3)
    assert not running(pid)


async def test_killing_what_is_down_does_nothing(tmp_path: Path) -> None:
    supervisor = Supervisor([spec(tmp_path, "a")], tmp_path)
    await supervisor.start()
    await supervisor.stop()
    assert supervisor.kill("a") is None


async def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    supervising = subprocess.Popen([sys.executable, "-c", SUPERVISING, str(tmp_path), ALIVE])
    try:
        await eventually(lambda: (tmp_path / "up").exists())
        pids = [int((tmp_path / name).read_text()) for name in ("a", "b")]
        assert all(running(pid) for pid in pids)
    finally:
        supervising.kill()
        supervising.wait()
    await eventually(lambda: not any(running(pid) for pid in pids), within_s=8)


async def test_the_log_holds_what_the_process_says(tmp_path: Path) -> None:
    talking = ALIVE.replace(
        "while True", "print(os.environ['SORABIN_TEST'], flush=True)\nwhile True"
    )
    async with started(Supervisor([spec(tmp_path, "a", talking)], tmp_path / "log")) as held:
        await eventually(lambda: held.log_tail("a") == "a")
