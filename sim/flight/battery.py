"""A lithium-polymer battery: voltage by charge and load, and what a load takes out of it.

Owns the cell's curve and the internal resistance. Knows nothing of fuel gauges: what an autopilot
believes about the battery is the autopilot's affair.
"""

from __future__ import annotations

from math import sqrt

from sim.flight.scalars import scalar

CELL_NOMINAL_V = 3.7
"""Energy in Wh divided by charge in Ah, per cell in series."""


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
