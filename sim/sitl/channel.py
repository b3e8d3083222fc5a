"""One MAVLink channel: bytes in and out, its streams, its parameters still to be sent.

Owns framing, the radio's two ways and the outgoing bytes of one client. Knows no sockets and
nothing of the vehicle.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from missions.link.frames import Frame, FrameReader
from sim.sitl.dialect import mavlink
from sim.sitl.radio import Radio, Way
from sim.sitl.signing import PortSeal
from sim.sitl.streams import Streams

_MOST_WAITING = 512 * 1024
"""Bytes that wait for a slow client before telemetry is dropped, as a full buffer drops it."""
COMPONENT = mavlink.MAV_COMP_ID_AUTOPILOT1
_EXTRAS = {number: kind.crc_extra for number, kind in mavlink.mavlink_map.items()}


class Channel:
    """`out` is what is to be written next. `seal`: signs and judges where there is a key.

    `now_s` gives the vehicle's time, which goes on over reboots.
    """

    def __init__(
        self, sysid: int, number: int, seal: PortSeal, radio: Radio, now_s: Callable[[], float]
    ) -> None:
        self._codec = mavlink.MAVLink(None, srcSystem=sysid, srcComponent=COMPONENT)
        self._reader = FrameReader(_EXTRAS)
        self._radio = radio
        self._up: Way[Frame] = Way(radio, now_s)
        self._down: Way[bytes] = Way(radio, now_s)
        self.number, self.seal = number, seal
        self.streams = Streams()
        self.out = bytearray()
        self.parameters_due: deque[str] = deque()

    def patient(self, interval_ms: int) -> bool:
        """Whether nothing is due to it more often than that."""
        quiet = not self.parameters_due and self._up.empty and self._down.empty
        return quiet and self.streams.shortest_ms >= interval_ms

    def set_sysid(self, sysid: int) -> None:
        self._codec.srcSystem = sysid

    def messages(self, raw: bytes) -> Iterator[Any]:
        """Whole messages that have arrived with what has come, and count; noise is skipped.

        Each is judged when it is asked for: by then what came before it has been obeyed.
        """
        frames = self._reader.feed(raw)
        if not (self._radio.sound and self._up.empty):
            for frame in frames:
                self._up.send(frame, heartbeat=frame.number == mavlink.MAVLINK_MSG_ID_HEARTBEAT)
            frames = self._up.arrived()
        for frame in frames:
            if self.seal.accepts(frame):
                yield self._codec.decode(bytearray(frame.raw))

    def send(self, message: Any) -> None:
        """Send a message, unless the client reads nothing any more."""
        if len(self.out) > _MOST_WAITING:
            return
        packed = self.seal.signed(message.pack(self._codec), message.crc_extra)
        self._codec.seq = (self._codec.seq + 1) % 256
        if self._radio.sound and self._down.empty:
            self.out += packed
            return
        self._down.send(packed, heartbeat=message.id == mavlink.MAVLINK_MSG_ID_HEARTBEAT)
        self.carry()

    def carry(self) -> None:
        """What is under way to the client goes on."""
        for packed in self._down.arrived():
            self.out += packed
