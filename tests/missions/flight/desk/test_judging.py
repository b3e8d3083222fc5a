"""What the service knows reaches the desk whole: no reading is lost on the way."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

import pytest

from missions.flight.desk.judging import held_to, readings_in, with_vehicle
from missions.flight.gates import Measured, Readings
from tests.missions.flight.test_gates import GOOD

UNKNOWN = Readings()
WORDS_AGE = ("volunteer_word_s", "pad_clear_word_s")


def sent(readings: Readings) -> dict[str, object]:
    return {"readings": json.loads(json.dumps(asdict(readings)))}


@pytest.mark.parametrize("name", [each.name for each in fields(Readings)])
def test_each_reading_comes_from_the_service_or_from_the_vehicle(name: str) -> None:
    """One that is read from neither would be unknown for ever, and nothing would fly."""
    value = getattr(GOOD, name) or "said"
    one = replace(UNKNOWN, **{name: value})
    from_service = getattr(readings_in(sent(one), 0.0), name)
    from_vehicle = getattr(with_vehicle(UNKNOWN, one), name)
    assert value in (from_service, from_vehicle)


def test_readings_grow_older_on_the_way() -> None:
    later = readings_in(sent(GOOD), 7.0)
    assert later.wind_mps == Measured(GOOD.wind_mps.value, GOOD.wind_mps.age_s + 7.0)  # type: ignore[union-attr]
    for name in WORDS_AGE:
        assert getattr(later, name) == getattr(GOOD, name) + 7.0


@pytest.mark.parametrize("body", [{}, {"readings": None}, {"readings": []}, {"readings": {}}])
def test_what_cannot_be_read_is_unknown(body: dict[str, object]) -> None:
    assert readings_in(body, 0.0) == UNKNOWN


@pytest.mark.parametrize("wrong", ["yes", 1, None, [], {"value": "calm", "age_s": 1}])
def test_a_value_of_a_wrong_kind_is_unknown(wrong: object) -> None:
    body = {"readings": dict.fromkeys(["corridor_free", "daylight", "wind_mps", "load_kg"], wrong)}
    read = readings_in(body, 0.0)
    assert (read.corridor_free, read.daylight, read.wind_mps) == (None, None, None)


def test_an_approval_holds_for_the_version_that_is_flown_and_no_other() -> None:
    """The desk reads the folder at its own start, the service at another."""
    assert held_to(GOOD, "abc") == GOOD
    assert held_to(UNKNOWN, "abc") == UNKNOWN
    other = held_to(GOOD, "abd")
    assert other.route_approved is False
    assert other.approval_version == "approved is abc, to be flown is abd"
