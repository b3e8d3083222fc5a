"""One step of a point-mass multirotor: forces, ground contact, power and battery together.

Owns the step. Nothing is kept between calls. Directions are north, east, up in metres; heights are
above mean sea level. Knows nothing of missions: it is told an acceleration to fly.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sim.flight.air import air_density_kgpm3
from sim.flight.battery import cell_open_v, current_a
from sim.flight.power import GRAVITY_MPS2, electric_power_w
from sim.flight.scalars import scalar

Vector = tuple[float, float, float]
"""North, east, up."""

_TRIM_S = 0.8
"""Time constant with which the attitude controller learns a steady wind."""
_FALL_MPS = -18.0
_IDLING = 0.15
"""Thrust of rotors that idle on the ground, over that of a hover."""


class Frame(NamedTuple):
    """What a craft is as it flies: with its load and its battery (`sim.flight.craft.Craft`)."""

    mass_kg: float
    hover_coefficient: float
    drag_area_m2: float
    propulsive_efficiency: float
    idle_w: float
    tilt_mps2: float
    lift_mps2: float
    cells: int
    capacity_ah: float
    resistance_ohm: float


class State(NamedTuple):
    """Place [m], speed [m/s], what is learned of the wind's push (north, east) [m/s²], charge [Ah]
    and energy [Wh] taken, power [W], voltage [V], current [A]."""

    at: Vector
    speed: Vector
    trim: tuple[float, float]
    used_ah: float
    used_wh: float
    power_w: float
    voltage_v: float
    current_a: float


@scalar
def step(
    state: State,
    want: Vector,
    wind: tuple[float, float],
    ground_m: float,
    turning: bool,
    frame: Frame,
    dt_s: float,
) -> State:
    """The state after `dt_s`. `want` is the acceleration asked for, in m/s², without gravity.

    The craft tilts for what it is asked plus what it has learned of the wind (`trim`), up to
    `tilt_mps2`; what the wind does beyond that pushes it. `turning`: the rotors turn; without them
    it falls. On the ground it stands until it is asked to climb.
    """
    north_m, east_m, up_m = state.at
    v_north, v_east, v_up = state.speed
    trim_north, trim_east = state.trim
    density = air_density_kgpm3(up_m)
    air_north, air_east = v_north - wind[0], v_east - wind[1]
    airspeed = sqrt(air_north * air_north + air_east * air_east)
    push = -0.5 * density * frame.drag_area_m2 * airspeed / frame.mass_kg
    push_north, push_east = push * air_north, push * air_east
    grounded = up_m <= ground_m + 0.01
    thrust_n = 0.0
    if not turning:
        acc_north, acc_east = push_north, push_east
        acc_up = -GRAVITY_MPS2 if v_up > _FALL_MPS else 0.0
    else:
        tilt_north, tilt_east = want[0] - trim_north, want[1] - trim_east
        tilt = sqrt(tilt_north * tilt_north + tilt_east * tilt_east)
        if tilt > frame.tilt_mps2:
            part = frame.tilt_mps2 / tilt
            tilt_north, tilt_east, tilt = tilt_north * part, tilt_east * part, frame.tilt_mps2
        acc_north, acc_east = tilt_north + push_north, tilt_east + push_east
        acc_up = min(frame.lift_mps2, max(-frame.lift_mps2, want[2]))
        lift = GRAVITY_MPS2 + acc_up
        thrust_n = frame.mass_kg * sqrt(lift * lift + tilt * tilt)
        learned = min(1.0, dt_s / _TRIM_S)
        trim_north += (push_north - trim_north) * learned
        trim_east += (push_east - trim_east) * learned
    if grounded and (not turning or (want[2] <= 0.0 and v_up <= 0.0)):
        v_north = v_east = v_up = acc_north = acc_east = acc_up = 0.0
        up_m = ground_m
        thrust_n *= _IDLING
        airspeed = 0.0
    v_north += acc_north * dt_s
    v_east += acc_east * dt_s
    v_up += acc_up * dt_s
    power_w = frame.idle_w
    if turning:
        power_w = electric_power_w(
            thrust_n,
            frame.mass_kg,
            v_up,
            airspeed,
            frame.drag_area_m2,
            density,
            frame.hover_coefficient,
            frame.propulsive_efficiency,
            frame.idle_w,
        )
    open_v = frame.cells * cell_open_v(1.0 - state.used_ah / frame.capacity_ah)
    current = current_a(power_w, open_v, frame.resistance_ohm)
    hours = dt_s / 3600.0
    return State(
        (north_m + v_north * dt_s, east_m + v_east * dt_s, max(up_m + v_up * dt_s, ground_m)),
        (v_north, v_east, v_up),
        (trim_north, trim_east),
        state.used_ah + current * hours,
        state.used_wh + power_w * hours,
        power_w,
        open_v - current * frame.resistance_ohm,
        current,
    )
