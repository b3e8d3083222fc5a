"""A consent mission over a short valley, as an executive would send it: out, wait, home or hall."""

from __future__ import annotations

from typing import Any

from tests.sim.sitl.ground import EXECUTIVE, HOME, at

HALL_NORTH_M, HALL_EAST_M = 260.0, 140.0
HALL_ALT_M = HOME[2]
CORRIDOR_M = HOME[2] + 30.0
WAIT_S = 10
TAKEOFF, WAYPOINT, LOITER, LAND, RETURN = 22, 16, 19, 21, 188

WAIT_SEQ, RETURN_SEQ, CLIMB_SEQ = 4, 5, 6
HUB_LAND_SEQ, CONSENT_SEQ, HALL_LAND_SEQ, BRANCH_SEQ = 9, 10, 11, 12
BEND = (140.0, 0.0)
PARAMETERS = {
    "FS_GCS_ENABLE": 6,
    "FS_GCS_TIMEOUT": 5,
    "MAV_GCS_SYSID": EXECUTIVE,
    "FS_OPTIONS": 0,
    "FS_DR_ENABLE": 6,
    "FS_EKF_ACTION": 1,
    "BATT_FS_LOW_ACT": 6,
    "BATT_FS_CRT_ACT": 1,
    "AUTO_OPTIONS": 0,
    "MIS_OPTIONS": 0,
}


def item(command: int, north_m: float = 0.0, east_m: float = 0.0, z: float = 0.0, **more: Any):
    x, y = at(north_m, east_m)
    return {"command": command, "x": x, "y": y, "z": z, **more}


def bare(command: int) -> dict[str, Any]:
    return {"command": command}


def out_mission() -> list[dict[str, Any]]:
    """Items 0 to 14, with one branch to an emergency landing place at the bend."""
    hall = (HALL_NORTH_M, HALL_EAST_M)
    return [
        item(WAYPOINT, 0.0, 0.0, HOME[2]),
        item(TAKEOFF, 0.0, 0.0, CORRIDOR_M),
        item(WAYPOINT, *BEND, CORRIDOR_M),
        item(WAYPOINT, *hall, CORRIDOR_M),
        item(LOITER, *hall, CORRIDOR_M, p1=WAIT_S),
        bare(RETURN),
        item(WAYPOINT, *hall, CORRIDOR_M),
        item(WAYPOINT, *BEND, CORRIDOR_M),
        item(WAYPOINT, 0.0, 0.0, CORRIDOR_M),
        item(LAND, 0.0, 0.0, HOME[2]),
        item(WAYPOINT, *hall, HALL_ALT_M + 15.0),
        item(LAND, *hall, HALL_ALT_M),
        item(WAYPOINT, *BEND, CORRIDOR_M),
        item(WAYPOINT, BEND[0] + 60.0, BEND[1] - 60.0, CORRIDOR_M),
        item(LAND, BEND[0] + 60.0, BEND[1] - 60.0, HOME[2]),
    ]


def climbing_mission() -> list[dict[str, Any]]:
    """The consent mission with a vertical leg over the hall that only a failsafe can choose.

    The wait ends in a jump past DO_RETURN_PATH_START and the low point after it.
    """
    hall = (HALL_NORTH_M, HALL_EAST_M)
    plain = out_mission()
    jump = {"command": 177, "p1": 8, "p2": -1}
    low = item(WAYPOINT, *hall, HALL_ALT_M + 5.0)
    return [*plain[:RETURN_SEQ], jump, bare(RETURN), low, *plain[CLIMB_SEQ:]]


def home_mission() -> list[dict[str, Any]]:
    """From the hall back to the hub, with its own return path."""
    hall = (HALL_NORTH_M, HALL_EAST_M)
    return [
        item(WAYPOINT, *hall, HALL_ALT_M),
        item(TAKEOFF, *hall, CORRIDOR_M),
        bare(RETURN),
        item(WAYPOINT, *hall, CORRIDOR_M),
        item(WAYPOINT, *BEND, CORRIDOR_M),
        item(WAYPOINT, 0.0, 0.0, CORRIDOR_M),
        item(LAND, 0.0, 0.0, HOME[2]),
    ]


def hall_e7() -> tuple[float, float]:
    """The hall's pad in degrees."""
    x, y = at(HALL_NORTH_M, HALL_EAST_M)
    return x / 1e7, y / 1e7
