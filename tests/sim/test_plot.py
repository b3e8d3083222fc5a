from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.deployment import Deployment, load_deployment
from sim.village.people.baskets import FEWEST, MOST, fill_basket
from sim.village.plot import NobodyToPlay, chance_for, write_plot

ROOT = Path(__file__).parents[2]
DEPLOYMENT: Deployment = load_deployment(ROOT / "config" / "ina-hase")
DAY = date(2026, 11, 24)
SEEDS = st.integers(0, 2**31)


def test_the_same_seed_writes_the_same_plot() -> None:
    assert write_plot(DEPLOYMENT, DAY, 40, 7) == write_plot(DEPLOYMENT, DAY, 40, 7)
    assert write_plot(DEPLOYMENT, DAY, 40, 7) != write_plot(DEPLOYMENT, DAY, 40, 8)


@given(st.integers(1, 120), SEEDS)
def test_as_many_orders_as_asked_for_come_in_time(orders: int, seed: int) -> None:
    plot = write_plot(DEPLOYMENT, DAY, orders, seed)
    calendar = DEPLOYMENT.calendar
    assert plot.orders == orders
    for errand in plot.errands:
        assert (errand.order_at >= calendar.cutoff(DAY, "tv")) is errand.too_late
        assert errand.order_at.date() == DAY
    for call in plot.calls:
        ends_at = call.at + timedelta(minutes=call.talk_min)
        assert ends_at < calendar.cutoff(DAY, "telephone")
        assert DEPLOYMENT.village.household(call.household).channel == "telephone"


@given(SEEDS)
def test_a_day_has_everything_that_must_be_shown(seed: int) -> None:
    plot = write_plot(DEPLOYMENT, DAY, 40, seed)
    in_time = [errand for errand in plot.errands if not errand.too_late]
    last = max(errand.order_at for errand in in_time)
    assert timedelta(0) < plot.cutoff - last < timedelta(seconds=1)
    late = [errand for errand in plot.errands if errand.too_late]
    assert len(late) == 2
    assert {errand.if_late for errand in late} == {"next", "give up"}
    assert sum(errand.cancel_after_min is not None for errand in in_time) == 1
    assert sum(errand.mistake is not None for errand in in_time) == 4
    assert sorted(plot.absences.values()) == [1, 1, 2]
    assert len(plot.worried) == 2
    assert not plot.absences.keys() & plot.worried.keys()
    assert len(plot.calls) > 0


@given(SEEDS)
def test_whoever_cancels_does_so_before_the_cutoff_and_is_not_waited_for(seed: int) -> None:
    plot = write_plot(DEPLOYMENT, DAY, 40, seed)
    for errand in plot.errands:
        if errand.cancel_after_min is not None:
            assert errand.order_at + timedelta(minutes=errand.cancel_after_min) < plot.cutoff
            assert errand.household not in plot.absences.keys() | plot.worried.keys()


@given(SEEDS)
def test_several_press_ok_at_the_same_moment_of_the_last_minute(seed: int) -> None:
    plot = write_plot(DEPLOYMENT, DAY, 40, seed)
    last_minute = sorted(
        errand.order_at
        for errand in plot.errands
        if timedelta(0) < plot.cutoff - errand.order_at <= timedelta(minutes=1)
    )
    assert len(last_minute) >= 6
    gaps = [b - a for a, b in pairwise(last_minute)]
    assert min(gaps) < timedelta(milliseconds=30)


def test_no_orders_is_no_day() -> None:
    with pytest.raises(NobodyToPlay):
        write_plot(DEPLOYMENT, DAY, 0, 1)


@given(SEEDS, st.text(max_size=10))
def test_a_basket_is_an_order_that_may_be_placed(seed: int, name: str) -> None:
    items = [
        {"jan": item.jan, "category": item.category, "mass_g": item.mass_g}
        for item in DEPLOYMENT.catalog.slate(DAY)
    ]
    lines = fill_basket(chance_for(seed)(name), items)
    again = fill_basket(chance_for(seed)(name), list(reversed(items)))
    assert lines == again
    assert FEWEST <= len(lines) <= MOST
    assert len({line["jan"] for line in lines}) == len(lines)
    assert {line["jan"] for line in lines} <= {item["jan"] for item in items}
    assert all(1 <= line["quantity"] <= 3 for line in lines)
