# cjk: names and typed text as the service meets them
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.domain.catalog import (
    AirLimits,
    AirReason,
    Catalog,
    Category,
    Item,
    NotOnSlate,
    Temperature,
    UnknownItem,
    fits_box,
    jan_check_digit,
)

MONDAY = date(2026, 6, 1)
TUESDAY = MONDAY + timedelta(days=1)
LIMITS = AirLimits(
    payload_g=5000,
    box_mm=(400, 300, 250),
    temperature_zones=(Temperature.AMBIENT, Temperature.CHILLED),
    chilled_max_min=60,
)
twelve_digits = st.text("0123456789", min_size=12, max_size=12)
sides = st.tuples(*[st.integers(1, 600)] * 3)


def an_item(
    *,
    jan: str = "2001000000015",
    mass_g: int = 500,
    size_mm: tuple[int, int, int] = (100, 90, 80),
    temperature: Temperature = Temperature.AMBIENT,
    days: frozenset[int] = frozenset(),
) -> Item:
    length, width, height = size_mm
    return Item(
        jan=jan,
        name="試しの品",
        kana="タメシノシナ",
        category="fish",
        price_yen=100,
        tax_percent=8,
        mass_g=mass_g,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        temperature=temperature,
        air=True,
        days=days,
    )


DAILY = an_item()
FRESH = an_item(jan="2001000000022", days=frozenset({1, 4}))
CATALOG = Catalog((DAILY, FRESH), (Category("fish", "魚", "Fish", 1),))


@pytest.mark.parametrize(
    ("body", "digit"), [("400638133393", 1), ("590123412345", 7), ("978020137962", 4)]
)
def test_check_digit_of_worked_examples(body: str, digit: int) -> None:
    weighted = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    assert jan_check_digit(body) == digit == (10 - weighted % 10) % 10


@given(twelve_digits, st.integers(0, 11), st.integers(1, 9))
def test_check_digit_finds_every_single_wrong_digit(body: str, at: int, change: int) -> None:
    wrong = body[:at] + str((int(body[at]) + change) % 10) + body[at + 1 :]
    assert jan_check_digit(wrong) != jan_check_digit(body)


@pytest.mark.parametrize("body", ["", "12345678901", "1234567890123", "12345678901x", "１" * 12])
def test_check_digit_wants_twelve_plain_digits(body: str) -> None:
    with pytest.raises(ValueError, match="12 digits"):
        jan_check_digit(body)


def test_the_slate_holds_what_is_offered_on_its_weekday() -> None:
    assert list(CATALOG.slate(MONDAY)) == [DAILY]
    assert list(CATALOG.slate(TUESDAY)) == [DAILY, FRESH]
    assert CATALOG.slate(TUESDAY).in_category("fish") == (DAILY, FRESH)
    assert CATALOG.slate(TUESDAY).in_category("meat") == ()


def test_an_item_of_another_weekday_is_told_from_an_unknown_one() -> None:
    slate = CATALOG.slate(MONDAY)
    with pytest.raises(NotOnSlate) as offered_later:
        slate.item(FRESH.jan)
    assert offered_later.value.facts["days"] == ["tue", "fri"]
    with pytest.raises(UnknownItem) as unknown:
        slate.item("2999999999999")
    assert unknown.value.code == "unknown-item"
    assert slate.item(DAILY.jan) is DAILY


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.frozensets(st.integers(0, 6)))
def test_membership_iteration_and_lookup_agree(day: date, days: frozenset[int]) -> None:
    item = an_item(days=days)
    slate = Catalog((item,), ()).slate(day)
    offered = not days or day.weekday() in days
    assert (item.jan in slate) is offered
    assert (item in list(slate)) is offered
    assert len(slate) == int(offered)


@given(sides, sides)
def test_fitting_does_not_depend_on_how_the_box_is_turned(
    size: tuple[int, int, int], box: tuple[int, int, int]
) -> None:
    turned = (size[2], size[0], size[1])
    assert fits_box(size, box) == fits_box(turned, box) == fits_box(turned, box[::-1])


@given(sides)
def test_a_thing_fits_itself_and_nothing_smaller(size: tuple[int, int, int]) -> None:
    assert fits_box(size, size)
    assert not fits_box((size[0] + 1, size[1], size[2]), size)


@pytest.mark.parametrize(
    ("item", "reasons"),
    [
        (an_item(mass_g=5000, size_mm=(250, 400, 300)), ()),
        (an_item(mass_g=5001), (AirReason.TOO_HEAVY,)),
        (an_item(size_mm=(401, 10, 10)), (AirReason.TOO_LARGE,)),
        (an_item(temperature=Temperature.FROZEN), (AirReason.FROZEN_NO_BOX,)),
    ],
)
def test_limits_of_the_air_hold_at_their_edge(item: Item, reasons: tuple[AirReason, ...]) -> None:
    assert item.beyond(LIMITS) == reasons
