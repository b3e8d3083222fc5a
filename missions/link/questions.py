"""Runs exchanges over a link: sends what they say, hands them what arrives, wakes them in time.

Owns which exchanges are under way, and that no two that could be mistaken for each other are.
Knows nothing of their content.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from missions.link.exchanges.exchange import Exchange
from missions.link.messages import Message
from missions.link.outcome import LinkLost, NoAnswer, Outcome
from missions.link.requests import Request

T = TypeVar("T")


@dataclass(eq=False)
class _Running:
    exchange: Exchange[Any]
    news: asyncio.Event
    """It has ended, or waits for another moment than before."""
    failed: Exception | None = None


class Questions:
    """`send` puts a request on the link; `machine` gives machine seconds.

    `cut` says why nothing can be sent now, or None: a question then ends at once as LinkLost.
    `down` says why the link is down, or None: a question without an answer is then LinkLost, too.
    """

    def __init__(
        self,
        send: Callable[[Request], object],
        machine: Callable[[], float],
        *,
        cut: Callable[[], str | None],
        down: Callable[[], str | None],
    ) -> None:
        self._send = send
        self._machine = machine
        self._cut = cut
        self._down = down
        self._running: list[_Running] = []
        self._turns: defaultdict[Hashable, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def ask(self, exchange: Exchange[T], turn: Hashable) -> Outcome[T]:
        """Run one exchange to its outcome, after those before it with the same `turn`."""
        async with self._turns[turn]:
            if reason := self._cut():
                return LinkLost(reason)
            running = _Running(exchange, asyncio.Event())
            self._running.append(running)
            try:
                self._send_all(exchange.start(self._machine()))
                while exchange.outcome is None:
                    await self._wait(running)
                    if running.failed is not None:
                        raise running.failed
                    self._send_all(exchange.tick(self._machine()))
            finally:
                self._running.remove(running)
        outcome = exchange.outcome
        if isinstance(outcome, NoAnswer) and (reason := self._down()):
            return LinkLost(reason)
        return outcome

    def receive(self, message: Message) -> None:
        """Hand a message of the vehicle to all exchanges."""
        if not self._running:
            return
        now_s = self._machine()
        for running in tuple(self._running):
            due_s = running.exchange.due_s
            try:
                self._send_all(running.exchange.receive(message, now_s))
            except Exception as error:
                running.failed = error  # it belongs to who asks, not to the reader
                running.news.set()
            if running.exchange.outcome is not None or running.exchange.due_s != due_s:
                running.news.set()

    def lose(self, reason: str) -> None:
        """End all as LinkLost: nothing can arrive any more."""
        for running in self._running:
            running.exchange.lose(reason)
            running.news.set()

    async def _wait(self, running: _Running) -> None:
        """Until there is news of the exchange or its answer is overdue."""
        running.news.clear()
        left_s = running.exchange.due_s - self._machine()
        if running.exchange.outcome is None and left_s > 0.0:
            try:
                async with asyncio.timeout(left_s):
                    await running.news.wait()
            except TimeoutError:
                return

    def _send_all(self, requests: Iterable[Request]) -> None:
        for request in requests:
            self._send(request)
