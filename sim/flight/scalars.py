"""Which functions may be compiled: floats and tuples in, floats and tuples out, nothing kept.

Owns the list. A vehicle in real time calls them as they are; `sim.flight.compiled` hands the same
ones to a compiler, which takes a second to load and is not needed for one vehicle.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])
SCALARS: list[Callable[..., object]] = []


def scalar(function: F) -> F:
    """Mark a function that calls nothing but `math` and others that are marked."""
    SCALARS.append(function)
    return function
