"""Promises: when a parcel will be at the door as things stand, and why a promise broke.

Owns the forecast and the words for a broken promise. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class WhyBroken(StrEnum):
    """The explanation that a broken promise always carries."""

    NOT_MET = "not_met"  # the volunteer stood at the door in time, nobody was there
    LATE_AT_STORE = "late_at_store"
    LATE_ON_THE_WAY = "late_on_the_way"
    LATE_AT_THE_DOOR = "late_at_the_door"
    TOO_WARM = "too_warm"  # its goods were not fit to be handed over any more
    LOST = "lost"  # with the aircraft that carried it


@dataclass(frozen=True, slots=True)
class LegProgress:
    """A leg as planned and as it goes."""

    depart_at: datetime
    arrive_at: datetime
    departed_at: datetime | None = None
    arrived_at: datetime | None = None


def forecast(chain: Sequence[LegProgress], eta: datetime, now: datetime) -> datetime:
    """Return the time at the door, given the parcel's legs in order and its planned `eta`.

    A leg that has not begun begins no earlier than planned, than now, and than its forerunner's
    arrival with the planned pause between them.
    """
    if not chain:
        return max(eta, now)
    arrival: datetime | None = None
    begin = chain[-1].depart_at
    for index, leg in enumerate(chain):
        if leg.departed_at is not None:
            begin = leg.departed_at
        else:
            begin = max(leg.depart_at, now)
            if arrival is not None:
                begin = max(begin, arrival + (leg.depart_at - chain[index - 1].arrive_at))
        duration = leg.arrive_at - leg.depart_at
        arrival = leg.arrived_at or max(begin + duration, now)
    return max(begin + (eta - chain[-1].depart_at), now)


def why_broken(
    tried_in_time: bool,
    left_store: bool,
    with_volunteer: bool,
    *,
    lost: bool = False,
    too_warm: bool = False,
) -> WhyBroken:
    """Name the cause from what the record holds at the time of the promise."""
    if lost:
        return WhyBroken.LOST
    if tried_in_time:
        return WhyBroken.NOT_MET
    if too_warm:
        return WhyBroken.TOO_WARM
    if not left_store:
        return WhyBroken.LATE_AT_STORE
    return WhyBroken.LATE_AT_THE_DOOR if with_volunteer else WhyBroken.LATE_ON_THE_WAY
