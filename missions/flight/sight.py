"""What is seen of an aircraft at one moment, and what it is doing.

Owns the reading of mode, mission item and position together: the autopilot names none of
"outbound", "waiting" or "coming home" itself. Pure; the same sight gives the same answer after a
restart, so a flight can be taken up again by looking.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from missions.flight.states import FlightEvent
from missions.geo import Position, distance_m
from missions.plan.model import Direction, Mission
from missions.routes.model import Route

ON_PAD_M = 30.0
"""Within this distance of a pad an aircraft on the ground counts as landed there."""
PAD_HEIGHT_M = 20.0
"""So far off a pad's height it is another place, or a position that is not to be believed."""
AT_WAIT_M = 8.0
"""From here on the wait may have begun: the autopilot's waypoint radius and the error of GPS."""


class Mode(IntEnum):
    """ArduCopter's flight modes that are told apart here."""

    AUTO = 3
    GUIDED = 4
    RTL = 6
    LAND = 9
    BRAKE = 17
    SMART_RTL = 21
    AUTO_RTL = 27  # shown while AUTO flies the return path


FOLLOWS_MISSION = (Mode.AUTO, Mode.AUTO_RTL)


@dataclass(frozen=True, slots=True)
class Sight:
    """`at_s`: vehicle time at which the position was heard. `age_s`: vehicle seconds since the
    oldest of its parts was heard. `seq`: current mission item. `mode`: its number. `boot_s`: the
    vehicle's own time of the position, which has none of the link's delay in it."""

    at_s: float
    position: Position
    seq: int
    mode: int
    armed: bool
    on_ground: bool
    age_s: float = 0.0
    boot_s: float = 0.0


def seen_at(sight: Sight | None) -> list[float] | None:
    """The place of a sight for a record: latitude and longitude in degrees, metres above the sea;
    None of none."""
    if sight is None:
        return None
    return [sight.position.lat_deg, sight.position.lon_deg, sight.position.alt_amsl_m]


def landed_at(route: Route, position: Position) -> tuple[FlightEvent, str]:
    """Where an aircraft on the ground stands: the event, and the place's id ("" is nowhere).

    The hub first: of a route that is there no more only the hub is known.
    """
    if _on(route.hub.position, position):
        return FlightEvent.LANDED_AT_HUB, route.hub.id
    if _on(route.hall.position, position):
        return FlightEvent.LANDED_AT_HALL, route.hall.id
    for place in route.landing_places:
        if _on(place.position, position):
            return FlightEvent.LANDED_AT_PLACE, place.id
    return FlightEvent.LANDED_ELSEWHERE, ""


def _on(pad: Position, position: Position) -> bool:
    near = distance_m(position, pad) <= ON_PAD_M
    return near and abs(position.alt_amsl_m - pad.alt_amsl_m) <= PAD_HEIGHT_M


def doing(route: Route, mission: Mission, sight: Sight) -> FlightEvent:
    """What an armed aircraft in the air is seen doing."""
    if sight.mode in (Mode.LAND,):
        return FlightEvent.SEEN_DESCENDING
    if sight.mode in (Mode.RTL, Mode.SMART_RTL):
        return FlightEvent.SEEN_HOMEBOUND
    if sight.mode not in FOLLOWS_MISSION:
        return FlightEvent.SEEN_HOLDING
    return _part(route, mission, sight)


def _part(route: Route, mission: Mission, sight: Sight) -> FlightEvent:
    """The part of the mission that the current item belongs to."""
    if branch_of(mission, sight.seq) is not None:
        return FlightEvent.SEEN_DIVERTING
    if mission.direction is Direction.HOME:
        return FlightEvent.SEEN_HOMEBOUND
    if mission.wait_seq is None or mission.consent_seq is None:  # its numbers mean nothing to us
        back = sight.mode == Mode.AUTO_RTL
        return FlightEvent.SEEN_HOMEBOUND if back else FlightEvent.SEEN_OUTBOUND
    if sight.seq >= mission.consent_seq:
        return FlightEvent.SEEN_DELIVERING
    if sight.seq >= mission.return_seq:
        return FlightEvent.SEEN_HOMEBOUND
    if sight.seq == mission.wait_seq and at_wait(route, sight):
        return FlightEvent.SEEN_WAITING
    return FlightEvent.SEEN_OUTBOUND


def at_wait(route: Route, sight: Sight) -> bool:
    """Whether it is so near the point over the hall that its wait may have begun."""
    return distance_m(sight.position, route.hall.position) <= AT_WAIT_M


def lands_at_hall(mission: Mission, seq: int) -> bool:
    """Whether this item is one of the two that are the landing at the hall."""
    return mission.consent_seq is not None and seq - mission.consent_seq in (0, 1)


def branch_of(mission: Mission, seq: int) -> str | None:
    """The emergency landing place whose branch holds this item."""
    started = [(first, place) for place, first in mission.branches.items() if first <= seq]
    return max(started)[1] if started else None
