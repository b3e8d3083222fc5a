"""A mission item as ArduCopter stores it: what is kept of MISSION_ITEM_INT, and what is dropped.

Owns the two conversions (source: AP_Mission.cpp, mavlink_int_to_mission_cmd and back). Stored are
16 bits of one parameter, two flags, degrees x 1e7, whole centimetres and one of three frames.
Knows nothing of transfer or of flying.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf, isnan
from typing import Any

from sim.sitl.dialect import mavlink, single

WAYPOINT = mavlink.MAV_CMD_NAV_WAYPOINT
LOITER_UNLIM = mavlink.MAV_CMD_NAV_LOITER_UNLIM
LOITER_TIME = mavlink.MAV_CMD_NAV_LOITER_TIME
RTL = mavlink.MAV_CMD_NAV_RETURN_TO_LAUNCH
LAND = mavlink.MAV_CMD_NAV_LAND
TAKEOFF = mavlink.MAV_CMD_NAV_TAKEOFF
JUMP = mavlink.MAV_CMD_DO_JUMP
CHANGE_SPEED = mavlink.MAV_CMD_DO_CHANGE_SPEED
CONDITION_DELAY = mavlink.MAV_CMD_CONDITION_DELAY
CONDITION_DISTANCE = mavlink.MAV_CMD_CONDITION_DISTANCE
CONDITION_YAW = mavlink.MAV_CMD_CONDITION_YAW
RETURN_PATH_START = 188
LAND_START = mavlink.MAV_CMD_DO_LAND_START

NAVIGATION_LAST = mavlink.MAV_CMD_NAV_LAST
NAMES = {
    WAYPOINT: "WP",
    LOITER_UNLIM: "LoitUnlim",
    LOITER_TIME: "LoitTime",
    RTL: "RTL",
    LAND: "Land",
    TAKEOFF: "Takeoff",
    JUMP: "Jump",
    CHANGE_SPEED: "ChangeSpeed",
    CONDITION_DELAY: "CondDelay",
    CONDITION_DISTANCE: "CondDist",
    CONDITION_YAW: "CondYaw",
    RETURN_PATH_START: "ReturnPathStart",
    LAND_START: "LandStart",
}
LOCATED = frozenset(
    {WAYPOINT, LOITER_UNLIM, LOITER_TIME, LAND, TAKEOFF, RETURN_PATH_START, LAND_START}
)
"""Commands whose place is stored."""
CONDITIONS = frozenset({CONDITION_DELAY, CONDITION_DISTANCE, CONDITION_YAW})

_YAW_MAY_BE_NAN = frozenset({WAYPOINT, LOITER_UNLIM, LAND, TAKEOFF})
_LAT_MOST_E7, _LON_MOST_E7 = 900_000_000, 1_800_000_000
_FIRST_BAD_PARAMETER = mavlink.MAV_MISSION_INVALID_PARAM1
ALT_LIMIT_M = 83_000.0
"""No height of a message may be farther from zero (Location.h)."""

FRAMES = {
    mavlink.MAV_FRAME_MISSION: mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_GLOBAL: mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_GLOBAL_INT: mavlink.MAV_FRAME_GLOBAL,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT: mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT_INT: mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT: mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT,
    mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT_INT: mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT,
}
"""Frame as sent → frame as stored and read back."""


class BadItem(Exception):
    """The item is refused; `result` is the MAV_MISSION_RESULT."""

    def __init__(self, result: int) -> None:
        super().__init__(result)
        self.result = result


@dataclass(frozen=True, slots=True)
class StoredItem:
    """`word` is the 16-bit parameter; `numbers` are those of commands without a place."""

    command: int
    word: int = 0
    to_the_left: bool = False
    tangent: bool = False
    lat_e7: int = 0
    lon_e7: int = 0
    alt_cm: int = 0
    frame: int = mavlink.MAV_FRAME_GLOBAL
    numbers: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    @property
    def navigates(self) -> bool:
        return self.command <= NAVIGATION_LAST

    @property
    def placed(self) -> bool:
        return self.command in LOCATED and (self.lat_e7 != 0 or self.lon_e7 != 0)

    @property
    def over_terrain(self) -> bool:
        return self.command in LOCATED and self.frame == mavlink.MAV_FRAME_GLOBAL_TERRAIN_ALT


def stored(message: Any) -> StoredItem:
    """What is kept of a MISSION_ITEM_INT. Raises BadItem."""
    command = message.command
    _check_parameters(message)
    word, left, tangent = 0, False, False
    numbers = (0.0, 0.0, 0.0, 0.0)
    if command == JUMP:
        numbers = (float(int(message.param1)), float(int(message.param2)), 0.0, 0.0)
    elif command == CHANGE_SPEED:
        numbers = (message.param1, message.param2, message.param3, 0.0)
    elif command in (CONDITION_DELAY, CONDITION_DISTANCE):
        numbers = (message.param1, 0.0, 0.0, 0.0)
    elif command == CONDITION_YAW:
        direction, relative = float(int(message.param3)), float(int(message.param4))
        numbers = (message.param1, message.param2, direction, relative)
    elif command == LOITER_UNLIM:
        word, left = _word(abs(message.param3)), message.param3 < 0
    elif command in (WAYPOINT, LAND, TAKEOFF, LOITER_TIME):
        word = _word(message.param1)
    if command == LOITER_TIME:
        left, tangent = message.param3 < 0, message.param4 > 0
    if command == LAND:
        left = not isnan(message.param4) and message.param4 < 0
    if command not in LOCATED:
        return StoredItem(command, word, left, tangent, numbers=numbers)
    _check_place(message)
    alt_cm = int(single(single(message.z) * 100.0))
    return StoredItem(
        command, word, left, tangent, message.x, message.y, alt_cm, FRAMES[message.frame]
    )


def _check_parameters(message: Any) -> None:
    command = message.command
    parameters = (message.param1, message.param2, message.param3, message.param4)
    for index, value in enumerate(parameters):
        nan_allowed = index == 3 and command in _YAW_MAY_BE_NAN
        if isinf(value) or (isnan(value) and not nan_allowed):
            raise BadItem(_FIRST_BAD_PARAMETER + index)
    if command not in NAMES:
        unknown = command <= 1
        raise BadItem(mavlink.MAV_MISSION_INVALID if unknown else mavlink.MAV_MISSION_UNSUPPORTED)


def on_earth(lat_e7: int, lon_e7: int) -> bool:
    return abs(lat_e7) <= _LAT_MOST_E7 and abs(lon_e7) <= _LON_MOST_E7


def _check_place(message: Any) -> None:
    if abs(message.x) > _LAT_MOST_E7:
        raise BadItem(mavlink.MAV_MISSION_INVALID_PARAM5_X)
    if abs(message.y) > _LON_MOST_E7:
        raise BadItem(mavlink.MAV_MISSION_INVALID_PARAM6_Y)
    if isnan(message.z) or abs(message.z) >= ALT_LIMIT_M:
        raise BadItem(mavlink.MAV_MISSION_INVALID_PARAM7)
    if message.frame not in FRAMES:
        raise BadItem(mavlink.MAV_MISSION_UNSUPPORTED_FRAME)


def read_back(item: StoredItem) -> dict[str, Any]:
    """The fields of MISSION_ITEM_INT for a stored item."""
    p1, p2, p3, p4 = 0.0, 0.0, 0.0, 0.0
    side = -1.0 if item.to_the_left else 1.0
    if item.command in (JUMP, CHANGE_SPEED, *CONDITIONS):
        p1, p2, p3, p4 = item.numbers
    elif item.command == LOITER_UNLIM:
        p3 = item.word * side
    elif item.command in (WAYPOINT, LAND, TAKEOFF, LOITER_TIME):
        p1 = float(item.word)
    if item.command == LOITER_TIME:
        p3, p4 = side, float(item.tangent)
    if item.command == LAND:
        p4 = side
    return {
        "frame": item.frame,
        "command": item.command,
        "param1": p1,
        "param2": p2,
        "param3": p3,
        "param4": p4,
        "x": item.lat_e7,
        "y": item.lon_e7,
        "z": single(item.alt_cm * single(0.01)),
    }


def _word(value: float) -> int:
    return int(value) & 0xFFFF
