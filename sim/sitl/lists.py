"""The three lists that a ground station may read and write: mission, fence, rally points.

Owns how each is stored and read back, refused or cleared. Knows nothing of the messages'
exchange.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, Protocol

from sim.sitl.autopilot import Autopilot
from sim.sitl.dialect import mavlink
from sim.sitl.fence import CIRCLE_INSIDE, CIRCLE_OUTSIDE, INSIDE, OUTSIDE, RETURN_POINT, FenceItem
from sim.sitl.fence import complete as polygons_whole
from sim.sitl.item import FRAMES, BadItem, on_earth, read_back, stored
from sim.sitl.mission import CAPACITY
from sim.sitl.store import RallyPoint

_FENCE_ROOM, _RALLY_ROOM = 84, 58
_MOST_VERTICES = 255
_RALLY_ALT_MOST_M = 32_768.0
"""A rally point's height has 16 bits."""


class ItemList(Protocol):
    """What `transfer` needs. `put` raises BadItem, or returns False where nothing fits."""

    def room(self) -> int: ...
    def count(self) -> int: ...
    def begin(self, count: int | None) -> None: ...
    def put(self, message: Any) -> bool: ...
    def finish(self) -> int: ...
    def clear(self) -> bool: ...
    def get(self, seq: int) -> dict[str, Any] | None: ...
    def guided(self, message: Any) -> bool: ...


