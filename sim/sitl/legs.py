"""The point that the craft follows, as the modes speak to it: a destination, a stop, a pause.

Owns the present `sim.flight.path` and the limits it is flown with. Knows nothing of missions.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from sim.flight.path import (
    NOWHERE,
    Bounds,
    Point,
    advance,
    braking,
    destination_of,
    onwards,
    plus,
    resting,
)


@dataclass(slots=True)
class Limits:
    """Speeds and accelerations of waypoint flight, m/s and m/s²; they may change at any time."""

    horizontal_mps: float = 10.0
    up_mps: float = 2.5
    down_mps: float = 1.5
    horizontal_mps2: float = 2.5
    vertical_mps2: float = 1.0
    corner_mps2: float = 5.0
    jerk_mps3: float = 1.0
    radius_m: float = 2.0

    def take(self, bounds: Bounds) -> None:
        """Have all of them so from now on."""
        for name, value in bounds._asdict().items():
            setattr(self, name, value)

    @property
    def bounds(self) -> Bounds:
        """As they are now."""
        return Bounds(
            self.horizontal_mps,
            self.up_mps,
            self.down_mps,
            self.horizontal_mps2,
            self.vertical_mps2,
            self.corner_mps2,
            self.jerk_mps3,
            self.radius_m,
        )


def stopping_point(at: Point, speed: Point, limits: Limits) -> Point:
    """Where a craft comes to rest that brakes from now on."""
    return plus(at, braking(speed, limits.bounds).track, 1.0)


class Legs:
    """A point that flies to a destination, and on to the next where one is known in time."""

    def __init__(self, at: Point, speed: Point, limits: Limits) -> None:
        self.at, self.speed, self.acceleration = at, speed, NOWHERE
        self.limits = limits
        self.paused = False
        self._path = resting(at, speed, limits.bounds)
        self._destination: Point | None = None

    @property
    def reached(self) -> bool:
        return self._path.reached

    @property
    def destination(self) -> Point:
        """Exactly as it was named; after a stop, where that ends."""
        return self._destination or destination_of(self._path)

    def fly_to(self, destination: Point, following: Point | None) -> None:
        """Set the destination; `following` where it is to be passed without a stop.

        When the last one has not been reached the point brakes, and sets out from where that ends.
        """
        onto = destination if following is None else following
        bounds = self.limits.bounds
        self._path = onwards(self._path, self.at, self.speed, destination, onto, bounds)
        self._destination = destination
        self.paused = False

    def stop(self) -> None:
        """Brake and stay where that ends."""
        self._path = resting(self.at, self.speed, self.limits.bounds)
        self._destination = None
        self.paused = False

    def crosstrack_m(self, at: Point) -> float:
        """Horizontal distance of a place from the present leg's line."""
        origin = self._path.origin
        along = plus(self.destination, origin, -1.0)
        length = hypot(along[0], along[1])
        if length < 1.0:
            return 0.0
        off = plus(at, origin, -1.0)
        return (off[1] * along[0] - off[0] * along[1]) / length

    def step(self, dt_s: float, craft: Point, craft_speed: Point) -> None:
        """Move the point by so much time; the craft that follows it is at `craft`."""
        self._path, self.at, self.speed, self.acceleration = advance(
            self._path,
            dt_s,
            self.at,
            self.speed,
            craft,
            craft_speed,
            self.paused,
            self.limits.bounds,
        )
