"""Sunrise and sunset against a published almanac, and the window of a flight within them.

Golden values: the first and last days of the year's latest and earliest sunrises and sunsets in
Tokyo (35.6544 N, 139.7447 E) in 2024, in whole minutes, as schoolbook publishers print them from
the calendar of the National Astronomical Observatory of Japan.
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
        (date(2024, 1, 2), "06:51", None),
        (date(2024, 1, 13), "06:51", None),
        (date(2024, 6, 5), "04:25", None),
        (date(2024, 6, 20), "04:25", None),
        (date(2024, 6, 23), None, "19:01"),
        (date(2024, 7, 4), None, "19:01"),
        (date(2024, 11, 28), None, "16:28"),
        (date(2024, 12, 12), None, "16:28"),
    ],
)
def test_as_the_almanac_says_to_two_minutes(day: date, rise: str | None, set_: str | None) -> None:
    times = sun_times(LAT, LON, day)
    assert times is not None
    for found, told in ((times.rise_at, rise), (times.set_at, set_)):
        if told is not None:
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
