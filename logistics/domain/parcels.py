"""Parcels: how picked goods are packed, what may carry a parcel, and a parcel's states.

Owns packing and the parcel's machine. Knows nothing of who holds it (`custody`), of plans or of
tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from logistics.domain.catalog import AirLimits, Item, Temperature
from missions.machine import StateMachine

PACKAGING_G = 120
"""Mass of an empty parcel bag with its label, in g."""
FILL_PERCENT = 75
"""Share of a box's volume that goods of mixed shapes can use."""


class ParcelState(StrEnum):
    PACKED = "packed"
    UNDER_WAY = "under_way"
    HELD = "held"  # nobody at home: the volunteer keeps it for the second try
    RETURNING = "returning"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"  # with the aircraft that had it; the resident owes nothing for it


class ParcelEvent(StrEnum):
    LEAVE_STORE = "leave_store"
    HOLD = "hold"
    GIVE_UP = "give_up"
    DELIVER = "deliver"
    SPOIL = "spoil"
    COME_BACK = "come_back"
    LOSE = "lose"


PARCEL_MACHINE = StateMachine[ParcelState, ParcelEvent](
    "parcel",
    {
        (ParcelState.PACKED, ParcelEvent.LEAVE_STORE): ParcelState.UNDER_WAY,
        (ParcelState.UNDER_WAY, ParcelEvent.DELIVER): ParcelState.DELIVERED,
        (ParcelState.UNDER_WAY, ParcelEvent.HOLD): ParcelState.HELD,
        (ParcelState.HELD, ParcelEvent.DELIVER): ParcelState.DELIVERED,
        (ParcelState.HELD, ParcelEvent.GIVE_UP): ParcelState.RETURNING,
        (ParcelState.UNDER_WAY, ParcelEvent.SPOIL): ParcelState.RETURNING,
        (ParcelState.HELD, ParcelEvent.SPOIL): ParcelState.RETURNING,
        (ParcelState.RETURNING, ParcelEvent.COME_BACK): ParcelState.RETURNED,
        (ParcelState.UNDER_WAY, ParcelEvent.LOSE): ParcelState.LOST,
    },
)

ENDED = frozenset({ParcelState.DELIVERED, ParcelState.RETURNED, ParcelState.LOST})
"""States that a parcel does not leave."""
GIVEN_BACK = (ParcelState.RETURNED, ParcelState.RETURNING, ParcelState.LOST)
"""Residents owe nothing for what is in these states."""


class WhyBack(StrEnum):
    """Why a parcel does not reach its door."""

    NOT_MET = "not_met"
    TOO_WARM = "too_warm"  # too long on its way, or too long without a cool box
    LOST = "lost"


WHY_BACK = {
    ParcelEvent.GIVE_UP: WhyBack.NOT_MET,
    ParcelEvent.SPOIL: WhyBack.TOO_WARM,
    ParcelEvent.LOSE: WhyBack.LOST,
}
"""The events after which a resident owes nothing for a parcel."""


class WhyNotAir(StrEnum):
    """Why a parcel goes by road only."""

    ITEM_NEVER_FLIES = "item_never_flies"
    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    TEMPERATURE = "temperature"


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of one item that leave the store for one line of an order."""

    line_no: int
    item: Item
    quantity: int


@dataclass(frozen=True, slots=True)
class RoadLimits:
    """What one parcel for the van may weigh and measure: what a volunteer can carry."""

    max_g: int
    box_mm: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class PackedParcel:
    """One parcel: its goods (one entry per line), gross mass in g, and what may carry it."""

    temperature: Temperature
    goods: tuple[Goods, ...]
    mass_g: int
    why_not_air: tuple[WhyNotAir, ...]

    @property
    def carriers(self) -> tuple[str, ...]:
        """Modes that may carry it; the van always can."""
        return ("van",) if self.why_not_air else ("van", "air")


def pack(goods: Sequence[Goods], air: AirLimits, road: RoadLimits) -> tuple[PackedParcel, ...]:
    """Pack goods into as few parcels as first-fit-decreasing finds.

    One temperature zone to a parcel; goods that may fly are kept apart from those that never do,
    and their parcels within the aircraft's payload and box, so that one spray can does not keep
    a whole order on the ground. A single item beyond a limit gets a parcel of its own.
    """
    parcels: list[PackedParcel] = []
    for zone in Temperature:
        of_zone = [entry for entry in goods if entry.item.temperature is zone]
        flying = [entry for entry in of_zone if entry.item.air and not entry.item.beyond(air)]
        grounded = [entry for entry in of_zone if entry not in flying]
        air_bin = (air.payload_g, air.box_mm)
        for chosen, (max_g, box) in ((flying, air_bin), (grounded, (road.max_g, road.box_mm))):
            parcels += [_parcel(zone, content, air) for content in _first_fit(chosen, max_g, box)]
    return tuple(parcels)


def why_not_air(goods: Sequence[Goods], mass_g: int, air: AirLimits) -> tuple[WhyNotAir, ...]:
    """All reasons why a parcel of these goods may not fly; empty if it may."""
    reasons: list[WhyNotAir] = []
    if any(not entry.item.air for entry in goods):
        reasons.append(WhyNotAir.ITEM_NEVER_FLIES)
    if mass_g > air.payload_g:
        reasons.append(WhyNotAir.TOO_HEAVY)
    beyond = {reason for entry in goods for reason in entry.item.beyond(air)}
    if "too_large" in beyond or _volume(goods) * 100 > _space(air.box_mm) * FILL_PERCENT:
        reasons.append(WhyNotAir.TOO_LARGE)
    if any(entry.item.temperature not in air.temperature_zones for entry in goods):
        reasons.append(WhyNotAir.TEMPERATURE)
    return tuple(reasons)


def _parcel(zone: Temperature, units: list[Goods], air: AirLimits) -> PackedParcel:
    merged: dict[tuple[int, str], Goods] = {}
    for unit in units:
        key = (unit.line_no, unit.item.jan)
        before = merged[key].quantity if key in merged else 0
        merged[key] = Goods(unit.line_no, unit.item, before + unit.quantity)
    goods = tuple(merged[key] for key in sorted(merged))
    mass_g = PACKAGING_G + sum(entry.item.mass_g * entry.quantity for entry in goods)
    return PackedParcel(zone, goods, mass_g, why_not_air(goods, mass_g, air))


def _first_fit(
    goods: Sequence[Goods], max_g: int, box_mm: tuple[int, int, int]
) -> list[list[Goods]]:
    units = [Goods(entry.line_no, entry.item, 1) for entry in goods for _ in range(entry.quantity)]
    units.sort(key=lambda unit: (-unit.item.mass_g, unit.line_no, unit.item.jan))
    space = _space(box_mm) * FILL_PERCENT
    bins: list[list[Goods]] = []
    for unit in units:
        for content in bins:
            mass_g = PACKAGING_G + sum(each.item.mass_g for each in content) + unit.item.mass_g
            if mass_g <= max_g and _volume([*content, unit]) * 100 <= space:
                content.append(unit)
                break
        else:
            bins.append([unit])
    return bins


def _volume(goods: Sequence[Goods]) -> int:
    return sum(
        entry.quantity * entry.item.length_mm * entry.item.width_mm * entry.item.height_mm
        for entry in goods
    )


def _space(box_mm: tuple[int, int, int]) -> int:
    return box_mm[0] * box_mm[1] * box_mm[2]
