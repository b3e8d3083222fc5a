"""One step of a point-mass multirotor: forces, ground contact, power and battery together.

Owns the step. State and result are flat floats in a fixed order and nothing is kept between calls,
so that a compiler can run it over thousands of craft. Directions are north, east, up in metres;
heights are above mean sea level. Knows nothing of missions: it is told an acceleration to fly.
"""

from __future__ import annotations

from math import sqrt

from sim.flight.air import air_density_kgpm3
from sim.flight.battery import cell_open_v, current_a
from sim.flight.power import GRAVITY_MPS2, electric_power_w

_TRIM_S = 0.8
"""Time constant with which the attitude controller learns a steady wind."""
_FALL_MPS = -18.0

Step = tuple[
    float, float, float, float, float, float, float, float, float, float, float, float, float
]
"""north, east, up [m]; speeds north, east, up [m/s]; trim north, east [m/s²]; charge taken [Ah];
energy taken [Wh]; power [W]; voltage [V]; current [A]."""


def step(
    north_m: float,
    east_m: float,
    up_m: float,
    v_north: float,
    v_east: float,
    v_up: float,
    trim_north: float,
    trim_east: float,
    used_ah: float,
    used_wh: float,
    want_north: float,
    want_east: float,
    want_up: float,
    wind_north: float,
    wind_east: float,
    ground_m: float,
    turning: bool,
    mass_kg: float,
    hover_coefficient: float,
    drag_area_m2: float,
    propulsive_efficiency: float,
    idle_w: float,
    tilt_mps2: float,
    lift_mps2: float,
    cells: int,
    capacity_ah: float,
    resistance_ohm: float,
    dt_s: float,
) -> Step:
    """The state after `dt_s`. `want_*` is the acceleration asked for, in m/s², without gravity.

    The craft tilts for what it is asked plus what it has learned of the wind (`trim_*`), up to
    `tilt_mps2`; what the wind does beyond that pushes it. `turning`: the rotors turn; without them
    it falls. On the ground it stands until it is asked to climb.
    """
    density = air_density_kgpm3(up_m)
    air_north, air_east = v_north - wind_north, v_east - wind_east
    airspeed = sqrt(air_north * air_north + air_east * air_east)
    push = -0.5 * density * drag_area_m2 * airspeed / mass_kg
    push_north, push_east = push * air_north, push * air_east
    grounded = up_m <= ground_m + 0.01
    thrust_n = 0.0
    if not turning:
        acc_north, acc_east = push_north, push_east
        acc_up = -GRAVITY_MPS2 if v_up > _FALL_MPS else 0.0
    else:
        tilt_north, tilt_east = want_north - trim_north, want_east - trim_east
        tilt = sqrt(tilt_north * tilt_north + tilt_east * tilt_east)
        if tilt > tilt_mps2:
            tilt_north, tilt_east = tilt_north * tilt_mps2 / tilt, tilt_east * tilt_mps2 / tilt
            tilt = tilt_mps2
        acc_north, acc_east = tilt_north + push_north, tilt_east + push_east
        acc_up = min(lift_mps2, max(-lift_mps2, want_up))
        lift = GRAVITY_MPS2 + acc_up
        thrust_n = mass_kg * sqrt(lift * lift + tilt * tilt)
        learned = min(1.0, dt_s / _TRIM_S)
        trim_north += (push_north - trim_north) * learned
        trim_east += (push_east - trim_east) * learned
    if grounded and (not turning or (want_up <= 0.0 and v_up <= 0.0)):
        v_north = v_east = v_up = acc_north = acc_east = acc_up = 0.0
        up_m = ground_m
        thrust_n *= 0.15  # landed rotors idle
        airspeed = 0.0
    v_north += acc_north * dt_s
    v_east += acc_east * dt_s
    v_up += acc_up * dt_s
    north_m += v_north * dt_s
    east_m += v_east * dt_s
    up_m = max(up_m + v_up * dt_s, ground_m)
    power_w = idle_w
    if turning:
        power_w = electric_power_w(
            thrust_n,
            mass_kg,
            v_up,
            airspeed,
            drag_area_m2,
            density,
            hover_coefficient,
            propulsive_efficiency,
            idle_w,
        )
    open_v = cells * cell_open_v(1.0 - used_ah / capacity_ah)
    current = current_a(power_w, open_v, resistance_ohm)
    hours = dt_s / 3600.0
    return (
        north_m,
        east_m,
        up_m,
        v_north,
        v_east,
        v_up,
        trim_north,
        trim_east,
        used_ah + current * hours,
        used_wh + power_w * hours,
        power_w,
        open_v - current * resistance_ohm,
        current,
    )
