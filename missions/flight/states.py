"""The states of one flight, and what may follow what.

Owns the table. Knows nothing of how the executive learns what has happened.
"""

from __future__ import annotations

from enum import StrEnum

from missions.machine import StateMachine


class FlightState(StrEnum):
    """Where a flight stands. The last six are ends."""

    PREPARING = "preparing"  # connect, upload, read back, judge
    READY = "ready"  # every gate passes; nobody has launched yet
    LAUNCHING = "launching"  # arm and start have been sent
    OUTBOUND = "outbound"
    WAITING = "waiting"  # over the hall, for consent
    DELIVERING = "delivering"  # coming down at the hall
    HOMEBOUND = "homebound"  # on the way to the hub: a return, or a flight home
    HOLDING = "holding"  # stands still in the air by an operator's word
    DIVERTING = "diverting"  # on the branch to an emergency landing place
    DESCENDING = "descending"  # comes down where it is: an emergency landing
    UNSEEN = "unseen"  # in the air and not heard of
    REFUSED = "refused"  # never left: a gate or the vehicle refused
    DELIVERED = "delivered"  # on the hall's pad
    RETURNED = "returned"  # on the hub's pad
    DIVERTED = "diverted"  # on an emergency landing place
    DOWN = "down"  # on the ground anywhere else
    LOST = "lost"  # not heard of for longer than its battery lasts


class FlightEvent(StrEnum):
    JUDGED_GO = "judged-go"
    REFUSED = "refused"
    LAUNCH = "launch"
    SEEN_OUTBOUND = "seen-outbound"
    SEEN_WAITING = "seen-waiting"
    SEEN_DELIVERING = "seen-delivering"
    SEEN_HOMEBOUND = "seen-homebound"
    SEEN_HOLDING = "seen-holding"
    SEEN_DIVERTING = "seen-diverting"
    SEEN_DESCENDING = "seen-descending"
    SILENT = "silent"
    LANDED_AT_HALL = "landed-at-hall"
    LANDED_AT_HUB = "landed-at-hub"
    LANDED_AT_PLACE = "landed-at-place"
    LANDED_ELSEWHERE = "landed-elsewhere"
    GIVEN_UP = "given-up"


AIRBORNE = frozenset(
    {
        FlightState.LAUNCHING,
        FlightState.OUTBOUND,
        FlightState.WAITING,
        FlightState.DELIVERING,
        FlightState.HOMEBOUND,
        FlightState.HOLDING,
        FlightState.DIVERTING,
        FlightState.DESCENDING,
        FlightState.UNSEEN,
    }
)
"""In the air, or possibly so: whoever asks must assume that it flies."""
ENDS = frozenset(
    {
        FlightState.REFUSED,
        FlightState.DELIVERED,
        FlightState.RETURNED,
        FlightState.DIVERTED,
        FlightState.DOWN,
        FlightState.LOST,
    }
)

_SEEN = {
    FlightEvent.SEEN_OUTBOUND: FlightState.OUTBOUND,
    FlightEvent.SEEN_WAITING: FlightState.WAITING,
    FlightEvent.SEEN_DELIVERING: FlightState.DELIVERING,
    FlightEvent.SEEN_HOMEBOUND: FlightState.HOMEBOUND,
    FlightEvent.SEEN_HOLDING: FlightState.HOLDING,
    FlightEvent.SEEN_DIVERTING: FlightState.DIVERTING,
    FlightEvent.SEEN_DESCENDING: FlightState.DESCENDING,
    FlightEvent.SILENT: FlightState.UNSEEN,
    FlightEvent.LANDED_AT_HALL: FlightState.DELIVERED,
    FlightEvent.LANDED_AT_HUB: FlightState.RETURNED,
    FlightEvent.LANDED_AT_PLACE: FlightState.DIVERTED,
    FlightEvent.LANDED_ELSEWHERE: FlightState.DOWN,
}
"""What an aircraft in the air may be seen to do next: it may do anything, and it is believed."""

FLIGHT_MACHINE = StateMachine[FlightState, FlightEvent](
    "flight",
    {
        (FlightState.PREPARING, FlightEvent.JUDGED_GO): FlightState.READY,
        (FlightState.PREPARING, FlightEvent.REFUSED): FlightState.REFUSED,
        (FlightState.READY, FlightEvent.REFUSED): FlightState.REFUSED,
        (FlightState.READY, FlightEvent.LAUNCH): FlightState.LAUNCHING,
        # Refused after the order to launch: the vehicle said no, or never left the ground.
        (FlightState.LAUNCHING, FlightEvent.REFUSED): FlightState.REFUSED,
        (FlightState.UNSEEN, FlightEvent.GIVEN_UP): FlightState.LOST,
        **{
            (before, event): after
            for before in AIRBORNE
            for event, after in _SEEN.items()
            if before is not after
        },
    },
)
