"""Talking with a benchmark's own process: a line of JSON each way.

Owns the pipes. Knows nothing of what is said.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from missions.errors import SorabinError

_LINE = 1 << 24
_ENDS_WITHIN_S = 5.0


class NoAnswer(SorabinError):
    """The process has ended, or says nothing."""

    code = "bench-process-silent"


class Talking:
    """One process. `pid`: its number."""

    def __init__(self, running: asyncio.subprocess.Process, log: Path) -> None:
        self._running, self._log = running, log
        self.pid = running.pid

    async def told(self, within_s: float) -> dict[str, Any]:
        """Its next line. Raises NoAnswer."""
        assert self._running.stdout is not None
        try:
            async with asyncio.timeout(within_s):
                line = await self._running.stdout.readline()
        except TimeoutError:
            line = b""
        if not line:
            raise NoAnswer(f"{self._log.name} ends with {self._log.read_text()[-300:]!r}")
        return json.loads(line)

    async def ask(self, what: dict[str, Any], within_s: float = 30.0) -> dict[str, Any]:
        """Say a line and wait for one. Raises NoAnswer."""
        assert self._running.stdin is not None
        self._running.stdin.write(json.dumps(what).encode() + b"\n")
        return await self.told(within_s)


@asynccontextmanager
async def talking(module: str, *argv: str, log: Path) -> AsyncIterator[Talking]:
    """`python -m module argv…`, ended at the end; what it complains of stands in `log`."""
    with log.open("wb") as file:
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, *argv,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=file,
            limit=_LINE,
        )  # fmt: skip
    try:
        yield Talking(running, log)
    finally:
        if running.returncode is None:
            running.terminate()
            try:
                async with asyncio.timeout(_ENDS_WITHIN_S):
                    await running.wait()
            except TimeoutError:
                running.kill()
                await running.wait()
