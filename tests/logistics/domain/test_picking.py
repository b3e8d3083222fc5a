"""Picking: a decision accounts for every unit, and a substitute is within the resident's wish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.catalog import Item
from logistics.domain.picking import (
    AgainstWish,
    BadPick,
    PickDecision,
    ShortReason,
    SubstitutionRule,
    judge_decision,
    may_stand_in,
    stand_ins,
)
from logistics.domain.village import Substitution
from tests.logistics.domain.making import an_item, items

RULE = SubstitutionRule(similar_max_dearer_percent=20)
count = st.integers(-2, 6)
reasons = st.none() | st.sampled_from(ShortReason)


@given(items(1), items(2), st.integers(1, 6), count, count, count, reasons, st.booleans())
def test_a_decision_stands_exactly_when_it_accounts_for_every_unit(
    item: Item,
    other: Item,
    quantity: int,
    picked: int,
    short: int,
    substituted: int,
    reason: ShortReason | None,
    with_other: bool,
) -> None:
    decision = PickDecision(picked, short, reason, other if with_other else None, substituted)
    accounts = (
        min(picked, short, substituted) >= 0
        and picked + short + substituted == quantity
        and (short > 0) == (reason is not None)
        and (substituted > 0) == with_other
    )
    wished = not with_other or may_stand_in(item, other, Substitution.SIMILAR, RULE)
    try:
        judge_decision(item, quantity, Substitution.SIMILAR, decision, RULE)
    except BadPick:
        assert not accounts
    except AgainstWish:
        assert accounts
        assert not wished
    else:
        assert accounts
        assert wished
        assert decision.found == picked + substituted


@given(items(1), items(2))
def test_the_wishes_widen_from_none_over_same_price_to_similar(item: Item, other: Item) -> None:
    allowed = [may_stand_in(item, other, wish, RULE) for wish in Substitution]
    assert allowed == sorted(allowed)
    assert not allowed[0]


@given(items(1), items(2))
def test_a_stand_in_is_of_the_category_and_not_too_dear(item: Item, other: Item) -> None:
    if may_stand_in(item, other, Substitution.SAME_PRICE, RULE):
        assert other.price_yen <= item.price_yen
    if may_stand_in(item, other, Substitution.SIMILAR, RULE):
        assert other.category == item.category
        assert other.price_yen <= item.price_yen * 1.2
    assert not may_stand_in(item, item, Substitution.SIMILAR, RULE)


@pytest.mark.parametrize(("price", "fits"), [(120, True), (121, False), (1, True)])
def test_similar_may_be_a_fifth_dearer_and_no_yen_more(price: int, fits: bool) -> None:
    item, other = an_item(1, price_yen=100), an_item(2, price_yen=price)
    assert may_stand_in(item, other, Substitution.SIMILAR, RULE) is fits


@given(st.lists(st.integers(1, 300), max_size=8))
def test_stand_ins_come_nearest_price_first(prices: list[int]) -> None:
    item = an_item(0, price_yen=150)
    slate = [an_item(number, price_yen=price) for number, price in enumerate(prices, start=1)]
    found = stand_ins(item, [item, *slate], Substitution.SIMILAR, RULE)
    assert set(found) == {other for other in slate if other.price_yen <= 180}
    distances = [abs(other.price_yen - 150) for other in found]
    assert distances == sorted(distances)


def test_the_refusal_names_wish_and_items() -> None:
    item, other = an_item(1, price_yen=100), an_item(2, price_yen=101)
    with pytest.raises(AgainstWish) as refused:
        judge_decision(item, 1, Substitution.SAME_PRICE, PickDecision(0, 0, None, other, 1), RULE)
    assert refused.value.facts == {
        "wish": "same_price",
        "jan": item.jan,
        "substitute": other.jan,
    }
