"""The shapes of answers about sorties, flights, aircraft and weather, for the API's description."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from logistics.api.shapes import ParcelShape, Shape


class PointShape(Shape):
    """One verdict: pass, fail or unknown, with what decided."""

    name: str
    verdict: str
    value: str | float | bool | None
    threshold: str | float | None
    age_s: float | None
    unit: str
    why: str


class GateShape(PointShape):
    """One gate's verdict; `points` are those that it sums up, if any."""

    points: list[dict[str, Any]]


class CommandShape(Shape):
    """A word to an aircraft. `outcome` is what the desk wrote; None while it has not answered."""

    id: int
    flight_id: str
    word: str
    asked_by: str
    asked_at: datetime
    taken_at: datetime | None
    answered_at: datetime | None
    outcome: str | None


class FlightShape(Shape):
    """A flight as the desk writes it, and the words that people gave it."""

    id: str
    route: str
    direction: str
    aircraft: str
    state: str
    load_kg: float
    launched_at: datetime | None
    lifted_at: datetime | None
    ended_at: datetime | None
    approved_sha256: str | None
    readback_sha256: str | None
    gates: list[dict[str, Any]]
    landing: dict[str, Any] | None
    last: dict[str, Any] | None
    why: str
    commands: list[CommandShape]


class WordShape(Shape):
    """What the volunteer said."""

    word: str
    said_by: str
    at: datetime
    facts: dict[str, Any]


class SortieShape(Shape):
    """A sortie. `parcels` are the codes of its leg, `on_board` those in the aircraft now."""

    id: str
    service_day: date
    aircraft: str
    hall: str
    route: str
    leg: str
    state: str
    volunteer: str | None
    flight_out: str | None
    flight_home: str | None
    home_ready: bool
    last_launch_at: datetime
    made_at: datetime
    ended_at: datetime | None
    why: str
    parcels: list[str]
    on_board: list[str]
    words: list[WordShape]


class SortieDetailShape(SortieShape):
    """A sortie with its flights; `gates` are those that can be judged without the vehicle."""

    gates: list[GateShape]
    out: FlightShape | None
    home: FlightShape | None


class SortiesShape(Shape):
    """The sorties of a day."""

    service_day: date
    sorties: list[SortieShape]


class FoundShape(Shape):
    """What followed from what was found."""

    sortie: SortieShape
    parcels: list[ParcelShape]


class NotedDefectShape(Shape):
    """A defect that nothing was done about yet."""

    number: int
    at: datetime
    what: str
    found_by: str


class AircraftShape(Shape):
    """An aircraft: fit or grounded, its battery, and the sortie that it is on.

    `airworthy`: pass, fail or unknown by its flight book; `points` tell why, `defects` are open.
    """

    id: str
    grounded: bool
    why: str
    changed_by: str
    changed_at: datetime
    battery: str | None
    sortie: str | None
    sortie_day: date | None
    sortie_state: str | None
    airworthy: str
    points: list[PointShape]
    defects: list[NotedDefectShape]


class BatteryShape(Shape):
    """A battery, where it sits, and its charge; None: somebody has to charge it and say so.

    `charges`: how often it was charged since it is in the book. `capacity_wh`: what it held when
    it was last measured here, None where it never was.
    """

    id: str
    aircraft: str | None
    charge_percent: float | None
    changed_at: datetime
    charges: int
    capacity_wh: float | None
    measured_at: datetime | None


class FleetShape(Shape):
    """All aircraft and batteries."""

    aircraft: list[AircraftShape]
    batteries: list[BatteryShape]


class GroundedShape(Shape):
    """An aircraft after a change, and the sorties that were called off or held back by it."""

    aircraft: AircraftShape
    called_off: list[SortieShape]
    held: list[SortieShape]


class StandingShape(Shape):
    """Whether launches are stopped, why and by whom; and what that stopped.

    `called_off`: sorties that go by van. `held`: those that stay where they are, their order to
    launch was taken back.
    """

    stood_down: bool
    reason: str | None
    by: str | None
    at: datetime | None
    called_off: list[str]
    held: list[str]


class WeatherShape(Shape):
    """The latest measurement of a place and its age now."""

    place: str
    measured_at: datetime
    received_at: datetime
    age_s: float
    wind_mps: float | None
    gust_mps: float | None
    rain_mm_h: float | None
    visibility_m: float | None


class WeathersShape(Shape):
    """Hub and halls; a place that has never been heard of is missing."""

    places: list[WeatherShape]
