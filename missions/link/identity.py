"""Which of those heard on a link is our vehicle.

Owns the choice, made once, by an autopilot's heartbeat. Ground stations, gimbals, cameras and
companion computers are no vehicles, and a second vehicle is never mixed with ours. Knows nothing
of connections. Sources: MAV_AUTOPILOT and MAV_TYPE, MAVLink minimal.xml.
"""

from __future__ import annotations

from enum import Enum

from missions.link.messages import Heartbeat
from missions.link.wire import Packet

_NO_AUTOPILOT = 8
_NO_VEHICLE = frozenset({5, 6, 18, 26, 27, *range(30, 35), *range(36, 43)})
"""Antenna tracker, ground station, companion computer, gimbal, transponder, camera, charger, …"""


class Sender(Enum):
    """Who a packet is from."""

    OURS = "our vehicle's autopilot"
    OTHER_VEHICLE = "an autopilot with another system id"
    NOBODY = "somebody who does not matter here"


class Identity:
    """`expect`: the only system id that is taken for ours; None: the first autopilot heard."""

    def __init__(self, expect: int | None = None) -> None:
        self.system_id = expect
        self.component_id: int | None = None

    @property
    def known(self) -> bool:
        """Whether our vehicle has been heard."""
        return self.component_id is not None

    def sender(self, packet: Packet) -> Sender:
        """Whom this packet is from; the first autopilot's heartbeat becomes ours."""
        if self.known and packet.system_id == self.system_id:
            ours = packet.component_id == self.component_id
            return Sender.OURS if ours else Sender.NOBODY
        if not is_autopilot(packet):
            return Sender.NOBODY
        if self.known or self.system_id not in (None, packet.system_id):
            return Sender.OTHER_VEHICLE
        self.system_id, self.component_id = packet.system_id, packet.component_id
        return Sender.OURS


def is_autopilot(packet: Packet) -> bool:
    """Whether this is the heartbeat of something that flies or drives."""
    message = packet.message
    return (
        isinstance(message, Heartbeat)
        and packet.system_id != 0
        and message.autopilot != _NO_AUTOPILOT
        and message.vehicle_type not in _NO_VEHICLE
    )
