"""One principal's way to the service over HTTP."""

from __future__ import annotations

from itertools import count
from typing import Any

import httpx

API = "/api/v1"
HOST = "sorabin.test"
_keys = count(1)


def new_key() -> str:
    """An Idempotency-Key that no other request of this run has."""
    return f"key-{next(_keys)}"


class Door:
    """Sends requests with one credential, each POST with a new Idempotency-Key unless told."""

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        *,
        bearer: str | None = None,
        session: str | None = None,
        device: str | None = None,
        base_url: str = f"http://{HOST}",
    ) -> None:
        cookies = {"sorabin_session": session, "sorabin_device": device}
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        self.client = httpx.AsyncClient(
            transport=transport,
            base_url=base_url,
            headers=headers,
            cookies={name: value for name, value in cookies.items() if value},
            trust_env=False,
            timeout=30,
        )

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(_full(path), params=params or None)

    async def post(
        self,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """POST JSON; `key` repeats an earlier request's key."""
        sent = {"Idempotency-Key": key or new_key()} | (headers or {})
        return await self.client.post(_full(path), json={} if body is None else body, headers=sent)

    async def read(self, path: str, **params: Any) -> Any:
        """GET that must succeed, as JSON."""
        answer = await self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def done(self, path: str, body: Any = None, **named: Any) -> Any:
        """POST that must succeed, as JSON."""
        answer = await self.post(path, body, **named)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()


def _full(path: str) -> str:
    return path if path.startswith(("/api/", "/healthz", "/readyz", "/metrics")) else API + path


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that `answer` must be: its media type, status and code, and all five members."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["code"] == code, told
    assert told["status"] == status
    assert told["type"] == f"urn:sorabin:problem:{code}"
    assert told["title"]
    assert told["detail"]
    return told
