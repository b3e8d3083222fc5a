"""The papers of a deployment as values, and whether they are valid on a day.

Owns permits, insurance policies, pilots' licences, what is notified of every flight alike, and the
rules of their validity. Knows nothing of files, of who is present, or of how a notification is
written down. Law: Civil Aeronautics Act of Japan, articles 132-85 and 132-86 (permits, approvals)
and 132-88 (notification of flight plans); the wording is secondary, a person checks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Special(StrEnum):
    """What makes a flight one that needs a permit or an approval: where, or how it is flown."""

    NEAR_AERODROME = "near-aerodrome"
    ABOVE_150_M = "above-150m"
    INHABITED_DISTRICT = "inhabited-district"
    EMERGENCY_ZONE = "emergency-zone"
    NIGHT = "night"
    BEYOND_SIGHT = "beyond-sight"
    WITHIN_30_M = "within-30m"
    EVENT = "event"
    DANGEROUS_GOODS = "dangerous-goods"
    DROPPING = "dropping"


AIRSPACES = (
    Special.NEAR_AERODROME,
    Special.ABOVE_150_M,
    Special.INHABITED_DISTRICT,
    Special.EMERGENCY_ZONE,
)
"""Those that are places; the others are ways of flying."""


@dataclass(frozen=True, slots=True)
class Term:
    """From the first to the last day, both included."""

    valid_from: date
    valid_until: date

    def amiss(self, day: date) -> str:
        """Why it does not hold on this day; "" where it does."""
        if day < self.valid_from:
            return f"begins on {self.valid_from}"
        return f"ended on {self.valid_until}" if day > self.valid_until else ""


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit or approval, by its number, of what it `allows` these aircraft on these routes."""

    id: str
    number: str
    issued_by: str
    allows: frozenset[Special]
    aircraft: frozenset[str]
    routes: frozenset[str]
    term: Term


@dataclass(frozen=True, slots=True)
class Insurance:
    """A liability policy. `covers`: its sums, in words."""

    id: str
    company: str
    policy: str
    covers: str
    aircraft: frozenset[str]
    term: Term


@dataclass(frozen=True, slots=True)
class Pilot:
    """Who may fly: a person of the deployment, by the name in the licence."""

    person: str
    name: str
    licence: str
    term: Term


@dataclass(frozen=True, slots=True)
class Notice:
    """What is notified of every flight alike. `special`: all that a flight here is; each needs a
    permit. `access_control`: how other people are kept from below the flight."""

    purpose: str
    special: frozenset[Special]
    access_control: str
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Whether what is needed holds. `days_left`: to its last day, negative after it; None where no
    paper covers the flight at all."""

    valid: bool
    days_left: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Papers:
    """All papers of a deployment. `known` is False where it has no such file: then nothing is known
    of any. `invented`: they are an example, and hold for nothing that really flies.
    `lines`: where a pilot stands in the file, by person."""

    known: bool = False
    invented: bool = False
    permits: tuple[Permit, ...] = ()
    insurance: tuple[Insurance, ...] = ()
    pilots: Mapping[str, Pilot] = field(default_factory=lambda: MappingProxyType({}))
    notice: Notice | None = None
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def for_aircraft(self, *, simulated: bool) -> Papers:
        """What of them holds for such aircraft."""
        if simulated or not self.invented:
            return self
        return replace(self, permits=(), insurance=(), pilots=MappingProxyType({}))

    def permits_of(self, aircraft: str, route: str) -> tuple[Permit, ...]:
        """Those that name this aircraft and route, whether they hold or not."""
        return tuple(p for p in self.permits if aircraft in p.aircraft and route in p.routes)

    def insurance_of(self, aircraft: str) -> tuple[Insurance, ...]:
        return tuple(each for each in self.insurance if aircraft in each.aircraft)

    def standing(self, aircraft: str, route: str, day: date) -> Paper | None:
        """Permits for all that the flight is, and insurance, on this day; None: nothing is known.

        What ends first decides how many days are left.
        """
        if not self.known or self.notice is None:
            return None
        permits = self.permits_of(aircraft, route)
        if not permits:
            return Paper(valid=False, why=f"no permit covers {aircraft} on {route}")
        found = [
            _latest(
                f"permit for {special}",
                ((p.number, p.term) for p in permits if special in p.allows),
                day,
            )
            for special in sorted(self.notice.special)
        ]
        policies = ((each.policy, each.term) for each in self.insurance_of(aircraft))
        found.append(_latest("insurance", policies, day))
        return min(found, key=lambda paper: (paper.valid, paper.days_left or 0))

    def licence_of(self, person: str, day: date) -> Paper | None:
        """A pilot's licence on this day; None: nothing is known of any."""
        if not self.known:
            return None
        pilot = self.pilots.get(person)
        if pilot is None:
            return Paper(valid=False, why=f"no licence of {person} is known")
        return _latest("licence", [(pilot.licence, pilot.term)], day)

    def missing_for(self, aircraft: str, route: str, person: str, day: date) -> tuple[str, ...]:
        """What a notification of this flight lacks, each by its name and reason; () is complete."""
        if not self.known or self.notice is None:
            return ("no papers are known",)
        licence, standing = self.licence_of(person, day), self.standing(aircraft, route, day)
        return tuple(
            paper.why for paper in (standing, licence) if paper is not None and not paper.valid
        )


NO_PAPERS = Papers()


def _latest(name: str, terms: Iterable[tuple[str, Term]], day: date) -> Paper:
    """Of several papers for one thing one that holds, the one that ends last; else what is wrong
    with the one that ends last."""
    listed = sorted(terms, key=lambda each: (not each[1].amiss(day), each[1].valid_until))
    if not listed:
        return Paper(valid=False, why=f"there is no {name}")
    number, term = listed[-1]
    amiss = term.amiss(day)
    why = f"{name} {number} {amiss}" if amiss else ""
    return Paper(not amiss, (term.valid_until - day).days, why)
