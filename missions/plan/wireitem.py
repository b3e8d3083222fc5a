"""One item of a mission, fence or rally list as the MAVLink mission protocol carries it.

Owns the value that `missions.plan` and `missions.link` exchange. Degrees stay degrees: integers
x 1e7 exist only in the link's encoder. Knows nothing of what an item is for.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WireItem:
    """The fields of MISSION_ITEM_INT, in degrees and metres.

    `frame`: MAV_FRAME. `command`: MAV_CMD. `current`, `autocontinue`: 0 or 1.
    `mission_type`: MAV_MISSION_TYPE (0 mission, 1 fence, 2 rally). `alt_m` is in `frame`'s sense.
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


@dataclass(frozen=True, slots=True)
class UploadItem(WireItem):
    """An item made to be sent. A type of its own so that what was sent is never taken for what
    was read back: `missions.plan.canonical.canonical_readback` refuses it."""
