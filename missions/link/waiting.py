"""Waiting for a vehicle's state, and for vehicle time, until either comes or the link is lost.

Owns the waits. Each state is looked at as it comes, so none between two is missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from missions.link.outcome import Accepted, LinkLost, NoAnswer, Outcome
from missions.link.telemetry import VehicleState
from missions.link.vehicle_time import VehicleTime

_LONGEST_LOOK_S, _SHORTEST_LOOK_S = 0.05, 0.002
"""Machine seconds between looks at the vehicle's clock, whose rate may change."""


@dataclass(eq=False)
class _Wait:
    predicate: Callable[[VehicleState], bool]
    met: asyncio.Future[VehicleState]


class Waiting:
    """`down` says why the link is down, or None."""

    def __init__(self, time: VehicleTime, down: Callable[[], str | None]) -> None:
        self._time = time
        self._down = down
        self._waits: list[_Wait] = []

    def look(self, state: VehicleState) -> None:
        """Hold a new state against all waits."""
        for wait in tuple(self._waits):
            if wait.met.done():
                continue
            try:
                if wait.predicate(state):
                    wait.met.set_result(state)
            except Exception as error:
                wait.met.set_exception(error)  # it belongs to who waits, not to the reader

    async def until(
        self, predicate: Callable[[VehicleState], bool], state: VehicleState, vehicle_s: float
    ) -> Outcome[VehicleState]:
        """See `Station.until`; `state` is the present one."""
        wait = _Wait(predicate, asyncio.get_running_loop().create_future())
        self._waits.append(wait)
        try:
            self.look(state)
            end_s = self._time.now_s() + vehicle_s
            while not wait.met.done():
                if reason := self._down():
                    return LinkLost(reason)
                left_s = end_s - self._time.now_s()
                if left_s <= 0.0:
                    return NoAnswer("the state waited for", 0, vehicle_s)
                await asyncio.wait((wait.met,), timeout=self._nap_s(left_s))
            return Accepted(wait.met.result())
        finally:
            self._waits.remove(wait)

    async def sleep(self, vehicle_s: float) -> None:
        """Return after so much vehicle time."""
        end_s = self._time.now_s() + vehicle_s
        while (left_s := end_s - self._time.now_s()) > 0.0:
            await asyncio.sleep(self._nap_s(left_s))

    def _nap_s(self, left_s: float) -> float:
        return min(_LONGEST_LOOK_S, max(_SHORTEST_LOOK_S, self._time.machine_for(left_s)))
