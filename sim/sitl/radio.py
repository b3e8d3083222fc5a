"""A bad radio between the vehicle and its clients, on demand: loss, delay, disorder, copies.

Owns what is done to packets on their way, each whole, in both directions. Times are the vehicle's.
Knows nothing of what packets say, but for the heartbeat, which can be late alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

_HELD_BACK_S = 0.3
"""How long a packet is held back that is to come after its successors: telemetry follows within."""


@dataclass
class Radio:
    """The switches: shares from 0 to 1, seconds of vehicle time. One for all clients."""

    rng: Random
    loss: float = 0.0
    delay_s: float = 0.0
    jitter_s: float = 0.0
    disorder: float = 0.0
    copies: float = 0.0
    heartbeat_late_s: float = 0.0

    @property
    def sound(self) -> bool:
        return not (
            self.loss or self.delay_s or self.jitter_s or self.disorder or self.copies
            or self.heartbeat_late_s
        )  # fmt: skip


class Way(Generic[T]):
    """One direction to or from one client. `now_s` gives the vehicle's time."""

    def __init__(self, radio: Radio, now_s: Callable[[], float]) -> None:
        self._radio, self._now_s = radio, now_s
        self._under_way: list[tuple[float, int, T]] = []
        self._count = 0
        self._free_s = 0.0

    @property
    def empty(self) -> bool:
        return not self._under_way

    def send(self, packet: T, *, heartbeat: bool = False) -> None:
        """Put a packet on its way."""
        radio, now_s = self._radio, self._now_s()
        if radio.loss and radio.rng.random() < radio.loss:
            return
        for _ in range(2 if radio.copies and radio.rng.random() < radio.copies else 1):
            self._put(packet, self._due_s(radio, now_s, heartbeat=heartbeat))

    def arrived(self) -> list[T]:
        """The packets that have arrived since it was asked last, in the order of arrival."""
        found: list[T] = []
        now_s = self._now_s()
        while self._under_way and self._under_way[0][0] <= now_s:
            found.append(heappop(self._under_way)[2])
        return found

    def _due_s(self, radio: Radio, now_s: float, *, heartbeat: bool) -> float:
        if heartbeat and radio.heartbeat_late_s:
            return now_s + radio.heartbeat_late_s  # alone: what is sent meanwhile comes before it
        due_s = now_s + radio.delay_s
        if radio.jitter_s:
            due_s += radio.rng.uniform(0.0, radio.jitter_s)
        if radio.disorder and radio.rng.random() < radio.disorder:
            return due_s + _HELD_BACK_S
        # Else the order is kept: a delay that goes away lets nothing overtake.
        self._free_s = max(self._free_s, due_s)
        return self._free_s

    def _put(self, packet: T, due_s: float) -> None:
        self._count += 1
        heappush(self._under_way, (due_s, self._count, packet))
