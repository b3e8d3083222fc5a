"""Rounds on foot: how the volunteers of a hall share its households.

Owns the visit and the round as values. A volunteer walks from the hall to a door and back for
each household, because goods of several households are more than two hands can carry; that is
the slow, sure reading of the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Visit:
    """One household's parcels, the first of them due at `due_at`; `walk_min` is one way."""

    household: str
    walk_min: int
    due_at: datetime
    parcels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoorRound:
    """One volunteer's visits in order."""

    volunteer: str
    start_at: datetime
    door_min: int
    visits: tuple[Visit, ...]

    def etas(self) -> tuple[tuple[Visit, datetime], ...]:
        """Each visit with the time at its door."""
        at, found = self.start_at, []
        for visit in self.visits:
            found.append((visit, at + timedelta(minutes=visit.walk_min)))
            at += timedelta(minutes=_visit_min(visit, self.door_min))
        return tuple(found)

    @property
    def end_at(self) -> datetime:
        """When the volunteer is back at the hall."""
        minutes = sum(_visit_min(visit, self.door_min) for visit in self.visits)
        return self.start_at + timedelta(minutes=minutes)


def share_rounds(
    visits: Sequence[Visit], volunteers: Sequence[str], start_at: datetime, door_min: int
) -> tuple[DoorRound, ...]:
    """Share visits so that the rounds end at about the same time (longest first to the idlest).

    Within a round what is due first comes first, then the nearest door. Volunteers without a
    visit have no round.
    """
    shares: dict[str, list[Visit]] = {volunteer: [] for volunteer in volunteers}
    longest_first = sorted(visits, key=lambda visit: (-visit.walk_min, visit.household))
    for visit in longest_first:
        idlest = min(volunteers, key=lambda v: (_minutes(shares[v], door_min), v))
        shares[idlest].append(visit)
    return tuple(
        DoorRound(
            volunteer,
            start_at,
            door_min,
            tuple(sorted(own, key=lambda v: (v.due_at, v.walk_min, v.household))),
        )
        for volunteer, own in shares.items()
        if own
    )


def _minutes(visits: Sequence[Visit], door_min: int) -> int:
    return sum(_visit_min(visit, door_min) for visit in visits)


def _visit_min(visit: Visit, door_min: int) -> int:
    return 2 * visit.walk_min + door_min
