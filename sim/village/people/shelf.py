"""The shelf: what the store turns out not to have, seeded.

Owns which lines fall short. Decided by seed, household and item alone, so that it does not matter
which clerk looks first.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_EMPTY, _DAMAGED = 0.02, 0.015
_REASONS = ("out_of_stock", "past_date", "not_found")
_SURELY_SHORT, _SURELY_SUBSTITUTED = 1, 3


@dataclass(frozen=True)
class Gap:
    """Units of a line that are not to be had, and why."""

    missing: int
    reason: str


LineKey = tuple[str, int]
"""Order id and line number."""


def find_gaps(seed: int, orders: Sequence[dict[str, Any]]) -> dict[LineKey, Gap]:
    """Return the gaps that the clerks will meet on this pick list.

    At least one line without and some with a wish for substitutes are among them, if the list
    has such lines: a day without a shortage would show nothing.
    """
    gaps: dict[LineKey, Gap] = {}
    firm: list[tuple[float, LineKey, dict[str, Any]]] = []
    flexible: list[tuple[float, LineKey, dict[str, Any]]] = []
    for order in orders:
        for line in order["lines"]:
            key = (order["order_id"], line["line_no"])
            whose = f"{order['household']}/{line['jan']}"
            shelf = random.Random(f"{seed}/shelf/{line['jan']}")
            chance = random.Random(f"{seed}/line/{whose}")
            if shelf.random() < _EMPTY:
                gaps[key] = Gap(line["quantity"], shelf.choice(_REASONS))
            elif chance.random() < _DAMAGED:
                gaps[key] = Gap(chance.randint(1, line["quantity"]), "damaged")
            (firm if line["wish"] == "none" else flexible).append((chance.random(), key, line))
    for lines, count in ((firm, _SURELY_SHORT), (flexible, _SURELY_SUBSTITUTED)):
        lines.sort(key=lambda entry: entry[:2])
        for _, key, line in lines[:count]:
            gaps.setdefault(key, Gap(line["quantity"], "out_of_stock"))
    return gaps
