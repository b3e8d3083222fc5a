"""The composition root of the web process: puts database, services, routers and pages together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI

from logistics.api import (
    air,
    error_handlers,
    flying,
    handovers,
    live,
    office,
    ops,
    ordering,
    picks,
    record,
    routes,
    session,
    upkeep,
    weather,
)
from logistics.api.addresses import AddressMiddleware
from logistics.api.edge import Edge
from logistics.api.intake import Intake
from logistics.api.receipts import OpenReceipts, ReceiptMiddleware
from logistics.api.shapes import REFUSALS
from logistics.api.telemetry import Telemetry
from logistics.api.throttle import Throttle
from logistics.db.engine import Database
from logistics.db.gate import open_gate
from logistics.deployment import Deployment
from logistics.web import pages
from missions.clock import Clock
from missions.clockboard import BUSY, ClockBoard

FAR_US = 2**62
API = "/api/v1"


def create_app(
    database: Database,
    deployment: Deployment,
    clock: Clock,
    *,
    base_url: str,
    process: str = "web",
    board: ClockBoard | None = None,
    telemetry_port: int | None = None,
) -> FastAPI:
    """Build the application. `board` is set only in a played day.

    `telemetry_port`: where the flight desk of this machine tells what its aircraft do.
    """
    receipts = OpenReceipts(clock)
    gate = open_gate(database, deployment, clock)
    telemetry = Telemetry(telemetry_port)
    edge = Edge(database, gate, deployment, clock, receipts, base_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        intake = Intake(edge, process)
        await intake.register()
        tasks = [asyncio.create_task(intake.run()), asyncio.create_task(telemetry.run())]
        if board is not None:
            tasks.append(asyncio.create_task(_answer_rounds(board, receipts, process)))
        yield
        app.state.stopping = True
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await intake.withdraw()
        await asyncio.to_thread(gate.close)
        database.close()

    app = FastAPI(
        title="Sorabin",
        version="1",
        summary="Village delivery: orders, picking, custody and plans",
        lifespan=lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.edge = edge
    app.state.throttle = Throttle()
    app.state.metrics = ops.Metrics()
    app.state.telemetry = telemetry
    app.state.stopping = False
    parts = (session, ordering, picks, handovers, air, live, flying, routes, weather)
    for part in (*parts, upkeep, office, record):
        app.include_router(part.router, prefix=API, responses=REFUSALS)
    app.include_router(ops.router)
    pages.install(app)
    error_handlers.install(app)
    app.add_middleware(ReceiptMiddleware, receipts=receipts)
    app.add_middleware(AddressMiddleware)
    app.add_middleware(ops.MetricsMiddleware, metrics=app.state.metrics)
    return app


async def _answer_rounds(board: ClockBoard, receipts: OpenReceipts, process: str) -> None:
    """Tell the clock's authority whether a request is open in this process."""
    slot = board.join(process, os.getpid())
    while True:
        asked = board.read().round
        slot.answer(asked, BUSY if len(receipts) else FAR_US)
        await asyncio.sleep(board.poll_s)
