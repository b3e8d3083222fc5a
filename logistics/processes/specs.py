"""Which processes a running service consists of."""

from __future__ import annotations

import sys

import httpx

from logistics.processes.settings import Settings
from logistics.processes.supervisor import ProcessSpec


def service_processes(settings: Settings) -> list[ProcessSpec]:
    """The web process and the worker. The worker counts as ready once it runs."""
    environment = settings.environment()
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    ready_url = f"http://{host}:{settings.port}/readyz"

    async def web_ready() -> bool:
        try:
            # verify=False: loading certificates for plain HTTP at each look costs a core.
            async with httpx.AsyncClient(trust_env=False, timeout=2, verify=False) as client:
                return (await client.get(ready_url)).status_code == 200
        except httpx.HTTPError:
            return False

    async def worker_ready() -> bool:
        return True

    def argv(module: str) -> list[str]:
        return [sys.executable, "-m", f"logistics.processes.{module}"]

    return [
        ProcessSpec("web", argv("web"), environment | {"SORABIN_PROCESS_NAME": "web"}, web_ready),
        ProcessSpec("worker", argv("worker"), environment, worker_ready),
    ]
