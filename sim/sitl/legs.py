"""The moving point that the craft follows: straight legs of limited jerk, rounded corners, stops.

Owns position and speed of that point, and when a destination counts as reached (source: AC_WPNav
and SCurve::advance_target_along_track): a corner is rounded by flying the end of one leg and the
beginning of the next at the same time, as soon as the middle of the turn lies within the waypoint
radius and is not pushed too hard. A leg that is broken off ends as one that brakes at once. The
point waits for a craft that lags behind, by letting its own time pass more slowly.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import dist, hypot

from sim.flight.curve import (
    NO_PULSE,
    Curve,
    accelerated_s,
    along,
    braking_s,
    curve,
    end_s,
    in_pulse,
    pulse,
    with_speed,
)
from sim.flight.guidance import along_limit
from sim.sitl.rejoin import Point

_SNAP_PER_JERK = 5.236
"""1/s: the jerk rises in 0.3 s (AC_WPNav::calc_scurve_jerk_and_snap with ATC_INPUT_TC 0.15)."""
_PAUSE_JERK_MPS3 = 5.0
"""PSC_NE_JERK."""
_LAG_SPARE = 0.05
_NOWHERE: Point = (0.0, 0.0, 0.0)


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

    @property
    def snap_mps4(self) -> float:
        return self.jerk_mps3 * _SNAP_PER_JERK

    def speed_along(self, direction: Point) -> float:
        """Greatest speed in a direction of length 1."""
        flat = hypot(direction[0], direction[1])
        return along_limit(flat, direction[2], self.horizontal_mps, self.up_mps, self.down_mps)

    def push_along(self, direction: Point) -> float:
        """Greatest acceleration in a direction of length 1."""
        flat, vertical = hypot(direction[0], direction[1]), self.vertical_mps2
        return along_limit(flat, direction[2], self.horizontal_mps2, vertical, vertical)


def _less(a: Point, b: Point) -> Point:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _plus(a: Point, b: Point, times: float = 1.0) -> Point:
    return (a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times)


def _dot(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _direction(a: Point) -> Point:
    length = hypot(*a)
    return (a[0] / length, a[1] / length, a[2] / length) if length > 0.0 else _NOWHERE


def stopping_point(at: Point, speed: Point, limits: Limits) -> Point:
    """Where a craft comes to rest that brakes from now on."""
    return _plus(at, _braking(speed, limits).track)


class _Leg:
    """One straight leg and how much of its time has passed."""

    __slots__ = ("at_s", "curve", "direction", "track")

    def __init__(self, track: Point, one: Curve) -> None:
        self.track, self.curve = track, one
        self.direction = _direction(track)
        self.at_s = 0.0

    @property
    def left_s(self) -> float:
        return end_s(self.curve) - self.at_s

    @property
    def over(self) -> bool:
        return self.left_s <= 0.0

    def state(self, at_s: float) -> tuple[Point, Point, Point]:
        """From its beginning: place, speed and acceleration at a time."""
        way, speed, push = along(self.curve, at_s)
        none = _NOWHERE
        return (
            _plus(none, self.direction, way),
            _plus(none, self.direction, speed),
            _plus(none, self.direction, push),
        )

    def speed_mps(self) -> float:
        return along(self.curve, self.at_s)[1]


def _leg(track: Point, limits: Limits) -> _Leg:
    direction = _direction(track)
    return _Leg(
        track,
        curve(
            hypot(*track),
            limits.speed_along(direction) if direction != _NOWHERE else 1.0,
            limits.push_along(direction) if direction != _NOWHERE else 1.0,
            limits.jerk_mps3,
            limits.snap_mps4,
        ),
    )


def _braking(speed: Point, limits: Limits) -> _Leg:
    """What is left of a leg of which nothing is known but the speed: it brakes at once."""
    direction, fast = _direction(speed), hypot(*speed)
    push = limits.push_along(direction) if fast > 0.0 else 1.0
    brake = pulse(-fast, push, limits.jerk_mps3, limits.snap_mps4)
    way_m = 0.5 * fast * brake[4]
    track = _plus(_NOWHERE, direction, way_m)
    return _Leg(track, (0.0, 0.0, fast, fast, NO_PULSE, 0.0, brake, way_m))


class Legs:
    """A point that flies to a destination, and on to the next where one is known in time."""

    def __init__(self, at: Point, speed: Point, limits: Limits) -> None:
        self.at, self.speed, self.acceleration = at, speed, _NOWHERE
        self.limits = limits
        self.reached = False
        self.paused = False
        self._last: _Leg
        self._this: _Leg
        self._next: _Leg | None = None
        self._origin = self.destination = at
        self._pace = self._follows = 1.0
        self._easing: tuple[float, tuple[float, float, float, float, float]] = (1.0, NO_PULSE)
        self._eased_s = 0.0
        self._eases_to = 1.0
        self._rest(speed)

    def fly_to(self, destination: Point, following: Point | None) -> None:
        """Set the destination; `following` where it is to be passed without a stop.

        When the last one has not been reached the point brakes, and sets out from where that ends.
        """
        if not self.reached:
            self._rest(self.speed)
        begun, self._last = self._next, self._this
        self._origin = self.destination
        track = _less(destination, self._origin)
        self._this = (
            begun if begun is not None and begun.track == track else _leg(track, self.limits)
        )
        self.destination = destination
        onwards = _less(following, destination) if following is not None else _NOWHERE
        self._next = _leg(onwards, self.limits) if hypot(*onwards) > 1.0 else None
        self.reached = self.paused = False

    def stop(self) -> None:
        """Brake and stay where that ends."""
        self._rest(self.speed)
        self.paused = False

    def crosstrack_m(self, at: Point) -> float:
        """Horizontal distance of a place from the present leg's line."""
        along_it = _less(self.destination, self._origin)
        length = hypot(along_it[0], along_it[1])
        if length < 1.0:
            return 0.0
        off = _less(at, self._origin)
        return (off[1] * along_it[0] - off[0] * along_it[1]) / length

    def step(self, dt_s: float, craft: Point, craft_speed: Point) -> None:
        """Move the point by so much time; the craft that follows it is at `craft`."""
        self._ease(dt_s)
        self._wait_for(craft, craft_speed, dt_s)
        self._keep_speed()
        passed_s = dt_s * self._follows * self._pace
        last, this = self._last, self._this
        last.at_s += passed_s
        this.at_s += passed_s
        at, speed, push = _plus(self._origin, last.track, -1.0), _NOWHERE, _NOWHERE
        moving = [last, this]
        if self._next is not None and self._turns(this, self._next):
            self._next.at_s += passed_s
            moving.append(self._next)
            if self._next.at_s >= this.left_s:
                self.reached = True
        for leg in moving:
            way, v, a = leg.state(leg.at_s)
            at, speed, push = _plus(at, way), _plus(speed, v), _plus(push, a)
        self.at = at
        self.speed = _plus(_NOWHERE, speed, self._pace)
        self.acceleration = _plus(_NOWHERE, push, self._pace * self._pace)
        if this.over and (
            self._next is not None or dist(craft, self.destination) <= self.limits.radius_m
        ):
            self.reached = True

    def _rest(self, speed: Point) -> None:
        """Whatever it flies, it now only brakes; where that ends it is at its destination."""
        self._last, self._next = _braking(speed, self.limits), None
        self._this = _leg(_NOWHERE, self.limits)
        self._origin = self.destination = _plus(self.at, self._last.track)
        self.reached = True

    def _turns(self, this: _Leg, following: _Leg) -> bool:
        """Whether the next leg has begun, or can begin now."""
        if following.at_s > 0.0:
            return True
        left_s = this.left_s
        if this.at_s < braking_s(this.curve) or left_s > accelerated_s(following.curve):
            return False
        way, speed, push = this.state(this.at_s + 0.5 * left_s)
        on_way, on_speed, on_push = following.state(0.5 * left_s)
        off = _plus(_less(way, this.track), on_way)
        fast = _plus(speed, on_speed)
        hard = _plus(push, on_push)
        slower = min(this.curve[3], following.curve[3])
        return (
            hypot(*off) < self.limits.radius_m
            and hypot(*fast) < slower
            and hypot(hard[0], hard[1]) < self.limits.corner_mps2
            and abs(hard[2]) < self.limits.vertical_mps2
        )

    def _keep_speed(self) -> None:
        """Take over limits that were changed on the way, as soon as the leg can."""
        leg = self._this
        if leg.direction == _NOWHERE:
            return
        wanted = self.limits.speed_along(leg.direction)
        if wanted != leg.curve[3]:
            leg.curve = with_speed(
                leg.curve,
                leg.at_s,
                wanted,
                self.limits.push_along(leg.direction),
                self.limits.jerk_mps3,
                self.limits.snap_mps4,
            )

    def _ease(self, dt_s: float) -> None:
        """The pace goes down to nothing while it is paused, and up again."""
        limits = self.limits
        wanted = 0.0 if self.paused else 1.0
        if wanted != self._eases_to:
            self._eases_to = wanted
            change = (wanted - self._pace) * limits.horizontal_mps
            one = pulse(
                change,
                limits.horizontal_mps2,
                _PAUSE_JERK_MPS3,
                _PAUSE_JERK_MPS3 * _SNAP_PER_JERK,
            )
            self._easing, self._eased_s = (self._pace, one), 0.0
        begun, one = self._easing
        if self._eased_s < one[4]:
            self._eased_s += dt_s
            gained = in_pulse(one, min(self._eased_s, one[4]))[1]
            self._pace = min(1.0, max(0.0, begun + gained / limits.horizontal_mps))
        else:
            self._pace = wanted

    def _wait_for(self, craft: Point, craft_speed: Point, dt_s: float) -> None:
        """How fast its time passes, by how far the craft is behind it and how fast it comes."""
        fast, share = hypot(*self.speed), 1.0
        if fast > 0.0:
            direction = _direction(self.speed)
            behind_m = _dot(_less(self.at, craft), direction)
            share = _LAG_SPARE + (_dot(craft_speed, direction) - behind_m) / fast
        part = dt_s * self.limits.jerk_mps3 / self.limits.horizontal_mps2
        self._follows += (min(1.0, max(0.0, share)) - self._follows) * part
