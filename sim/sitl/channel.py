"""One MAVLink channel: bytes in and out, its streams, its parameters still to be sent.

Owns framing and the outgoing bytes of one client. Knows no sockets and nothing of the vehicle.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from missions.link.frames import FrameReader
from sim.sitl.dialect import mavlink
from sim.sitl.signing import PortSeal
from sim.sitl.streams import Streams

_MOST_WAITING = 512 * 1024
"""Bytes that wait for a slow client before telemetry is dropped, as a full buffer drops it."""
COMPONENT = mavlink.MAV_COMP_ID_AUTOPILOT1
_EXTRAS = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}


class Channel:
    """`out` is what is to be written next. `seal`: signs and judges where there is a key."""

    def __init__(self, sysid: int, number: int, seal: PortSeal) -> None:
        self._codec = mavlink.MAVLink(None, srcSystem=sysid, srcComponent=COMPONENT)
        self._reader = FrameReader(_EXTRAS)
        self.number, self.seal = number, seal
        self.streams = Streams()
        self.out = bytearray()
        self.parameters_due: deque[str] = deque()

    def patient(self, interval_ms: int) -> bool:
        """Whether nothing is due to it more often than that."""
        return not self.parameters_due and self.streams.shortest_ms >= interval_ms

    def set_sysid(self, sysid: int) -> None:
        self._codec.srcSystem = sysid

    def messages(self, raw: bytes) -> Iterator[Any]:
        """Whole messages in what has come that count; noise is skipped.

        Each is judged when it is asked for: by then what came before it has been obeyed.
        """
        for frame in self._reader.feed(raw):
            if self.seal.accepts(frame):
                yield self._codec.decode(bytearray(frame.raw))

    def send(self, message: Any) -> None:
        """Append a message, unless the client reads nothing any more."""
        if len(self.out) > _MOST_WAITING:
            return
        packed = message.pack(self._codec)
        self.out += self.seal.signed(packed, message.crc_extra)
        self._codec.seq = (self._codec.seq + 1) % 256
