"""A station that is fed bytes, with a clock that stands still while it listens.

Owns the carrier and the clock. Everything else is the station's own, so that two of them that have
been told the same are alike in all that can be seen of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from missions.link import events
from missions.link.signing import NO_SIGNING, NoSigning, Signing
from missions.link.station import Station
from missions.link.streams import RATES_HZ
from missions.link.transport import Transport

_ASKED = mavlink.MAVLink_command_ack_message(512, 0)


class Fed(Transport):
    """`feed` returns when all that was fed has been taken."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._idle = asyncio.Event()
        self.sent: list[bytes] = []

    def send(self, data: bytes) -> bool:
        self.sent.append(data)
        return True

    async def receive(self) -> bytes:
        if self._queue.empty():
            self._idle.set()
        return await self._queue.get()

    async def close(self) -> None:
        self._queue.put_nowait(b"")

    async def feed(self, data: bytes) -> None:
        if data:
            self._idle.clear()
            self._queue.put_nowait(data)
            await self._idle.wait()


@dataclass
class Clock:
    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Listener:
    """A station on a carrier of its own; `clock` may be shared by several."""

    def __init__(self, station: Station, carrier: Fed) -> None:
        self.station, self.carrier = station, carrier
        self._told = station.events()

    @classmethod
    async def open(
        cls,
        clock: Callable[[], float],
        greet: Callable[[], bytes],
        signing: Signing | NoSigning = NO_SIGNING,
    ) -> Listener:
        """`greet` gives a vehicle's words, with its heartbeat and an answer in them; often."""
        carrier = Fed()

        async def reach(_: str) -> Transport:
            return carrier

        opening = asyncio.create_task(
            Station.open(
                "tcp:nowhere:1",
                signing=signing,
                reach=reach,
                machine=clock,
                streams_hz=dict.fromkeys(RATES_HZ, 0.0),
            )
        )
        while not opening.done():
            await carrier.feed(greet())
            await asyncio.sleep(0)
        listener = cls(await opening, carrier)
        await listener.told()
        return listener

    async def told(self) -> list[str]:
        """What it has made known since it was asked last, and when; nothing of the link itself.

        As texts, in which what is no number is like itself.
        """
        self._told.close()
        found = [(each.what, each.vehicle_s) async for each in self._told]
        self._told = self.station.events()
        kinds = (events.LinkUp, events.LinkDown, events.OtherSystem)
        return [repr(each) for each in found if not isinstance(each[0], kinds)]


def greeting() -> bytes:
    """A heartbeat of system 1, and the answer to the first question."""
    codec = mavlink.MAVLink(None, srcSystem=1, srcComponent=1)
    beat = mavlink.MAVLink_heartbeat_message(2, 3, 1, 0, 4, 3)
    return bytes(beat.pack(codec)) + bytes(_ASKED.pack(codec))
