"""How long a craft hovers on one charge.

Owns the sum over a discharge. Knows nothing of flights that go anywhere.
"""

from __future__ import annotations

from sim.flight.air import SEA_LEVEL_DENSITY_KGPM3
from sim.flight.battery import (
    CELL_NOMINAL_V,
    STANDARD_K,
    cell_open_v,
    current_a,
    next_battery_k,
    resistance_at,
)
from sim.flight.motion import Frame
from sim.flight.power import GRAVITY_MPS2, electric_power_w

_EVERY_S = 2.0


def hover_s(frame: Frame, air_k: float = STANDARD_K) -> float:
    """Seconds in still air at sea level from a full battery to an empty one."""
    thrust_n = frame.mass_kg * GRAVITY_MPS2
    power_w = electric_power_w(
        frame.rotors, thrust_n, frame.mass_kg, 0.0, 0.0, SEA_LEVEL_DENSITY_KGPM3
    )
    energy_wh = frame.capacity_ah * frame.cells * CELL_NOMINAL_V
    charge, battery_k, lasted_s = 1.0, air_k, 0.0
    while charge > 0.0:
        open_v = frame.cells * cell_open_v(charge)
        resistance = resistance_at(frame.resistance_ohm, battery_k)
        amperes = current_a(power_w, open_v, resistance)
        lost_w = amperes * amperes * resistance
        battery_k = next_battery_k(battery_k, air_k, lost_w, energy_wh, _EVERY_S)
        taken = amperes * _EVERY_S / 3600.0 / frame.capacity_ah
        lasted_s += _EVERY_S * min(1.0, charge / taken)
        charge -= taken
    return lasted_s
