"""What the service knows reaches the desk whole: no reading is lost on the way."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

import pytest

from missions.flight.desk.judging import held_to, held_to_papers, readings_in, with_vehicle
from missions.flight.gates import Measured, Operator, Readings
from missions.papers.model import NO_PAPERS, Paper
from tests.missions.flight.test_gates import GOOD
from tests.missions.papers.making import DAY, PAPERS

UNKNOWN = Readings()
WORDS_AGE = ("volunteer_word_s", "pad_clear_word_s")


def sent(readings: Readings) -> dict[str, object]:
    return {"readings": json.loads(json.dumps(asdict(readings)))}


@pytest.mark.parametrize("name", [each.name for each in fields(Readings)])
def test_each_reading_comes_from_the_service_or_from_the_vehicle(name: str) -> None:
    """One that is read from neither would be unknown for ever, and nothing would fly."""
    good = getattr(GOOD, name)
    value = good or (("said",) if isinstance(good, tuple) else "said")
    one = replace(UNKNOWN, **{name: value})
    from_service = getattr(readings_in(sent(one), 0.0), name)
    from_vehicle = getattr(with_vehicle(UNKNOWN, one), name)
    assert value in (from_service, from_vehicle)


def test_readings_grow_older_on_the_way() -> None:
    later = readings_in(sent(GOOD), 7.0)
    assert later.wind_mps == Measured(GOOD.wind_mps.value, GOOD.wind_mps.age_s + 7.0)  # type: ignore[union-attr]
    for name in WORDS_AGE:
        assert getattr(later, name) == getattr(GOOD, name) + 7.0
    assert GOOD.operator is not None
    assert later.operator == replace(GOOD.operator, word_s=GOOD.operator.word_s + 7.0)


@pytest.mark.parametrize("body", [{}, {"readings": None}, {"readings": []}, {"readings": {}}])
def test_what_cannot_be_read_is_unknown(body: dict[str, object]) -> None:
    assert readings_in(body, 0.0) == UNKNOWN


@pytest.mark.parametrize("wrong", ["yes", 1, None, [], {"value": "calm", "age_s": 1}])
def test_a_value_of_a_wrong_kind_is_unknown(wrong: object) -> None:
    names = ["corridor_free", "daylight", "wind_mps", "load_kg", "permit", "operator"]
    read = readings_in({"readings": dict.fromkeys(names, wrong)}, 0.0)
    assert (read.corridor_free, read.daylight, read.wind_mps) == (None, None, None)
    assert (read.permit, read.operator) == (None, None)


def test_an_approval_holds_for_the_version_that_is_flown_and_no_other() -> None:
    """The desk reads the folder at its own start, the service at another."""
    assert held_to(GOOD, "abc") == GOOD
    assert held_to(UNKNOWN, "abc") == UNKNOWN
    other = held_to(GOOD, "abd")
    assert other.route_approved is False
    assert other.approval_version == "approved is abc, to be flown is abd"


def test_the_papers_are_those_of_the_desk_s_own_folder_too() -> None:
    """A permit that was taken out of the folder, or a licence, since the service started."""
    told = replace(GOOD, operator=Operator("p-arai", 5.0, Paper(valid=True, days_left=9)))
    assert held_to_papers(told, PAPERS, "tsubame", "nakao", DAY) == told
    other = held_to_papers(told, PAPERS, "tsubame", "ichinose", DAY)
    assert other.permit == Paper(valid=False, why="no permit covers tsubame on ichinose")
    gone = held_to_papers(told, NO_PAPERS, "tsubame", "nakao", DAY)
    assert gone.permit is None
    assert gone.operator == Operator("p-arai", 5.0, None)
    stranger = replace(told, operator=Operator("p-stranger", 5.0, Paper(valid=True, days_left=9)))
    held = held_to_papers(stranger, PAPERS, "tsubame", "nakao", DAY).operator
    assert held is not None
    assert held.licence == Paper(valid=False, why="no licence of p-stranger is known")
    bad = replace(GOOD, permit=Paper(valid=False, why="said the service"))
    assert held_to_papers(bad, PAPERS, "tsubame", "nakao", DAY).permit == bad.permit


@pytest.mark.parametrize("wrong", [None, "all well", [1], {"a": 1}])
def test_a_notification_that_cannot_be_read_is_unknown(wrong: object) -> None:
    assert readings_in({"readings": {"notification": wrong}}, 0.0).notification is None
