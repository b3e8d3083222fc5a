"""The receipt against the cutoff, and what makes the lines of an order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.deployment import Deployment, load_deployment
from logistics.domain.calendar import ClosedDay, UnknownChannel
from logistics.domain.catalog import Catalog, NotOnSlate, UnknownItem
from logistics.domain.orders import (
    AfterCutoff,
    BadOrder,
    NotOpenYet,
    OrderLimits,
    WantedLine,
    accept_lines,
    judge_receipt,
)
from logistics.domain.village import Substitution
from missions.clock import TOKYO
from tests.logistics.domain.making import an_item

TUESDAY = date(2026, 11, 24)
WEDNESDAY = TUESDAY + timedelta(days=1)
LIMITS = OrderLimits(max_lines=3, max_quantity_per_line=20)
CATALOG = Catalog(
    tuple(an_item(n, days=frozenset({4}) if n == 9 else frozenset()) for n in range(10)), ()
)
JANS = [item.jan for item in CATALOG]


@pytest.fixture(scope="module")
def real() -> Deployment:
    return load_deployment(Path(__file__).parents[3] / "config" / "ina-hase")


def at(
    hour: int, minute: int = 0, second: int = 0, micro: int = 0, day: date = TUESDAY
) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, micro, tzinfo=TOKYO)


def test_the_last_microsecond_before_the_cutoff_is_in_time(real: Deployment) -> None:
    judge_receipt(real.calendar, TUESDAY, "tv", at(10, 59, 59, 999_999))
    judge_receipt(real.calendar, TUESDAY, "telephone", at(10, 44, 59, 999_999))


@pytest.mark.parametrize(("channel", "cutoff"), [("tv", at(11)), ("telephone", at(10, 45))])
def test_the_instant_of_the_cutoff_is_late_and_names_the_next_day(
    real: Deployment, channel: str, cutoff: datetime
) -> None:
    with pytest.raises(AfterCutoff) as late:
        judge_receipt(real.calendar, TUESDAY, channel, cutoff)
    assert late.value.facts == {
        "service_day": TUESDAY,
        "cutoff": cutoff,
        "next_service_day": WEDNESDAY,
        "next_cutoff": cutoff + timedelta(days=1),
    }


def test_the_same_instant_counts_in_every_zone(real: Deployment) -> None:
    with pytest.raises(AfterCutoff):
        judge_receipt(real.calendar, TUESDAY, "tv", datetime.fromisoformat("2026-11-24T02:00:00Z"))


def test_days_without_service_and_days_too_far_ahead_are_refused(real: Deployment) -> None:
    with pytest.raises(ClosedDay) as closed:
        judge_receipt(real.calendar, date(2026, 11, 28), "tv", at(9))
    assert closed.value.facts["next_service_day"] == "2026-11-30"
    with pytest.raises(NotOpenYet) as early:
        judge_receipt(real.calendar, date(2026, 11, 26), "tv", at(9))
    assert early.value.facts["open_days"] == [TUESDAY, WEDNESDAY]
    with pytest.raises(UnknownChannel):
        judge_receipt(real.calendar, TUESDAY, "fax", at(9))


@given(st.integers(0, 600 * 24 * 60), st.integers(0, 10))
def test_a_day_is_open_until_its_cutoff_and_never_again(
    real: Deployment, minutes: int, ahead: int
) -> None:
    now = at(0, day=date(2026, 1, 5)) + timedelta(minutes=minutes)
    day = now.date() + timedelta(days=ahead)
    if not real.calendar.is_service_day(day):
        return
    try:
        judge_receipt(real.calendar, day, "tv", now)
    except AfterCutoff as late:
        assert now >= real.calendar.cutoff(day, "tv")
        judge_receipt(real.calendar, late.facts["next_service_day"], "tv", now)
    except NotOpenYet:
        assert day not in real.calendar.open_days(now, "tv")
    else:
        assert now < real.calendar.cutoff(day, "tv")


def test_lines_are_numbered_and_take_the_households_wish() -> None:
    wanted = [WantedLine(JANS[0], 2), WantedLine(JANS[1], 1, Substitution.NONE)]
    first, second = accept_lines(CATALOG.slate(TUESDAY), wanted, Substitution.SIMILAR, LIMITS)
    assert (first.line_no, first.wish, first.sum_yen) == (1, Substitution.SIMILAR, 200)
    assert (second.line_no, second.wish) == (2, Substitution.NONE)


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ([], "lines"),
        ([WantedLine(jan, 1) for jan in JANS[:4]], "lines"),
        ([WantedLine(JANS[0], 0)], "lines[0].quantity"),
        ([WantedLine(JANS[0], 1), WantedLine(JANS[1], 21)], "lines[1].quantity"),
        ([WantedLine(JANS[0], 1), WantedLine(JANS[0], 1)], "lines[1].jan"),
    ],
)
def test_a_malformed_order_says_where(wanted: list[WantedLine], where: str) -> None:
    with pytest.raises(BadOrder) as refused:
        accept_lines(CATALOG.slate(TUESDAY), wanted, Substitution.NONE, LIMITS)
    assert refused.value.facts["where"] == where


def test_only_the_days_slate_is_sold() -> None:
    slate = CATALOG.slate(TUESDAY)
    with pytest.raises(NotOnSlate):
        accept_lines(slate, [WantedLine(JANS[9], 1)], Substitution.NONE, LIMITS)
    with pytest.raises(UnknownItem):
        accept_lines(slate, [WantedLine("2999999999999", 1)], Substitution.NONE, LIMITS)
