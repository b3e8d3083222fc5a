from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sim.village.people.shelf import find_gaps


def pick_list(chance: random.Random, orders: int) -> list[dict[str, Any]]:
    return [
        {
            "order_id": f"R{chance.random()}",
            "household": f"hh-{number:02}",
            "lines": [
                {
                    "line_no": n,
                    "jan": f"20{number:04}{n:03}",
                    "quantity": chance.randint(1, 3),
                    "wish": ("none", "similar")[(number + n) % 2],
                }
                for n in range(1, 7)
            ],
        }
        for number in range(orders)
    ]


@given(st.integers(), st.integers(1, 40))
def test_every_day_has_a_shortage_and_lines_to_substitute(seed: int, orders: int) -> None:
    listed = pick_list(random.Random(seed), orders)
    gaps = find_gaps(seed, listed)
    lines = {(o["order_id"], line["line_no"]): line for o in listed for line in o["lines"]}
    assert gaps.keys() <= lines.keys()
    assert {lines[key]["wish"] for key in gaps} == {"none", "similar"}
    assert all(1 <= gap.missing <= lines[key]["quantity"] for key, gap in gaps.items())


@given(st.integers(), st.integers(1, 40))
def test_gaps_depend_on_neither_order_ids_nor_their_order(seed: int, orders: int) -> None:
    listed = pick_list(random.Random(seed), orders)
    renamed = [{**order, "order_id": f"X{order['household']}"} for order in reversed(listed)]
    whose = {order["order_id"]: order["household"] for order in listed + renamed}

    def by_household(listed: list[dict[str, Any]]) -> dict[tuple[str, int], object]:
        return {(whose[order], n): gap for (order, n), gap in find_gaps(seed, listed).items()}

    assert by_household(listed) == by_household(renamed)
