"""Each limit of a deployment decides what it is named after, and nothing else."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from missions.flight.gates import Limits
from missions.flight.limits import limits_of
from missions.flying import Flying

WEATHER = {
    "wind_below_mps": "wind_mps",
    "gust_below_mps": "gust_mps",
    "rain_max_mm_h": "rain_mm_h",
    "visibility_min_m": "visibility_m",
    "wind_age_s": "wind_age_s",
    "rain_age_s": "rain_age_s",
    "visibility_age_s": "visibility_age_s",
}


def changed(before: Limits, after: Limits) -> dict[str, float]:
    return dict(asdict(after).items() - asdict(before).items())


@pytest.mark.parametrize(("key", "limit"), WEATHER.items())
def test_each_limit_of_the_weather_file_is_one_limit(key: str, limit: str, shipped: Flying) -> None:
    fleet, types = shipped.fleet, shipped.fleet.types_in_use
    other = replace(fleet, weather=replace(fleet.weather, **{key: 77.0}))
    assert changed(limits_of(fleet, types), limits_of(other, types)) == {limit: 77.0}


def test_words_of_people_have_an_age_of_their_own(shipped: Flying) -> None:
    fleet, types = shipped.fleet, shipped.fleet.types_in_use
    other = replace(fleet, word_age_s=77.0)
    assert changed(limits_of(fleet, types), limits_of(other, types)) == {"word_age_s": 77.0}
