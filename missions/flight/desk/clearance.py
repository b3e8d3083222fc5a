"""The last look before a launch, in the transaction that writes it down: may it still go?

Owns what stops a launch that was ordered and whose gates have passed: the aircraft was grounded,
somebody has called the flight off, or what it was decided by is too old. Sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from missions.store import flights
from missions.store.tables import AircraftRow, FlightRow

ORDER_HOLDS_S = 60.0
"""Business seconds from an order to launch to its arming. The service's readings are those of the
moment of the order; whoever orders anew is held to the latest."""
GATES_HOLD_S = 5.0
"""Business seconds for which a verdict of the gates counts."""
WRITTEN_WITHIN_S = 10.0
"""Business seconds from that verdict for the launch to be written down."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why it does not go. `ends`: the flight ends with it; else its launch may be ordered anew."""

    why: str
    ends: bool = True


CHANGED = Stop("the flight is not what it was any more", ends=False)
JUDGE_AGAIN = Stop("its gates were judged too long ago", ends=False)
TOO_OLD = Stop(f"the order is older than {ORDER_HOLDS_S:g} s: give it again", ends=False)
WRITTEN_LATE = Stop("it took too long to write the launch down; nothing was sent")


@dataclass(frozen=True, slots=True)
class Clearance:
    """What one launch was decided by; both are business time."""

    ordered_at: datetime
    judged_at: datetime

    def stop(self, session: Session, flight: FlightRow, now: datetime) -> Stop | None:
        """Why it must not be written down. Until the end of this transaction the aircraft is not
        grounded; a word that is committed later finds the launch written."""
        craft = session.get(AircraftRow, flight.aircraft, with_for_update={"read": True})
        if craft is None:
            return Stop(f"{flight.aircraft} is not known to be airworthy")
        if craft.grounded:
            return Stop(f"{craft.aircraft} is grounded: {craft.why}")
        word = flights.waiting_cancel(session, flight.id)
        if word is not None:
            return Stop(cancel_why(word.body))
        if (now - self.judged_at).total_seconds() > GATES_HOLD_S:
            return JUDGE_AGAIN
        return TOO_OLD if too_old(self.ordered_at, now) else None

    def written_late(self, now: datetime) -> bool:
        """Whether so much time has passed until it was written down that nothing may be sent."""
        return (now - self.judged_at).total_seconds() > WRITTEN_WITHIN_S


def too_old(ordered_at: datetime, now: datetime) -> bool:
    """Whether an order to launch of that time does not count any more."""
    return (now - ordered_at).total_seconds() > ORDER_HOLDS_S


def cancel_why(body: dict[str, object]) -> str:
    """Why a flight was called off, by the body of the word."""
    return str(body.get("why") or "called off")
