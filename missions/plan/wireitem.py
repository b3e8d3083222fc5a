"""One mission, fence or rally item as it travels: the neutral image of MISSION_ITEM_INT.

Owns the value that the compiler makes, the link sends and reads back, and the hash is taken of.
Degrees are floats here; their integers exist in `missions.link.wire` only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WireItem:
    """The fields of MISSION_ITEM_INT, `alt_m` in the frame's own reference (`frame`).

    `frame` is a MAV_FRAME, `command` a MAV_CMD, `mission_type` a MAV_MISSION_TYPE (0 mission,
    1 fence, 2 rally); `current` and `autocontinue` are 0 or 1.
    """

    seq: int
    frame: int
    command: int
    current: int
    autocontinue: int
    p1: float
    p2: float
    p3: float
    p4: float
    lat_deg: float
    lon_deg: float
    alt_m: float
    mission_type: int
