"""The totals of a flight book: sums over its entries, and nothing that is kept beside them.

Owns the sums. What is not known of one entry makes a total "at least": the entries of which it is
not known are counted. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from missions.flightbook.facts import Before
from missions.flightbook.model import FlightEntry, Maintenance, Renews


@dataclass(frozen=True, slots=True)
class Total:
    """`seconds` of flight that are known, and how many entries or beginnings are not in them."""

    seconds: float = 0.0
    unknown: int = 0

    @classmethod
    def of(cls, seconds: float | None) -> Total:
        """One amount, which may not be known."""
        return cls(0.0, 1) if seconds is None else cls(seconds, 0)

    def __add__(self, other: Total) -> Total:
        return Total(self.seconds + other.seconds, self.unknown + other.unknown)

    @property
    def exact_s(self) -> float | None:
        """The whole; None where a part of it is not known."""
        return None if self.unknown else self.seconds


@dataclass(frozen=True, slots=True)
class Totals:
    """Where an aircraft stands after some entry of its book.

    `flown`: time of flight since it was made. `flights`: take-offs since then, None where the
    beginning is not known. `since_periodic*` since the last periodic maintenance,
    `since_certification` since the last certification.
    """

    flown: Total
    flights: int | None
    since_periodic: Total
    since_periodic_flights: int | None
    since_certification: Total

    def with_flight(self, seconds: float | None) -> Totals:
        """After one flight more."""
        flight = Total.of(seconds)
        return Totals(
            self.flown + flight,
            _one_more(self.flights),
            self.since_periodic + flight,
            _one_more(self.since_periodic_flights),
            self.since_certification + flight,
        )

    def with_renewal(self, renews: Iterable[Renews]) -> Totals:
        """After an entry of form 3 from which something is counted anew."""
        after = self
        if Renews.PERIODIC in renews:
            after = replace(after, since_periodic=Total(), since_periodic_flights=0)
        if Renews.CERTIFICATION in renews:
            after = replace(after, since_certification=Total())
        return after


def beginning(before: Before) -> Totals:
    """The totals of a book without any entry."""
    return Totals(
        Total.of(before.flown_s),
        before.flights,
        Total.of(before.since_periodic_s),
        before.since_periodic_flights,
        Total.of(before.since_certification_s),
    )


def running(
    before: Before, entries: Sequence[FlightEntry | Maintenance]
) -> list[tuple[FlightEntry | Maintenance, Totals]]:
    """Each entry, in the given order, with the totals right after it."""
    totals, told = beginning(before), []
    for entry in entries:
        if isinstance(entry, FlightEntry):
            totals = totals.with_flight(entry.flight_s)
        else:
            totals = totals.with_renewal(entry.renews)
        told.append((entry, totals))
    return told


def flown(entries: Iterable[FlightEntry]) -> Total:
    """Time of flight of these entries."""
    return sum((Total.of(entry.flight_s) for entry in entries), Total())


def _one_more(count: int | None) -> int | None:
    return None if count is None else count + 1
