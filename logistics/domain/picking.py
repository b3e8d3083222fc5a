"""Picking: what the store decides for a line, within the resident's wish.

Owns the account of a line (picked + short + substituted = ordered) and what may stand in for an
item. Knows nothing of shelves, screens or tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from logistics.domain.catalog import Item
from logistics.domain.village import Substitution
from missions.errors import SorabinError


class ShortReason(StrEnum):
    """Why units of a line could not be picked."""

    OUT_OF_STOCK = "out_of_stock"
    DAMAGED = "damaged"
    PAST_DATE = "past_date"
    NOT_FOUND = "not_found"


class BadPick(SorabinError):
    """The decision does not account for every unit of the line."""

    code = "bad-pick"


class AgainstWish(SorabinError):
    """The substitute is not what the resident agreed to."""

    code = "against-wish"


@dataclass(frozen=True, slots=True)
class PickDecision:
    """How the ordered units of one line were met."""

    picked: int
    short: int = 0
    reason: ShortReason | None = None
    substitute: Item | None = None
    substituted: int = 0

    @property
    def found(self) -> int:
        """Units that leave the store for this line."""
        return self.picked + self.substituted


@dataclass(frozen=True, slots=True)
class SubstitutionRule:
    """`similar` may be dearer by this much; `same_price` never."""

    similar_max_dearer_percent: int


def judge_decision(
    item: Item, quantity: int, wish: Substitution, decision: PickDecision, rule: SubstitutionRule
) -> None:
    """Raise BadPick or AgainstWish unless the decision may stand for the line."""
    counts = (decision.picked, decision.short, decision.substituted)
    if min(counts) < 0 or sum(counts) != quantity:
        raise BadPick(
            f"picked + short + substituted must be the {quantity} ordered, not {sum(counts)}",
            quantity=quantity,
        )
    if (decision.short > 0) != (decision.reason is not None):
        raise BadPick("a shortage needs its reason, and only a shortage has one")
    if (decision.substituted > 0) != (decision.substitute is not None):
        raise BadPick("a substitute needs its number of units, and the other way round")
    if decision.substitute is not None and not may_stand_in(item, decision.substitute, wish, rule):
        raise AgainstWish(
            f"the resident's wish for {item.name} is {wish}: {decision.substitute.name} is not "
            "within it",
            wish=str(wish),
            jan=item.jan,
            substitute=decision.substitute.jan,
        )


def may_stand_in(item: Item, other: Item, wish: Substitution, rule: SubstitutionRule) -> bool:
    """Whether `other` is within the resident's wish for `item`.

    Same category always; `same_price` means not dearer, `similar` dearer by a bounded share.
    """
    if wish is Substitution.NONE or other.jan == item.jan or other.category != item.category:
        return False
    if wish is Substitution.SAME_PRICE:
        return other.price_yen <= item.price_yen
    bound = item.price_yen * (100 + rule.similar_max_dearer_percent)
    return other.price_yen * 100 <= bound


def stand_ins(
    item: Item, slate: Iterable[Item], wish: Substitution, rule: SubstitutionRule
) -> tuple[Item, ...]:
    """All items of the slate within the wish, nearest price first."""
    allowed = (other for other in slate if may_stand_in(item, other, wish, rule))
    return tuple(
        sorted(allowed, key=lambda other: (abs(other.price_yen - item.price_yen), other.jan))
    )
