"""One MAVLink channel: bytes in and out, its streams, its parameters still to be sent.

Owns framing and the outgoing bytes of one client. Knows no sockets and nothing of the vehicle.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from sim.sitl.dialect import mavlink
from sim.sitl.streams import Streams

_MOST_WAITING = 512 * 1024
"""Bytes that wait for a slow client before telemetry is dropped, as a full buffer drops it."""
COMPONENT = mavlink.MAV_COMP_ID_AUTOPILOT1


class Channel:
    """`out` is what is to be written next."""

    def __init__(self, sysid: int) -> None:
        self._codec = mavlink.MAVLink(None, srcSystem=sysid, srcComponent=COMPONENT)
        self._codec.robust_parsing = True
        self.streams = Streams()
        self.out = bytearray()
        self.parameters_due: deque[str] = deque()

    def patient(self, interval_ms: int) -> bool:
        """Whether nothing is due to it more often than that."""
        return not self.parameters_due and self.streams.shortest_ms >= interval_ms

    def set_sysid(self, sysid: int) -> None:
        self._codec.srcSystem = sysid

    def messages(self, raw: bytes) -> list[Any]:
        """Whole messages in what has come; noise is skipped."""
        try:
            found = self._codec.parse_buffer(raw) or []
        except mavlink.MAVError:
            return []
        return [message for message in found if message.get_type() != "BAD_DATA"]

    def send(self, message: Any) -> None:
        """Append a message, unless the client reads nothing any more."""
        if len(self.out) > _MOST_WAITING:
            return
        self.out += message.pack(self._codec)
        self._codec.seq = (self._codec.seq + 1) % 256
