"""A mission that is read back other than it was sent: one field of one item.

Owns which field that is, the same one each time, and how it is changed. Knows nothing of faults.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from sim.sitl.item import LOCATED, LOITER_TIME

_MOVED_E7 = 100
"""About a metre."""


def wanted_field(argument: str) -> tuple[int | None, str | None]:
    """ITEM.FIELD, ITEM or nothing. Raises ValueError."""
    if not argument:
        return None, None
    item, _, name = argument.partition(".")
    if name not in ("", "x", "y", "z", "param1"):
        raise ValueError(f"no stored field {name!r}")
    return int(item), name or None


class Alteration:
    """What is not said by `argument` is drawn once."""

    def __init__(self, argument: str, rng: Random) -> None:
        self._seq, self._field = wanted_field(argument)
        self._rng = rng
        self._vehicle_items: Callable[[], Sequence[Any]] = tuple

    def bind(self, items: Callable[[], Sequence[Any]]) -> None:
        self._vehicle_items = items

    def __call__(self, seq: int, fields: dict[str, Any]) -> dict[str, Any]:
        items = self._vehicle_items()
        if self._seq is None:
            placed = [i for i, item in enumerate(items) if i and item.placed]
            if not placed:
                return fields
            self._seq = self._rng.choice(placed)
        if seq != self._seq:
            return fields
        if self._field is None:
            names = ["x", "y", "z"] if fields["command"] in LOCATED else ["param1"]
            if fields["command"] == LOITER_TIME:
                names.append("param1")
            self._field = self._rng.choice(names)
        step = _MOVED_E7 if self._field in ("x", "y") else 1.0
        return {**fields, self._field: fields[self._field] + step}
