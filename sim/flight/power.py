"""Electric power of a multirotor from thrust, air and speed.

Owns the formulas. Hovering costs P = c · m^1.5 / √ρ (momentum theory with a constant figure of
merit); flying adds parasite drag, climbing adds lift work. The gain of translational lift is left
out, which errs towards too much consumption between 3 and 12 m/s. Knows nothing of batteries.
"""

from __future__ import annotations

from math import sqrt

from sim.flight.air import SEA_LEVEL_DENSITY_KGPM3
from sim.flight.scalars import scalar

GRAVITY_MPS2 = 9.80665


@scalar
def rotor_power_w(thrust_n: float, hover_coefficient: float, density_kgpm3: float) -> float:
    """Power for a thrust; `hover_coefficient` in W/kg^1.5 at sea level."""
    lifted_kg = thrust_n / GRAVITY_MPS2
    return hover_coefficient * lifted_kg**1.5 * sqrt(SEA_LEVEL_DENSITY_KGPM3 / density_kgpm3)


@scalar
def drag_n(drag_area_m2: float, density_kgpm3: float, airspeed_mps: float) -> float:
    """Parasite drag; `drag_area_m2` is drag coefficient times area."""
    return 0.5 * density_kgpm3 * drag_area_m2 * airspeed_mps * airspeed_mps


@scalar
def electric_power_w(
    thrust_n: float,
    mass_kg: float,
    climb_mps: float,
    airspeed_mps: float,
    drag_area_m2: float,
    density_kgpm3: float,
    hover_coefficient: float,
    propulsive_efficiency: float,
    idle_w: float,
) -> float:
    """All power drawn in flight. A descent gives nothing back."""
    parasite_w = drag_n(drag_area_m2, density_kgpm3, airspeed_mps) * airspeed_mps
    lift_w = mass_kg * GRAVITY_MPS2 * climb_mps if climb_mps > 0.0 else 0.0
    return (
        rotor_power_w(thrust_n, hover_coefficient, density_kgpm3)
        + (parasite_w + lift_w) / propulsive_efficiency
        + idle_w
    )
