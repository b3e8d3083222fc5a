"""Sunrise and sunset: from the first to the last edge of the sun at the horizon.

Owns the formula: that of NOAA's "General Solar Position Calculations" (Global Monitoring
Division), with the zenith of 90.833° for refraction and the sun's radius. It is good to a minute
or two at these latitudes, so a margin is kept at both ends. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import acos, cos, degrees, pi, radians, sin, tan

ZENITH_DEG = 90.833
MARGIN = timedelta(minutes=3)
"""What the formula may be wrong by; kept free after sunrise and before sunset."""


@dataclass(frozen=True, slots=True)
class SunTimes:
    """Sunrise and sunset of a day, UTC."""

    rise_at: datetime
    set_at: datetime


def sun_times(lat_deg: float, lon_deg: float, day: date) -> SunTimes | None:
    """The sun over a place on a local day; None where it does not rise or does not set.

    WGS 84 degrees, east positive. The local day is that of the place's own meridian.
    """
    days_in_year = 366 if day.year % 4 == 0 and (day.year % 100 or day.year % 400 == 0) else 365
    # Taken at noon of the day: the sun moves too little within one to matter here.
    gamma = 2 * pi / days_in_year * (day.timetuple().tm_yday - 1)
    equation_min = 229.18 * (
        0.000075
        + 0.001868 * cos(gamma)
        - 0.032077 * sin(gamma)
        - 0.014615 * cos(2 * gamma)
        - 0.040849 * sin(2 * gamma)
    )
    declination = (
        0.006918
        - 0.399912 * cos(gamma)
        + 0.070257 * sin(gamma)
        - 0.006758 * cos(2 * gamma)
        + 0.000907 * sin(2 * gamma)
        - 0.002697 * cos(3 * gamma)
        + 0.00148 * sin(3 * gamma)
    )
    lat = radians(lat_deg)
    cosine = cos(radians(ZENITH_DEG)) / (cos(lat) * cos(declination)) - tan(lat) * tan(declination)
    if not -1 <= cosine <= 1:
        return None
    half_day_deg = degrees(acos(cosine))
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)

    def at(hour_angle_deg: float) -> datetime:
        return midnight + timedelta(minutes=720 - 4 * (lon_deg + hour_angle_deg) - equation_min)

    return SunTimes(at(half_day_deg), at(-half_day_deg))


def daylight_for(
    lat_deg: float, lon_deg: float, begin_at: datetime, end_at: datetime
) -> bool | None:
    """Whether the sun is up, with a margin, for all of this time; None where that is not known.

    Both times lie on one local day of their own zone.
    """
    times = sun_times(lat_deg, lon_deg, begin_at.date())
    if times is None:
        return None
    return times.rise_at + MARGIN <= begin_at <= end_at <= times.set_at - MARGIN
