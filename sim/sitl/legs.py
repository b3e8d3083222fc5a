"""The moving point that the craft follows: straight legs, rounded corners, stops.

Owns position and speed of that point, and when a destination counts as reached (source: AC_WPNav):
at the middle of a rounded corner, or when the leg has been flown to its end. Knows nothing of the
craft's own position after it has been started.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import dist, hypot, sqrt

from sim.flight.guidance import along_limit, corner_speed_mps, mean_push_mps2, next_speed_mps
from sim.sitl.rejoin import Point

_NEAR_M = 0.02


@dataclass(slots=True)
class Limits:
    """Speeds and accelerations of waypoint flight, m/s and m/s²."""

    horizontal_mps: float = 10.0
    up_mps: float = 2.5
    down_mps: float = 1.5
    horizontal_mps2: float = 2.5
    vertical_mps2: float = 1.0
    corner_mps2: float = 5.0
    jerk_mps3: float = 1.0
    radius_m: float = 2.0


def _less(a: Point, b: Point) -> Point:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _plus(a: Point, b: Point, times: float) -> Point:
    return (a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times)


def _scaled(a: Point, times: float) -> Point:
    return (a[0] * times, a[1] * times, a[2] * times)


def stopping_point(at: Point, speed: Point, limits: Limits) -> Point:
    """Where a craft comes to rest that brakes from now on."""
    fast = hypot(speed[0], speed[1])
    ahead = fast / (2.0 * limits.horizontal_mps2)
    above = abs(speed[2]) / (2.0 * limits.vertical_mps2)
    return (at[0] + speed[0] * ahead, at[1] + speed[1] * ahead, at[2] + speed[2] * above)


class Legs:
    """A point that flies to a destination, and on to the next where one is known in time."""

    def __init__(self, at: Point, speed: Point, limits: Limits) -> None:
        self.at, self.speed, self.acceleration = at, speed, (0.0, 0.0, 0.0)
        self.limits = limits
        self.reached = False
        self.paused = False
        self.destination = at
        self._origin = at
        self._next: Point | None = None
        self._braking = True
        self._turn: tuple[Point, Point, float] | None = None
        self._turned_s = 0.0
        self._passed = False
        self._stopping = True
        self._pace = hypot(*speed)

    def fly_to(self, destination: Point, following: Point | None) -> None:
        """Set the destination; `following` where it is to be passed without a stop.

        When the last one has not been reached the point brakes first and goes on from there.
        """
        if self._turn is not None and self.reached and destination == self._next:
            self._origin = self.destination
        else:
            self._turn = None
            self._braking = hypot(*self.speed) > 0.1
            self._origin = self.at
            self._pace = 0.0
        self.destination, self._next = destination, following
        self.reached = self.paused = self._stopping = False

    def stop(self) -> None:
        """Brake and stay where that ends."""
        self._turn, self._next = None, None
        self._braking = True
        self._stopping = True
        self.reached = self.paused = False

    def crosstrack_m(self, at: Point) -> float:
        """Horizontal distance of a place from the present leg's line."""
        along = _less(self.destination, self._origin)
        length = hypot(along[0], along[1])
        if length < 1.0:
            return 0.0
        off = _less(at, self._origin)
        return (off[1] * along[0] - off[0] * along[1]) / length

    def step(self, dt_s: float) -> None:
        """Move the point by `dt_s` of its own time."""
        before = self.speed
        if self._turn is not None:
            self._step_turn(self._turn, dt_s)
        elif self._braking:
            self._brake(dt_s)
        else:
            self._step_leg(dt_s)
        if dt_s > 0.0:
            self.acceleration = _scaled(_less(self.speed, before), 1.0 / dt_s)

    def _brake(self, dt_s: float) -> None:
        fast = hypot(self.speed[0], self.speed[1])
        slower = max(0.0, fast - self.limits.horizontal_mps2 * dt_s)
        part = slower / fast if fast > 0.0 else 0.0
        change = self.limits.vertical_mps2 * dt_s
        up = self.speed[2] - min(change, max(-change, self.speed[2]))
        self.speed = (self.speed[0] * part, self.speed[1] * part, up)
        self.at = _plus(self.at, self.speed, dt_s)
        if slower == 0.0 and up == 0.0:
            self._braking = False
            self._origin, self._pace = self.at, 0.0
            if self._stopping:
                self.destination = self.at

    def _step_leg(self, dt_s: float) -> None:
        left = _less(self.destination, self.at)
        left_m = hypot(*left)
        if left_m < _NEAR_M:
            self.at, self.speed = self.destination, (0.0, 0.0, 0.0)
            self._pace, self.reached = 0.0, True
            return
        direction = _scaled(left, 1.0 / left_m)
        cruise, push = self._bounds(direction)
        end, early_m = 0.0, 0.0
        if self._next is not None and dist(self._next, self.destination) > 1.0:
            end, early_m = self._corner(direction, cruise)
            if end > 0.0 and left_m <= early_m + self._pace * dt_s and not self.paused:
                self._begin_turn(direction, left_m)
                return
        if self.paused:
            cruise = 0.0
        self._pace = next_speed_mps(self._pace, left_m - early_m, cruise, end, push, dt_s)
        if end == 0.0 and not self.paused:
            self._pace = max(self._pace, min(0.05, left_m / dt_s if dt_s else 0.0))
        moved = min(self._pace * dt_s, left_m)
        self.speed = _scaled(direction, self._pace)
        self.at = _plus(self.at, direction, moved)

    def _bounds(self, direction: Point) -> tuple[float, float]:
        limits, flat = self.limits, hypot(direction[0], direction[1])
        cruise = along_limit(
            flat, direction[2], limits.horizontal_mps, limits.up_mps, limits.down_mps
        )
        return (
            cruise,
            mean_push_mps2(
                cruise,
                along_limit(
                    flat,
                    direction[2],
                    limits.horizontal_mps2,
                    limits.vertical_mps2,
                    limits.vertical_mps2,
                ),
                limits.jerk_mps3,
            ),
        )

    def _corner(self, direction: Point, cruise: float) -> tuple[float, float]:
        """Speed in the corner, and how long before it the turn begins, m."""
        assert self._next is not None
        onward = _less(self._next, self.destination)
        length = hypot(*onward)
        onward = _scaled(onward, 1.0 / length)
        half_sine = dist(onward, direction) / 2.0
        gentle = self._turning_limit(direction, onward)
        speed = min(
            cruise,
            self._bounds(onward)[0],
            corner_speed_mps(half_sine, gentle, self.limits.radius_m),
        )
        early = speed * speed * half_sine / gentle
        if early > length / 2.0:
            speed *= sqrt(length / 2.0 / early)
            early = length / 2.0
        return speed, early

    def _turning_limit(self, direction: Point, onward: Point) -> float:
        change = _less(onward, direction)
        size = hypot(*change)
        if size < 1e-6:
            return self.limits.corner_mps2
        flat = hypot(change[0], change[1]) / size
        return along_limit(
            flat,
            change[2] / size,
            self.limits.corner_mps2,
            self.limits.vertical_mps2,
            self.limits.vertical_mps2,
        )

    def _begin_turn(self, direction: Point, left_m: float) -> None:
        assert self._next is not None
        onward = _less(self._next, self.destination)
        onward = _scaled(onward, 1.0 / hypot(*onward))
        pace = max(self._pace, 0.1)
        self._turn = (_scaled(direction, pace), _scaled(onward, pace), 2.0 * left_m / pace)
        self._turned_s = 0.0
        self._passed = False

    def _step_turn(self, turn: tuple[Point, Point, float], dt_s: float) -> None:
        first, second, lasts_s = turn
        self._turned_s += dt_s
        part = min(1.0, self._turned_s / lasts_s) if lasts_s > 0.0 else 1.0
        self.speed = _plus(first, _less(second, first), part)
        self.at = _plus(self.at, self.speed, dt_s)
        if part >= 0.5 and not self._passed:
            self._passed = self.reached = True
        if part >= 1.0:
            self._turn = None
            self._pace = hypot(*second)
            if self.reached:  # nobody named another destination: the corner was the end
                self._braking, self._next = True, None
