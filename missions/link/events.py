"""What a station tells its listeners besides the vehicle's own messages.

Owns the events of the link itself and the envelope in which messages and events are handed out.
Knows nothing of how they are found.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.link.messages import Message


@dataclass(frozen=True, slots=True)
class LinkDown:
    """Nothing was heard for too long, or the connection was closed."""

    reason: str


@dataclass(frozen=True, slots=True)
class LinkUp:
    """The vehicle is heard again."""


@dataclass(frozen=True, slots=True)
class Rebooted:
    """The vehicle's boot time fell back: a new boot, number `epoch` (the first is 0)."""

    epoch: int


@dataclass(frozen=True, slots=True)
class OtherSystem:
    """An autopilot with another system id is heard on this link; nothing of it is used.

    `in_place`: our own vehicle is silent, so it may have come back with another identity.
    """

    system_id: int
    in_place: bool


@dataclass(frozen=True, slots=True)
class StreamRefused:
    """The vehicle does not send this message as asked; what reads it will stay unknown."""

    message_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecorderFault:
    """Nothing is recorded since now, and why; None: it is recorded again."""

    reason: str | None


LinkEvent = RecorderFault | LinkDown | LinkUp | Rebooted | OtherSystem | StreamRefused


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told to a listener, with vehicle seconds and machine seconds of its arrival."""

    what: Message | LinkEvent
    vehicle_s: float
    machine_s: float
