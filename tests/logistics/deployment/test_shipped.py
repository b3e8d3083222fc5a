# cjk: names of Japanese goods
"""Facts of the shipped deployment that the service is described by."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, time
from pathlib import Path

import pytest

from logistics.deployment import Deployment, load_deployment
from logistics.domain.catalog import AirReason, Temperature, jan_check_digit
from logistics.domain.village import Role


@pytest.fixture(scope="module")
def ina() -> Deployment:
    return load_deployment(Path(__file__).parents[3] / "config" / "ina-hase")


def test_three_hundred_items_with_right_codes(ina: Deployment) -> None:
    assert len(ina.catalog) == 300
    for item in ina.catalog:
        assert 20 <= int(item.jan[:2]) <= 29
        assert jan_check_digit(item.jan[:12]) == int(item.jan[12])


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (AirReason.PRESSURISED, "スプレー"),
        (AirReason.GAS, "ライター"),
        (AirReason.GAS, "ガス"),
        (AirReason.STRONG_ALCOHOL, "焼酎|ウイスキー|泡盛|ブランデー"),
    ],
)
def test_what_never_flies_is_there_and_marked(
    ina: Deployment, reason: AirReason, word: str
) -> None:
    found = [item for item in ina.catalog if re.search(word, item.name)]
    assert found
    grounded = [item for item in found if item.air_reason is reason]
    assert grounded
    assert not any(item.air for item in grounded)


def test_whatever_may_fly_fits_the_aircraft(ina: Deployment) -> None:
    limits = ina.service.air_limits
    for item in ina.catalog:
        assert item.air == (item.air_reason is None)
        if item.air:
            assert item.beyond(limits) == ()


def test_tax_follows_the_kind_of_goods(ina: Deployment) -> None:
    never_food = {"alcohol", "household", "medicine_care"}
    for item in ina.catalog:
        # Hon-mirin is a seasoning for the cook and an alcoholic drink for the tax office.
        standard = item.category in never_food or "本みりん" in item.name
        assert item.tax_percent == (10 if standard else 8), item


def test_masses_prices_and_sizes_are_those_of_a_shop(ina: Deployment) -> None:
    for item in ina.catalog:
        volume_l = item.length_mm * item.width_mm * item.height_mm / 1e6
        density = item.mass_g / 1000 / volume_l
        assert 30 <= item.price_yen <= 8000, item
        assert 10 <= item.mass_g <= 15_000, item
        assert 0.02 <= density <= 1.6, (item, density)


def test_every_zone_and_some_fresh_days_are_there(ina: Deployment) -> None:
    zones = Counter(item.temperature for item in ina.catalog)
    assert set(zones) == set(Temperature)
    assert any(item.days for item in ina.catalog)


def test_about_forty_households_in_five_hamlets(ina: Deployment) -> None:
    village = ina.village
    assert len(village.households) == 40
    assert {home.hamlet for home in village.households.values()} == set(village.hamlets)
    assert len(village.hamlets) == 5
    assert len({home.card for home in village.households.values()}) == 40


def test_three_halls_at_different_heights(ina: Deployment) -> None:
    halls = ina.village.halls
    assert {hall.id for hall in halls} == {"nakao", "ichinose", "sugishima"}
    assert len({hall.alt_amsl_m for hall in halls}) == 3
    for hall in halls:
        assert len(ina.village.volunteers_of(hall.id)) >= 2


def test_every_role_is_held(ina: Deployment) -> None:
    for role in Role:
        assert ina.village.people_with(role)


def test_cutoff_promise_and_holidays(ina: Deployment) -> None:
    calendar = ina.calendar
    tuesday = date(2026, 11, 24)
    assert calendar.cutoff(tuesday, "tv").time() == time(11)
    assert calendar.cutoff(tuesday, "telephone").time() == time(10, 45)
    assert calendar.promise(tuesday, "tv").time() == time(17)
    assert not calendar.is_service_day(date(2026, 11, 23))  # 勤労感謝の日
    assert not calendar.is_service_day(date(2026, 11, 22))  # Sunday
    assert calendar.next_service_day(date(2026, 11, 20)) == tuesday
    assert calendar.cutoff(date(2026, 12, 28), "tv").time() == time(10, 30)


def test_no_telephone_number_stands_in_it(ina: Deployment) -> None:
    for path in ina.folder.rglob("*"):
        if path.is_file():
            assert not re.search(r"0\d{1,4}-\d{1,4}-\d{4}", path.read_text("utf-8")), path
