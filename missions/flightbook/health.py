"""How the sensors of an aircraft behaved in one flight: the worst that was heard of each.

Owns the names of the metrics and the value that is kept. A flight of which little was heard tells
little: the seconds are kept beside the worst. Knows nothing of the link or of limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Any

LOWER_IS_WORSE = frozenset({"satellites"})
METRICS: Mapping[str, str] = MappingProxyType(
    {
        "vibration_mps2": "m/s²",
        "clipping": "",
        "ekf_velocity": "",
        "ekf_position": "",
        "ekf_height": "",
        "ekf_compass": "",
        "hdop": "",
        "satellites": "",
        "unhealthy": "",
    }
)
"""Metric → unit. `clipping` counts how often an accelerometer was at its limit, `ekf_*` are the
estimator's variances (above 1 is a failure: position and height against GNSS and barometer, compass
against the gyroscopes), `unhealthy` counts sensors that the vehicle itself has called unhealthy."""


@dataclass(frozen=True, slots=True)
class Health:
    """`heard_s`: vehicle seconds in the air for which something was heard. `worst` by metric: a
    metric that is missing was not heard."""

    heard_s: float
    worst: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """As it is kept in a row."""
        rounded = {name: round(value, 4) for name, value in self.worst.items()}
        return {"heard_s": round(self.heard_s, 1), "worst": rounded}


def health_in(told: Any) -> Health | None:
    """What stands in a row; None where that is nothing, or cannot be read."""
    if not isinstance(told, Mapping) or not isinstance(told.get("worst"), Mapping):
        return None
    heard_s = _number(told.get("heard_s"))
    if heard_s is None:
        return None
    found = {name: _number(told["worst"].get(name)) for name in METRICS}
    return Health(heard_s, {name: value for name, value in found.items() if value is not None})


def worse(metric: str, one: float, other: float) -> float:
    """The worse of two values of a metric."""
    return min(one, other) if metric in LOWER_IS_WORSE else max(one, other)


def _number(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and isfinite(value) else None
