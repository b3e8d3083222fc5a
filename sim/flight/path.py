"""The moving point that a craft follows: legs of limited jerk, rounded corners, stops.

Owns position and speed of that point (source: AC_WPNav and SCurve::advance_target_along_track). A
corner is rounded by flying the end of one leg and the beginning of the next at the same time, as
soon as the middle of the turn lies within the waypoint radius and is not pushed too hard. A leg
that is broken off ends as one that brakes at once. The point waits for a craft that lags behind,
and pauses, by letting its own time pass more slowly. Values only; nothing is kept.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sim.flight.curve import (
    NO_CURVE,
    NO_PULSE,
    Curve,
    Pulse,
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
from sim.flight.scalars import scalar

Point = tuple[float, float, float]
"""North, east, up in metres (or metres a second)."""
NOWHERE: Point = (0.0, 0.0, 0.0)

_SNAP_PER_JERK = 5.236
"""1/s: the jerk rises in 0.3 s (AC_WPNav::calc_scurve_jerk_and_snap with ATC_INPUT_TC 0.15)."""
_PAUSE_JERK_MPS3 = 5.0
"""PSC_NE_JERK."""
_LAG_SPARE = 0.05
_SHORTEST_M = 1.0
"""A leg after the present one that is shorter is not passed on to."""


class Bounds(NamedTuple):
    """Speeds and accelerations of waypoint flight, m/s and m/s²; `radius_m` that of corners."""

    horizontal_mps: float
    up_mps: float
    down_mps: float
    horizontal_mps2: float
    vertical_mps2: float
    corner_mps2: float
    jerk_mps3: float
    radius_m: float


class Leg(NamedTuple):
    """From where it begins: its end, the direction there (length 1), and its time so far."""

    track: Point
    direction: Point
    curve: Curve
    at_s: float


class Path(NamedTuple):
    """The leg before, the present one from `origin`, and the next one; of no length if none.

    `pace` is how fast the legs' time passes by pausing, `follows` by waiting for the craft; a pace
    that changes goes from `paced_from` on by `pacing`, of which `paced_s` have passed.
    """

    origin: Point
    last: Leg
    this: Leg
    following: Leg
    reached: bool
    pace: float
    follows: float
    pace_to: float
    paced_from: float
    pacing: Pulse
    paced_s: float


@scalar
def plus(a: Point, b: Point, times: float) -> Point:
    return (a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times)


@scalar
def size(a: Point) -> float:
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


@scalar
def direction_of(a: Point) -> Point:
    length = size(a)
    return (a[0] / length, a[1] / length, a[2] / length) if length > 0.0 else (0.0, 0.0, 0.0)


@scalar
def _flat(direction: Point) -> float:
    return sqrt(direction[0] * direction[0] + direction[1] * direction[1])


@scalar
def speed_along(direction: Point, bounds: Bounds) -> float:
    """Greatest speed in a direction."""
    return along_limit(
        _flat(direction), direction[2], bounds.horizontal_mps, bounds.up_mps, bounds.down_mps
    )


@scalar
def push_along(direction: Point, bounds: Bounds) -> float:
    """Greatest acceleration in a direction."""
    return along_limit(
        _flat(direction),
        direction[2],
        bounds.horizontal_mps2,
        bounds.vertical_mps2,
        bounds.vertical_mps2,
    )


@scalar
def leg(track: Point, bounds: Bounds) -> Leg:
    """A leg from rest to rest."""
    direction, length_m = direction_of(track), size(track)
    if length_m <= 0.0:
        return Leg(track, direction, NO_CURVE, 0.0)
    jerk = bounds.jerk_mps3
    one = curve(
        length_m,
        speed_along(direction, bounds),
        push_along(direction, bounds),
        jerk,
        jerk * _SNAP_PER_JERK,
    )
    return Leg(track, direction, one, 0.0)


@scalar
def braking(speed: Point, bounds: Bounds) -> Leg:
    """What is left of a leg of which nothing is known but the speed: it brakes at once."""
    direction, fast = direction_of(speed), size(speed)
    if fast <= 0.0:
        return Leg(
            (0.0, 0.0, 0.0), direction, (0.0, 0.0, 0.0, 0.0, NO_PULSE, 0.0, NO_PULSE, 0.0), 0.0
        )
    jerk = bounds.jerk_mps3
    brake = pulse(-fast, push_along(direction, bounds), jerk, jerk * _SNAP_PER_JERK)
    way_m = 0.5 * fast * brake[4]
    track = plus((0.0, 0.0, 0.0), direction, way_m)
    return Leg(track, direction, (0.0, 0.0, fast, fast, NO_PULSE, 0.0, brake, way_m), 0.0)


@scalar
def resting(at: Point, speed: Point, bounds: Bounds) -> Path:
    """Whatever was flown, it now only brakes; where that ends it is at its destination."""
    last, none = braking(speed, bounds), leg((0.0, 0.0, 0.0), bounds)
    origin = plus(at, last.track, 1.0)
    return Path(origin, last, none, none, True, 1.0, 1.0, 1.0, 1.0, NO_PULSE, 0.0)


@scalar
def destination_of(path: Path) -> Point:
    return plus(path.origin, path.this.track, 1.0)


@scalar
def onwards(
    path: Path, at: Point, speed: Point, destination: Point, following: Point, bounds: Bounds
) -> Path:
    """Set the destination; `following` where it is to be passed on to (itself: to be stopped at).

    `at` and `speed` are the point's. When the last destination has not been reached the point
    brakes, and sets out from where that ends.
    """
    if not path.reached:
        path = resting(at, speed, bounds)
    origin = destination_of(path)
    track = plus(destination, origin, -1.0)
    this = path.following
    begun = this.at_s > 0.0 and size(plus(this.track, track, -1.0)) < 1e-6
    if not begun:
        this = leg(track, bounds)
    ahead = plus(following, destination, -1.0)
    after = leg(ahead if size(ahead) > _SHORTEST_M else (0.0, 0.0, 0.0), bounds)
    return Path(
        origin,
        path.this if path.reached and size(path.this.track) > 0.0 else path.last,
        this,
        after,
        False,
        path.pace,
        path.follows,
        path.pace_to,
        path.paced_from,
        path.pacing,
        path.paced_s,
    )


@scalar
def advance(
    path: Path,
    dt_s: float,
    at: Point,
    speed: Point,
    craft: Point,
    craft_speed: Point,
    paused: bool,
    bounds: Bounds,
) -> tuple[Path, Point, Point, Point]:
    """The path, and the point's place, speed and acceleration, after `dt_s`.

    `at` and `speed` are the point's before it; the craft that follows it is at `craft`.
    """
    pace, pace_to, paced_from, pacing, paced_s = _paced(path, dt_s, paused, bounds)
    follows = _waiting(path.follows, at, speed, craft, craft_speed, dt_s, bounds)
    passed_s = dt_s * follows * pace
    last = _later(path.last, passed_s)
    this = _later(_at_speed(path.this, bounds), passed_s)
    following, reached = path.following, path.reached
    chained = following.curve[7] > 0.0
    left_s = end_s(this.curve) - this.at_s
    at = plus(path.origin, last.track, -1.0)
    way, fast, push = along(last.curve, last.at_s)
    at = plus(at, last.direction, way)
    speed = plus((0.0, 0.0, 0.0), last.direction, fast)
    pushed = plus((0.0, 0.0, 0.0), last.direction, push)
    way, fast, push = along(this.curve, this.at_s)
    at = plus(at, this.direction, way)
    speed = plus(speed, this.direction, fast)
    pushed = plus(pushed, this.direction, push)
    if chained and (following.at_s > 0.0 or _turns(this, following, bounds)):
        following = _later(following, passed_s)
        way, fast, push = along(following.curve, following.at_s)
        at = plus(at, following.direction, way)
        speed = plus(speed, following.direction, fast)
        pushed = plus(pushed, following.direction, push)
        reached = reached or following.at_s >= left_s
    if left_s <= 0.0:
        goal = plus(path.origin, this.track, 1.0)
        reached = reached or chained or size(plus(craft, goal, -1.0)) <= bounds.radius_m
    path = Path(
        path.origin,
        last,
        this,
        following,
        reached,
        pace,
        follows,
        pace_to,
        paced_from,
        pacing,
        paced_s,
    )
    return (
        path,
        at,
        plus((0.0, 0.0, 0.0), speed, pace),
        plus((0.0, 0.0, 0.0), pushed, pace * pace),
    )


@scalar
def _later(one: Leg, passed_s: float) -> Leg:
    return Leg(one.track, one.direction, one.curve, one.at_s + passed_s)


@scalar
def _turns(this: Leg, following: Leg, bounds: Bounds) -> bool:
    """Whether the next leg can begin now."""
    left_s = end_s(this.curve) - this.at_s
    if this.at_s < braking_s(this.curve) or left_s > accelerated_s(following.curve):
        return False
    middle_s = 0.5 * left_s
    way, fast, push = along(this.curve, this.at_s + middle_s)
    on_way, on_fast, on_push = along(following.curve, middle_s)
    off = plus(
        plus(plus((0.0, 0.0, 0.0), this.direction, way), this.track, -1.0),
        following.direction,
        on_way,
    )
    speed = plus(plus((0.0, 0.0, 0.0), this.direction, fast), following.direction, on_fast)
    pushed = plus(plus((0.0, 0.0, 0.0), this.direction, push), following.direction, on_push)
    return (
        size(off) < bounds.radius_m
        and size(speed) < min(this.curve[3], following.curve[3])
        and _flat(pushed) < bounds.corner_mps2
        and abs(pushed[2]) < bounds.vertical_mps2
    )


@scalar
def _at_speed(one: Leg, bounds: Bounds) -> Leg:
    """With the speed that is wanted now, as soon as the leg can take it."""
    if one.curve[7] <= 0.0:
        return one
    wanted = speed_along(one.direction, bounds)
    if wanted == one.curve[3]:
        return one
    jerk = bounds.jerk_mps3
    push = push_along(one.direction, bounds)
    changed = with_speed(one.curve, one.at_s, wanted, push, jerk, jerk * _SNAP_PER_JERK)
    return Leg(one.track, one.direction, changed, one.at_s)


@scalar
def _paced(
    path: Path, dt_s: float, paused: bool, bounds: Bounds
) -> tuple[float, float, float, Pulse, float]:
    """The pace goes down to nothing while it is paused, and up again."""
    wanted = 0.0 if paused else 1.0
    pace, pace_to, paced_from = path.pace, path.pace_to, path.paced_from
    pacing, paced_s = path.pacing, path.paced_s
    if wanted != pace_to:
        pacing = pulse(
            (wanted - pace) * bounds.horizontal_mps,
            bounds.horizontal_mps2,
            _PAUSE_JERK_MPS3,
            _PAUSE_JERK_MPS3 * _SNAP_PER_JERK,
        )
        pace_to, paced_from, paced_s = wanted, pace, 0.0
    if paced_s < pacing[4]:
        paced_s += dt_s
        gained = in_pulse(pacing, min(paced_s, pacing[4]))[1]
        pace = min(1.0, max(0.0, paced_from + gained / bounds.horizontal_mps))
    else:
        pace = pace_to
    return pace, pace_to, paced_from, pacing, paced_s


@scalar
def _waiting(
    follows: float,
    at: Point,
    speed: Point,
    craft: Point,
    craft_speed: Point,
    dt_s: float,
    bounds: Bounds,
) -> float:
    """How fast its time passes, by how far the craft is behind it and how fast it comes."""
    fast, share = size(speed), 1.0
    if fast > 0.0:
        behind = plus(at, craft, -1.0)
        ahead = plus(craft_speed, behind, -1.0)
        dot = speed[0] * ahead[0] + speed[1] * ahead[1] + speed[2] * ahead[2]
        share = _LAG_SPARE + dot / (fast * fast)
    part = dt_s * bounds.jerk_mps3 / bounds.horizontal_mps2
    return follows + (min(1.0, max(0.0, share)) - follows) * min(1.0, part)
