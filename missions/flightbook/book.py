"""The book of one aircraft for a period, as a value.

Owns what is in it. Where the entries come from, and how they are written to a file, is not known
here.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date

from missions.flightbook.facts import Names, Upkeep
from missions.flightbook.model import Defect, FlightEntry, Inspection, Maintenance
from missions.flightbook.totals import Total, Totals, flown


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; None is without end."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A whole month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    def holds(self, day: date) -> bool:
        return not (
            (self.first is not None and day < self.first)
            or (self.last is not None and day > self.last)
        )


ALL = Period()


@dataclass(frozen=True, slots=True)
class Book:
    """Valid entries in the order in which things happened, with the totals right after each.

    `defects` of the period, and those that were open when it began. `totals`: where the aircraft
    stands at the end of the period. `names`: of those who have put something down.
    """

    upkeep: Upkeep
    period: Period
    flights: tuple[tuple[FlightEntry, Totals], ...]
    inspections: tuple[Inspection, ...]
    maintenance: tuple[tuple[Maintenance, Totals], ...]
    defects: tuple[Defect, ...]
    totals: Totals
    names: Names = field(default_factory=Names)

    @property
    def flown(self) -> Total:
        """Time of flight in the period."""
        return flown(entry for entry, _ in self.flights)
