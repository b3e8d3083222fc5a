"""The check at the door: how the resident is, and the case that a bad sign opens.

Owns the note, the case's machine and its time limit. Knows nothing of who is on duty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from missions.machine import StateMachine


class Welfare(StrEnum):
    """What the volunteer saw."""

    WELL = "well"
    WORRIED = "worried"
    NOT_MET = "not_met"


class CaseState(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"  # its limit has passed and nobody has closed it
    CLOSED = "closed"


class CaseEvent(StrEnum):
    LIMIT = "limit"
    CLOSE = "close"


CASE_MACHINE = StateMachine[CaseState, CaseEvent](
    "case",
    {
        (CaseState.OPEN, CaseEvent.LIMIT): CaseState.OVERDUE,
        (CaseState.OPEN, CaseEvent.CLOSE): CaseState.CLOSED,
        (CaseState.OVERDUE, CaseEvent.CLOSE): CaseState.CLOSED,
    },
)


@dataclass(frozen=True, slots=True)
class CaseRule:
    """Who looks after a kind of case, and within how many minutes."""

    owner: str
    limit_min: int

    def due_at(self, opened_at: datetime) -> datetime:
        return opened_at + timedelta(minutes=self.limit_min)


def opens_case(note: Welfare) -> bool:
    """Whether this note opens a case."""
    return note is not Welfare.WELL
