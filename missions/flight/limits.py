"""The thresholds of the gates, from a deployment's own limits and the types that fly in it.

Owns the numbers that are the same for every flight. What they are for stands in `gates`.
"""

from __future__ import annotations

from collections.abc import Iterable

from missions.aircraft.model import AircraftType, Fleet
from missions.flight.gates import Limits

RESERVE_PERCENT = 30.0
"""Charge that must be left at the landing, by prediction."""


def limits_of(fleet: Fleet, types: Iterable[AircraftType]) -> Limits:
    """Limits that hold for each of these types (at least one): the weakest decides."""
    weather = fleet.weather
    return Limits(
        wind_mps=weather.wind_below_mps,
        gust_mps=weather.gust_below_mps,
        rain_mm_h=weather.rain_max_mm_h,
        visibility_m=weather.visibility_min_m,
        wind_age_s=weather.wind_age_s,
        rain_age_s=weather.rain_age_s,
        visibility_age_s=weather.visibility_age_s,
        word_age_s=fleet.word_age_s,
        load_kg=min(craft.max_load_kg for craft in types),
        reserve_percent=RESERVE_PERCENT,
        operator_age_s=fleet.operator_age_s,
    )
