"""Legs: one movement of one carrier with parcels from place to place, and a leg's states.

Owns the leg as a value and its machine. Knows nothing of how legs are planned (`dispatch`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from logistics.domain.custody import Keeper
from missions.machine import StateMachine


class LegMode(StrEnum):
    CAR = "car"  # store → hub, the supporter
    VAN = "van"  # hub → hall → hall
    FOOT = "foot"  # hall → doors, the volunteer
    AIR = "air"  # hub → hall, an aircraft


class LegState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    CANCELLED = "cancelled"  # replaced by a later plan before it began
    FAILED = "failed"  # under way and not arrived: an aircraft that came back, or came down


class LegEvent(StrEnum):
    DEPART = "depart"
    ARRIVE = "arrive"
    CANCEL = "cancel"
    FAIL = "fail"


LEG_MACHINE = StateMachine[LegState, LegEvent](
    "leg",
    {
        (LegState.PLANNED, LegEvent.DEPART): LegState.UNDER_WAY,
        (LegState.UNDER_WAY, LegEvent.ARRIVE): LegState.DONE,
        (LegState.PLANNED, LegEvent.CANCEL): LegState.CANCELLED,
        (LegState.UNDER_WAY, LegEvent.FAIL): LegState.FAILED,
    },
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One planned movement. `start` and `end` are place ids; `end` of a round on foot is its hall.

    `parcels` are the codes of the parcels that leave the carrier at `end` (or on the round).
    """

    id: str
    mode: LegMode
    carrier: Keeper
    start: str
    end: str
    depart_at: datetime
    arrive_at: datetime
    parcels: tuple[str, ...]
