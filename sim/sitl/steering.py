"""From where the craft should be to the acceleration that is asked of it.

Owns the three ways of being led: along legs, straight up or down at a rate over a held place, or
level without a position. Knows nothing of modes.
"""

from __future__ import annotations

from enum import Enum

from sim.flight.control import climb, climb_over, eased, follow
from sim.flight.motion import Vector
from sim.sitl.estimate import Estimate
from sim.sitl.legs import Legs, Limits
from sim.sitl.rejoin import Point


class Lead(Enum):
    LEGS = "legs"
    RATE = "rate"
    LEVEL = "level"  # no position: it drifts with the wind


class Steering:
    """Leads a craft by where it is believed to be. `limits` may be changed at any time."""

    def __init__(self, body: Estimate, limits: Limits) -> None:
        self._body = body
        self.limits = limits
        self.lead = Lead.LEGS
        self.legs = Legs(self._body.at, self._body.speed, limits)
        self._held = (body.north_m, body.east_m)
        self._rate = self._wanted_rate = 0.0
        self._push_mps2: float | None = None

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
            self.legs = Legs(self._body.at, self._body.speed, self.limits)
        self.lead = Lead.LEGS
        self.legs.stop()

    def fly_to(self, destination: Point, following: Point | None = None) -> None:
        """Legs to a destination (and past it to `following`)."""
        if self.lead is not Lead.LEGS:
            self.legs = Legs(self._body.at, self._body.speed, self.limits)
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
            point = self.legs.at if self.lead is Lead.LEGS else self._body.at
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

    def step(self, dt_s: float) -> Vector:
        """The wanted acceleration (north, east, up) for the next `dt_s`."""
        body = self._body
        if self.lead is Lead.LEGS:
            legs = self.legs
            legs.step(dt_s, body.at, body.speed)
            return follow(legs.at, legs.speed, legs.acceleration, body.at, body.speed)
        push = self._push_mps2 or self.limits.vertical_mps2
        self._rate = eased(self._rate, self._wanted_rate, push, dt_s)
        if self.lead is Lead.LEVEL:
            return (*body.trim, climb(self._rate, body.speed))
        return climb_over(*self._held, self._rate, body.at, body.speed)
