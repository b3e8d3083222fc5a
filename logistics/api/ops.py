"""For those who run the service: alive, ready, measured."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.api.edge import edge_of
from logistics.db.upgrade import current, newest
from missions.clock import machine_s

router = APIRouter(tags=["operation"])
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
"""What a label may be; any other word would let a stranger add series without end."""


class Metrics:
    """The numbers of one web process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "sorabin_requests", "Requests answered", ["method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "sorabin_request_seconds", "Seconds to answer", ["method"], registry=self.registry
        )
        self.open_receipts = Gauge(
            "sorabin_open_receipts", "Receipts without an answer", registry=self.registry
        )


class MetricsMiddleware:
    """Counts and times requests."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun_s = machine_s()
        method = scope["method"] if scope["method"] in METHODS else "other"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.requests.labels(method, message["status"]).inc()
                self._metrics.seconds.labels(method).observe(machine_s() - begun_s)
            await send(message)

        await self.app(scope, receive, counted)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is alive."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"description": "Not ready"}})
async def readyz(request: Request) -> JSONResponse:
    """The database answers and has this code's tables."""
    edge = edge_of(request)
    reachable = await run_in_threadpool(edge.database.answers)
    revision = await run_in_threadpool(current, edge.database) if reachable else None
    ready = revision == newest()
    body = {"ready": ready, "database": reachable, "revision": revision, "needs": newest()}
    return JSONResponse(body, 200 if ready else 503)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus text."""
    numbers: Metrics = request.app.state.metrics
    numbers.open_receipts.set(len(edge_of(request).receipts))
    return Response(generate_latest(numbers.registry), media_type=CONTENT_TYPE_LATEST)
