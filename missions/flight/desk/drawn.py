"""What one flight draws from the battery that it leaves the ground with.

Owns the sum: what was surely there at the launch, less what the vehicle's gauge has counted since.
A gauge that started anew in between counts nothing, and the battery stays unknown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from missions.flight.desk.plans import FlightPlan
from missions.flight.desk.preparing import Sitting, charge_of
from missions.flight.states import FlightState
from missions.link.station import Station
from missions.store import batteries

_SEEN_TO_END = (
    FlightState.REFUSED,
    FlightState.DELIVERED,
    FlightState.RETURNED,
    FlightState.DIVERTED,
)


class Drawn:
    """Made just before the launch; `begin` goes into the transaction that orders it."""

    def __init__(self, station: Station, plan: FlightPlan) -> None:
        self._charge = charge_of(station, plan, Sitting(0.0, None))
        self._epoch = station.time.epoch
        self.battery: str | None = None

    def begin(self, session: Session, aircraft: str, now: datetime) -> None:
        """From now on the book does not know this aircraft's battery."""
        row = batteries.sitting(session, aircraft)
        if row is not None:
            self._charge = replace(self._charge, book=row.charge_percent)
            self.battery = batteries.takes_off(session, aircraft, now)

    def left_percent(self, station: Station | None, state: FlightState) -> float | None:
        """What is left in the battery after a flight that ended as `state`; None: not known."""
        if station is None or not station.link_up or station.time.epoch != self._epoch:
            return None
        before, sure = self._charge.gauge, self._charge.sure_percent
        system = station.state.system
        after = system.value.remaining_percent if system is not None else None
        if state not in _SEEN_TO_END or before is None or sure is None or after is None:
            return None
        return max(0.0, sure - max(0.0, before - after))
