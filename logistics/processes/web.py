"""The web process: API and pages under uvicorn."""

from __future__ import annotations

import uvicorn

from logistics.api.app import create_app
from logistics.processes.lifeline import watch_lifeline
from logistics.processes.logs import set_up_logs
from logistics.processes.provision import fitting
from logistics.processes.settings import Settings, open_clock, open_deployment


def main() -> None:
    """Entry of the process."""
    watch_lifeline()
    set_up_logs()
    settings = Settings()
    clock, board = open_clock(settings)
    deployment = open_deployment(settings)
    app = create_app(
        fitting(settings.database_url, deployment),
        deployment,
        clock,
        base_url=settings.base_url,
        process=settings.process_name,
        board=board,
        telemetry_port=settings.telemetry_port,
    )
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
        proxy_headers=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
