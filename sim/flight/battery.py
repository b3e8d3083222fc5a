"""A lithium-polymer battery: voltage by charge and load, what cold and age make of it, its warmth.

Owns the cell's curve, the internal resistance and the heat balance. Knows nothing of fuel gauges:
what an autopilot believes about the battery is the autopilot's affair.
"""

from __future__ import annotations

from math import exp, sqrt

from sim.flight.scalars import scalar

CELL_NOMINAL_V = 3.7
"""Energy in Wh divided by charge in Ah, per cell in series."""
STANDARD_K = 298.15
"""Temperature at which a resistance is given: 25 °C."""
_ACTIVATION_K = 2500.0
"""Activation energy over the gas constant, 21 kJ/mol: twice the resistance at 2 °C. An assumption
of this project between the 15 and 30 kJ/mol that are common for whole cells."""
_HEAT_J_PER_K_WH = 5.6
"""1000 J/(kg K) at 180 Wh/kg."""
_COOLING_PER_S = 1.0 / 1800.0
"""A pack in the air stream is at the air's temperature after about half an hour."""
_WORN_SHARE = 0.2
"""Part of its energy that a battery has lost at the end of its cycles, as makers define the end."""
_WORN_RESISTANCE = 1.0
"""Part of its resistance that it has gained by then. An assumption of this project."""


@scalar
def cell_open_v(charge: float) -> float:
    """Voltage of one cell at rest; `charge` from 0 (empty) to 1 (full).

    A common LiPo curve in straight pieces; its mean is CELL_NOMINAL_V within 2 %.
    """
    if charge >= 0.9:
        return 4.05 + (charge - 0.9) * 1.5
    if charge >= 0.5:
        return 3.76 + (charge - 0.5) * 0.725
    if charge >= 0.1:
        return 3.58 + (charge - 0.1) * 0.45
    if charge >= 0.0:
        return 3.0 + charge * 5.8
    return 3.0


@scalar
def current_a(power_w: float, open_v: float, resistance_ohm: float) -> float:
    """Current at which the battery gives `power_w` at its terminals.

    More power than it can give counts as the current of its greatest power.
    """
    root = open_v * open_v - 4.0 * resistance_ohm * power_w
    if root <= 0.0:
        return open_v / (2.0 * resistance_ohm)
    return (open_v - sqrt(root)) / (2.0 * resistance_ohm)


@scalar
def capacity_ah(energy_wh: float, cells: int) -> float:
    """Charge of a battery whose label gives its energy."""
    return energy_wh / (cells * CELL_NOMINAL_V)


@scalar
def resistance_at(resistance_ohm: float, battery_k: float) -> float:
    """Internal resistance at a temperature, by Arrhenius; `resistance_ohm` is at STANDARD_K."""
    return resistance_ohm * exp(_ACTIVATION_K * (1.0 / battery_k - 1.0 / STANDARD_K))


@scalar
def next_battery_k(
    battery_k: float, air_k: float, lost_w: float, energy_wh: float, dt_s: float
) -> float:
    """Temperature after `dt_s` with `lost_w` of heat inside; one lump that the air cools."""
    warming_k = lost_w * dt_s / (_HEAT_J_PER_K_WH * energy_wh)
    return battery_k + warming_k - (battery_k - air_k) * _COOLING_PER_S * dt_s


@scalar
def worn_energy_wh(energy_wh: float, cycles: float, most_cycles: float) -> float:
    """What a battery holds after some of its charge cycles, by a straight line to their end."""
    return energy_wh * (1.0 - _WORN_SHARE * min(1.0, max(0.0, cycles / most_cycles)))


@scalar
def worn_resistance_ohm(resistance_ohm: float, cycles: float, most_cycles: float) -> float:
    """Its resistance by then, likewise."""
    return resistance_ohm * (1.0 + _WORN_RESISTANCE * min(1.0, max(0.0, cycles / most_cycles)))
