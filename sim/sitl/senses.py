"""What the vehicle says of its senses: receiver, attitude, how sure it is, and the truth.

Owns the messages that differ where a sensor is wrong: GPS_RAW_INT is what the receiver says,
ATTITUDE and EKF_STATUS_REPORT what the autopilot believes, SIMSTATE how it is. Knows no streams.
"""

from __future__ import annotations

from math import atan2, degrees, hypot, pi, radians
from typing import Any

from sim.flight.power import GRAVITY_MPS2
from sim.sitl.autopilot import Autopilot
from sim.sitl.dialect import mavlink
from sim.sitl.numbers import word

_GOOD_POSITION = 831
"""EKF_STATUS_REPORT.flags with every estimate good."""
_NO_POSITION = 167
_GPS_GLITCHING = 0x8000
_TUMBLES_RADPS = 6.0
"""How fast a craft turns over that cannot hold itself level."""


def gps_raw(ap: Autopilot) -> Any:
    body = ap.body
    if not ap.gps_fix:
        return mavlink.MAVLink_gps_raw_int_message(
            ap.boot_ms * 1000, 1, 0, 0, 0, 9999, 9999, 0, 0, 0
        )
    lat_e7, lon_e7 = ap.plane.degrees_e7(*ap.sensors.gps_place(body.at))
    north_mps, east_mps = ap.sensors.gps_speed(body.speed)
    course = degrees(atan2(east_mps, north_mps)) % 360.0
    return mavlink.MAVLink_gps_raw_int_message(
        ap.boot_ms * 1000,
        6,
        lat_e7,
        lon_e7,
        round(body.up_m * 1000),
        121,
        200,
        word(hypot(north_mps, east_mps) * 100),
        int(course * 100),
        max(0, int(ap.parameters["SIM_GPS1_NUMSATS"])),
    )


def attitude(ap: Autopilot) -> Any:
    tilt = ap.body.trim
    roll, roll_rate = tilt[1] / 9.8, 0.0
    if ap.body.tumbling:
        roll_rate = _TUMBLES_RADPS
        roll = _half_turn(roll_rate * ap.time_s)
    return mavlink.MAVLink_attitude_message(
        ap.boot_ms % 2**32,
        roll,
        -tilt[0] / 9.8,
        _half_turn(radians(ap.heading_deg)),
        roll_rate,
        0.0,
        0.0,
    )


def sim_state(ap: Autopilot) -> Any:
    """The truth, as ArduPilot's simulator tells it."""
    tilt, yaw = ap.body.trim, _half_turn(radians(ap.nose.heading_deg))
    attitude = (tilt[1] / 9.8, -tilt[0] / 9.8, yaw)
    standing = ap.standing()
    return mavlink.MAVLink_simstate_message(
        *attitude, 0.0, 0.0, -GRAVITY_MPS2, 0.0, 0.0, 0.0, standing.lat_e7, standing.lon_e7
    )


def ekf_status(ap: Autopilot) -> Any:
    estimate = ap.estimate
    flags = _GOOD_POSITION if ap.position_ok else _NO_POSITION
    if estimate.glitching:
        flags |= _GPS_GLITCHING
    return mavlink.MAVLink_ekf_status_report_message(
        flags,
        estimate.speed_variance,
        estimate.place_variance,
        estimate.height_variance,
        1.5 if ap.bad_compass else estimate.compass_variance,
        0.0,
    )


def _half_turn(angle: float) -> float:
    """The same angle between -π and π."""
    return (angle + pi) % (2.0 * pi) - pi
