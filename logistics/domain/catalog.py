"""The catalog: what the store sells, on which weekdays, and what may never fly.

Owns the item as a value, the catalog as a closed set of items and the slate (the items of one
date). Must not know files, prices of past orders, stock, or the service calendar: a slate says
what would be sold on a date, `logistics.domain.calendar` says whether that date is open.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from missions.errors import SorabinError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Weekday codes in the order of `date.weekday()`."""

_Positive = Annotated[int, Field(gt=0, strict=True)]


class UnknownItem(SorabinError):
    """No item of the catalog has this JAN."""

    code = "unknown-item"


class NotOnSlate(SorabinError):
    """The item exists, but it is not offered on the date of the slate."""

    code = "item-not-offered"


class Temperature(StrEnum):
    """Temperature zone in which an item has to travel."""

    AMBIENT = "ambient"
    CHILLED = "chilled"
    FROZEN = "frozen"


class AirReason(StrEnum):
    """Why an item never flies. The same codes stand in `catalog.csv`."""

    PRESSURISED = "pressurised"  # spray cans
    FLAMMABLE = "flammable"  # lighter fluid, fire starters, ethanol, matches
    GAS = "gas"  # lighters, gas cartridges
    STRONG_ALCOHOL = "strong_alcohol"  # more than 24 % by volume
    CORROSIVE = "corrosive"  # chlorine bleach, drain and acid cleaners
    LITHIUM_BATTERY_LOOSE = "lithium_battery_loose"  # cells outside a device
    FRAGILE_GLASS_HEAVY = "fragile_glass_heavy"  # large bottles
    TOO_HEAVY = "too_heavy"  # above the aircraft's payload
    TOO_LARGE = "too_large"  # does not fit the aircraft's box
    FROZEN_NO_BOX = "frozen_no_box"  # the aircraft has no box for this temperature


class AirLimits(BaseModel):
    """What one flight can carry: g, inner box in mm, zones, and minutes for chilled goods."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    payload_g: _Positive
    box_mm: tuple[_Positive, _Positive, _Positive]
    temperature_zones: tuple[Temperature, ...]
    chilled_max_min: _Positive


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the catalog; `order` is its place on screens, from 1."""

    id: str
    ja: str
    en: str
    order: int


@dataclass(frozen=True, slots=True)
class Item:
    """One article: gross mass, outer size, shelf price including its tax.

    `air` is the store's word; `air_reason` is set exactly when `air` is False.
    `days` holds weekdays as `date.weekday()` numbers; empty means every service day.
    """

    jan: str
    name: str
    kana: str
    category: str
    price_yen: int
    tax_percent: int
    mass_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    temperature: Temperature
    air: bool
    air_reason: AirReason | None = None
    days: frozenset[int] = frozenset()

    @property
    def size_mm(self) -> tuple[int, int, int]:
        return (self.length_mm, self.width_mm, self.height_mm)

    @property
    def volume_mm3(self) -> int:
        """Of one piece, as the box that it just fits in."""
        return self.length_mm * self.width_mm * self.height_mm

    def offered_on(self, day: date) -> bool:
        return not self.days or day.weekday() in self.days

    def beyond(self, limits: AirLimits) -> tuple[AirReason, ...]:
        """Reasons of size, mass and temperature why this single item cannot fly."""
        reasons: list[AirReason] = []
        if self.mass_g > limits.payload_g:
            reasons.append(AirReason.TOO_HEAVY)
        if not fits_box(self.size_mm, limits.box_mm):
            reasons.append(AirReason.TOO_LARGE)
        if self.temperature not in limits.temperature_zones:
            reasons.append(AirReason.FROZEN_NO_BOX)
        return tuple(reasons)


@dataclass(frozen=True, slots=True)
class Slate:
    """The items offered on one date, in catalog order."""

    day: date
    items: tuple[Item, ...]
    _catalog: "Catalog" = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, jan: object) -> bool:
        return jan in self._catalog and self._catalog.by_jan[str(jan)].offered_on(self.day)

    def item(self, jan: str) -> Item:
        """The item with this JAN; raises `UnknownItem` or `NotOnSlate`."""
        item = self._catalog.item(jan)
        if not item.offered_on(self.day):
            raise NotOnSlate(
                f"{item.name} ({jan}) is not offered on {self.day.isoformat()}",
                jan=jan,
                day=self.day.isoformat(),
                days=[WEEKDAYS[number] for number in sorted(item.days)],
            )
        return item

    def in_category(self, category: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.category == category)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All items in shelf order, and the categories in display order."""

    items: tuple[Item, ...]
    categories: tuple[Category, ...]
    by_jan: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_jan", MappingProxyType({i.jan: i for i in self.items}))

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, jan: object) -> bool:
        return jan in self.by_jan

    def item(self, jan: str) -> Item:
        """The item with this JAN; raises `UnknownItem`."""
        try:
            return self.by_jan[jan]
        except KeyError:
            raise UnknownItem(f"no item has the code {jan!r}", jan=jan) from None

    def slate(self, day: date) -> Slate:
        return Slate(day, tuple(item for item in self.items if item.offered_on(day)), self)


def jan_check_digit(first12: str) -> int:
    """The 13th digit of a JAN-13 (EAN-13) code; raises ValueError unless given 12 ASCII digits."""
    if len(first12) != 12 or not (first12.isascii() and first12.isdigit()):
        raise ValueError(f"a JAN body has 12 digits, not {first12!r}")
    digits = [int(character) for character in first12]
    return -(sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10


def fits_box(size_mm: Iterable[int], box_mm: Iterable[int]) -> bool:
    """Whether a cuboid fits another with edges parallel, in any of its six orientations."""
    return all(a <= b for a, b in zip(sorted(size_mm), sorted(box_mm), strict=True))
