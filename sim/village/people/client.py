"""A person's way to the service: HTTP with repeats after lost answers, under the same key.

Owns sign-in, keys and repeats. What is sent and answered goes to the postbox. Knows the HTTP
contract's frame (problems, Idempotency-Key), nothing of any single path.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from sim.village.people.postbox import Postbox, Sent

_GATEWAY_ERRORS = frozenset({502, 503, 504})
_PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.3)
_MOST_REPEATS = 250
_SERVER_FAULT = 500


class ServiceFault(Exception):
    """The service failed or stayed away: no person can go on."""


class Refused(Exception):
    """A request that ought to have passed was refused; the text says what and why."""


@dataclass(frozen=True)
class Answer:
    """A final answer."""

    status: int
    body: Any
    replayed: bool

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The problem's stable code, empty for an acceptance."""
        return "" if self.ok or not isinstance(self.body, dict) else str(self.body.get("code", ""))


class Client:
    """One person's or device's hands on the service; several scripts may share them.

    A device has a `bearer` key; a person has a `password` and signs in when first needed. Waiting
    between repeats is machine time: the wire, not the day.
    """

    def __init__(
        self,
        base_url: str,
        person: str,
        now: Callable[[], datetime],
        postbox: Postbox,
        *,
        bearer: str = "",
        password: str = "",
    ) -> None:
        self.person = person
        self.postbox = postbox
        self._now = now
        self._keys = 0
        self._password = password
        self._signing_in = asyncio.Lock()
        headers = {"Origin": base_url, "Accept": "application/json"}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        # No certificates and no proxies: the service is on plain HTTP on this machine.
        self._http = httpx.AsyncClient(
            base_url=f"{base_url}/api/v1",
            headers=headers,
            timeout=20.0,
            verify=False,
            trust_env=False,
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def _sign_in(self) -> None:
        async with self._signing_in:
            if not self._password:
                return
            body = {"person": self.person, "password": self._password}
            answer = await self._exchange("POST", "/session", body=body)
            if not answer.ok:
                raise Refused(f"{self.person} could not sign in: {answer.status} {answer.body}")
            self._password = ""

    async def get(self, path: str, **params: str) -> Any:
        """Read; raises Refused unless 200."""
        answer = await self.look(path, **params)
        if not answer.ok:
            raise Refused(f"{self.person}: GET {path} {params}: {answer.status} {answer.body}")
        return answer.body

    async def look(self, path: str, **params: str) -> Answer:
        """Read, whatever the answer."""
        return await self._until_answered("GET", path, params=params)

    async def post(self, path: str, body: Any) -> Any:
        """Send what ought to pass; raises Refused otherwise."""
        answer = await self.send(path, body)
        if not answer.ok:
            raise Refused(f"{self.person}: POST {path} {body}: {answer.status} {answer.body}")
        return answer.body

    async def send(self, path: str, body: Any, *, forget_answer: bool = False) -> Answer:
        """Send, whatever the answer. `forget_answer`: the first answer is lost on the way."""
        entry = self._record(path, body)
        answer = await self._deliver(entry)
        if forget_answer and answer.ok:
            again = await self._deliver(entry)
            if (again.status, again.body) != (answer.status, answer.body) or not again.replayed:
                self.postbox.complain(
                    self.person, f"the repeat of POST {path} was answered otherwise: {again}"
                )
        return answer

    async def send_wrongly(self, path: str, body: Any) -> Answer:
        """Send by mistake what has to be refused; the account counts an acceptance as a fault."""
        entry = self._record(path, body)
        entry.must_fail = True
        return await self._deliver(entry)

    def _record(self, path: str, body: Any) -> Sent:
        self._keys += 1
        key = f"{self.person}.{self._keys}"
        return self.postbox.record(self.person, self._now(), path, body, key)

    async def _deliver(self, entry: Sent) -> Answer:
        answer = await self._until_answered("POST", entry.path, body=entry.body, entry=entry)
        entry.status, entry.answer = answer.status, answer.body
        return answer

    async def _until_answered(self, method: str, path: str, **how: Any) -> Answer:
        if self._password:
            await self._sign_in()
        return await self._exchange(method, path, **how)

    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: dict[str, str] | None = None,
        entry: Sent | None = None,
    ) -> Answer:
        headers = {"Idempotency-Key": entry.key} if entry else None
        for attempt in range(_MOST_REPEATS):
            flight = self.postbox.leave(self.person, method, path, body)
            answered = False
            try:
                response = await self._http.request(
                    method, path, json=body, params=params, headers=headers
                )
                answered = response.status_code not in _GATEWAY_ERRORS
            except httpx.TransportError:
                response = None
            finally:
                self.postbox.land(flight, answered=answered)
            if response is not None and answered:
                return _answer(response, f"{self.person}: {method} {path}")
            if entry is not None:
                entry.lost += 1
            await asyncio.sleep(_PAUSES_S[min(attempt, len(_PAUSES_S) - 1)])
        raise ServiceFault(
            f"{self.person}: {method} {path}: no answer, tried {_MOST_REPEATS} times"
        )


def _answer(response: httpx.Response, what: str) -> Answer:
    if response.status_code >= _SERVER_FAULT:
        raise ServiceFault(f"{what}: {response.status_code} {response.text[:500]}")
    json = "json" in response.headers.get("content-type", "")
    body = response.json() if json else response.text
    return Answer(response.status_code, body, response.headers.get("Idempotent-Replay") == "true")
