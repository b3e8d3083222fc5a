"""Sunrise and sunset against a published almanac, and the window of a flight within them.

Golden values: the calendar of the National Astronomical Observatory of Japan for Tokyo
(35.6544 N, 139.7447 E), in whole minutes of Japan time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.daylight import MARGIN, daylight_for, sun_times
from missions.clock import TOKYO

LAT, LON = 35.6544, 139.7447


@pytest.mark.parametrize(
    ("day", "rise", "set_"),
    [
        (date(2024, 1, 1), "06:51", "16:38"),
        (date(2024, 3, 20), "05:45", "17:53"),
        (date(2024, 6, 21), "04:25", "19:00"),
        (date(2024, 9, 22), "05:29", "17:38"),
        (date(2024, 12, 21), "06:47", "16:32"),
    ],
)
def test_as_the_almanac_says_to_two_minutes(day: date, rise: str, set_: str) -> None:
    times = sun_times(LAT, LON, day)
    assert times is not None
    for found, told in ((times.rise_at, rise), (times.set_at, set_)):
        hour, minute = map(int, told.split(":"))
        wanted = datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO)
        assert abs(found - wanted) <= timedelta(minutes=2)


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.floats(30, 45), st.floats(130, 145))
def test_the_sun_is_up_at_noon_and_down_at_midnight(day: date, lat: float, lon: float) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=TOKYO)
    midnight = noon.replace(hour=0)
    assert daylight_for(lat, lon, noon, noon + timedelta(minutes=30)) is True
    assert daylight_for(lat, lon, midnight, midnight + timedelta(minutes=30)) is False


def test_a_flight_must_end_before_the_sun_sets() -> None:
    times = sun_times(LAT, LON, date(2026, 11, 24))
    assert times is not None
    last = (times.set_at - MARGIN).astimezone(TOKYO)
    assert daylight_for(LAT, LON, last - timedelta(minutes=20), last) is True
    assert (
        daylight_for(LAT, LON, last - timedelta(minutes=20), last + timedelta(seconds=1)) is False
    )


def test_where_the_sun_does_not_set_nothing_is_known() -> None:
    assert sun_times(80, 20, date(2026, 6, 21)) is None
    noon = datetime(2026, 6, 21, 12, tzinfo=TOKYO)
    assert daylight_for(80, 20, noon, noon) is None
