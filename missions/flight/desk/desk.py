"""The flight desk: one minder for each aircraft, one postbox, one place where it is told.

Owns what all aircraft share and the orderly end. Knows nothing of what any of them does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from missions.clock import Clock
from missions.clockboard import ClockBoard, Participant
from missions.flight.desk.flightlog import FlightLog
from missions.flight.desk.minder import Minder
from missions.flight.desk.plans import Plans
from missions.flight.desk.postbox import Asked, Postbox
from missions.flight.desk.presence import Presence
from missions.flight.desk.store import Sessions, Store
from missions.flight.desk.telemetry import TelemetrySink
from missions.flight.gates import Limits
from missions.flying import Flying
from missions.link.signing import NO_SIGNING, Signing
from missions.link.watchers import Watches

_log = logging.getLogger(__name__)
_LISTEN_AGAIN_S = 1.0


class Desk:
    """Minds the aircraft in `links` (id to address) that the deployment has.

    `holder`: who holds the leases (`lease.holder_id`). `telemetry_port`: where snapshots are told,
    from when all aircraft have been looked at. `flight_logs`: folder of the recordings. `signing`:
    of those aircraft whose link is signed. `watcher` gets a copy of all that the aircraft say, and
    is its maker's to close.
    """

    def __init__(
        self,
        flying: Flying,
        sessions: Sessions,
        clock: Clock,
        links: Mapping[str, str],
        *,
        holder: str,
        limits: Limits | None = None,
        flight_logs: Path | None = None,
        telemetry_port: int | None = None,
        board: ClockBoard | None = None,
        slot: Participant | None = None,
        signing: Mapping[str, Signing] | None = None,
        watcher: Watches | None = None,
    ) -> None:
        self._store = Store(sessions)
        self._presence = Presence(board, slot)
        self._sink = TelemetrySink()
        self._port = telemetry_port
        plans = Plans(flying, limits)
        self._minders = {
            aircraft.id: Minder(
                aircraft,
                links[aircraft.id],
                plans,
                self._store,
                self._presence,
                holder,
                clock.now,
                FlightLog(flight_logs),
                self._sink.tell,
                self._taken,
                (signing or {}).get(aircraft.id, NO_SIGNING),
                watcher,
            )
            for aircraft in flying.fleet.aircraft.values()
            if aircraft.id in links
        }
        self._postbox = Postbox(self._store, self._presence, self._listening, self._deliver)
        self.ready = asyncio.Event()
        """Set when every aircraft has been looked at."""

    async def run(self) -> None:
        """Mind them until cancelled; then leases are given up and the aircraft left flying."""
        tasks = [
            asyncio.create_task(work)
            for work in (
                *(minder.run() for minder in self._minders.values()),
                self._postbox.run(),
                self._open(),
            )
        ]
        try:
            # Not gather: ended from outside it would end them all before anything is settled, and
            # the second end would cut them off while they hang up.
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in ended:
                task.result()
        finally:
            for minder in self._minders.values():
                await minder.settle()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.gather(*(minder.leave() for minder in self._minders.values()))
            await self._sink.close()
            self._store.close()

    def _listening(self) -> list[str]:
        return [name for name, minder in self._minders.items() if minder.listens]

    def _deliver(self, asked: Asked) -> None:
        self._minders[asked.aircraft].deliver(asked)

    def _taken(self, asked: Asked) -> None:
        self._postbox.done(asked)

    async def _open(self) -> None:
        """Once all aircraft have been looked at: on the clock board, and where it is told."""
        for minder in self._minders.values():
            await minder.looked.wait()
        self._presence.looked()
        self.ready.set()
        while self._port is not None:
            try:
                await self._sink.listen(self._port)
                return
            except OSError as error:
                _log.warning("telemetry cannot be told on port %s: %s", self._port, error)
            await asyncio.sleep(_LISTEN_AGAIN_S)