class MissionList:
    """Items land in the mission one by one, as ArduPilot writes them."""

    def __init__(self, autopilot: Autopilot) -> None:
        self._ap = autopilot
        self.alter: Callable[[int, dict[str, Any]], dict[str, Any]] | None = None
        """A fault: what is read back in place of what is stored."""
        self.keeps: int | None = None
        """A fault: how many items of an upload are kept; below 0 half of them."""

    def room(self) -> int:
        if not self._ap.initialised:
            self._ap.warn("Only 0 items are supported")
            return 0
        return CAPACITY

    def count(self) -> int:
        return len(self._ap.mission.items)

    def begin(self, count: int | None) -> None:
        if count is not None:
            self._ap.mission.truncate(count)

    def put(self, message: Any) -> bool:
        return self._ap.mission.put(message.seq, stored(message))

    def finish(self) -> int:
        if self.keeps is not None:
            self._ap.mission.truncate(self.count() // 2 if self.keeps < 0 else self.keeps)
        self._ap.say(mavlink.MAV_SEVERITY_INFO, "Flight plan received")
        return mavlink.MAV_MISSION_ACCEPTED

    def clear(self) -> bool:
        return self._ap.mission.clear(armed=self._ap.armed)

    def get(self, seq: int) -> dict[str, Any] | None:
        items = self._ap.mission.items
        if seq == 0:
            return read_back(self._ap.home_item())
        if seq >= len(items):
            return None
        fields = read_back(items[seq])
        return fields if self.alter is None else self.alter(seq, fields)

    def guided(self, message: Any) -> bool:
        ap = self._ap
        if ap.mode is not ap.guided:
            return False
        try:
            place = ap.auto.locate(stored(message))
        except BadItem:
            return False
        if place is None:
            return False
        ap.guided.go(place)
        return True


class FenceList:
    """Items are kept apart until the last one has come."""

    def __init__(self, autopilot: Autopilot) -> None:
        self._ap = autopilot
        self._new: list[FenceItem] = []

    def room(self) -> int:
        return _FENCE_ROOM * 4

    def count(self) -> int:
        return len(self._ap.fence_items)

    def begin(self, count: int | None) -> None:
        self._new = [] if count is not None else list(self._ap.fence_items)

    def put(self, message: Any) -> bool:
        if message.frame not in FRAMES or message.frame == mavlink.MAV_FRAME_MISSION:
            raise BadItem(mavlink.MAV_MISSION_UNSUPPORTED_FRAME)
        if not on_earth(message.x, message.y):
            raise BadItem(mavlink.MAV_MISSION_INVALID)
        size = float(message.param1)
        if message.command in (INSIDE, OUTSIDE):
            if not 0.0 <= size <= _MOST_VERTICES:
                raise BadItem(mavlink.MAV_MISSION_INVALID_PARAM1)
            size = float(int(size))
        elif message.command == RETURN_POINT:
            size = 0.0
        elif message.command not in (CIRCLE_INSIDE, CIRCLE_OUTSIDE):
            raise BadItem(mavlink.MAV_MISSION_UNSUPPORTED)
        elif not isfinite(size):
            raise BadItem(mavlink.MAV_MISSION_INVALID_PARAM1)
        item = FenceItem(message.command, size, message.x, message.y)
        if message.seq < len(self._new):
            self._new[message.seq] = item
        else:
            self._new.append(item)
        return True

    def finish(self) -> int:
        if not polygons_whole(self._new):
            return mavlink.MAV_MISSION_ERROR
        self._ap.set_fence(self._new)
        return mavlink.MAV_MISSION_ACCEPTED

    def clear(self) -> bool:
        self._ap.set_fence([])
        return True

    def get(self, seq: int) -> dict[str, Any] | None:
        if seq >= self.count():
            return None
        item = self._ap.fence_items[seq]
        return _bare(item.command, 0, item.size, item.lat_e7, item.lon_e7, 0.0)

    def guided(self, message: Any) -> bool:
        return False


class RallyList:
    """Points land one by one; their height is kept in whole metres."""

    def __init__(self, autopilot: Autopilot) -> None:
        self._ap = autopilot

    def room(self) -> int:
        return _RALLY_ROOM

    def count(self) -> int:
        return len(self._ap.rally)

    def begin(self, count: int | None) -> None:
        if count is not None:
            del self._ap.rally[count:]

    def put(self, message: Any) -> bool:
        if message.command != mavlink.MAV_CMD_NAV_RALLY_POINT:
            raise BadItem(mavlink.MAV_MISSION_UNSUPPORTED)
        if message.frame not in FRAMES or message.frame == mavlink.MAV_FRAME_MISSION:
            raise BadItem(mavlink.MAV_MISSION_UNSUPPORTED_FRAME)
        if not on_earth(message.x, message.y):
            raise BadItem(mavlink.MAV_MISSION_INVALID)
        if not abs(message.z) < _RALLY_ALT_MOST_M:
            raise BadItem(mavlink.MAV_MISSION_INVALID_PARAM7)
        point = RallyPoint(message.x, message.y, int(message.z), FRAMES[message.frame])
        if message.seq < len(self._ap.rally):
            self._ap.rally[message.seq] = point
        else:
            self._ap.rally.append(point)
        return True

    def finish(self) -> int:
        self._ap.parameters.set("RALLY_TOTAL", len(self._ap.rally))
        return mavlink.MAV_MISSION_ACCEPTED

    def clear(self) -> bool:
        self._ap.rally.clear()
        self._ap.parameters.set("RALLY_TOTAL", 0)
        return True

    def get(self, seq: int) -> dict[str, Any] | None:
        if seq >= self.count():
            return None
        point = self._ap.rally[seq]
        command = mavlink.MAV_CMD_NAV_RALLY_POINT
        return _bare(command, point.frame, 0.0, point.lat_e7, point.lon_e7, float(point.alt_m))

    def guided(self, message: Any) -> bool:
        return False


def _bare(
    command: int, frame: int, p1: float, lat_e7: int, lon_e7: int, alt_m: float
) -> dict[str, Any]:
    return {
        "frame": frame,
        "command": command,
        "autocontinue": 0,
        "param1": p1,
        "param2": 0.0,
        "param3": 0.0,
        "param4": 0.0,
        "x": lat_e7,
        "y": lon_e7,
        "z": alt_m,
    }
