"""Keeps a vehicle sending the telemetry that was asked for: asks, and asks again.

Owns the background asking: on a new link, after a reboot, and when a message has not come for
long. What the vehicle refuses is told once and not asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from missions.link.events import StreamRefused
from missions.link.guard import Guard
from missions.link.outcome import Accepted, Outcome, Rejected
from missions.link.requests import CommandLong
from missions.link.streams import AUTOPILOT_VERSION, REQUEST_MESSAGE, Stream, Streams
from missions.link.vehicle_time import VehicleTime

_LOOK_S = 0.5
_VERSION = CommandLong(REQUEST_MESSAGE, (float(AUTOPILOT_VERSION), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))


class StreamKeeper:
    """`ask` sends an idempotent command and gives its outcome; `tell` reports refusals."""

    def __init__(
        self,
        streams: Streams,
        time: VehicleTime,
        ask: Callable[[CommandLong], Awaitable[Outcome[None]]],
        tell: Callable[[StreamRefused], None],
    ) -> None:
        self._streams = streams
        self._time = time
        self._ask = ask
        self._tell = tell
        self._anew = asyncio.Event()
        self._guard = Guard()
        self.asked = asyncio.Event()
        """Set when all was asked for once on this link, answered or not."""

    def begin_anew(self) -> None:
        """The vehicle has forgotten what it was asked: ask for all again."""
        self._anew.set()

    async def run(self) -> None:
        """Ask for all on a new link, then look after the streams for ever."""
        self.asked.clear()
        self.begin_anew()
        while True:
            with self._guard("asking for telemetry"):
                await self._look()

    async def _look(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_S):
                await self._anew.wait()
        except TimeoutError:
            await self._ask_for(tuple(self._streams.overdue(self._time.now_s())))
            return
        self._anew.clear()
        try:
            await self._begin()
        finally:
            self.asked.set()

    async def _begin(self) -> None:
        """Ask for all once; returns early when the vehicle answers nothing."""
        await self._ask_for(self._streams.begin(self._time.now_s()))
        await self._ask(_VERSION)

    async def _ask_for(self, streams: Iterable[Stream]) -> None:
        for stream in streams:
            outcome = await self._ask(stream.command())
            if isinstance(outcome, Rejected):
                self._streams.refused(stream)
                self._tell(StreamRefused(stream.name, outcome.reason))
            elif isinstance(outcome, Accepted):
                self._streams.accepted(stream)
            else:
                return
