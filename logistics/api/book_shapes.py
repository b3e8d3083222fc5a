"""The shapes of answers about flight books and airworthiness, for the API's description."""

from __future__ import annotations

from datetime import date, datetime

from logistics.api.air_shapes import GroundedShape, NotedDefectShape, PointShape
from logistics.api.shapes import Shape


class NamedShape(Shape):
    """A text in Japanese and in English."""

    ja: str
    en: str


class ItemShape(Shape):
    """One item of the daily inspection."""

    id: str
    name: NamedShape
    look: NamedShape


class NotedShape(Shape):
    """Which entry, put down when and by whom; `corrects` is the id of the one before it."""

    id: int
    number: int
    at: datetime
    by: str
    corrects: int | None
    why: str


class ActionShape(Shape):
    """What was done about a defect, by whom, and who confirmed it."""

    at: datetime
    done: str
    person: str
    confirmed_by: str


class DefectShape(Shape):
    """Something found wrong; `action` is null while it is open."""

    number: int
    aircraft: str
    at: datetime
    what: str
    found_by: str
    flight_id: str | None
    action: ActionShape | None


class InspectionShape(Shape):
    """Form 2: `results` by item are pass or fail."""

    aircraft: str
    at: datetime
    place: str
    person_id: str
    person: str
    results: dict[str, str]
    remarks: str
    noted: NotedShape


class InspectionAnswerShape(GroundedShape):
    """The inspection, the defects that it found, and what they stopped."""

    inspection: InspectionShape
    defects: list[DefectShape]


class DefectAnswerShape(GroundedShape):
    """The defect, and what it stopped."""

    defect: DefectShape


class MaintenanceShape(Shape):
    """Form 3. `renews`: what is counted anew from here."""

    aircraft: str
    at: datetime
    kind: str
    place: str
    person: str
    work: str
    reason: str
    renews: list[str]
    confirmed_by: str
    remarks: str
    noted: NotedShape


class MatterShape(Shape):
    """What affected the safety of a flight."""

    kind: str
    at: datetime | None
    text: str


class HealthShape(Shape):
    """The worst of each sensor in a flight, and for how long it was heard."""

    heard_s: float
    worst: dict[str, float]


class FlightEntryShape(Shape):
    """Form 1. `unknown` says of a field why it is not known, or not exact."""

    aircraft: str
    flight_id: str
    day: date
    direction: str
    route: str
    purpose: str
    state: str
    pilot_id: str | None
    pilot: str | None
    licence: str | None
    airspace: list[str]
    methods: list[str]
    from_place: str | None
    off_at: datetime | None
    to_place: str | None
    on_at: datetime | None
    flight_s: float | None
    load_kg: float | None
    battery: str | None
    safety: list[MatterShape]
    health: HealthShape | None
    remarks: str
    unknown: dict[str, str]
    noted: NotedShape


class TotalShape(Shape):
    """Known seconds of flight; `unknown` counts what is not in them."""

    seconds: float
    unknown: int


class TotalsShape(Shape):
    """Where an aircraft stands after an entry."""

    flown: TotalShape
    flights: int | None
    since_periodic: TotalShape
    since_periodic_flights: int | None
    since_certification: TotalShape


class BookFlightShape(Shape):
    """A flight and the totals after it."""

    entry: FlightEntryShape
    totals: TotalsShape


class BookMaintenanceShape(Shape):
    """An entry of form 3 and the totals after it."""

    entry: MaintenanceShape
    totals: TotalsShape


class BookShape(Shape):
    """The flight book of one aircraft for a period (null: without end)."""

    aircraft: str
    registration: str
    first: date | None
    last: date | None
    flights: list[BookFlightShape]
    inspections: list[InspectionShape]
    maintenance: list[BookMaintenanceShape]
    defects: list[DefectShape]
    flown: TotalShape
    totals: TotalsShape


class AirworthinessShape(Shape):
    """Each point of an aircraft's airworthiness, what is to be inspected, and its open defects."""

    aircraft: str
    verdict: str
    why: str
    points: list[PointShape]
    items: list[ItemShape]
    defects: list[NotedDefectShape]
