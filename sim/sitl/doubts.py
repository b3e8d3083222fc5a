"""The checks of the vehicle's own senses: position lost or not to be believed, glitches, a crash.

Owns when they strike and what they do (source: ArduCopter/ekf_check.cpp, events.cpp,
crash_check.cpp). Vehicle time decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.sitl.dialect import MODE_NAMES, ModeNumber, mavlink
from sim.sitl.modes import Land

if TYPE_CHECKING:
    from sim.sitl.autopilot import Autopilot

_EKF_CHECKS, _YAW_RESET_CHECKS = 10, 8
_CHECK_S, _CRASHED_S = 0.1, 2.0


class Doubts:
    """`check` is to be called ten times a second. `land_after_pause` gives a reason and lands."""

    def __init__(self, autopilot: Autopilot, land_after_pause: Callable[[str], None]) -> None:
        self._ap = autopilot
        self._land_after_pause = land_after_pause
        self.struck = False
        self._bad_checks = 0
        self._ever_good = False
        self._crashed_s = 0.0
        self._glitching = False

    def check(self) -> None:
        self._check_position()
        self._check_glitches()
        self._check_crash()

    def _check_position(self) -> None:
        ap = self._ap
        if ap.parameters["FS_EKF_THRESH"] <= 0.0:
            return
        doubtful = self._readings_refused()
        if ap.position_ok and not doubtful:
            self._ever_good = True
            self._bad_checks = max(0, self._bad_checks - 1)
            if self.struck and self._bad_checks == 0:
                self.struck = False
                ap.say(mavlink.MAV_SEVERITY_CRITICAL, "EKF Failsafe Cleared")
            return
        if not self._ever_good:
            return
        self._bad_checks = min(_EKF_CHECKS, self._bad_checks + 1)
        if self._bad_checks == _YAW_RESET_CHECKS and doubtful and ap.estimate.reset_heading():
            ap.warn("EKF3 IMU0 emergency yaw reset")
        if self.struck or self._bad_checks < _EKF_CHECKS:
            return
        self.struck = True
        ap.say(mavlink.MAV_SEVERITY_CRITICAL, "EKF variance")
        if ap.armed:
            self._lose_position()

    def _readings_refused(self) -> bool:
        """Whether two of compass, speed and place do not fit, or the speed twice over."""
        estimate, most = self._ap.estimate, self._ap.parameters["FS_EKF_THRESH"]
        over = int(estimate.compass_variance >= most)
        if estimate.speed_variance >= 2.0 * most:
            over += 2
        elif estimate.speed_variance >= most:
            over += 1
        return over >= 2 or (over == 1 and estimate.place_variance >= most)

    def _check_glitches(self) -> None:
        glitching = self._ap.estimate.glitching
        if glitching != self._glitching:
            self._glitching = glitching
            text = "GPS Glitch or Compass error" if glitching else "Glitch cleared"
            self._ap.say(mavlink.MAV_SEVERITY_CRITICAL, text)

    def _lose_position(self) -> None:
        ap = self._ap
        action = int(ap.parameters["FS_EKF_ACTION"])
        mode = ap.mode
        if isinstance(mode, Land) and action != 0:
            mode.lose_place()
            ap.say(mavlink.MAV_SEVERITY_CRITICAL, "EKF Failsafe")
            return
        if action == 0 or (not mode.needs_position and action != 3):
            ap.say(mavlink.MAV_SEVERITY_CRITICAL, "EKF Failsafe")
            return
        if action != 2 or not ap.set_mode(ModeNumber.ALT_HOLD, "ekf-failsafe"):
            self._land_after_pause("ekf-failsafe")
        name = MODE_NAMES[ap.mode.number]
        ap.say(mavlink.MAV_SEVERITY_CRITICAL, f"EKF Failsafe: changed to {name} Mode")

    def _check_crash(self) -> None:
        """It lies and does not stand as it should, for two seconds."""
        ap = self._ap
        lies = ap.armed and not ap.landed and ap.body.tumbling and ap.body.touching
        self._crashed_s = self._crashed_s + _CHECK_S if lies else 0.0
        if self._crashed_s >= _CRASHED_S and ap.parameters["FS_CRASH_CHECK"] != 0:
            ap.say(mavlink.MAV_SEVERITY_EMERGENCY, "Crash: Disarming: AngErr=90>30, Accel=0.1<3.0")
            ap.disarm()
            ap.came_down = True
