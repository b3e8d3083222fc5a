"""Telling many listeners what happens, without waiting for any of them.

Owns the queues. A slow listener loses the oldest and knows how many; nobody else is held up.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT = 10_000


class Subscription(Generic[T]):
    """An endless `async for` over what is told from its making on, until it is closed."""

    def __init__(self, listeners: Listeners[T], kept: int) -> None:
        self._listeners = listeners
        self._queue: deque[T] = deque(maxlen=kept)
        self._news = asyncio.Event()
        self._closed = False
        self.lost = 0
        """How many were dropped because this listener was too slow."""

    def __aiter__(self) -> Subscription[T]:
        return self

    async def __anext__(self) -> T:
        while not self._queue:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._queue.popleft()

    def close(self) -> None:
        """Hear no more; what was told before can still be taken."""
        self._closed = True
        self._listeners.forget(self)
        self._news.set()

    def tell(self, what: T) -> None:
        if len(self._queue) == self._queue.maxlen:
            self.lost += 1
        self._queue.append(what)
        self._news.set()


class Listeners(Generic[T]):
    """All who listen. Once closed, a new subscription is closed from its beginning."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._all: list[Subscription[T]] = []
        self._closed = False

    def subscribe(self) -> Subscription[T]:
        subscription = Subscription(self, self._kept)
        if self._closed:
            subscription.close()
        else:
            self._all.append(subscription)
        return subscription

    def tell(self, what: T) -> None:
        for subscription in self._all:
            subscription.tell(what)

    def forget(self, subscription: Subscription[T]) -> None:
        if subscription in self._all:
            self._all.remove(subscription)

    def close(self) -> None:
        self._closed = True
        for subscription in tuple(self._all):
            subscription.close()
