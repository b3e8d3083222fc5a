"""The receipt of a request: stamped when its last byte has arrived, before any queue.

Owns reading bodies whole and knowing which receipts are still being answered, so that a service
day closes only after every earlier receipt. Knows nothing of what requests mean.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from logistics.api.problems import problem_response
from missions.clock import Clock

MAX_BODY = 256 * 1024
BODY_TIMEOUT_S = 20
ORDERS = "/api/v1/orders"
_KEY = "sorabin.receipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """When the whole request had arrived, and its body."""

    received_at: datetime
    body: bytes


class OpenReceipts:
    """The receipts of this process that have no answer yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[int, datetime] = {}
        self._orders: dict[int, datetime] = {}
        self._next = 0

    def stamp(self, *, about_orders: bool) -> tuple[int, datetime]:
        """Open a receipt now. Runs without a pause, so no cutoff can pass in between unseen."""
        received_at = self._clock.now()
        self._next += 1
        self._open[self._next] = received_at
        if about_orders:
            self._orders[self._next] = received_at
        return self._next, received_at

    def close(self, number: int) -> None:
        """The answer stands."""
        self._open.pop(number, None)
        self._orders.pop(number, None)

    def oldest_order(self) -> datetime | None:
        """The earliest receipt about orders without an answer: what a closing day waits for."""
        return min(self._orders.values(), default=None)

    def __len__(self) -> int:
        return len(self._open)


class ReceiptMiddleware:
    """Reads each POST whole, stamps it, and hands it on as if it had just come."""

    def __init__(self, app: ASGIApp, receipts: OpenReceipts) -> None:
        self.app = app
        self._receipts = receipts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                body = await _whole_body(receive)
        except TimeoutError:
            await problem_response(408, "request-too-slow", "the request did not arrive whole")(
                scope, receive, send
            )
            return
        if body is None:
            return  # the sender has gone
        if len(body) > MAX_BODY:
            await problem_response(413, "request-too-large", "the request is too large")(
                scope, receive, send
            )
            return
        about_orders = scope["path"].startswith(ORDERS)
        number, received_at = self._receipts.stamp(about_orders=about_orders)
        scope[_KEY] = Receipt(received_at, body)

        async def answered(message: Message) -> None:
            # The commit is done when an answer begins. Whether its reader takes it must not
            # matter: one that never reads would keep the day from closing.
            self._receipts.close(number)
            await send(message)

        try:
            await self.app(scope, _Replay(body, receive), answered)
        finally:
            self._receipts.close(number)


def receipt_of(scope: MutableMapping[str, Any]) -> Receipt | None:
    """The receipt of a request's scope; None for requests without a body."""
    return scope.get(_KEY)


class _Replay:
    """The body once more, then whatever the connection says."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        return await self._receive()


async def _whole_body(receive: Receive) -> bytes | None:
    """All bytes, or one more than MAX_BODY of them; None when the sender has gone."""
    parts: list[bytes] = []
    size = 0
    while size <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body", False):
            break
    return b"".join(parts)
