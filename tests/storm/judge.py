"""Whether a flight of the storm ended as every flight must, by where its body truly lies.

Owns what counts. A flight ends well where

- it lies on a pad (hall, hub, or an emergency landing place of the route: within `ON_PAD_M`) and is
  named so, or it never left its pad and is named refused, or
- it lies anywhere else and is named `down` or `lost`, and all of the ground that it can have come
  down on lies inside the corridor and its ground risk buffer. Of a body whose process ended in the
  air that is wherever it may fall from there;

and where somebody is told where the load is; and where no more orders to arm went out on the wire,
and the vehicle armed no more often, than there were launches. `down` and `lost` may be said of an
aircraft that lies on a pad: nobody has seen it there.

Knows nothing of how a flight was flown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from missions.geo import LatLon, Position, distance_m
from tests.storm.draw import Drawn
from tests.storm.volume import flying, ground_of, nearest_place

ON_PAD_M = 3.0
NOT_HEARD = "NotConnected"
_EMERGENCIES = ("down", "lost")
STAYED = "never left"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`named`: what it was called. `lies`: where it truly is, in a word. `off_m`: from the nearest
    pad or place. `beyond_m`: outside corridor and buffer, negative inside. `stated_off_m`: from
    where it is said to be, where that is said. `keeper`: who has the load, or "". `wrong`: what is
    not as it must be; empty is well."""

    named: str
    lies: str
    off_m: float | None
    beyond_m: float | None
    stated_off_m: float | None
    keeper: str
    wrong: tuple[str, ...]


def judge(drawn: Drawn, facts: dict[str, Any]) -> Verdict:
    """Judge the facts that `play` has left."""
    end, flights = facts["end"], facts["flights"]
    named = _named(facts)
    keeper = _keeper(drawn, facts, named)
    wrong = [*_of_our_side(facts, named), *([] if keeper else ["nobody knows where the load is"])]
    if not end:
        return Verdict(named, "", None, None, None, keeper, (*wrong, "no truth was told"))
    route = flying().routes.route(drawn.route)
    at = Position(end["lat_deg"], end["lon_deg"], end["alt_amsl_m"])
    place, off_m = nearest_place(route, at)
    beyond_m = ground_of(drawn.route).beyond_m(at.ground, facts["falls_m"])
    on_pad = off_m <= ON_PAD_M and end["touching"]
    if on_pad:
        kinds = {route.hub.id: "hub", route.hall.id: "hall"}
        lies = kinds.get(place, "landing place")
    else:
        lies = "elsewhere"
    wrong += _of_the_end(named, lies, off_m, beyond_m, home=len(flights) > 1)
    stated = flights[-1]["stated"] if flights else None
    stated_off_m = distance_m(LatLon(*stated[:2]), at.ground) if stated else None
    return Verdict(named, lies, off_m, beyond_m, stated_off_m, keeper, tuple(wrong))


def _named(facts: dict[str, Any]) -> str:
    if facts["flights"]:
        return str(facts["flights"][-1]["outcome"])
    never = not facts["launches"] and NOT_HEARD in facts["pilot"]
    return "refused" if never else "nothing"


def _of_our_side(facts: dict[str, Any], named: str) -> list[str]:
    wrong = []
    if facts["pilot"] and named != "refused":
        wrong.append(f"our side: {facts['pilot']}")
    if not facts["rested"]:
        wrong.append("it has not come to rest")
    if facts["arms"] > facts["launches"]:
        wrong.append(f"{facts['arms']} orders to arm for {facts['launches']} launches")
    if facts["armings"] > facts["launches"]:
        wrong.append(f"armed {facts['armings']} times for {facts['launches']} launches")
    return wrong


def _of_the_end(named: str, lies: str, off_m: float, beyond_m: float, *, home: bool) -> list[str]:
    expected = {
        "delivered": "hall",
        "returned": "hub",
        "diverted": "landing place",
        "refused": "hall" if home else "hub",
    }
    if named in _EMERGENCIES:
        outside = f"it lies up to {beyond_m:.0f} m outside corridor and buffer"
        return [outside] if beyond_m > 0.0 else []
    if named not in expected:
        return [f"it is called {named}"]
    if lies != expected[named]:
        return [f"called {named}, but it lies {lies}, {off_m:.0f} m from the nearest pad"]
    return []


def _keeper(drawn: Drawn, facts: dict[str, Any], named: str) -> str:
    """Where the load is, as our side tells; "" where that cannot be told."""
    route = flying().routes.route(drawn.route)
    flights = facts["flights"]
    if not flights:
        return route.hub.id if named == "refused" else ""
    first = flights[0]
    match first["outcome"]:
        case "delivered":
            return route.hall.id
        case "returned" | "refused":
            return route.hub.id
        case "diverted":
            return str(first["place"])
        case "down" | "lost" if first["stated"]:
            lat_deg, lon_deg = first["stated"][:2]
            return f"with the aircraft, {first['outcome']} at {lat_deg:.5f}, {lon_deg:.5f}"
    return ""
