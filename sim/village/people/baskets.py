"""Baskets: what a household puts into one order, seeded.

Owns tastes. Knows the catalog only as the page shows it. The same seed and the same catalog give
the same basket.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

FEWEST, MOST = 3, 12
_WISHES = ("none", "same_price", "similar", None)
_RARELY = frozenset({"household", "alcohol", "medicine_care"})


def fill_basket(chance: random.Random, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return 3 to 12 order lines of different items, with quantities and some wishes.

    A line without `wish` leaves it to the household's usual one.
    """
    shelf = sorted(items, key=lambda item: item["jan"])
    wanted = min(chance.randint(FEWEST, MOST), len(shelf))
    chosen: list[dict[str, Any]] = []
    while len(chosen) < wanted:
        item = chance.choice(shelf)
        if item in chosen or (item["category"] in _RARELY and chance.random() < 0.6):
            continue
        chosen.append(item)
    return [_line(chance, item) for item in chosen]


def still_offered(
    lines: Sequence[dict[str, Any]], items: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The lines whose item is also on another day's slate."""
    offered = {item["jan"] for item in items}
    return [line for line in lines if line["jan"] in offered]


def _line(chance: random.Random, item: dict[str, Any]) -> dict[str, Any]:
    heavy = item["mass_g"] > 1500
    quantity = 1 if heavy else chance.choice((1, 1, 1, 1, 2, 2, 3))
    wish = chance.choice(_WISHES)
    line: dict[str, Any] = {"jan": item["jan"], "quantity": quantity}
    return line if wish is None else {**line, "wish": wish}
