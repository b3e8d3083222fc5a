"""Go or no-go: what is not known never passes, and a verdict tells what decided."""

from __future__ import annotations

from dataclasses import fields, replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flight.gates import (
    GATES,
    VEHICLE_GATES,
    Gate,
    Limits,
    Measured,
    Operator,
    Readings,
    Verdict,
    go,
    hesitates,
    judge,
    worst,
)
from missions.flight.stance import Stance
from missions.papers.model import Paper

LIMITS = Limits(
    wind_mps=5.0, gust_mps=8.0, rain_mm_h=0.0, visibility_m=5000.0, wind_age_s=180.0,
    rain_age_s=300.0, visibility_age_s=600.0, word_age_s=900.0, load_kg=5.0, reserve_percent=30.0,
)  # fmt: skip
STANDS = Stance(armed=False, on_ground=True, off_m=1.2, height_off_m=-0.8)
GOOD = Readings(
    route_approved=True,
    approval_version="abc",
    airworthy=True,
    airworthy_points=(Gate("inspection", Verdict.PASS, 9.0, 9.0, 60.0, why=""),),
    energy_left_percent=45.0,
    load_kg=3.2,
    wind_mps=Measured(2.0, 10),
    gust_mps=Measured(3.0, 10),
    rain_mm_h=Measured(0.0, 10),
    visibility_m=Measured(9000.0, 10),
    daylight=True,
    permit=Paper(valid=True, days_left=120),
    operator=Operator("p-arai", 30.0, Paper(valid=True, days_left=400)),
    notification=(),
    corridor_free=True,
    volunteer="p-ogawa",
    volunteer_word_s=60.0,
    pad_clear=True,
    pad_clear_word_s=60.0,
    vehicle_ready=True,
    stance=STANDS,
    parameter_differences=(),
    mission_differences=(),
    remote_id=True,
    link_round_trip_s=0.2,
)
EXPLAINS = {
    "energy_why",
    "airworthy_why",
    "airworthy_points",
    "vehicle_why",
    "approval_version",
    "corridor_why",
    "remote_id_why",
}


def verdicts(readings: Readings) -> dict[str, Verdict]:
    return {gate.name: gate.verdict for gate in judge(readings, LIMITS)}


def test_all_known_and_well_is_go() -> None:
    gates = judge(GOOD, LIMITS)
    assert go(gates)
    assert [gate.name for gate in gates] == list(GATES)


def test_nothing_known_is_no_go_and_no_gate_passes() -> None:
    assert set(verdicts(Readings()).values()) == {Verdict.UNKNOWN}
    assert not go(judge(Readings(), LIMITS))
    assert not go([])


@pytest.mark.parametrize(
    "name", [each.name for each in fields(Readings) if each.name not in EXPLAINS]
)
def test_each_single_thing_unknown_is_no_go(name: str) -> None:
    gates = judge(replace(GOOD, **{name: None}), LIMITS)
    assert not go(gates)
    assert [gate.verdict for gate in gates if gate.verdict is not Verdict.PASS] == [Verdict.UNKNOWN]


@pytest.mark.parametrize(
    ("gate", "change"),
    [
        ("approval", {"route_approved": False}),
        ("airworthiness", {"airworthy": False, "airworthy_why": "GPS antenna"}),
        ("permit", {"permit": Paper(valid=False, days_left=-1, why="permit X ended")}),
        ("permit", {"permit": Paper(valid=False, why="no permit covers it")}),
        ("permit", {"permit": Paper(valid=True, days_left=-1)}),
        ("operator", {"operator": Operator("p-arai", 30.0, Paper(valid=False, why="no licence"))}),
        ("notification", {"notification": ("there is no insurance",)}),
        ("daylight", {"daylight": False}),
        ("wind", {"wind_mps": Measured(5.0, 10)}),
        ("gust", {"gust_mps": Measured(8.0, 10)}),
        ("wind", {"wind_mps": Measured(-1.0, 10)}),
        ("rain", {"rain_mm_h": Measured(0.1, 10)}),
        ("rain", {"rain_mm_h": Measured(-9999.0, 10)}),
        ("visibility", {"visibility_m": Measured(4999.0, 10)}),
        ("pad-clear", {"pad_clear": False}),
        ("load", {"load_kg": 5.001}),
        ("load", {"load_kg": -0.1}),
        ("energy", {"energy_left_percent": 29.9}),
        ("vehicle", {"vehicle_ready": False, "vehicle_why": "PreArm: GPS"}),
        ("on-pad", {"stance": replace(STANDS, armed=True)}),
        ("on-pad", {"stance": replace(STANDS, on_ground=False)}),
        ("on-pad", {"stance": replace(STANDS, off_m=10.1)}),
        ("on-pad", {"stance": replace(STANDS, height_off_m=-5.1)}),
        ("on-pad", {"stance": replace(STANDS, height_off_m=5.1)}),
        ("on-pad", {"stance": replace(STANDS, height_off_m=nan)}),
        ("parameters", {"parameter_differences": ("FS_GCS_ENABLE: 0, not 6",)}),
        ("mission", {"mission_differences": ("item 4: alt 100 cm",)}),
        ("remote-id", {"remote_id": False}),
        ("link", {"link_round_trip_s": 2.1}),
    ],
)
def test_beyond_its_threshold_a_gate_fails_alone(gate: str, change: dict[str, Any]) -> None:
    found = verdicts(replace(GOOD, **change))
    assert found.pop(gate) is Verdict.FAIL
    assert set(found.values()) == {Verdict.PASS}


