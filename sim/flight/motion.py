"""One step of a point-mass multirotor: forces, ground contact, power and battery together.

Owns the step. Nothing is kept between calls. Directions are north, east, up in metres; heights are
above mean sea level. Knows nothing of missions: it is told an acceleration to fly.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sim.flight.air import air_density_kgpm3, air_k
from sim.flight.battery import (
    CELL_NOMINAL_V,
    cell_open_v,
    current_a,
    next_battery_k,
    resistance_at,
)
from sim.flight.power import GRAVITY_MPS2, Rotors, electric_power_w
from sim.flight.scalars import scalar

Vector = tuple[float, float, float]
"""North, east, up."""

_TRIM_S = 0.8
"""Time constant with which the attitude controller learns a steady wind."""
_FALL_MPS = -18.0
_IDLING = 0.15
"""Thrust of rotors that idle on the ground, over that of a hover."""


class Frame(NamedTuple):
    """What a craft is as it flies: with its load and its battery (`sim.flight.craft.Craft`).

    `tilt_mps2`, `lift_mps2`: greatest acceleration sideways by tilting, and up or down.
    `resistance_ohm`: of the battery at 25 °C.
    """

    mass_kg: float
    rotors: Rotors
    tilt_mps2: float
    lift_mps2: float
    cells: int
    capacity_ah: float
    resistance_ohm: float


class State(NamedTuple):
    """Place [m], speed [m/s], what is learned of the wind's push (north, east) [m/s²], charge [Ah]
    and energy [Wh] taken, power [W], voltage [V], current [A], the battery's temperature [K]."""

    at: Vector
    speed: Vector
    trim: tuple[float, float]
    used_ah: float
    used_wh: float
    power_w: float
    voltage_v: float
    current_a: float
    battery_k: float


@scalar
def standing(at: Vector, frame: Frame, battery_k: float) -> State:
    """At rest on the ground with a full battery."""
    still, voltage_v = (0.0, 0.0, 0.0), frame.cells * cell_open_v(1.0)
    return State(at, still, (0.0, 0.0), 0.0, 0.0, 0.0, voltage_v, 0.0, battery_k)


@scalar
def step(
    state: State,
    want: Vector,
    wind: tuple[float, float],
    ground_m: float,
    turning: bool,
    frame: Frame,
    warmer_k: float,
    dt_s: float,
) -> State:
    """The state after `dt_s`. `want` is the acceleration asked for, in m/s², without gravity.

    The craft tilts for what it is asked plus what it has learned of the wind (`trim`), up to
    `tilt_mps2`; what the wind does beyond that pushes it. `turning`: the rotors turn; without them
    it falls. On the ground it stands until it is asked to climb. `warmer_k`: how much warmer than
    standard the air is.
    """
    north_m, east_m, up_m = state.at
    v_north, v_east, v_up = state.speed
    trim_north, trim_east = state.trim
    density = air_density_kgpm3(up_m, warmer_k)
    rotors = frame.rotors
    air_north, air_east = v_north - wind[0], v_east - wind[1]
    airspeed = sqrt(air_north * air_north + air_east * air_east)
    push = -0.5 * density * rotors.drag_area_m2 * airspeed / frame.mass_kg
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
    power_w = rotors.idle_w
    if turning:
        power_w = electric_power_w(rotors, thrust_n, frame.mass_kg, v_up, airspeed, density)
    open_v = frame.cells * cell_open_v(1.0 - state.used_ah / frame.capacity_ah)
    resistance = resistance_at(frame.resistance_ohm, state.battery_k)
    current = current_a(power_w, open_v, resistance)
    lost_w = current * current * resistance
    energy_wh = frame.capacity_ah * frame.cells * CELL_NOMINAL_V
    hours = dt_s / 3600.0
    return State(
        (north_m + v_north * dt_s, east_m + v_east * dt_s, max(up_m + v_up * dt_s, ground_m)),
        (v_north, v_east, v_up),
        (trim_north, trim_east),
        state.used_ah + current * hours,
        state.used_wh + power_w * hours,
        power_w,
        open_v - current * resistance,
        current,
        next_battery_k(state.battery_k, air_k(up_m, warmer_k), lost_w, energy_wh, dt_s),
    )
