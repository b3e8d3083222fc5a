"""The air: density and temperature by height in the International Standard Atmosphere.

Owns the formulas. Knows nothing of wind (`sim.flight.wind`) or of aircraft.
"""

from __future__ import annotations

from sim.flight.scalars import scalar

SEA_LEVEL_DENSITY_KGPM3 = 1.225
"""ISO 2533: 15 °C and 1013.25 hPa."""

_SEA_LEVEL_K = 288.15
_LAPSE_K_PER_M = 0.0065
_SEA_LEVEL_PA = 101_325.0
_GAS_CONSTANT = 287.053  # dry air, J/(kg K)
_PRESSURE_EXPONENT = 5.25588


@scalar
def air_density_kgpm3(alt_amsl_m: float, warmer_k: float = 0.0) -> float:
    """Density at a height below 11 km; `warmer_k` is how much the day is warmer than standard.

    ISO 2533: at 900 m the standard air is 8.4 % thinner than at sea level.
    """
    standard_k = air_k(alt_amsl_m)
    pressure_pa = _SEA_LEVEL_PA * (standard_k / _SEA_LEVEL_K) ** _PRESSURE_EXPONENT
    return pressure_pa / (_GAS_CONSTANT * (standard_k + warmer_k))


@scalar
def air_k(alt_amsl_m: float, warmer_k: float = 0.0) -> float:
    """Temperature, kelvin."""
    return _SEA_LEVEL_K - _LAPSE_K_PER_M * alt_amsl_m + warmer_k
