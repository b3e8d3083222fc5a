"""Electric power of a multirotor from thrust, air and speed.

Owns the formulas. Hovering costs P = c · m^1.5 / √ρ (momentum theory with a constant figure of
merit). Of that the induced share falls with the speed through the air as Glauert's formula for a
rotor in level flight has it (H. Glauert, 1926: v_i = v_h² / √(V² + v_i²)); parasite drag and the
work of climbing are added. A descent gives nothing back. Knows nothing of batteries.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sim.flight.air import SEA_LEVEL_DENSITY_KGPM3
from sim.flight.scalars import scalar

GRAVITY_MPS2 = 9.80665


class Rotors(NamedTuple):
    """What turns electric power into lift and way.

    `hover_coefficient` [W/kg^1.5 at sea level], `induced_share` of it [1], `disc_m2` of all discs,
    `drag_area_m2` (drag coefficient times area), `efficiency` from electric to mechanical power,
    `idle_w` of what is not a rotor.
    """

    hover_coefficient: float
    induced_share: float
    disc_m2: float
    drag_area_m2: float
    efficiency: float
    idle_w: float


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
def induced_part(airspeed_mps: float, thrust_n: float, disc_m2: float, density: float) -> float:
    """Induced power at a speed over that in a hover with the same thrust, from 1 down."""
    hover_mps2 = thrust_n / (2.0 * density * disc_m2)  # the square of the downwash in a hover
    if hover_mps2 <= 0.0:
        return 1.0
    ratio = airspeed_mps * airspeed_mps / hover_mps2
    return sqrt(sqrt(ratio * ratio / 4.0 + 1.0) - ratio / 2.0)


@scalar
def electric_power_w(
    rotors: Rotors,
    thrust_n: float,
    mass_kg: float,
    climb_mps: float,
    airspeed_mps: float,
    density_kgpm3: float,
) -> float:
    """All power drawn in flight."""
    hover_w = rotor_power_w(thrust_n, rotors.hover_coefficient, density_kgpm3)
    part = induced_part(airspeed_mps, thrust_n, rotors.disc_m2, density_kgpm3)
    lift_w = hover_w * (1.0 - rotors.induced_share * (1.0 - part))
    parasite_w = drag_n(rotors.drag_area_m2, density_kgpm3, airspeed_mps) * airspeed_mps
    climb_w = mass_kg * GRAVITY_MPS2 * climb_mps if climb_mps > 0.0 else 0.0
    return lift_w + (parasite_w + climb_w) / rotors.efficiency + rotors.idle_w
