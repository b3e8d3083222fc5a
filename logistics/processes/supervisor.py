"""The supervisor: starts the service's processes, restarts what dies, ends them all.

Owns child processes and their states. Knows nothing of what they do: how a process shows that it
is ready comes with its specification. None of them outlives it (`lifeline`).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from logistics.processes.lifeline import LIFELINE_FD, Lifeline
from missions.clock import machine_s
from missions.errors import SorabinError

_READY_POLL_S = 0.05
_BACK_OFF_S = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)
_STEADY_S = 20.0
_LONGEST_START_S = 120.0
"""A small machine that is busy with other things takes more than half a minute to start all."""


class ProcessState(StrEnum):
    STARTING = "starting"
    READY = "ready"
    DOWN = "down"


class NotReady(SorabinError):
    """A process did not become ready in time."""

    code = "process-not-ready"


@dataclass(frozen=True)
class ProcessSpec:
    """One process: its command line, what it adds to the environment, and its sign of life.

    `ready` is asked again and again after each start; an exception counts as "not yet".
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]


@dataclass
class _Child:
    spec: ProcessSpec
    state: ProcessState = ProcessState.DOWN
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    quick_deaths: int = 0
    started_s: float = 0.0
    keeper: asyncio.Task[None] | None = None
    became_ready: asyncio.Event = field(default_factory=asyncio.Event)


class Supervisor:
    """Keeps the processes of `specs` running from `start` to `stop`, each logging to `log_dir`.

    `on_change(name, state)` is called at each change of state, in the event loop.
    """

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        log_dir: Path,
        *,
        on_change: Callable[[str, ProcessState], None] | None = None,
    ) -> None:
        self._children = {spec.name: _Child(spec) for spec in specs}
        self._log_dir = log_dir
        self._on_change = on_change
        self._lifeline: Lifeline | None = None
        self._stopping = False

    async def start(self, timeout_s: float = _LONGEST_START_S) -> None:
        """Start all processes and return when each is ready; else stop all and raise NotReady."""
        self._log_dir.mkdir(parents=True, exist_ok=True)
        self._lifeline = Lifeline()
        for child in self._children.values():
            child.keeper = asyncio.create_task(self._keep(child), name=f"keep {child.spec.name}")
        waits = [child.became_ready.wait() for child in self._children.values()]
        try:
            await asyncio.wait_for(asyncio.gather(*waits), timeout_s)
        except TimeoutError:
            waiting = [n for n, c in self._children.items() if not c.became_ready.is_set()]
            tails = {name: self.log_tail(name) for name in waiting}
            await self.stop()
            raise NotReady(
                f"not ready after {timeout_s:g} s: {', '.join(waiting)}; logs in {self._log_dir}",
                processes=waiting,
                logs=tails,
            ) from None

    async def stop(self, grace_s: float = 5.0) -> None:
        """End all processes: SIGTERM, and SIGKILL to what is still there after `grace_s`."""
        self._stopping = True
        for child in self._children.values():
            if child.keeper is not None:
                child.keeper.cancel()
        processes = [child.process for child in self._children.values() if child.process]
        await asyncio.gather(*(_end(process, grace_s) for process in processes))
        for child in self._children.values():
            if child.keeper is not None:
                with suppress(asyncio.CancelledError):
                    await child.keeper
            self._set(child, ProcessState.DOWN)
        if self._lifeline is not None:
            self._lifeline.close()
            self._lifeline = None

    @property
    def names(self) -> tuple[str, ...]:
        """All processes, in the order in which they are started."""
        return tuple(self._children)

    def state(self, name: str) -> ProcessState:
        """Where this process stands; KeyError for a name that is not supervised."""
        return self._children[name].state

    def all_ready(self) -> bool:
        return all(child.state is ProcessState.READY for child in self._children.values())

    def pid(self, name: str) -> int | None:
        """The process id, None while it is down."""
        process = self._children[name].process
        return process.pid if process and process.returncode is None else None

    def restarts(self, name: str) -> int:
        """How often this process was started again after a death."""
        return self._children[name].restarts

    def kill(self, name: str) -> int | None:
        """SIGKILL, for faults: down at once. Returns the pid; None if it was down already."""
        child = self._children[name]
        pid = self.pid(name)
        if pid is None:
            return None
        child.became_ready.clear()
        self._set(child, ProcessState.DOWN)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return pid

    def freeze(self, name: str) -> int | None:
        """SIGSTOP, for faults: it stands still, to be looked at, until `thaw` or `kill`.

        Returns the pid; None if it was down.
        """
        pid = self.pid(name)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        return pid

    def thaw(self, name: str) -> None:
        """Let a frozen process go on."""
        if (pid := self.pid(name)) is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    async def wait_ready(self, name: str) -> None:
        """Return when this process is ready (again)."""
        await self._children[name].became_ready.wait()

    def log_tail(self, name: str, lines: int = 12) -> str:
        """The last lines of a process's log."""
        path = self._log_path(name)
        text = path.read_text(errors="replace") if path.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    async def _keep(self, child: _Child) -> None:
        while not self._stopping:
            await self._spawn(child)
            assert child.process is not None
            watch = asyncio.create_task(self._watch_ready(child))
            try:
                await child.process.wait()
            finally:
                watch.cancel()
            child.became_ready.clear()
            self._set(child, ProcessState.DOWN)
            child.restarts += 1
            steady = machine_s() - child.started_s > _STEADY_S
            child.quick_deaths = 0 if steady else child.quick_deaths + 1
            rest = _BACK_OFF_S[min(max(child.quick_deaths - 1, 0), len(_BACK_OFF_S) - 1)]
            await asyncio.sleep(rest)

    async def _spawn(self, child: _Child) -> None:
        assert self._lifeline is not None
        fd = self._lifeline.child_fd
        env = {**os.environ, **child.spec.env, LIFELINE_FD: str(fd)}
        with self._log_path(child.spec.name).open("ab") as log:
            # A session of its own: Ctrl-C reaches the supervisor only, which ends all in order.
            child.process = await asyncio.create_subprocess_exec(
                *child.spec.argv,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(fd,),
                start_new_session=True,
            )
        child.started_s = machine_s()
        self._set(child, ProcessState.STARTING)

    async def _watch_ready(self, child: _Child) -> None:
        while not await _is_ready(child.spec):
            await asyncio.sleep(_READY_POLL_S)
        if child.state is ProcessState.STARTING:
            self._set(child, ProcessState.READY)
            child.became_ready.set()

    def _set(self, child: _Child, state: ProcessState) -> None:
        if child.state is not state:
            child.state = state
            if self._on_change is not None:
                self._on_change(child.spec.name, state)

    def _log_path(self, name: str) -> Path:
        return self._log_dir / f"{name}.log"


async def _is_ready(spec: ProcessSpec) -> bool:
    try:
        return await spec.ready()
    except Exception:
        return False


async def _end(process: asyncio.subprocess.Process, grace_s: float) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), grace_s)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
