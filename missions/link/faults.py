"""A bad radio link on demand: loss, delay and silence, switched while it runs.

Owns what is done to bytes in flight. Knows nothing of MAVLink: uplink packets are lost one by
one, downlink bytes in the pieces in which they arrive, as a serial radio loses them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from missions.link.transport import Transport

_SLOWEST = 1e-3


class Silence(StrEnum):
    """Which direction nothing passes: uplink is from us to the vehicle."""

    NONE = "none"
    BOTH = "both"
    UPLINK = "uplink"
    DOWNLINK = "downlink"


@dataclass(slots=True)
class Faults:
    """The switches. Losses are probabilities from 0 to 1, delays are in vehicle seconds.

    Order is kept. What was sent before a change keeps the delay it began with. The vehicle's rate
    is taken when a delay begins, or as soon as it is known, and holds until the delay ends: a rate
    that is learned from what comes ever later is too low, and would make all that follows later
    still.
    """

    rng: random.Random
    loss_up: float = 0.0
    loss_down: float = 0.0
    delay_up_s: float = 0.0
    delay_down_s: float = 0.0
    silence: Silence = Silence.NONE
    _rate: float | None = field(default=None, init=False)

    def late_s(self, delay_s: float, rate: Callable[[], float | None]) -> float:
        """A delay in machine seconds; `rate` gives vehicle seconds for each, None while unknown."""
        if self.delay_up_s <= 0.0 and self.delay_down_s <= 0.0:
            self._rate = None
            return 0.0
        if self._rate is None:
            told = rate()
            if told is None:
                return delay_s
            self._rate = max(told, _SLOWEST)
        return delay_s / self._rate

    def lets_up(self) -> bool:
        """Whether the next uplink packet passes."""
        if self.silence in (Silence.BOTH, Silence.UPLINK):
            return False
        return not self.loss_up or self.rng.random() >= self.loss_up

    def lets_down(self) -> bool:
        """Whether the next downlink bytes pass."""
        if self.silence in (Silence.BOTH, Silence.DOWNLINK):
            return False
        return not self.loss_down or self.rng.random() >= self.loss_down


class FaultyTransport(Transport):
    """`inner` behind `faults`; `rate` gives vehicle seconds for each machine second, if known."""

    def __init__(self, inner: Transport, faults: Faults, rate: Callable[[], float | None]) -> None:
        self._inner = inner
        self._faults = faults
        self._rate = rate
        self._loop = asyncio.get_running_loop()
        self._up_free_s = 0.0
        self._down_free_s = 0.0
        self._arrived: asyncio.Queue[bytes] = asyncio.Queue()
        self._pump = asyncio.create_task(self._read(), name="faulty downlink")

    def send(self, data: bytes) -> bool:
        if not self._faults.lets_up():
            return True  # lost on the way: the sender cannot know
        due_s = self._due_s(self._faults.delay_up_s, self._up_free_s)
        if due_s is None:
            return self._inner.send(data)
        self._up_free_s = due_s
        self._loop.call_at(due_s, self._send_late, data)
        return True

    async def receive(self) -> bytes:
        return await self._arrived.get()

    async def close(self) -> None:
        self._pump.cancel()
        self._arrived.put_nowait(b"")
        await self._inner.close()

    def _send_late(self, data: bytes) -> None:
        if self._faults.silence not in (Silence.BOTH, Silence.UPLINK):
            self._inner.send(data)

    async def _read(self) -> None:
        try:
            while data := await self._inner.receive():
                if not self._faults.lets_down():
                    continue
                due_s = self._due_s(self._faults.delay_down_s, self._down_free_s)
                if due_s is None:
                    self._arrived.put_nowait(data)
                else:
                    self._down_free_s = due_s
                    self._loop.call_at(due_s, self._arrived.put_nowait, data)
        finally:  # however it ends, who waits for more must know
            self._arrived.put_nowait(b"")

    def _due_s(self, delay_s: float, free_s: float) -> float | None:
        """Loop time at which bytes sent now arrive, after all sent before; None: at once."""
        now_s, late_s = self._loop.time(), self._faults.late_s(delay_s, self._rate)
        if late_s <= 0.0 and free_s <= now_s:
            return None
        # Later than the last by a little: the loop gives no order to what is due together.
        return max(now_s + late_s, free_s + 1e-6)
