"""What the sensors read: the truth, and what is wrong with them.

Owns the errors of receiver, compass and barometer, which faults set. Where nothing is wrong they
read the truth but for what they always are a little off (`wandering`). Knows nothing of what an
autopilot makes of it.
"""

from __future__ import annotations

from math import cos, hypot, radians, sin

from sim.flight.motion import Vector
from sim.sitl.wandering import Wandering

Pair = tuple[float, float]
"""North and east."""


class Sensors:
    """`step` is to be called as time passes. Errors are measured less true."""

    def __init__(self, wandering: Wandering) -> None:
        self.wandering = wandering
        self.compass_error_deg = 0.0
        self._stuck: tuple[Pair, Pair] | None = None
        self._jump: Pair = (0.0, 0.0)
        self._drift_mps: Pair = (0.0, 0.0)
        self._drift_m: Pair = (0.0, 0.0)
        self._drift_most_m = 0.0
        self._baro_mps = self._baro_most_m = 0.0
        self.baro_error_m = 0.0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with any."""
        return (
            self._stuck is None
            and self.compass_error_deg == 0.0
            and self.baro_error_m == 0.0 == self._baro_mps
            and self._jump == (0.0, 0.0) == self._drift_m == self._drift_mps
        )

    # --- what is wrong ---

    def stick(self, at: Vector, speed: Vector) -> None:
        """The receiver tells this place and speed again and again."""
        self._stuck = ((at[0], at[1]), (speed[0], speed[1]))

    def come_loose(self) -> None:
        self._stuck = None

    def jump(self, metres: float, bearing_deg: float) -> None:
        """The receiver's place is so far off from now on; 0: it is right again."""
        self._jump = _towards(metres, bearing_deg)

    def drift(self, rate_mps: float, bearing_deg: float, most_m: float) -> None:
        """The receiver's place goes off so fast, and so far; its speed stays true.

        A rate of 0 puts it right at once.
        """
        self._drift_mps, self._drift_most_m = _towards(rate_mps, bearing_deg), most_m
        if rate_mps == 0.0:
            self._drift_m = (0.0, 0.0)

    def drift_baro(self, rate_mps: float, most_m: float) -> None:
        """The barometer's height goes off so fast, and so far; 0 puts it right at once."""
        self._baro_mps, self._baro_most_m = rate_mps, most_m
        if rate_mps == 0.0:
            self.baro_error_m = 0.0

    # --- what they read ---

    def step(self, dt_s: float) -> None:
        north, east = (d + v * dt_s for d, v in zip(self._drift_m, self._drift_mps, strict=True))
        if hypot(north, east) <= self._drift_most_m:
            self._drift_m = (north, east)
        height_m = self.baro_error_m + self._baro_mps * dt_s
        if abs(height_m) <= self._baro_most_m:
            self.baro_error_m = height_m

    def gps_place(self, at: Vector) -> Pair:
        """Metres north and east, where the receiver is truly at `at`."""
        if self._stuck is not None:
            return self._stuck[0]
        usual = self.wandering.error
        return (
            at[0] + usual.north_m + self._jump[0] + self._drift_m[0],
            at[1] + usual.east_m + self._jump[1] + self._drift_m[1],
        )

    def gps_speed(self, speed: Vector) -> Pair:
        """Metres per second north and east."""
        return self._stuck[1] if self._stuck is not None else (speed[0], speed[1])


def _towards(metres: float, bearing_deg: float) -> Pair:
    bearing = radians(bearing_deg)
    return (metres * cos(bearing), metres * sin(bearing))
