"""The desk's connection to one aircraft, made again for as long as it takes.

Owns the station and when it is opened or opened anew. A vehicle that cannot be reached is no error.
During a flight the flight's own watch makes the connection anew, so this leaves it alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from missions.clock import machine_s
from missions.errors import SorabinError
from missions.flight.desk.flightlog import FlightLog
from missions.link.outcome import Accepted
from missions.link.signing import NO_SIGNING, NoSigning, Signing
from missions.link.station import Station
from missions.link.terrain import HeightAt
from missions.link.watchers import Watches
from missions.plan.package import OWN_SYSTEM_ID

_log = logging.getLogger(__name__)
_TRY_S = 5.0
_BETWEEN_S = 0.3
_LOOK_S = 0.1
_SILENT_S = 10.0
"""Machine seconds of silence on a link that is open, after which it is made anew."""


class Link:
    """`busy` says whether a flight is being watched, `may_speak` whether anything may be sent: it
    is asked before each packet, for another desk may be speaking a moment later. `signing`: of
    this aircraft. `watcher` gets a copy of what it says."""

    def __init__(
        self,
        address: str,
        system_id: int,
        terrain: HeightAt,
        log: FlightLog,
        busy: Callable[[], bool],
        may_speak: Callable[[], bool],
        signing: Signing | NoSigning = NO_SIGNING,
        watcher: Watches | None = None,
    ) -> None:
        self._address = address
        self._system_id = system_id
        self._terrain = terrain
        self._log = log
        self._busy = busy
        self._may_speak = may_speak
        self._watcher = watcher
        self._signing = signing
        self.station: Station | None = None
        self.why = "not connected yet"
        """Why it is not reached."""

    @property
    def up(self) -> bool:
        """Whether the aircraft is heard."""
        return self.station is not None and self.station.link_up

    async def reached(self, within_s: float) -> Station | None:
        """The station once the aircraft is heard; None when it is not in time."""
        until_s = machine_s() + within_s
        while not self.up and machine_s() < until_s:
            await asyncio.sleep(0.02)
        return self.station if self.up else None

    async def keep(self) -> None:
        """Connect and reconnect for ever."""
        silent_since_s = machine_s()
        while True:
            try:
                if self.up or self._busy():
                    silent_since_s = machine_s()
                if not self._may_speak():
                    pass
                elif self.station is None:
                    await self._open()
                elif not self._busy() and self._to_be_reopened(silent_since_s):
                    outcome = await self.station.reopen(identify_s=_TRY_S)
                    silent_since_s = machine_s()
                    if not isinstance(outcome, Accepted):
                        self.why = str(outcome)
                        await asyncio.sleep(_BETWEEN_S)
            except Exception:
                _log.exception("%s: the link stumbled", self._address)
                await asyncio.sleep(_TRY_S)
            await asyncio.sleep(_LOOK_S)

    async def close(self) -> None:
        """Hang up; the aircraft goes on by itself."""
        station, self.station = self.station, None
        if station is not None:
            await station.close()

    def _to_be_reopened(self, silent_since_s: float) -> bool:
        assert self.station is not None
        return not self.station.connected or machine_s() - silent_since_s > _SILENT_S

    async def _open(self) -> None:
        try:
            self.station = await Station.open(
                self._address,
                own_system_id=OWN_SYSTEM_ID,
                terrain=self._terrain,
                recorder=self._log,
                expect_system_id=self._system_id,
                identify_s=_TRY_S,
                may_speak=self._may_speak,
                watcher=self._watcher,
                signing=self._signing,
            )
        except SorabinError as error:
            if error.message != self.why:
                _log.info("not reached: %s", error.message)
            self.why = error.message
            await asyncio.sleep(_BETWEEN_S)