AGES_S = {"wind_mps": 180.0, "gust_mps": 180.0, "rain_mm_h": 300.0, "visibility_m": 600.0}


@pytest.mark.parametrize("name", AGES_S)
@pytest.mark.parametrize("beyond_s", [0.1, 1e9, inf, -1000.0, nan])
def test_a_stale_reading_or_one_from_the_future_is_unknown(name: str, beyond_s: float) -> None:
    age_s = AGES_S[name] + beyond_s
    for value in (0.0, 9000.0):
        gates = judge(replace(GOOD, **{name: Measured(value, age_s)}), LIMITS)
        (open_gate,) = [gate for gate in gates if gate.verdict is not Verdict.PASS]
        assert open_gate.verdict is Verdict.UNKNOWN
        assert "older" in open_gate.why


@pytest.mark.parametrize("name", ["wind_mps", "gust_mps", "rain_mm_h", "visibility_m"])
def test_a_value_that_is_no_number_is_unknown(name: str) -> None:
    assert not go(judge(replace(GOOD, **{name: Measured(nan, 10)}), LIMITS))


@pytest.mark.parametrize("name", AGES_S)
def test_each_reading_counts_for_as_long_as_its_own_limit_says(name: str) -> None:
    measured = getattr(GOOD, name)
    assert go(judge(replace(GOOD, **{name: replace(measured, age_s=AGES_S[name])}), LIMITS))


@pytest.mark.parametrize("name", ["volunteer_word_s", "pad_clear_word_s"])
def test_a_word_given_long_ago_is_unknown(name: str) -> None:
    assert not go(judge(replace(GOOD, **{name: 901.0}), LIMITS))


def test_an_operator_who_was_not_heard_for_long_is_not_known_to_be_there() -> None:
    for word_s in (3600.1, -1.0, nan, inf):
        gone = replace(GOOD, operator=Operator("p-arai", word_s, Paper(valid=True, days_left=1)))
        (gate,) = judge(gone, LIMITS, ["operator"])
        assert (gate.verdict, gate.value) == (Verdict.UNKNOWN, "p-arai")
    for licence in (None, Paper(valid=True)):
        odd = replace(GOOD, operator=Operator("p-arai", 1.0, licence))
        assert not go(judge(odd, LIMITS))


def test_the_last_day_of_a_permit_is_a_day() -> None:
    (gate,) = judge(replace(GOOD, permit=Paper(valid=True, days_left=0)), LIMITS, ["permit"])
    assert (gate.verdict, gate.value, gate.threshold, gate.unit) == (Verdict.PASS, 0, 0, "d")


def test_a_verdict_keeps_value_age_and_threshold() -> None:
    (gate,) = judge(replace(GOOD, wind_mps=Measured(6.5, 42)), LIMITS, ["wind"])
    assert (gate.value, gate.age_s, gate.threshold, gate.unit) == (6.5, 42, 5.0, "m/s")


def test_the_vehicle_s_gates_are_gates() -> None:
    assert set(VEHICLE_GATES) <= set(GATES)
    assert go(judge(GOOD, LIMITS, VEHICLE_GATES))


@given(st.lists(st.sampled_from(list(Verdict)), max_size=12))
def test_worst_is_an_upper_bound_and_unknown_of_nothing(all_of_them: list[Verdict]) -> None:
    whole = worst(all_of_them)
    assert worst([*all_of_them, whole]) is (whole if all_of_them else Verdict.UNKNOWN)
    assert (whole is Verdict.PASS) == (bool(all_of_them) and set(all_of_them) == {Verdict.PASS})
    assert worst([*all_of_them, Verdict.FAIL]) is Verdict.FAIL


def test_what_is_shut_for_good_does_not_hesitate() -> None:
    def hesitate(**changes: Any) -> bool:
        return hesitates(judge(replace(GOOD, **changes), LIMITS), ("link",))

    assert not hesitate()
    assert hesitate(link_round_trip_s=3.0)
    assert hesitate(link_round_trip_s=3.0, stance=None)
    assert not hesitate(stance=replace(STANDS, armed=True))
    assert not hesitate(stance=None, daylight=False)
