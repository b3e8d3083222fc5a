"""The gates of one aircraft's flights, judged at the desk that is about to launch it.

Owns what a verdict is taken from: the service's readings as old as they have become, held to the
aircraft's own flight book and to the papers of this desk's folder, the battery that sits in it, and
the vehicle. It remembers that battery for the flight that comes of it. Sends nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session

from missions.flight.alarms.eye import Flying
from missions.flight.charge import GAUGE_AHEAD_PERCENT
from missions.flight.desk.judging import closed_words, held_to_book, readings_in
from missions.flight.desk.plans import FlightPlan
from missions.flight.desk.postbox import Asked
from missions.flight.desk.preparing import OnBoard, Sitting, charge_of, judged
from missions.flight.gates import Gate, Readings
from missions.flightbook.airworthiness import Airworthiness
from missions.link.station import Station
from missions.store import batteries
from missions.store.book_reading import airworthy, battery_use

if TYPE_CHECKING:
    from missions.flight.desk.minder import Minder


class Judge:
    """Of one minder's aircraft."""

    def __init__(self, minder: Minder) -> None:
        self._minder = minder
        self._sitting: Sitting | None = None

    async def gates(
        self,
        asked: Asked,
        plan: FlightPlan | None,
        station: Station | None,
        on_board: OnBoard | None,
        load_kg: float,
    ) -> list[Gate]:
        """All gates, now; none where there is no plan. `asked` tells the service's readings."""
        if plan is None:
            return []
        minder = self._minder
        self._sitting, by_book = await minder.store.read_surely(lambda s: self._book(s, plan))
        aircraft, sitting = minder.aircraft.id, self._sitting

        def service() -> Readings:
            now = minder.now()
            told = readings_in(asked.body, (now - asked.asked_at).total_seconds())
            # What has become of the aircraft since the word was said stands in its book.
            told = held_to_book(told, by_book)
            return minder.plans.held_to_papers(told, aircraft, plan.route.name, now.date())

        with minder.presence.vehicle_time(aircraft):
            return await judged(station, plan, on_board, service, sitting, load_kg)

    def flying(self, station: Station, plan: FlightPlan, load_kg: float) -> Flying | None:
        """What the flight is watched by: with the battery and the charge that it was judged by."""
        sitting = self._sitting
        if sitting is None:
            return None
        charge = charge_of(station, plan, sitting)
        sure, gauge = charge.sure_percent, charge.gauge
        ahead = GAUGE_AHEAD_PERCENT if sure is None or gauge is None else gauge - sure
        return plan.flying(load_kg, sitting.capacity_wh, ahead)

    def why_closed(self, gates: list[Gate], plan: FlightPlan | None) -> str:
        """Why these gates are no go, in words."""
        if plan is None:
            return "there is no plan for this flight"
        link = self._minder.link
        return closed_words(gates) if link.up else f"not reached: {link.why}"

    def _book(self, session: Session, plan: FlightPlan) -> tuple[Sitting, Airworthiness]:
        minder, aircraft = self._minder, self._minder.aircraft.id
        found = batteries.sitting(session, aircraft)
        name = found.battery if found is not None else None
        capacity_wh = minder.plans.capacity_wh(aircraft, name)
        if name is not None:
            measured = battery_use(session, name).capacity_wh
            capacity_wh = capacity_wh if measured is None else min(capacity_wh, measured)
        sitting = Sitting(capacity_wh, found.charge_percent if found is not None else None)
        upkeep = minder.plans.flying.book.upkeep_of(aircraft)
        return sitting, airworthy(session, upkeep, minder.now(), plan.ahead)
