"""The hub's people of a simulated month: charging, inspecting, finding fault, mending, releasing.

Owns who does what, and in which words they write. Every entry goes through the store's functions.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlmodel import Session

from logistics.domain.village import Person, Role, Village
from missions.flightbook.facts import Upkeep
from missions.flightbook.model import Action, Inspection, Maintenance, Renews, Result
from missions.store import batteries, fleet, flightbook
from missions.store.tables import BatteryRow
from sim.month import words


class Hub:
    """Acts in one session; `rng` decides who."""

    def __init__(self, session: Session, village: Village, rng: Random) -> None:
        self._session = session
        self._rng = rng
        self._place = village.hub.name
        self._operators = village.people_with(Role.OPERATOR)
        self._authorities = village.people_with(Role.LAUNCH_AUTHORITY)

    def pilot(self) -> Person:
        """Who orders a launch."""
        return self._rng.choice(self._authorities)

    def put_full_battery_in(self, upkeep: Upkeep, at: datetime) -> bool:
        """A fitting battery that is fresh enough is charged and put in; False: there is none."""
        rows = [fleet.the_battery(self._session, each) for each in upkeep.batteries]
        free = [row for row in rows if row.aircraft in (None, upkeep.aircraft)]
        ready = [row for row in free if row.changed_at <= at]
        if not ready:
            return False
        best = min(ready, key=self._wear)
        by = _actor(self._rng.choice(self._operators))
        batteries.charged(self._session, best.battery, at, at, upkeep.aircraft, by)
        return True

    def measure_batteries(self, upkeep: Upkeep, at: datetime) -> None:
        """Discharge each battery of a type fully, as once in a month, and put down what it gave."""
        for name, facts in sorted(upkeep.batteries.items()):
            lost = self._rng.uniform(0.0, 0.004)
            flightbook.battery_measured(
                self._session, name, round(facts.capacity_wh * (1.0 - lost), 1), at, at,
                _actor(self._operators[0]),
            )  # fmt: skip

    def inspect(self, upkeep: Upkeep, at: datetime, fails: str | None = None) -> None:
        """The daily inspection; an item that `fails` is a defect and grounds the aircraft."""
        who = self._rng.choice(self._operators)
        item = next((each for each in upkeep.items if each.id == fails), None)
        results = {
            each.id: Result.FAIL if each.id == fails else Result.PASS for each in upkeep.items
        }
        told = "" if item is None else words.FAULTS.get(item.id, words.FAULT)
        entry = Inspection(upkeep.aircraft, at, self._place, who.id, who.name, results, told)
        flightbook.inspect(self._session, entry, at, _actor(who))
        if item is not None:
            self.find(upkeep, f"{item.name.ja}: {told}", at, who)

    def find(self, upkeep: Upkeep, what: str, at: datetime, who: Person | None = None) -> None:
        """Note a defect."""
        who = who or self._rng.choice(self._operators)
        flightbook.note_defect(self._session, upkeep.aircraft, what, who.name, at, at, _actor(who))

    def mend(self, upkeep: Upkeep, at: datetime) -> None:
        """Mend whatever is wrong with a grounded aircraft, and release it."""
        who, confirms = self._rng.choice(self._operators), self.pilot()
        for defect in flightbook.open_defects(self._session, upkeep.aircraft):
            done = words.MENDED.format(item=defect.what.partition(":")[0])
            action = Action(at, done, who.name, confirms.name)
            flightbook.settle_defect(
                self._session, upkeep.aircraft, defect.number, action, at, _actor(confirms)
            )
            self._maintain(upkeep, at, done, defect.what, {Renews.SENSORS}, who, confirms)
        flightbook.release(
            self._session, upkeep.aircraft, words.RELEASED, confirms.name, self._place, at,
            _actor(confirms),
        )  # fmt: skip

    def maintain(self, upkeep: Upkeep, at: datetime) -> None:
        """The periodic maintenance."""
        who, confirms = self._rng.choice(self._operators), self.pilot()
        reason = words.PERIODIC_REASON.format(
            hours=upkeep.periodic_s / 3600, flights=upkeep.periodic_flights
        )
        self._maintain(upkeep, at, words.PERIODIC, reason, {Renews.PERIODIC}, who, confirms)

    def correct_landing(self, upkeep: Upkeep, number: int, on_at: datetime, at: datetime) -> None:
        """Put a landing right that nobody at the desk saw."""
        changes = {"on_at": on_at}
        why = words.SEEN_AT_THE_HALL
        by = _actor(self.pilot())
        flightbook.correct_flight(self._session, upkeep.aircraft, number, changes, why, at, by)

    def _maintain(
        self, upkeep: Upkeep, at: datetime, work: str, reason: str, renews: set[Renews],
        who: Person, confirms: Person,
    ) -> None:  # fmt: skip
        entry = Maintenance(
            upkeep.aircraft, at, self._place, who.name, work, reason,
            renews=frozenset(renews), confirmed_by=confirms.name,
        )  # fmt: skip
        flightbook.maintain(self._session, entry, at, _actor(confirms))

    @staticmethod
    def _wear(row: BatteryRow) -> tuple[datetime, str]:
        """The one that has rested longest is taken."""
        return row.changed_at, row.battery


def _actor(person: Person) -> str:
    return f"person/{person.id}"
