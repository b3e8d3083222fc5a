"""What a ground station says to a vehicle, as small frozen values.

Owns the messages that are sent. Knows nothing of bytes or of addressing: `missions.link.wire`
adds who it is from and to, and turns degrees into integers.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.plan.wireitem import WireItem


@dataclass(frozen=True, slots=True)
class OwnHeartbeat:
    """We are a ground station and alive."""


@dataclass(frozen=True, slots=True)
class AskTime:
    """A question that autopilots answer at once, by the TIMESYNC protocol."""

    stamp: int


@dataclass(frozen=True, slots=True)
class CommandLong:
    """`params` are the seven parameters; `confirmation` counts repetitions."""

    command: int
    params: tuple[float, float, float, float, float, float, float]
    confirmation: int = 0


@dataclass(frozen=True, slots=True)
class CommandInt:
    command: int
    frame: int
    p1: float
    p2: float
    p3: float
    p4: float
    lat_deg: float
    lon_deg: float
    alt_m: float


@dataclass(frozen=True, slots=True)
class SendCount:
    """So many items of this type are about to come."""

    count: int
    mission_type: int


@dataclass(frozen=True, slots=True)
class SendItem:
    item: WireItem


@dataclass(frozen=True, slots=True)
class AskList:
    """How many items of this type are there?"""

    mission_type: int


@dataclass(frozen=True, slots=True)
class AskItem:
    seq: int
    mission_type: int


@dataclass(frozen=True, slots=True)
class SendMissionAck:
    """`result` is a MAV_MISSION_RESULT."""

    result: int
    mission_type: int


@dataclass(frozen=True, slots=True)
class ClearItems:
    mission_type: int


@dataclass(frozen=True, slots=True)
class AskParameter:
    name: str


@dataclass(frozen=True, slots=True)
class SetParameter:
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class SendTerrain:
    """One 4 x 4 grid of a block: `heights_m[x * 4 + y]`, x northwards and y eastwards."""

    lat_deg: float
    lon_deg: float
    spacing_m: int
    bit: int
    heights_m: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SetUpSigning:
    """Sign with this key from now on; zeros only: sign no more. Never to be recorded or shown."""

    key: bytes
    initial_stamp: int

    def __repr__(self) -> str:
        return f"SetUpSigning(key=<{len(self.key)} bytes>, initial_stamp={self.initial_stamp})"


Request = (
    OwnHeartbeat
    | AskTime
    | CommandLong
    | CommandInt
    | SendCount
    | SendItem
    | AskList
    | AskItem
    | SendMissionAck
    | ClearItems
    | AskParameter
    | SetParameter
    | SendTerrain
    | SetUpSigning
)
