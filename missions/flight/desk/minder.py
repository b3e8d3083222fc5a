"""One aircraft's minder: lease, link, words and the flight in hand.

Owns the order of these. Without the lease nothing is sent; with it, what a desk before has left is
taken up first. Ordinary words are done one after the other, those to an aircraft in the air at
once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from missions.aircraft.model import Aircraft
from missions.flight.desk.bookkeeping import Bookkeeper
from missions.flight.desk.entry import Pen
from missions.flight.desk.flightlog import FlightLog
from missions.flight.desk.ground import GroundWork
from missions.flight.desk.lease import RENEW_S, Lease
from missions.flight.desk.link import Link
from missions.flight.desk.plans import FlightPlan, Plans
from missions.flight.desk.postbox import Asked
from missions.flight.desk.presence import Presence
from missions.flight.desk.scribe import Scribe
from missions.flight.desk.snapshot import place, snapshot
from missions.flight.desk.store import Store
from missions.flight.desk.taking_up import TakingUp
from missions.flight.desk.watch import FlightWatch
from missions.flight.desk.words import IN_FLIGHT, Words
from missions.flight.track import PathFrame
from missions.link.signing import NO_SIGNING, NoSigning, Signing
from missions.link.watchers import Watches
from missions.routes.model import Route

_log = logging.getLogger(__name__)
_SNAPSHOT_S = 0.2
_FAILED_S = 10.0
"""Machine seconds without the lease and without a heartbeat after an error that nobody foresaw: it
is more than FS_GCS_TIMEOUT, so an aircraft that cannot be minded comes home."""


class Minder:
    """`tell` gets snapshots; `taken` is called for each word that is no longer only a row."""

    def __init__(
        self,
        aircraft: Aircraft,
        address: str,
        plans: Plans,
        store: Store,
        presence: Presence,
        holder: str,
        now: Callable[[], datetime],
        log: FlightLog,
        tell: Callable[[dict[str, Any]], None],
        taken: Callable[[Asked], None],
        signing: Signing | NoSigning = NO_SIGNING,
        watcher: Watches | None = None,
    ) -> None:
        self.aircraft = aircraft
        self.plans = plans
        self.store = store
        self.presence = presence
        self.now = now
        self.log = log
        self.lease = Lease(store, aircraft.id, holder)
        self.scribe = Scribe(store, self.lease, presence, Bookkeeper(plans.flying))
        self.watch: FlightWatch | None = None
        self.hands_on = False
        """Something on the ground needs the link for itself."""
        self.pen = Pen(now, self.scribe.put, self._place)
        self.link = Link(
            address, aircraft.system_id, plans.height_amsl_m, log,
            self._has_link, lambda: self.lease.held, signing, watcher,
        )  # fmt: skip
        self.words = Words(store, self.lease, now, taken)
        self.listens = False
        """Whether its words are to be read: it has the lease and has taken up what was left."""
        self.looked = asyncio.Event()
        self._tell = tell
        self._ground = GroundWork(self)
        self._ordinary: asyncio.Queue[Asked] = asyncio.Queue()
        self._urgent: set[asyncio.Task[None]] = set()
        self._shown: tuple[Route, PathFrame] | None = None
        self._fault: asyncio.Future[None] | None = None

    def deliver(self, asked: Asked) -> None:
        """A word from the postbox. Busy from here until it has been acted on."""
        if asked.word in IN_FLIGHT:
            self.presence.begin()
            task = asyncio.create_task(self._urgently(asked))
            self._urgent.add(task)
            task.add_done_callback(self._urgent_done)
        else:
            self.presence.begin(self.aircraft.id)
            self._ordinary.put_nowait(asked)

    async def run(self) -> None:
        """Mind the aircraft for ever: as long as the lease is ours, and then again."""
        while True:
            try:
                await self._until_held()
                await self._mind()
            except Exception:
                _log.exception("%s: its minder stumbled and begins anew", self.aircraft.id)
                await self.leave()
                self.looked.set()  # the other aircraft do not wait for this one
                await asyncio.sleep(_FAILED_S)

    def fail(self, error: BaseException) -> None:
        """Something that follows the flight has ended by an error: all begins anew."""
        if self._fault is not None and not self._fault.done():
            self._fault.set_exception(error)

    async def settle(self) -> None:
        """Before an orderly end: what has happened so far is written."""
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self.scribe.flushed()

    async def leave(self) -> None:
        """Another desk may have the aircraft at once."""
        with suppress(Exception):
            async with asyncio.timeout(1.0):
                await self.lease.give_up()

    def begin_watch(self, watch: FlightWatch) -> None:
        """This flight is in hand now."""
        self.watch = watch
        self.log.begin(watch.flight_id)

    async def end_watch(self) -> None:
        """It has ended: when that is written the aircraft is free."""
        await self.scribe.flushed()
        self.watch = None
        self.log.close()
        self.presence.disarm(self.aircraft.id)

    async def _until_held(self) -> None:
        while True:
            try:
                if await self.lease.hold():
                    return
            except Exception as error:
                _log.warning("%s: no lease (%s)", self.aircraft.id, type(error).__name__)
            # Another desk minds it: ours has looked, and found that it is not ours to look at.
            self.looked.set()
            await asyncio.sleep(RENEW_S / 3)

    async def _mind(self) -> None:
        """All that is done with the lease; returns when another desk has it.

        Raises what has ended one of the works, none of which ends by itself.
        """
        self._fault = asyncio.get_running_loop().create_future()
        works = (
            self._keep_lease(), self.link.keep(), self.scribe.run(), self._show(), self._work(),
        )  # fmt: skip
        tasks = [self._fault, *(asyncio.create_task(work) for work in works)]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            self.listens = False
            for task in (*tasks, *self._urgent):
                task.cancel()
            await asyncio.gather(*tasks, *self._urgent, return_exceptions=True)
            await self.link.close()
            self._let_go()

    def _let_go(self) -> None:
        self.scribe.drop()
        self.watch = None
        self.hands_on = False
        self.log.close()
        while not self._ordinary.empty():
            self.words.put_back(self._ordinary.get_nowait())
            self.presence.end(self.aircraft.id)
        self.presence.disarm(self.aircraft.id)

    async def _keep_lease(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                if not await self.lease.renew():
                    _log.warning("%s: another desk has the lease", self.aircraft.id)
                    return
            except Exception as error:
                _log.warning("%s: lease not renewed (%s)", self.aircraft.id, type(error).__name__)

    async def _work(self) -> None:
        """Take up what was left, then do ordinary words in their order."""
        try:
            for asked in await TakingUp(self, self._ground).take_up():
                self._ground.taken_before.add(asked.id)
                self.deliver(asked)
            self.looked.set()
            self.listens = True
            while True:
                asked = await self._ordinary.get()
                try:
                    await self._ground.do(asked)
                except Exception:
                    _log.exception("%s: %s stumbled", asked.flight_id, asked.word)
                    self.words.answer(self.pen, asked, "refused: the desk stumbled over it")
                finally:
                    self.presence.end(self.aircraft.id)
        finally:
            await self._ground.leave()

    async def _urgently(self, asked: Asked) -> None:
        try:
            if not await self.words.take(asked):
                return
            watch = self.watch
            if watch is None or watch.flight_id != asked.flight_id:
                self.words.answer(self.pen, asked, "refused: the flight is not in the air")
            else:
                await watch.obey(asked)
        except Exception:
            _log.exception("%s: %s stumbled", asked.flight_id, asked.word)
            self.words.answer(self.pen, asked, "no answer: the desk stumbled over it")

    def _urgent_done(self, task: asyncio.Task[None]) -> None:
        self._urgent.discard(task)
        self.presence.end()

    def _has_link(self) -> bool:
        """Whether somebody else makes the connection anew: a flight's watch, or a swap."""
        return self.hands_on or (self.watch is not None and self.watch.executive is not None)

    def _place(self) -> dict[str, Any] | None:
        watch = self.watch
        return place(self.link.station, self._path(watch.plan) if watch else None)

    async def _show(self) -> None:
        while True:
            try:
                self._tell(self._snapshot())
            except Exception:
                _log.exception("%s: no snapshot", self.aircraft.id)
            await asyncio.sleep(_SNAPSHOT_S)

    def _snapshot(self) -> dict[str, Any]:
        watch = self.watch
        plan = watch.plan if watch else None
        pad = plan.start if plan else self.plans.home(self.aircraft.home)
        return snapshot(
            self.aircraft.id,
            self.now(),
            self.link.station,
            flight_id=watch.flight_id if watch else None,
            plan=plan,
            state=str(watch.record.state) if watch else None,
            pad_amsl_m=pad.alt_amsl_m if pad else None,
            path=self._path(plan) if plan else None,
            alarms=watch.executive.alarms if watch and watch.executive else (),
        )

    def _path(self, plan: FlightPlan) -> PathFrame:
        if self._shown is None or self._shown[0] is not plan.route:
            self._shown = (plan.route, PathFrame(plan.route))
        return self._shown[1]
