"""A simulated month, day by day: who flies what, what goes wrong, and what is done about it.

Owns the course of the month. An aircraft flies only while the rules of the flight book let it, so
that a month holds what such a month holds: inspections, a defect that grounds, rotors that wear
until the trend of the sensors grounds the aircraft, and maintenance that falls due. Seeded: the
same seed on an empty database plays the same month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import Session

from logistics.deployment import Deployment
from missions.aircraft.duration import flight_s
from missions.clock import TOKYO
from missions.flight.gates import Verdict
from missions.flight.states import FlightState
from missions.flightbook.airworthiness import Ahead, Airworthiness
from missions.flightbook.book import Period
from missions.flightbook.facts import Upkeep
from missions.flying import Flying
from missions.plan.model import Direction
from missions.routes.model import Route
from missions.store import flightbook
from missions.store.book_reading import airworthy
from missions.store.fleet import enter, the_aircraft
from sim.month import words
from sim.month.desk import Leg, Mishap, SimulatedDesk
from sim.month.hub import Hub
from sim.month.sensors import Sensors

_MORNING, _INSPECTION, _FIRST_ROUND = time(9, 0), time(12, 10), time(13, 0)
_BETWEEN_ROUNDS = timedelta(minutes=75)
_BETWEEN_AIRCRAFT = timedelta(minutes=25)
_AT_HALL = timedelta(minutes=6)
_ROUNDS = (1, 2, 2)
_MISHAPS = {
    Mishap.UNSEEN: 0.03,
    Mishap.LANDED_UNSEEN: 0.02,
    Mishap.TURNED_BACK: 0.01,
    Mishap.DIVERTED: 0.006,
}
_WEAR = 0.06


@dataclass(slots=True)
class _Craft:
    """One aircraft in the month. `fails_on`: the inspection of this day finds the item `fails` at
    fault; `wears_on`: a propeller is chipped. `works_at`: when the workshop is done with it."""

    upkeep: Upkeep
    sensors: Sensors
    fails_on: date | None = None
    wears_on: date | None = None
    works_at: datetime | None = None
    fails: str = ""
    rounds: int = 0


class Month:
    """Plays one month into a session, in the order of time. Commits nothing."""

    def __init__(self, session: Session, deployment: Deployment, seed: int) -> None:
        assert deployment.flying is not None, "whoever asks for flights has aircraft"
        self._session = session
        self._calendar = deployment.calendar
        self._flying: Flying = deployment.flying
        self._rng = Random(seed)
        self._hub = Hub(session, deployment.village, self._rng)
        self._desk = SimulatedDesk(session, self._flying)
        self._routes = sorted(self._flying.routes, key=lambda route: route.name)

    def play(self, period: Period) -> None:
        """All service days of the period."""
        days = list(self._days(period))
        if not days:
            return
        upkeeps = [self._flying.book.upkeep_of(each) for each in sorted(self._flying.book.upkeep)]
        crafts = [_Craft(upkeep, Sensors(self._rng)) for upkeep in upkeeps]
        begin = _at(days[0], _MORNING) - timedelta(hours=1)
        batteries = sorted({name for upkeep in upkeeps for name in upkeep.batteries})
        enter(self._session, [upkeep.aircraft for upkeep in upkeeps], batteries, begin)
        self._foresee(crafts, days)
        for upkeep in {tuple(sorted(each.batteries)): each for each in upkeeps}.values():
            self._hub.measure_batteries(upkeep, begin)
        for day in days:
            self._day(crafts, day)

    def _foresee(self, crafts: list[_Craft], days: list[date]) -> None:
        """What is going to be wrong: a fault in one aircraft, wear in another if there is one."""
        third = max(1, len(days) // 3)
        faulty, worn = crafts[0], crafts[-1]
        faulty.fails_on = days[self._rng.randrange(third, max(third + 1, 2 * third))]
        faulty.fails = self._rng.choice(faulty.upkeep.items).id
        worn.wears_on = days[self._rng.randrange(0, third)]

    def _days(self, period: Period) -> Iterator[date]:
        assert period.first is not None, "a month has a first and a last day"
        assert period.last is not None, "a month has a first and a last day"
        for number in range((period.last - period.first).days + 1):
            day = period.first + timedelta(days=number)
            if self._calendar.is_service_day(day):
                yield day

    def _day(self, crafts: list[_Craft], day: date) -> None:
        for craft in crafts:
            self._morning(craft, day)
        plan = [
            (_at(day, _FIRST_ROUND) + number * _BETWEEN_ROUNDS + place * _BETWEEN_AIRCRAFT, craft)
            for place, craft in enumerate(crafts)
            for number in range(self._rng.choice(_ROUNDS))
        ]
        for at, craft in sorted(plan, key=lambda each: each[0]):
            self._round(craft, day, at)

    def _morning(self, craft: _Craft, day: date) -> None:
        """What was left over from the days before, then the inspection."""
        at = _at(day, _MORNING)
        if craft.works_at is not None and craft.works_at <= at:
            self._hub.mend(craft.upkeep, at)
            craft.sensors.mended()
            craft.works_at = None
        if craft.wears_on == day:
            craft.sensors.wear = _WEAR
        if self._grounded(craft):
            return
        if self._due(self._judged(craft, at, Ahead(flights=4, seconds=4 * 900.0))):
            self._hub.maintain(craft.upkeep, at + timedelta(hours=1))
        fails = craft.fails if craft.fails_on == day else None
        self._hub.put_full_battery_in(craft.upkeep, _at(day, _INSPECTION) - timedelta(minutes=5))
        self._hub.inspect(craft.upkeep, _at(day, _INSPECTION), fails)
        if fails is not None:
            craft.works_at = _at(day, _MORNING) + timedelta(days=self._rng.randint(1, 3))

    def _round(self, craft: _Craft, day: date, at: datetime) -> None:
        """Out with goods and home again, if the book lets it."""
        upkeep, route = craft.upkeep, self._rng.choice(self._routes)
        seconds = flight_s(route, self._flying.fleet.type_of(upkeep.aircraft))
        if self._grounded(craft) or not self._hub.put_full_battery_in(upkeep, at):
            return
        if self._judged(craft, at, Ahead(2 * seconds, 2)).verdict is not Verdict.PASS:
            return
        craft.rounds += 1
        sortie = f"{day}-{upkeep.aircraft}-{craft.rounds}"
        out = self._leg(craft, route, Direction.OUT, day, sortie, at + timedelta(minutes=4))
        if self._flown(craft, out) != FlightState.DELIVERED:
            return
        home_at = out.on_at + timedelta(seconds=out.seen_later_s) + _AT_HALL
        self._flown(craft, self._leg(craft, route, Direction.HOME, day, sortie, home_at))

    def _leg(
        self, craft: _Craft, route: Route, direction: Direction, day: date, sortie: str,
        off_at: datetime,
    ) -> Leg:  # fmt: skip
        mishap = self._mishap(route, direction)
        bare = flight_s(route, self._flying.fleet.type_of(craft.upkeep.aircraft))
        seconds = round(bare * self._rng.uniform(0.97, 1.08), 1)
        heard = 0.85 if mishap in (Mishap.UNSEEN, Mishap.LANDED_UNSEEN) else 0.99
        out = direction is Direction.OUT
        return Leg(
            aircraft=craft.upkeep.aircraft, route=route, direction=direction, day=day,
            sortie=sortie, off_at=off_at, flight_s=seconds,
            load_kg=round(self._rng.uniform(0.8, 4.8), 2) if out else 0.0,
            left_percent=round(self._rng.uniform(62, 74) if out else self._rng.uniform(38, 50), 1),
            ordered_by=f"person/{self._hub.pilot().id}",
            health=craft.sensors.flight(seconds, heard), mishap=mishap,
            seen_later_s=round(self._rng.uniform(30, 90), 1),
        )  # fmt: skip

    def _flown(self, craft: _Craft, leg: Leg) -> str:
        """Fly, and see to what the flight leaves behind."""
        state = self._desk.fly(leg)
        after = leg.on_at + timedelta(minutes=5)
        entry = flightbook.flight_entry(self._session, leg.id)
        if leg.mishap is Mishap.LANDED_UNSEEN and entry is not None and entry.noted is not None:
            at = after + timedelta(minutes=10)
            self._hub.correct_landing(craft.upkeep, entry.noted.number, leg.on_at, at)
        if state == FlightState.DIVERTED:
            self._hub.find(craft.upkeep, words.LANDED_ASTRAY, after)
        elif (bad := self._worn(craft, after)) and not self._grounded(craft):
            self._hub.find(craft.upkeep, words.WORN.format(values=bad), after)
        if self._grounded(craft):
            days = self._rng.randint(1, 2)
            craft.works_at = _at(leg.day, _MORNING) + timedelta(days=days)
        return state

    def _worn(self, craft: _Craft, at: datetime) -> str:
        """What the trend of the sensors finds, in words; "" for nothing."""
        points = self._judged(craft, at).failing
        found = [point for point in points if point.name.startswith("sensor-")]
        return ", ".join(
            f"{point.name.removeprefix('sensor-')} {point.value:.3g} > {point.threshold:.3g}"
            for point in found
            if isinstance(point.value, float) and isinstance(point.threshold, float)
        )

    def _mishap(self, route: Route, direction: Direction) -> Mishap:
        """What happens to a flight; home nothing turns back, and a diversion needs a place."""
        found = self._rng.choices(
            [Mishap.NONE, *_MISHAPS], [1.0 - sum(_MISHAPS.values()), *_MISHAPS.values()]
        )[0]
        impossible = (
            found is Mishap.TURNED_BACK and direction is Direction.HOME
        ) or (found is Mishap.DIVERTED and not route.landing_places)  # fmt: skip
        return Mishap.NONE if impossible else found

    def _judged(self, craft: _Craft, at: datetime, ahead: Ahead | None = None) -> Airworthiness:
        return airworthy(self._session, craft.upkeep, at, ahead or Ahead())

    def _due(self, judged: Airworthiness) -> bool:
        return any(point.name.startswith("maintenance-") for point in judged.failing)

    def _grounded(self, craft: _Craft) -> bool:
        return the_aircraft(self._session, craft.upkeep.aircraft).grounded


def _at(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, TOKYO)
