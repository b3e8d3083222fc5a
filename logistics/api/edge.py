"""The edge between HTTP and the services: it alone turns requests into transactions.

Owns idempotency keys and the running of work through the gate. The answer to a key is stored in
the transaction that did the work, so a repeat can neither do it twice nor miss it.
"""

from __future__ import annotations

import asyncio
import string
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from fastapi import Request
from sqlmodel import Session, func, select
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from logistics.api.problems import MEDIA_TYPE
from logistics.api.receipts import OpenReceipts, receipt_of
from logistics.db.engine import Database
from logistics.db.gate import Gate
from logistics.db.journal import canonical
from logistics.db.models import IdempotencyRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.domain.principal import Principal
from missions.clock import Clock
from missions.errors import SorabinError

T = TypeVar("T")
_PRINTABLE = set(string.ascii_letters + string.digits + string.punctuation)
MAX_KEY = 100


class KeyMissing(SorabinError):
    """A POST without a usable Idempotency-Key."""

    code = "idempotency-key-missing"


class KeyReused(SorabinError):
    """The key was used for another request."""

    code = "idempotency-key-reused"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and its JSON-compatible body; a 4xx answer is a problem that is remembered too."""

    status: int
    body: dict[str, Any]


@dataclass(slots=True)
class Edge:
    """What the routers need, built once in `app.py`."""

    database: Database
    gate: Gate
    deployment: Deployment
    clock: Clock
    receipts: OpenReceipts
    base_url: str

    async def read(self, query: Callable[[Session], T]) -> T:
        """Run a query in a thread, on a reading connection."""

        def run() -> T:
            with Session(self.database.read_engine) as session:
                return query(session)

        return await run_in_threadpool(run)

    async def show(self, query: Callable[[Session], dict[str, Any]]) -> Response:
        """Answer with what a query returns, as JSON written once (no copy for an encoder)."""

        def written(session: Session) -> str:
            return canonical(query(session))

        return Response(await self.read(written), media_type="application/json")

    async def write(
        self, request: Request, principal: Principal, work: Callable[[UnitOfWork], Answer]
    ) -> Response:
        """Do the work once for this principal and Idempotency-Key; answer after its COMMIT.

        The same key with the same request gets the same answer again; with another request it
        raises KeyReused. An error stores nothing, so the request may be tried again.
        """
        key = _key(request)
        digest = _digest(request)

        def transaction(uow: UnitOfWork) -> tuple[int, str, bool]:
            uow.journal.actor = principal.actor
            hold_key(uow.session, f"{principal.actor}\n{key}")
            known = uow.session.get(IdempotencyRow, (principal.actor, key))
            if known is not None:
                if known.request_sha256 != digest:
                    raise KeyReused("this Idempotency-Key was used for another request")
                return known.status, known.body, True
            answer = work(uow)
            body = canonical(answer.body)
            uow.session.add(
                IdempotencyRow(
                    principal=principal.actor,
                    key=key,
                    request_sha256=digest,
                    status=answer.status,
                    body=body,
                    at=uow.now,
                )
            )
            return answer.status, body, False

        status, body, replay = await self.run(transaction)
        headers = {"Idempotent-Replay": "true"} if replay else {}
        kind = MEDIA_TYPE if status >= 400 else "application/json"
        return Response(body, status, headers, media_type=kind)

    async def run(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run work in a transaction without a key: signing in, the process's own rows."""
        return await asyncio.wrap_future(self.gate.submit(work))


def hold_key(session: Session, name: str) -> None:
    """On PostgreSQL, wait for a transaction that is at work under the same name.

    A repeat that overtakes its first request must find that one's answer, not its locks. SQLite
    has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def edge_of(request: Request) -> Edge:
    """The edge of the application that got this request."""
    return request.app.state.edge


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= MAX_KEY or not set(key) <= _PRINTABLE:
        raise KeyMissing(
            f"send an Idempotency-Key header of 1 to {MAX_KEY} printable characters, new for "
            "each thing you want done and the same when you repeat a request"
        )
    return key


def _digest(request: Request) -> str:
    receipt = receipt_of(request.scope)
    body = receipt.body if receipt else b""
    target = f"{request.method} {request.url.path}\n".encode()
    return sha256(target + body).hexdigest()
