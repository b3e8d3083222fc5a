"""How anything that is asked of a vehicle ends: one of four values, never an exception.

Owns the four outcomes. Knows nothing of MAVLink; `Rejected.reason` is the vehicle's own word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Accepted(Generic[T_co]):
    """The vehicle has done or taken what was asked; `value` is what it gave back."""

    value: T_co


@dataclass(frozen=True, slots=True)
class Rejected:
    """The vehicle, or this side for it, said no.

    `reason` is a MAVLink name such as MAV_RESULT_DENIED, or a sentence of this side's own check;
    `code` is MAVLink's number where there is one.
    """

    reason: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The vehicle is heard, but did not answer: what was asked may or may not have been done.

    `asked` names it, `tries` is how often it was sent, `waited_s` machine seconds in all (for
    waits in vehicle time: vehicle seconds).
    """

    asked: str
    tries: int
    waited_s: float


@dataclass(frozen=True, slots=True)
class LinkLost:
    """Nothing reaches us, or we send nothing: what was asked may or may not have been done."""

    reason: str


Outcome = Accepted[T] | Rejected | NoAnswer | LinkLost
"""Compare with `match` or `isinstance(outcome, Accepted)`."""
