"""What the voltage of a battery at rest tells of its charge.

Owns the reading of a curve that the battery's maker states. Knows nothing of load: under load the
voltage is lower, and so is the answer.
"""

from __future__ import annotations

from bisect import bisect_right

RestCurve = tuple[tuple[float, float], ...]
"""(percent of charge, volts at rest), both rising, from 0 to 100 percent."""


def charge_at_rest_percent(curve: RestCurve, volts: float) -> float:
    """Percent of charge at which a battery at rest has this voltage, in straight pieces."""
    at = bisect_right([point[1] for point in curve], volts)
    if at == 0:
        return 0.0
    if at == len(curve):
        return 100.0
    (low_percent, low_v), (high_percent, high_v) = curve[at - 1], curve[at]
    return low_percent + (high_percent - low_percent) * (volts - low_v) / (high_v - low_v)
