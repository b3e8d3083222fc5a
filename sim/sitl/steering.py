"""From where the craft should be to the acceleration that is asked of it.

Owns the position controller and the three ways of being led: along legs, straight up or down at a
rate over a held place, or level without a position. Knows nothing of modes.
"""

from __future__ import annotations

from enum import Enum

from sim.sitl.body import Body
from sim.sitl.legs import Legs, Limits
from sim.sitl.rejoin import Point

_POSITION_GAIN = 1.0
_SPEED_GAIN = 2.0
_CLIMB_GAIN = 3.0
_CATCH_UP_MPS = 4.0


class Lead(Enum):
    LEGS = "legs"
    RATE = "rate"
    LEVEL = "level"  # no position: it drifts with the wind


class Steering:
    """Leads one body. `limits` are those of waypoint flight and may be changed at any time."""

    def __init__(self, body: Body, limits: Limits) -> None:
        self._body = body
        self.limits = limits
        self.lead = Lead.LEGS
        self.legs = Legs(self._at, self._speed, limits)
        self._held = (body.north_m, body.east_m)
        self._rate = self._wanted_rate = 0.0
        self._push_mps2: float | None = None

    @property
    def _at(self) -> Point:
        return (self._body.north_m, self._body.east_m, self._body.up_m)

    @property
    def _speed(self) -> Point:
        return (self._body.v_north, self._body.v_east, self._body.v_up)

    @property
    def sinking(self) -> bool:
        """Whether it is led downwards at a rate."""
        return self.lead is not Lead.LEGS and self._wanted_rate < 0.0

    @property
    def held(self) -> tuple[float, float]:
        return self._held

    def stop(self) -> None:
        """Brake and hold."""
        if self.lead is not Lead.LEGS:
            self.legs = Legs(self._at, self._speed, self.limits)
        self.lead = Lead.LEGS
        self.legs.stop()

    def fly_to(self, destination: Point, following: Point | None = None) -> None:
        """Legs to a destination (and past it to `following`)."""
        if self.lead is not Lead.LEGS:
            self.legs = Legs(self._at, self._speed, self.limits)
            self.lead = Lead.LEGS
        self.legs.fly_to(destination, following)

    def climb_at(
        self,
        rate_mps: float,
        over: tuple[float, float] | None = None,
        push_mps2: float | None = None,
    ) -> None:
        """Up or down at a rate, over the held place or `over`.

        `push_mps2`: how fast it takes to that rate, where not as waypoint flight does.
        """
        if self.lead is not Lead.RATE:
            self._rate = self._body.v_up
            point = self.legs.at if self.lead is Lead.LEGS else self._at
            self._held = (point[0], point[1])
            self.lead = Lead.RATE
        if over is not None:
            self._held = over
        self._wanted_rate, self._push_mps2 = rate_mps, push_mps2

    def level(self, rate_mps: float, push_mps2: float | None = None) -> None:
        """Up or down at a rate without knowing where."""
        if self.lead is not Lead.LEVEL:
            self._rate = self._body.v_up
            self.lead = Lead.LEVEL
        self._wanted_rate, self._push_mps2 = rate_mps, push_mps2

    def step(self, dt_s: float) -> Point:
        """The wanted acceleration (north, east, up) for the next `dt_s`."""
        body = self._body
        if self.lead is Lead.LEGS:
            return self._follow(self.legs, dt_s)
        change = (self._push_mps2 or self.limits.vertical_mps2) * dt_s
        self._rate += min(change, max(-change, self._wanted_rate - self._rate))
        want_up = _CLIMB_GAIN * (self._rate - body.v_up)
        if self.lead is Lead.LEVEL:
            trim = body.trim
            return (trim[0], trim[1], want_up)
        north = self._towards(self._held[0] - body.north_m, 0.0, body.v_north)
        east = self._towards(self._held[1] - body.east_m, 0.0, body.v_east)
        return (north, east, want_up)

    def _follow(self, legs: Legs, dt_s: float) -> Point:
        body = self._body
        legs.step(dt_s, self._at, self._speed)
        at, speed, push = legs.at, legs.speed, legs.acceleration
        north = self._towards(at[0] - body.north_m, speed[0], body.v_north)
        east = self._towards(at[1] - body.east_m, speed[1], body.v_east)
        up = 1.5 * (at[2] - body.up_m) + speed[2]
        want_up = push[2] + _CLIMB_GAIN * (min(6.0, max(-6.0, up)) - body.v_up)
        return (push[0] + north, push[1] + east, want_up)

    @staticmethod
    def _towards(error_m: float, speed: float, actual: float) -> float:
        catch_up = min(_CATCH_UP_MPS, max(-_CATCH_UP_MPS, _POSITION_GAIN * error_m))
        return _SPEED_GAIN * (speed + catch_up - actual)
