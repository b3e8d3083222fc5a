"""The autopilot's filter for one fault: a Kalman filter of place and speed, with ArduPilot's gates.

Owns the errors of place and speed, how sure the filter is, and which readings it takes: one that
lies beyond EK3_POS_I_GATE or EK3_VEL_I_GATE is refused, and after so many seconds of refusals
place and speed are reset to the receiver's (source: AP_NavEKF3_PosVelFusion.cpp, _Control.cpp).
Both axes share one covariance. Left out: tilt, biases of the accelerometers, wind; so a filter
without a receiver keeps its error instead of wandering off. Knows nothing of vehicles.
"""

from __future__ import annotations

from math import hypot, sqrt

from sim.sitl.sensors import Pair

_GATE = 5.0
"""EK3_POS_I_GATE and EK3_VEL_I_GATE: 500, in hundredths of a standard deviation."""
_PLACE_NOISE_M, _SPEED_NOISE_MPS = 0.5, 0.3
"""EK3_POSNE_M_NSE, EK3_VELNE_M_NSE of a copter."""
_PUSH_NOISE = 0.35**2 * 0.01
"""(EK3_ACC_P_NSE times a step)² for each step of 10 ms, by second: m²/s³."""
_GLITCH_M = 25.0
"""EK3_GLITCH_RAD: a filter that is less sure than this takes the receiver's place."""
_RETRY_S, _RETRY_WITHOUT_SPEED_S = 10.0, 7.0
_GLITCHES_AFTER_S, _SOUND_AFTER_S = 1.0, 10.0
"""posRetryTimeUseVel_ms, posRetryTimeNoVel_ms; the two waits of calcGpsGoodForFlight."""


class Filter:
    """Errors are estimated less true, in metres and metres per second."""

    def __init__(self) -> None:
        self.place: Pair = (0.0, 0.0)
        self.speed: Pair = (0.0, 0.0)
        self.place_ratio = self.speed_ratio = 0.0
        """Test ratios of the last reading: above 1 it was refused."""
        self.resets = 0
        """How often the place was taken over from the receiver."""
        self.glitching = False
        """GPS_GLITCHING: readings have not fitted for a second, and not fitted for ten since."""
        self._p = [_PLACE_NOISE_M**2 / 4.0, 0.0, _SPEED_NOISE_MPS**2 / 4.0]
        self._since_place_s = self._since_speed_s = 0.0
        self._bad_s = self._good_s = 0.0

    @property
    def settled(self) -> bool:
        """Whether it is where a filter is that has only ever been told the truth."""
        off = hypot(*self.place) + hypot(*self.speed)
        return off < 1e-3 and not self.glitching and self._since_place_s == 0.0

    def predict(self, dt_s: float, push_error: Pair) -> None:
        """Go on by `dt_s`; `push_error`: acceleration felt less true, as by a wrong heading."""
        north, east = self.speed
        self.place = (self.place[0] + north * dt_s, self.place[1] + east * dt_s)
        self.speed = (north + push_error[0] * dt_s, east + push_error[1] * dt_s)
        a, b, c = self._p
        self._p = [a + 2.0 * b * dt_s + c * dt_s * dt_s, b + c * dt_s, c + _PUSH_NOISE * dt_s]
        self._since_place_s += dt_s
        self._since_speed_s += dt_s

    def take(self, place: Pair, speed: Pair, dt_s: float) -> None:
        """One fix: the receiver's errors of place and speed; `dt_s` since the last."""
        off = (self.place[0] - place[0], self.place[1] - place[1])
        rush = (self.speed[0] - speed[0], self.speed[1] - speed[1])
        place_var, speed_var = self._p[0] + _PLACE_NOISE_M**2, self._p[2] + _SPEED_NOISE_MPS**2
        self.place_ratio = hypot(*off) ** 2 / (_GATE**2 * 2.0 * place_var)
        self.speed_ratio = hypot(*rush) ** 2 / (_GATE**2 * 2.0 * speed_var)
        self._judge(dt_s)
        if self._timed_out():
            self._reset(place, speed)
            return
        if self.speed_ratio < 1.0:
            self._since_speed_s = 0.0
            self._fuse(rush, speed_var, first=False)
        if self.place_ratio < 1.0:
            self._since_place_s = 0.0
            self._fuse(
                (self.place[0] - place[0], self.place[1] - place[1]),
                self._p[0] + _PLACE_NOISE_M**2,
                first=True,
            )

    def start_anew(self, place: Pair, speed: Pair) -> None:
        """As after a yaw reset: the receiver is believed."""
        self._reset(place, speed)
        self._since_speed_s = 0.0
        self.speed = speed
        self.place_ratio = self.speed_ratio = 0.0

    def _timed_out(self) -> bool:
        with_speed = self._since_speed_s < _RETRY_WITHOUT_SPEED_S
        limit_s = _RETRY_S if with_speed else _RETRY_WITHOUT_SPEED_S
        return self._since_place_s > limit_s or 2.0 * self._p[0] > _GLITCH_M**2

    def _reset(self, place: Pair, speed: Pair) -> None:
        self.resets += 1
        self.place, self._since_place_s, self.place_ratio = place, 0.0, 0.0
        if self._since_speed_s > _RETRY_WITHOUT_SPEED_S:
            self.speed, self._since_speed_s, self.speed_ratio = speed, 0.0, 0.0
        self._p = [(_GLITCH_M / 2.0) ** 2, 0.0, self._p[2]]

    def _fuse(self, off: Pair, variance: float, *, first: bool) -> None:
        """Correct by a reading of the first state (place) or the second (speed)."""
        a, b, c = self._p
        seen = (a, b) if first else (b, c)
        k_place, k_speed = seen[0] / variance, seen[1] / variance
        self.place = (self.place[0] - k_place * off[0], self.place[1] - k_place * off[1])
        self.speed = (self.speed[0] - k_speed * off[0], self.speed[1] - k_speed * off[1])
        self._p = [a - k_place * seen[0], b - k_place * seen[1], c - k_speed * seen[1]]

    def _judge(self, dt_s: float) -> None:
        if self.place_ratio < 1.0 and self.speed_ratio < 1.0:
            self._bad_s = 0.0
        else:
            self._bad_s += dt_s
        quiet = max(self.place_ratio, self.speed_ratio) <= 0.7
        self._good_s = self._good_s + dt_s if quiet else 0.0
        if self._bad_s > _GLITCHES_AFTER_S:
            self.glitching = True
        elif self._good_s > _SOUND_AFTER_S:
            self.glitching = False


def shown(ratio: float) -> float:
    """A test ratio as EKF_STATUS_REPORT has it: above 1 readings are refused."""
    return sqrt(max(0.0, ratio))
