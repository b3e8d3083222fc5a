"""The forecast at the door, and the words for a broken promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.promises import LegProgress, WhyBroken, forecast, why_broken
from tests.logistics.domain.making import LEAVE_AT

MINUTE = timedelta(minutes=1)


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[LegProgress], datetime]:
    """A car, a van and a round on foot as planned, with pauses, and the time at the door."""
    at, legs = LEAVE_AT, []
    for _ in range(3):
        depart_at = at + draw(st.integers(0, 20)) * MINUTE
        at = depart_at + draw(st.integers(1, 60)) * MINUTE
        legs.append(LegProgress(depart_at, at))
    walk = draw(st.integers(0, int((at - legs[-1].depart_at) / MINUTE)))
    return legs, legs[-1].depart_at + walk * MINUTE


@given(chains())
def test_as_long_as_all_goes_to_plan_the_plan_is_the_forecast(
    planned: tuple[list[LegProgress], datetime],
) -> None:
    legs, eta = planned
    assert forecast(legs, eta, LEAVE_AT) == eta
    gone = [replace(leg, departed_at=leg.depart_at, arrived_at=leg.arrive_at) for leg in legs]
    for done in range(len(legs) + 1):
        now = legs[done - 1].arrive_at if done else LEAVE_AT
        if now <= eta:
            assert forecast([*gone[:done], *legs[done:]], eta, now) == eta


@given(chains(), st.integers(0, 300))
def test_a_forecast_is_never_in_the_past_nor_before_the_plan(
    planned: tuple[list[LegProgress], datetime], passed: int
) -> None:
    legs, eta = planned
    now = LEAVE_AT + passed * MINUTE
    assert forecast(legs, eta, now) >= max(now, eta)


@given(chains(), st.integers(1, 200))
def test_a_car_that_leaves_late_delays_the_door_by_as_much(
    planned: tuple[list[LegProgress], datetime], late: int
) -> None:
    legs, eta = planned
    left = replace(legs[0], departed_at=legs[0].depart_at + late * MINUTE)
    now = legs[0].depart_at + late * MINUTE
    assert forecast([left, *legs[1:]], eta, now) == eta + late * MINUTE


@given(chains(), st.integers(0, 200), st.integers(0, 200))
def test_waiting_longer_never_brings_the_goods_earlier(
    planned: tuple[list[LegProgress], datetime], one: int, two: int
) -> None:
    legs, eta = planned
    early, late = sorted((one, two))
    first = forecast(legs, eta, LEAVE_AT + early * MINUTE)
    assert forecast(legs, eta, LEAVE_AT + late * MINUTE) >= first


def test_without_legs_the_planned_time_counts() -> None:
    assert forecast([], LEAVE_AT, LEAVE_AT + MINUTE) == LEAVE_AT + MINUTE


@pytest.mark.parametrize(
    ("tried", "left", "with_volunteer", "why"),
    [
        (True, True, True, WhyBroken.NOT_MET),
        (False, False, False, WhyBroken.LATE_AT_STORE),
        (False, True, False, WhyBroken.LATE_ON_THE_WAY),
        (False, True, True, WhyBroken.LATE_AT_THE_DOOR),
    ],
)
def test_a_broken_promise_has_its_cause(
    tried: bool, left: bool, with_volunteer: bool, why: WhyBroken
) -> None:
    assert why_broken(tried, left, with_volunteer) is why
