"""The three forms of a flight book as values: flights, daily inspections, maintenance; and defects.

Owns the fields. They are those of article 236-84 of the Ordinance for Enforcement of the Civil
Aeronautics Act and of forms 1 to 3 of the Civil Aviation Bureau's guideline on flight books (No.
236963 of 2022-12-01), as secondary sources list them; the primary texts were not at hand. What is
not known is None, with the reason in `unknown`; a value with a reason is not exact. Knows nothing
of tables or of how a form looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from missions.flightbook.health import Health


class Result(StrEnum):
    """What an inspection found of one item."""

    PASS = "pass"
    FAIL = "fail"


class Work(StrEnum):
    """Kinds of entries in form 3."""

    MAINTENANCE = "maintenance"  # inspected, repaired, altered or maintained
    RELEASE = "release"  # what was done before a grounded aircraft may fly again


class Renews(StrEnum):
    """What is counted anew from an entry of form 3."""

    PERIODIC = "periodic"  # hours and flights until the next periodic maintenance
    SENSORS = "sensors"  # the trend of the sensors
    CERTIFICATION = "certification"  # the total time since the last certification


@dataclass(frozen=True, slots=True)
class Noted:
    """Which entry this is, and who put it down when.

    `number` counts in the book of this aircraft, and stays the same through corrections, whose
    reason is `why`. `id` and `corrects` are those of rows.
    """

    id: int
    number: int
    at: datetime
    by: str
    corrects: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that affected the safety of a flight. `kind` is named in the words of the book;
    `text` is what the record says of it."""

    kind: str
    at: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class FlightEntry:
    """Form 1: one flight, from power on over take-off and landing to power off.

    `flight_s`: seconds from take-off to landing. `pilot_id` is the id of a person of the
    deployment. `airspace` and `methods` are codes of what makes it a specified flight. `state` is
    the FlightState that it ended as. `unknown` by field: why it is not known, or not exact.
    """

    aircraft: str
    flight_id: str
    day: date
    direction: str
    route: str
    purpose: str
    state: str
    pilot_id: str | None = None
    pilot: str | None = None
    licence: str | None = None
    airspace: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    from_place: str | None = None
    off_at: datetime | None = None
    to_place: str | None = None
    on_at: datetime | None = None
    flight_s: float | None = None
    load_kg: float | None = None
    battery: str | None = None
    safety: tuple[Matter, ...] = ()
    health: Health | None = None
    remarks: str = ""
    unknown: Mapping[str, str] = field(default_factory=dict)
    noted: Noted | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """Form 2: the daily inspection. `results` by id of the item."""

    aircraft: str
    at: datetime
    place: str
    person_id: str
    person: str
    results: Mapping[str, Result]
    remarks: str = ""
    noted: Noted | None = None

    @property
    def failed(self) -> tuple[str, ...]:
        """Ids of items that did not pass."""
        return tuple(item for item, result in self.results.items() if result is Result.FAIL)


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Form 3. `person`: who did the work; `confirmed_by`: who has confirmed it."""

    aircraft: str
    at: datetime
    place: str
    person: str
    work: str
    reason: str
    kind: Work = Work.MAINTENANCE
    renews: frozenset[Renews] = frozenset()
    confirmed_by: str = ""
    remarks: str = ""
    noted: Noted | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What was done about a defect, by whom, and who has confirmed it."""

    at: datetime
    done: str
    person: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Defect:
    """Something found wrong with an aircraft; open until an action is entered.

    `flight_id`: the flight after which, or in which, it was found, where there is one.
    """

    number: int
    aircraft: str
    at: datetime
    what: str
    found_by: str
    flight_id: str | None = None
    action: Action | None = None

    @property
    def open(self) -> bool:
        return self.action is None


@dataclass(frozen=True, slots=True)
class BatteryUse:
    """What the book holds of one battery: charges since it was entered, and the last measured
    energy of a full one in watt hours; None where nobody has measured it since."""

    battery: str
    charges: int
    capacity_wh: float | None = None
    measured_at: datetime | None = None
