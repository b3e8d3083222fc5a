"""Airworthiness by the book: each point alone decides, and what is not known never passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.flight.gates import Verdict
from missions.flightbook.airworthiness import Ahead, Airworthiness, Standing, airworthiness
from missions.flightbook.facts import BatteryFacts
from missions.flightbook.model import Action, BatteryUse, Defect, Result
from missions.flightbook.totals import Total
from missions.flightbook.trend import Flown
from tests.logistics.support.access import TUESDAY_9
from tests.missions.flightbook.making import health, inspection, upkeep

NOW = TUESDAY_9 + timedelta(hours=4)
GOOD = Standing(
    now=NOW,
    entered=True,
    grounded=None,
    inspection=inspection(TUESDAY_9),
    worked_at=TUESDAY_9 - timedelta(days=3),
    defects=(),
    since_periodic=Total(3600.0),
    since_periodic_flights=5,
    flights=[Flown(600.0, health())] * 10,
    battery=BatteryUse("b-1", 3, 2950.0, TUESDAY_9 - timedelta(days=20)),
)
OPEN = Defect(7, "ac-1", TUESDAY_9, "a crack", "Hosaka")
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
SETTLED = replace(OPEN, action=Action(NOW, "mended", "Hosaka", "Arai"))

# What is otherwise than in GOOD, the point that decides, its verdict, and what it says.
CASES: list[tuple[dict[str, Any], str, Verdict, str]] = [
    ({"entered": False}, "grounded", UNKNOWN, "not entered"),
    ({"grounded": "a crack"}, "grounded", FAIL, "a crack"),
    ({"grounded": ""}, "grounded", FAIL, "grounded"),
    ({"defects": [OPEN]}, "defects", FAIL, "7: a crack"),
    ({"inspection": None}, "inspection", UNKNOWN, "not inspected today"),
    ({"inspection": inspection(propellers=Result.FAIL)}, "inspection", FAIL, "propellers"),
    ({"inspection": inspection(NOW + timedelta(minutes=1))}, "inspection", UNKNOWN, "future"),
    ({"worked_at": NOW}, "inspection", UNKNOWN, "done to it since"),
    ({"worked_at": TUESDAY_9}, "inspection", UNKNOWN, "done to it since"),
    ({"since_periodic": Total(72_000.0)}, "maintenance-hours", FAIL, "is due"),
    ({"since_periodic": Total(60.0, 1)}, "maintenance-hours", UNKNOWN, "is not known"),
    ({"since_periodic_flights": 100}, "maintenance-flights", FAIL, "is due"),
    ({"since_periodic_flights": None}, "maintenance-flights", UNKNOWN, "are not known"),
    ({"battery": None}, "battery-cycles", UNKNOWN, "nobody has said which"),
    ({"battery": BatteryUse("b-9", 0)}, "battery-health", UNKNOWN, "does not fit"),
    ({"battery": BatteryUse("b-1", 291)}, "battery-cycles", FAIL, "is worn"),
    ({"battery": BatteryUse("b-1", 0, 2399.0, NOW)}, "battery-health", FAIL, "too little"),
    (
        {"flights": [Flown(600.0, health(vibration_mps2=31.0))]},
        "sensor-vibration_mps2", FAIL, "limit",
    ),
]  # fmt: skip


def judged(ahead: Ahead | None = None, **changes: Any) -> Airworthiness:
    return airworthiness(upkeep(), replace(GOOD, **changes), ahead or Ahead())


def test_a_sound_aircraft_is_airworthy() -> None:
    found = judged()
    assert found.airworthy is True
    assert found.why == ""
    assert {point.verdict for point in found.points} == {PASS}


@pytest.mark.parametrize(("changes", "name", "verdict", "says"), CASES)
def test_each_point_decides_alone(
    changes: dict[str, Any], name: str, verdict: Verdict, says: str
) -> None:
    found = judged(**changes)
    (point,) = [each for each in found.points if each.name == name]
    assert (point.verdict, says in point.why) == (verdict, True), point
    others = [each for each in found.points if each.name.split("-")[0] != name.split("-")[0]]
    assert {each.verdict for each in others} == {PASS}
    assert found.airworthy is (False if verdict is FAIL else None)
    assert name in found.why


def test_an_inspection_of_an_older_list_leaves_the_new_items_unknown() -> None:
    old = replace(inspection(TUESDAY_9), results={"general": Result.PASS})
    (point,) = [each for each in judged(inspection=old).points if each.name == "inspection"]
    assert point.verdict is UNKNOWN
    assert (point.value, point.threshold, point.age_s) == (1.0, 3.0, 4 * 3600.0)
    assert point.why == "not inspected: propellers, battery"


def test_a_defect_that_was_settled_grounds_no_more() -> None:
    assert judged(defects=[SETTLED]).airworthy is True


def test_an_aircraft_must_not_become_overdue_at_a_hall() -> None:
    left = {"since_periodic": Total(72_000.0 - 900.0), "since_periodic_flights": 99}
    assert judged(Ahead(900.0, 1), **left).airworthy is True
    assert [each.name for each in judged(Ahead(901.0, 1), **left).failing] == ["maintenance-hours"]
    assert [each.name for each in judged(Ahead(900.0, 2), **left).failing] == [
        "maintenance-flights"
    ]


def test_the_battery_counts_with_what_it_has_behind_it_and_with_its_last_measurement() -> None:
    facts = {"b-1": BatteryFacts(298, 2400.0)}
    by = {"battery": BatteryUse("b-1", 2)}
    found = airworthiness(upkeep(batteries=facts), replace(GOOD, **by))
    assert found.airworthy is True, found.why
    found = airworthiness(upkeep(batteries=facts), replace(GOOD, battery=BatteryUse("b-1", 3)))
    assert [each.name for each in found.failing] == ["battery-cycles"]
    measured = BatteryUse("b-1", 0, 3000.0, NOW - timedelta(days=1))
    (point,) = [
        each
        for each in airworthiness(upkeep(batteries=facts), replace(GOOD, battery=measured)).points
        if each.name == "battery-health"
    ]
    assert (point.value, point.unit, point.age_s) == (100.0, "%", 86_400.0)


UNKNOWNS: dict[str, Any] = {
    "entered": False,
    "inspection": None,
    "since_periodic": Total(10.0, 1),
    "since_periodic_flights": None,
    "battery": None,
    "flights": [Flown(None, None)] * 3,
}
"""One thing that is not known each."""


@given(st.sets(st.sampled_from(sorted(UNKNOWNS)), min_size=1), st.booleans())
def test_what_is_not_known_never_passes_however_good_the_rest(
    names: set[str], grounded: bool
) -> None:
    changes = {name: UNKNOWNS[name] for name in names}
    changes["grounded"] = "a crack" if grounded else None
    found = judged(**changes)
    assert found.airworthy is (False if grounded and "entered" not in names else None)
    assert found.why


@given(
    st.sampled_from([True, False]),
    st.one_of(st.none(), st.floats(0, 100_000)),
    st.one_of(st.none(), st.integers(0, 300)),
    st.integers(0, 400),
    st.one_of(st.none(), st.floats(1, 4000)),
)
def test_whatever_passes_is_known_and_within_its_limits(
    inspected: bool, since_s: float | None, flights: int | None, charges: int, wh: float | None
) -> None:
    found = judged(
        inspection=GOOD.inspection if inspected else None,
        since_periodic=Total.of(since_s),
        since_periodic_flights=flights,
        battery=BatteryUse("b-1", charges, wh, NOW if wh else None),
    )
    if found.airworthy:
        assert inspected
        assert since_s is not None
        assert since_s < 72_000.0
        assert flights is not None
        assert flights < 100
        assert charges + 10 <= 300
        assert (2900.0 if wh is None else wh) >= 0.8 * 3000.0 - 1.5
