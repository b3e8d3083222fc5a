"""A straight leg flown with limited jerk: how far along it, how fast and how hard pushed at a time.

Owns the speed profile as ArduCopter's S-curves have it (source: AP_Math/SCurve.cpp for what is
limited; the formulas are our own): from rest to rest, the jerk itself rising and falling as raised
cosines, so that acceleration, jerk and snap stay within limits. Scalars in, scalars out. Knows
nothing of directions or of corners.

A *pulse* is one change of speed: acceleration rises, stays and falls, symmetric in time, so a
change from u to v takes the way (u + v) / 2 times its duration. Within it the jerk rises for
`ramp`, stays for `hold` and falls for `ramp`, then the acceleration stays for `steady`, and the
first part comes again backwards.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from sim.flight.scalars import scalar

Pulse = tuple[float, float, float, float, float]
"""Jerk [m/s³, signed], ramp, hold, steady, all of it [s]."""
Curve = tuple[float, float, float, float, Pulse, float, Pulse, float]
"""Since when [s of the leg], from where [m], from which speed, to which [m/s], the pulse between
them, how long that speed is kept [s], the pulse to rest, length of the leg [m]."""

NO_PULSE: Pulse = (0.0, 0.0, 0.0, 0.0, 0.0)
NO_CURVE: Curve = (0.0, 0.0, 0.0, 0.0, NO_PULSE, 0.0, NO_PULSE, 0.0)
_HALVINGS = 50


@scalar
def pulse(change_mps: float, push_mps2: float, jerk_mps3: float, snap_mps4: float) -> Pulse:
    """The shortest change of speed within the limits; the sign of `change_mps` is kept."""
    size = abs(change_mps)
    if size <= 0.0:
        return NO_PULSE
    ramp_s = jerk_mps3 * pi / (2.0 * snap_mps4)
    hold_s = push_mps2 / jerk_mps3 - ramp_s
    if hold_s < 0.0:  # the acceleration is there before the jerk has risen to its limit
        hold_s = 0.0
        ramp_s = sqrt(push_mps2 * pi / (2.0 * snap_mps4))
        jerk_mps3 = push_mps2 / ramp_s
    steady_s = size / (jerk_mps3 * (ramp_s + hold_s)) - 2.0 * ramp_s - hold_s
    if steady_s < 0.0:  # the speed is there before the acceleration has risen to its limit
        steady_s = 0.0
        hold_s = (sqrt(ramp_s * ramp_s + 4.0 * size / jerk_mps3) - 3.0 * ramp_s) / 2.0
        if hold_s < 0.0:
            hold_s = 0.0
            ramp_s = (size * pi / (4.0 * snap_mps4)) ** (1.0 / 3.0)
            jerk_mps3 = size / (2.0 * ramp_s * ramp_s)
    signed = jerk_mps3 if change_mps > 0.0 else -jerk_mps3
    return (signed, ramp_s, hold_s, steady_s, 4.0 * ramp_s + 2.0 * hold_s + steady_s)


@scalar
def in_pulse(one: Pulse, at_s: float) -> tuple[float, float, float]:
    """Way [m], speed [m/s] and acceleration [m/s²] that a pulse has given until `at_s` in it."""
    jerk, ramp, hold, steady, lasts = one
    rise = 2.0 * ramp + hold
    if at_s <= rise:
        return _rising(jerk, ramp, hold, max(0.0, at_s))
    way, speed, push = _rising(jerk, ramp, hold, rise)
    if at_s <= rise + steady:
        after = at_s - rise
        return (way + (speed + 0.5 * push * after) * after, speed + push * after, push)
    change = 2.0 * speed + push * steady
    left = max(0.0, lasts - at_s)
    back_way, back_speed, back_push = _rising(jerk, ramp, hold, left)
    return (change * (0.5 * lasts - left) + back_way, change - back_speed, back_push)


@scalar
def _rising(jerk: float, ramp: float, hold: float, at: float) -> tuple[float, float, float]:
    """The first part of a pulse, while the acceleration rises."""
    if ramp <= 0.0:
        return (jerk * at**3 / 6.0, jerk * at * at / 2.0, jerk * at)
    wave = ramp / pi
    if at <= ramp:
        turn = at / wave
        return (
            jerk / 2.0 * (at**3 / 6.0 - wave * wave * (at - wave * sin(turn))),
            jerk / 2.0 * (at * at / 2.0 - wave * wave * (1.0 - cos(turn))),
            jerk / 2.0 * (at - wave * sin(turn)),
        )
    way = jerk / 2.0 * ramp * (ramp * ramp / 6.0 - wave * wave)
    speed = jerk / 2.0 * (ramp * ramp / 2.0 - 2.0 * wave * wave)
    push = jerk / 2.0 * ramp
    after = at - ramp
    if after <= hold:
        return (
            way + after * (speed + after * (push / 2.0 + after * jerk / 6.0)),
            speed + after * (push + after * jerk / 2.0),
            push + after * jerk,
        )
    way += hold * (speed + hold * (push / 2.0 + hold * jerk / 6.0))
    speed += hold * (push + hold * jerk / 2.0)
    push += hold * jerk
    after -= hold
    turn = after / wave
    return (
        way
        + after * (speed + after * push / 2.0)
        + jerk / 2.0 * (after**3 / 6.0 + wave * wave * (after - wave * sin(turn))),
        speed + after * push + jerk / 2.0 * (after * after / 2.0 + wave * wave * (1.0 - cos(turn))),
        push + jerk / 2.0 * (after + wave * sin(turn)),
    )


@scalar
def curve(
    length_m: float, speed_mps: float, push_mps2: float, jerk_mps3: float, snap_mps4: float
) -> Curve:
    """A leg from rest to rest; where it is too short for `speed_mps`, as fast as it can be."""
    nothing: Curve = (0.0, 0.0, 0.0, 0.0, NO_PULSE, 0.0, NO_PULSE, length_m)
    return _onwards(nothing, 0.0, 0.0, 0.0, speed_mps, push_mps2, jerk_mps3, snap_mps4)


@scalar
def along(one: Curve, at_s: float) -> tuple[float, float, float]:
    """Way [m], speed [m/s] and acceleration [m/s²] at a time of the leg."""
    since_s, from_m, first_mps, speed_mps, change, keep_s, brake, length_m = one
    after = at_s - since_s
    if after <= change[4]:
        way, speed, push = in_pulse(change, after)
        return (from_m + first_mps * after + way, first_mps + speed, push)
    after -= change[4]
    begun_m = from_m + 0.5 * (first_mps + speed_mps) * change[4]
    if after <= keep_s:
        return (begun_m + speed_mps * after, speed_mps, 0.0)
    after -= keep_s
    if after >= brake[4]:
        return (length_m, 0.0, 0.0)
    way, speed, push = in_pulse(brake, after)
    begun_m += speed_mps * keep_s
    return (begun_m + speed_mps * after + way, speed_mps + speed, push)


@scalar
def accelerated_s(one: Curve) -> float:
    """When its speed is reached."""
    return one[0] + one[4][4]


@scalar
def braking_s(one: Curve) -> float:
    """When it begins to brake for its end."""
    return one[0] + one[4][4] + one[5]


@scalar
def end_s(one: Curve) -> float:
    """When it is at rest at its end."""
    return one[0] + one[4][4] + one[5] + one[6][4]


@scalar
def with_speed(
    one: Curve,
    at_s: float,
    speed_mps: float,
    push_mps2: float,
    jerk_mps3: float,
    snap_mps4: float,
) -> Curve:
    """The same leg with another speed from `at_s` on; as it was where that cannot be.

    While a speed is being changed, and when it brakes for its end, it cannot.
    """
    if not accelerated_s(one) <= at_s < braking_s(one):
        return one
    way_m, now_mps, _ = along(one, at_s)
    return _onwards(one, at_s, way_m, now_mps, speed_mps, push_mps2, jerk_mps3, snap_mps4)


@scalar
def _onwards(
    before: Curve,
    at_s: float,
    from_m: float,
    first_mps: float,
    speed_mps: float,
    push_mps2: float,
    jerk_mps3: float,
    snap_mps4: float,
) -> Curve:
    """From a place and speed to a speed and to rest at the end; `before` if there is no room."""
    length_m = before[7]
    left_m = length_m - from_m
    change = pulse(speed_mps - first_mps, push_mps2, jerk_mps3, snap_mps4)
    brake = pulse(-speed_mps, push_mps2, jerk_mps3, snap_mps4)
    if _needed_m(first_mps, speed_mps, change, brake) > left_m:
        slow, fast = first_mps, speed_mps
        speed_mps = slow
        for _ in range(_HALVINGS):
            middle = 0.5 * (slow + fast)
            change = pulse(middle - first_mps, push_mps2, jerk_mps3, snap_mps4)
            brake = pulse(-middle, push_mps2, jerk_mps3, snap_mps4)
            if _needed_m(first_mps, middle, change, brake) > left_m:
                fast = middle
            else:
                slow = speed_mps = middle
        if speed_mps <= first_mps:
            return before
        change = pulse(speed_mps - first_mps, push_mps2, jerk_mps3, snap_mps4)
        brake = pulse(-speed_mps, push_mps2, jerk_mps3, snap_mps4)
    if speed_mps <= 0.0:
        return before
    spare_m = left_m - _needed_m(first_mps, speed_mps, change, brake)
    return (at_s, from_m, first_mps, speed_mps, change, spare_m / speed_mps, brake, length_m)


@scalar
def _needed_m(first_mps: float, speed_mps: float, change: Pulse, brake: Pulse) -> float:
    return 0.5 * (first_mps + speed_mps) * change[4] + 0.5 * speed_mps * brake[4]
