"""Packing: every unit in exactly one parcel, limits kept, zones apart, air only what may fly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import given, settings

from logistics.domain.catalog import Temperature, fits_box
from logistics.domain.parcels import (
    FILL_PERCENT,
    PACKAGING_G,
    Goods,
    PackedParcel,
    WhyNotAir,
    pack,
    why_not_air,
)
from tests.logistics.domain.making import AIR, ROAD, an_item, orders_goods


def units(goods: Iterable[Goods]) -> Counter[tuple[int, str]]:
    counted: Counter[tuple[int, str]] = Counter()
    for entry in goods:
        counted[entry.line_no, entry.item.jan] += entry.quantity
    return counted


def volume(parcel: PackedParcel) -> int:
    return sum(
        entry.quantity * entry.item.length_mm * entry.item.width_mm * entry.item.height_mm
        for entry in parcel.goods
    )


def usable(box: tuple[int, int, int]) -> float:
    return box[0] * box[1] * box[2] * FILL_PERCENT / 100


@settings(max_examples=50)
@given(orders_goods())
def test_every_unit_is_in_exactly_one_parcel(goods: list[Goods]) -> None:
    parcels = pack(goods, AIR, ROAD)
    assert units(entry for parcel in parcels for entry in parcel.goods) == units(goods)
    assert all(parcel.goods for parcel in parcels)
    for parcel in parcels:
        keys = [(entry.line_no, entry.item.jan) for entry in parcel.goods]
        assert len(set(keys)) == len(keys), "one entry for each line"


@settings(max_examples=50)
@given(orders_goods())
def test_mass_is_that_of_the_goods_and_the_bag(goods: list[Goods]) -> None:
    for parcel in pack(goods, AIR, ROAD):
        inside = sum(entry.quantity * entry.item.mass_g for entry in parcel.goods)
        assert parcel.mass_g == inside + PACKAGING_G


@settings(max_examples=50)
@given(orders_goods())
def test_a_parcel_has_one_temperature_zone(goods: list[Goods]) -> None:
    for parcel in pack(goods, AIR, ROAD):
        assert {entry.item.temperature for entry in parcel.goods} == {parcel.temperature}


@settings(max_examples=50)
@given(orders_goods())
def test_only_a_single_item_may_be_beyond_a_limit(goods: list[Goods]) -> None:
    for parcel in pack(goods, AIR, ROAD):
        if sum(entry.quantity for entry in parcel.goods) > 1:
            assert parcel.mass_g <= ROAD.max_g
            assert volume(parcel) <= usable(ROAD.box_mm)


@settings(max_examples=50)
@given(orders_goods())
def test_what_is_marked_for_air_may_truly_fly(goods: list[Goods]) -> None:
    for parcel in pack(goods, AIR, ROAD):
        assert "van" in parcel.carriers
        assert ("air" in parcel.carriers) == (not parcel.why_not_air)
        if "air" in parcel.carriers:
            assert parcel.mass_g <= AIR.payload_g
            assert volume(parcel) <= usable(AIR.box_mm)
            assert parcel.temperature in AIR.temperature_zones
            for entry in parcel.goods:
                assert entry.item.air
                assert fits_box(entry.item.size_mm, AIR.box_mm)


@settings(max_examples=50)
@given(orders_goods())
def test_goods_that_may_fly_are_not_grounded_by_their_neighbours(goods: list[Goods]) -> None:
    """An item that could fly alone stands in no parcel together with one that never can."""
    for parcel in pack(goods, AIR, ROAD):
        alone = {not (why_not_air_of(entry)) for entry in parcel.goods}
        if parcel.why_not_air and len(parcel.goods) > 1:
            assert alone == {False}


def why_not_air_of(entry: Goods) -> tuple[WhyNotAir, ...]:
    one = Goods(entry.line_no, entry.item, 1)
    return why_not_air([one], entry.item.mass_g + PACKAGING_G, AIR)


@settings(max_examples=50)
@given(orders_goods())
def test_packing_is_the_same_whenever_it_is_done(goods: list[Goods]) -> None:
    assert pack(goods, AIR, ROAD) == pack(list(goods), AIR, ROAD)


def test_nothing_gives_no_parcel() -> None:
    assert pack([], AIR, ROAD) == ()


def test_the_bag_counts_against_the_payload() -> None:
    """4 950 g of goods and a bag are more than 5 kg."""
    (parcel,) = pack([Goods(1, an_item(mass_g=4950), 1)], AIR, ROAD)
    assert parcel.why_not_air == (WhyNotAir.TOO_HEAVY,)


def test_one_spray_can_does_not_ground_the_order() -> None:
    bread, spray = an_item(1), an_item(2, air=False)
    flying, grounded = pack([Goods(1, bread, 2), Goods(2, spray, 1)], AIR, ROAD)
    assert flying.carriers == ("van", "air")
    assert grounded.why_not_air == (WhyNotAir.ITEM_NEVER_FLIES,)


def test_frozen_goods_do_not_fly() -> None:
    (parcel,) = pack([Goods(1, an_item(temperature=Temperature.FROZEN), 1)], AIR, ROAD)
    assert WhyNotAir.TEMPERATURE in parcel.why_not_air
