"""What others call the commands and frames of mission items: to refuse one by its name.

Owns the names, from MAVLink's common.xml and ardupilotmega.xml (MAV_CMD, MAV_FRAME), and what to do
instead where a drawn plan often has one. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Mapping

from missions.plan.model import COMMAND_NUMBERS

ABSOLUTE, ABOVE_HOME, ABOVE_TERRAIN = frozenset({0, 5}), frozenset({3, 6}), frozenset({10, 11})
"""Frames by what a height counts from: the sea, home, the ground. The plain and the integer frame
mean the same in a file, which has degrees in both."""
WITHOUT_PLACE = 2
"""MAV_FRAME_MISSION."""

FRAMES: Mapping[int, str] = {
    0: "GLOBAL", 1: "LOCAL_NED", 2: "MISSION", 3: "GLOBAL_RELATIVE_ALT", 4: "LOCAL_ENU",
    5: "GLOBAL_INT", 6: "GLOBAL_RELATIVE_ALT_INT", 7: "LOCAL_OFFSET_NED", 8: "BODY_NED",
    9: "BODY_OFFSET_NED", 10: "GLOBAL_TERRAIN_ALT", 11: "GLOBAL_TERRAIN_ALT_INT", 12: "BODY_FRD",
    20: "LOCAL_FRD", 21: "LOCAL_FLU",
}  # fmt: skip

COMMANDS: Mapping[int, str] = {
    16: "NAV_WAYPOINT", 17: "NAV_LOITER_UNLIM", 18: "NAV_LOITER_TURNS", 19: "NAV_LOITER_TIME",
    20: "NAV_RETURN_TO_LAUNCH", 21: "NAV_LAND", 22: "NAV_TAKEOFF", 23: "NAV_LAND_LOCAL",
    24: "NAV_TAKEOFF_LOCAL", 25: "NAV_FOLLOW", 30: "NAV_CONTINUE_AND_CHANGE_ALT",
    31: "NAV_LOITER_TO_ALT", 32: "DO_FOLLOW", 33: "DO_FOLLOW_REPOSITION", 34: "DO_ORBIT",
    35: "DO_FIGURE_EIGHT", 36: "NAV_ARC_WAYPOINT", 80: "NAV_ROI", 81: "NAV_PATHPLANNING",
    82: "NAV_SPLINE_WAYPOINT", 83: "NAV_ALTITUDE_WAIT", 84: "NAV_VTOL_TAKEOFF",
    85: "NAV_VTOL_LAND", 92: "NAV_GUIDED_ENABLE", 93: "NAV_DELAY", 94: "NAV_PAYLOAD_PLACE",
    112: "CONDITION_DELAY", 113: "CONDITION_CHANGE_ALT", 114: "CONDITION_DISTANCE",
    115: "CONDITION_YAW", 176: "DO_SET_MODE", 177: "DO_JUMP", 178: "DO_CHANGE_SPEED",
    179: "DO_SET_HOME", 180: "DO_SET_PARAMETER", 181: "DO_SET_RELAY", 182: "DO_REPEAT_RELAY",
    183: "DO_SET_SERVO", 184: "DO_REPEAT_SERVO", 185: "DO_FLIGHTTERMINATION",
    186: "DO_CHANGE_ALTITUDE", 187: "DO_SET_ACTUATOR", 188: "DO_RETURN_PATH_START",
    189: "DO_LAND_START", 190: "DO_RALLY_LAND", 191: "DO_GO_AROUND", 192: "DO_REPOSITION",
    193: "DO_PAUSE_CONTINUE", 194: "DO_SET_REVERSE", 195: "DO_SET_ROI_LOCATION",
    196: "DO_SET_ROI_WPNEXT_OFFSET", 197: "DO_SET_ROI_NONE", 198: "DO_SET_ROI_SYSID",
    200: "DO_CONTROL_VIDEO", 201: "DO_SET_ROI", 202: "DO_DIGICAM_CONFIGURE",
    203: "DO_DIGICAM_CONTROL", 204: "DO_MOUNT_CONFIGURE", 205: "DO_MOUNT_CONTROL",
    206: "DO_SET_CAM_TRIGG_DIST", 207: "DO_FENCE_ENABLE", 208: "DO_PARACHUTE",
    209: "DO_MOTOR_TEST", 210: "DO_INVERTED_FLIGHT", 211: "DO_GRIPPER",
    212: "DO_AUTOTUNE_ENABLE", 213: "NAV_SET_YAW_SPEED", 214: "DO_SET_CAM_TRIGG_INTERVAL",
    215: "DO_SET_RESUME_REPEAT_DIST", 216: "DO_SPRAYER", 217: "DO_SEND_SCRIPT_MESSAGE",
    218: "DO_AUX_FUNCTION", 220: "DO_MOUNT_CONTROL_QUAT", 221: "DO_GUIDED_MASTER",
    222: "DO_GUIDED_LIMITS", 223: "DO_ENGINE_CONTROL", 224: "DO_SET_MISSION_CURRENT",
    530: "SET_CAMERA_MODE", 1000: "DO_GIMBAL_MANAGER_PITCHYAW",
    1001: "DO_GIMBAL_MANAGER_CONFIGURE", 2000: "IMAGE_START_CAPTURE", 2001: "IMAGE_STOP_CAPTURE",
    2500: "VIDEO_START_CAPTURE", 2501: "VIDEO_STOP_CAPTURE", 3000: "DO_VTOL_TRANSITION",
    5000: "NAV_FENCE_RETURN_POINT", 5001: "NAV_FENCE_POLYGON_VERTEX_INCLUSION",
    5002: "NAV_FENCE_POLYGON_VERTEX_EXCLUSION", 5003: "NAV_FENCE_CIRCLE_INCLUSION",
    5004: "NAV_FENCE_CIRCLE_EXCLUSION", 5100: "NAV_RALLY_POINT", 42600: "DO_WINCH",
    42702: "NAV_SCRIPT_TIME", 42703: "NAV_ATTITUDE_TIME",
}  # fmt: skip

_INSTEAD: Mapping[int, str] = {
    20: "it flies straight home at one height; the way home is made from the path: take it out",
    82: "corners are flown straight here: make it a waypoint",
    93: "a path has no stops: take it out",
    94: "goods are handed over on the ground: end with NAV_LAND",
    177: "a path is flown once: take it out",
    178: "a route has one speed: take it out",
}
_OTHER_LISTS = {
    **dict.fromkeys(range(5000, 5005), "this is a fence list: a list of the mission is needed"),
    5100: "this is a rally list: a list of the mission is needed",
}


def command_words(number: int) -> str:
    """A command's name and number."""
    return f"{COMMANDS.get(number, 'a command without a name')} ({number})"


def frame_words(number: int) -> str:
    """A frame's name and number."""
    return f"{FRAMES.get(number, 'a frame without a name')} ({number})"


def refusal(number: int) -> str | None:
    """Why no mission of the service has this command; None for those that it has."""
    if number in COMMAND_NUMBERS:
        return None
    why = _INSTEAD.get(number) or _OTHER_LISTS.get(number) or "no mission of the service has it"
    return f"{command_words(number)}: {why}"
