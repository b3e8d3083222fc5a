"""Where the autopilot believes it is, how fast, and which way it points.

Owns the difference between belief and truth. While nothing is wrong with a sensor it is what they
always are off (`wandering`); from a fault on until it has healed, a filter (`filtering`) takes what
the receiver says five times a second, the height follows the barometer, and the heading the compass
as far as MAG_I_GATE lets it: a compass that is suddenly far off is refused, and the gyros hold the
heading. Source: AP_NavEKF3. Left out: that a filter that refuses its compass for long learns the
heading from the receiver. Knows nothing of modes.
"""

from __future__ import annotations

from math import cos, hypot, radians, sin

from sim.flight.motion import Vector
from sim.sitl.body import Body
from sim.sitl.filtering import Filter, shown
from sim.sitl.sensors import Pair, Sensors

_FIX_EVERY_S = 0.2
_BARO_S = 1.0
"""Time constant with which the height follows the barometer."""
_COMPASS_S = 30.0
"""Time constant with which the heading follows the compass: the receiver's speed speaks against."""
_COMPASS_GATE = 3.2
"""Test ratio of the compass for each unit of sin(half the angle that it is off): above 1, from 36°
on, it is refused. Both as seen on ArduCopter's simulator in cruise, 20° and 60° aside in Japan."""


class Estimate:
    """Reads like `Body` in place and speed. `gps` says whether the receiver has a fix."""

    def __init__(self, body: Body, sensors: Sensors) -> None:
        self._body, self._sensors = body, sensors
        self._filter: Filter | None = None
        self._height_error_m = 0.0
        self.heading_error_deg = 0.0
        self._compass_ratio = 0.0
        self._compass_failed = False
        self._fix_due_s = 0.0
        self._last_speed: Vector = body.speed

    # --- what is believed ---

    @property
    def at(self) -> Vector:
        """North, east and up in metres."""
        north, east, up = self._body.at
        off = self._filter.place if self._filter else (0.0, 0.0)
        usual = self._sensors.wandering.error
        return (
            north + off[0] + usual.north_m,
            east + off[1] + usual.east_m,
            up + self._height_error_m + usual.up_m,
        )

    @property
    def speed(self) -> Vector:
        north, east, up = self._body.speed
        off = self._filter.speed if self._filter else (0.0, 0.0)
        return (north + off[0], east + off[1], up)

    @property
    def north_m(self) -> float:
        return self.at[0]

    @property
    def east_m(self) -> float:
        return self.at[1]

    @property
    def up_m(self) -> float:
        return self.at[2]

    @property
    def v_north(self) -> float:
        return self.speed[0]

    @property
    def v_east(self) -> float:
        return self.speed[1]

    @property
    def v_up(self) -> float:
        return self._body.v_up

    @property
    def speed_mps(self) -> float:
        """Over the ground."""
        return hypot(self.v_north, self.v_east)

    @property
    def trim(self) -> Pair:
        """What the attitude controller has learned of the wind's push, m/s²."""
        return self._body.trim

    # --- how sure it is ---

    @property
    def speed_variance(self) -> float:
        """As EKF_STATUS_REPORT says it: above 1 readings are refused; at rest a little."""
        return max(0.02, shown(self._filter.speed_ratio)) if self._filter else 0.02

    @property
    def place_variance(self) -> float:
        return max(0.02, shown(self._filter.place_ratio)) if self._filter else 0.02

    @property
    def height_variance(self) -> float:
        return 0.01

    @property
    def compass_variance(self) -> float:
        return max(0.03, self._compass_ratio)

    @property
    def glitching(self) -> bool:
        """Whether the receiver's readings do not fit."""
        return self._filter is not None and self._filter.glitching

    # --- as time passes ---

    def step(self, dt_s: float, *, gps: bool, flying: bool) -> None:
        """`flying`: else heading and height are what the sensors say, as at each start."""
        self._sensors.wandering.step(dt_s, flying=flying)
        if self._filter is None and self._sensors.sound and self._plain:
            self._last_speed = self._body.speed
            return
        self._sensors.step(dt_s)
        self._follow_compass(dt_s, flying)
        share = min(1.0, dt_s / _BARO_S)
        self._height_error_m += share * (self._sensors.baro_error_m - self._height_error_m)
        self._filter = self._filter or Filter()
        self._filter.predict(dt_s, self._misfelt(dt_s))
        self._fix_due_s -= dt_s
        if gps and self._fix_due_s <= 0.0:
            self._fix_due_s += _FIX_EVERY_S
            self._filter.take(*self._fix_errors(), _FIX_EVERY_S)
            if self._sensors.sound and self._filter.settled and self._plain:
                self._filter = None

    def turned(self, want: Vector) -> Vector:
        """What a wanted acceleration becomes where the heading is wrong."""
        if self.heading_error_deg == 0.0:
            return want
        # It leans towards its own idea of north, which lies aside of the true one.
        off = radians(-self.heading_error_deg)
        return (
            want[0] * cos(off) - want[1] * sin(off),
            want[0] * sin(off) + want[1] * cos(off),
            want[2],
        )

    def reset_heading(self) -> bool:
        """The heading is taken from how it has moved, and the compass left out from then on.

        False where it has been done before, or is not needed.
        """
        if self._compass_failed or abs(self.heading_error_deg) < 1.0:
            return False
        self._compass_failed = True
        self.heading_error_deg = 0.0
        if self._filter is not None:
            self._filter.start_anew(*self._fix_errors())
        return True

    @property
    def _plain(self) -> bool:
        return self.heading_error_deg == 0.0 and abs(self._height_error_m) < 1e-3

    def _fix_errors(self) -> tuple[Pair, Pair]:
        """What the receiver says less the truth, and less what it is always off."""
        at, speed, usual = self._body.at, self._body.speed, self._sensors.wandering.error
        place, rush = self._sensors.gps_place(at), self._sensors.gps_speed(speed)
        return (
            (place[0] - at[0] - usual.north_m, place[1] - at[1] - usual.east_m),
            (rush[0] - speed[0], rush[1] - speed[1]),
        )

    def _follow_compass(self, dt_s: float, flying: bool) -> None:
        wanted = self._sensors.compass_error_deg
        if self._compass_failed:  # the heading comes from the receiver from now on
            self._compass_ratio = 0.0
            return
        off = (wanted - self.heading_error_deg + 180.0) % 360.0 - 180.0
        self._compass_ratio = _COMPASS_GATE * sin(radians(abs(off)) / 2.0)
        if not flying:
            self.heading_error_deg = wanted
        elif self._compass_ratio < 1.0:
            self.heading_error_deg += off * min(1.0, dt_s / _COMPASS_S)
        if wanted == 0.0 and abs(self.heading_error_deg) < 0.05:
            self.heading_error_deg = 0.0

    def _misfelt(self, dt_s: float) -> Pair:
        """Accelerations felt in a frame that is turned by the heading's error, less the true."""
        before, now = self._last_speed, self._body.speed
        self._last_speed = now
        if self.heading_error_deg == 0.0 or dt_s <= 0.0:
            return (0.0, 0.0)
        north, east = (now[0] - before[0]) / dt_s, (now[1] - before[1]) / dt_s
        off = radians(self.heading_error_deg)
        return (
            north * cos(off) - east * sin(off) - north,
            north * sin(off) + east * cos(off) - east,
        )
