"""The operator's words to an aircraft in the air, each at the vehicle's socket at once.

Owns which command each word is, and from where. Their outcomes are noted and returned; whether
they are obeyed shows in the watch.
"""

from __future__ import annotations

from typing import Any

from missions.flight.hall_word import HallWord
from missions.flight.lookout import Lookout
from missions.flight.orders import JUMP, LAND, Orders
from missions.flight.sight import FOLLOWS_MISSION, Mode
from missions.flight.takeoff import TakeOff
from missions.flight.way_home import JOIN, way_home
from missions.link.outcome import Accepted, Outcome, Rejected
from missions.link.station import Station
from missions.plan.branches import branches_from
from missions.plan.model import Mission
from missions.routes.model import Route


class Operator:
    """Speaks for the operator of one flight."""

    def __init__(
        self,
        station: Station,
        route: Route,
        mission: Mission,
        orders: Orders,
        lookout: Lookout,
        hall: HallWord,
        take_off: TakeOff,
    ) -> None:
        self._station = station
        self._route = route
        self._mission = mission
        self._orders = orders
        self._lookout = lookout
        self._hall = hall
        self._take_off = take_off
        self._held = False

    async def hold(self) -> Outcome[None]:
        """Stand still in the air: GUIDED, from which a lost link still leads home."""
        self._take_off.call_off("hold")
        self._hall.hold_back()
        outcome = await self._orders.mode("hold", Mode.GUIDED)
        self._held = self._held or not isinstance(outcome, Rejected)
        return outcome

    async def go_on(self) -> Outcome[None]:
        """Go on with the mission after a hold."""
        self._held = False
        return await self._orders.mode("go-on", *FOLLOWS_MISSION)

    async def go_home(self) -> Outcome[None]:
        """Join the way home at its closest leg and land at the hub, also out of a landing."""
        self._take_off.call_off("return")
        self._hall.close()
        order = way_home(self._route, self._mission, self._lookout.sight())
        if order is None:
            why = "too far from the corridor to join it"
            return self._orders.note("go-home", Rejected(why))
        if order == JOIN:
            self._held = False
            return await self._orders.send("go-home", *JOIN)
        return await self._jump("go-home", order[1])

    async def divert(self, place: str | None = None) -> Outcome[None]:
        """Fly to an emergency landing place: to `place`, or to the one with the shortest way."""
        sight = self._lookout.sight()
        found = branches_from(self._route, self._mission, sight.position) if sight else ()
        wanted = [branch for branch in found if place in (None, branch.place.id)]
        if not wanted:
            reason = "no way from here to it" if place else "no landing place can be reached"
            return self._orders.note("divert", Rejected(reason), place=place)
        self._take_off.call_off("divert")
        self._hall.close()
        return await self._jump("divert", wanted[0].seq, place=wanted[0].place.id)

    async def land(self) -> Outcome[None]:
        """Come down on the spot: the last resort of an operator."""
        self._take_off.call_off("land")
        self._hall.close()
        # Not DO_SET_MODE: that number may wait for the answer to a hold.
        return await self._orders.send("land", LAND)

    async def _jump(self, name: str, seq: int, **facts: Any) -> Outcome[None]:
        """Go on at another item; out of a hold as well."""
        outcome = await self._orders.send(
            name,
            JUMP,
            seq,
            # A DO_LAND_START is passed at once: the vehicle reports the waypoint behind it.
            shows=lambda state: state.mission_seq in (seq, seq + 1),
            seq=seq,
            **facts,
        )
        waits = self._held or self._station.state.mode not in FOLLOWS_MISSION
        return await self.go_on() if isinstance(outcome, Accepted) and waits else outcome
