"""Where a flight has ended on the ground, and which of the ends that is.

Owns the landing and its reading. Pure: what was seen comes in as values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from missions.flight.sight import landed_at
from missions.flight.states import FlightEvent
from missions.geo import Position, distance_m
from missions.routes.model import Pad, Route


@dataclass(frozen=True, slots=True)
class Landing:
    """Where it stands. `place` is "" where it is none of the route's."""

    place: str
    position: Position
    error_m: float
    alt_error_m: float
    at_s: float


def landing(
    route: Route, position: Position, at_s: float, *, asked_to_hall: bool
) -> tuple[FlightEvent, Landing]:
    """The end of a flight that stands at `position`, disarmed, since vehicle time `at_s`.

    At the hall where nobody asked it to land it is down, not delivered.
    """
    event, place = landed_at(route, position)
    if event is FlightEvent.LANDED_AT_HALL and not asked_to_hall:
        event = FlightEvent.LANDED_ELSEWHERE
    pad = pad_of(route, place)
    found = Landing(
        place=place,
        position=position,
        error_m=distance_m(position, pad),
        alt_error_m=position.alt_amsl_m - pad.alt_amsl_m,
        at_s=at_s,
    )
    return event, found


def pad_of(route: Route, place: str) -> Position:
    """The position of a landing place of the route; of none, that of the hub."""
    pads: dict[str, Pad | Any] = {
        each.id: each for each in (*route.landing_places, route.hub, route.hall)
    }
    return pads.get(place, route.hub).position
