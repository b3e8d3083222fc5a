from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from missions.clock import TOKYO
from sim.village.plot import chance_for
from sim.village.weather import ValleyWeather

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TOKYO)
PLACES = ("hase-hub", "nakao", "ichinose", "sugishima")
AFTERNOON_MIN = st.integers(0, 5 * 60)


@given(st.integers(), st.sampled_from(PLACES), AFTERNOON_MIN)
def test_an_ordinary_afternoon_is_within_what_small_aircraft_bear(
    seed: int, place: str, minutes: int
) -> None:
    at = NOON + timedelta(minutes=minutes)
    measured = ValleyWeather(chance_for(seed)).at(place, at)
    assert measured == ValleyWeather(chance_for(seed)).at(place, at)
    assert 0 <= measured["wind_mps"] < 5.0
    assert measured["wind_mps"] <= measured["gust_mps"] < 8.0
    assert measured["rain_mm_h"] == 0.0
    assert measured["visibility_m"] >= 5000.0


def test_the_weather_changes_over_the_day() -> None:
    weather = ValleyWeather(chance_for(3))
    early, late = (weather.at("nakao", NOON.replace(hour=hour)) for hour in (6, 15))
    assert early["visibility_m"] < 5000.0 < late["visibility_m"]
    assert early["wind_mps"] + 1.0 < late["wind_mps"]
    winds = {weather.at("nakao", NOON + timedelta(seconds=150 * n))["wind_mps"] for n in range(24)}
    assert len(winds) > 3


def test_wind_that_rises_blows_everywhere_and_goes_again() -> None:
    weather = ValleyWeather(chance_for(3))
    weather.rise(NOON, timedelta(minutes=40), 9.0, 14.0)
    for place in PLACES:
        during = weather.at(place, NOON + timedelta(minutes=39))
        assert 9.0 <= during["wind_mps"] < 10.0
        assert during["gust_mps"] >= 14.0
        assert weather.at(place, NOON + timedelta(minutes=40))["wind_mps"] < 5.0
        assert weather.at(place, NOON - timedelta(seconds=1))["wind_mps"] < 5.0
