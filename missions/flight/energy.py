"""What charge a flight is predicted to land with.

Owns the sum only; the energy of the flight comes from the aircraft type's model.
"""

from __future__ import annotations


def charge_left_percent(
    charge_percent: float | None, battery_wh: float, needed_wh: float
) -> float | None:
    """Percent of the battery at landing; None where the charge now is not known."""
    if charge_percent is None:
        return None
    return charge_percent - 100.0 * needed_wh / battery_wh
