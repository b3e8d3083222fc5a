"""An aircraft that is not seen: for how long, and what is done meanwhile.

Owns the silence of one flight: that it counts as not seen, that a closed connection is made anew
again and again, and that it is given up when its battery must be empty. Knows nothing of what the
aircraft is doing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from missions.flight.errands import Errands
from missions.flight.lookout import Lookout
from missions.flight.orders import told
from missions.flight.record import FlightRecord
from missions.flight.sight import seen_at
from missions.flight.states import FlightEvent, FlightState
from missions.link.station import Station

REOPEN_S = 3.0
"""Machine seconds for one try to reach a vehicle again, and between two of them."""


class Silence:
    """`battery_lasts_s`: seconds of flight after which it cannot be in the air any more."""

    def __init__(
        self,
        station: Station,
        lookout: Lookout,
        record: FlightRecord,
        errands: Errands,
        *,
        battery_lasts_s: float,
        flown_s: Callable[[], float],
    ) -> None:
        self._station = station
        self._lookout = lookout
        self._record = record
        self._errands = errands
        self._battery_lasts_s = battery_lasts_s
        self._flown_s = flown_s
        self._reopening = False

    def mind(self, now_s: float, *, may_fly: bool) -> None:
        """Nothing whole is seen: after a while it is not seen at all, and in the end it is lost.

        `may_fly`: something that arms it may have been sent; else it stands where it stood.
        """
        if not self._lookout.unseen():
            return
        if may_fly:
            self._record.see(FlightEvent.SILENT, now_s, why=self._station.link_down_reason or "")
        if not self._station.connected and not self._reopening:
            self._reopening = True
            self._errands.do(self._reopen())
        if self._record.state is FlightState.UNSEEN and self._flown_s() > self._battery_lasts_s:
            # Whoever looks for it, and for what it carries, begins there.
            last_seen = seen_at(self._lookout.last)
            self._record.see(FlightEvent.GIVEN_UP, now_s, last_seen=last_seen)

    async def _reopen(self) -> None:
        """A closed connection is made anew; the flight goes on where the vehicle is found."""
        try:
            async with asyncio.timeout(2 * REOPEN_S):
                outcome = await self._station.reopen(identify_s=REOPEN_S)
            self._note(told(outcome))
        except TimeoutError:
            self._note("no answer in time")
        finally:
            await asyncio.sleep(REOPEN_S)
            self._reopening = False

    def _note(self, outcome: str) -> None:
        self._record.note("link-reopened", self._station.time.now_s(), outcome=outcome)
