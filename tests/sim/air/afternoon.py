"""An afternoon from the store's ramp to the doors: the scripts, the service, a played desk.

Owns the clock of the test: time moves on when nobody is awake and nothing is left to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import uvicorn
from sqlmodel import Session

from missions.store import fleet
from sim.village.agenda import Agenda
from sim.village.cast import Cast, Stage
from sim.village.people.facts import AT_THE_RAMP
from sim.village.people.postbox import Postbox
from sim.village.plot import Plot, chance_for
from sim.village.weather import ValleyWeather
from tests.logistics.support.air import FACTS
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import TUESDAY, Service, at
from tests.sim.air.desk import Course, PlayedDesk

_POLL_S = 0.0005
SEED = 5
EVENING = at(18, 50)
"""Past the latest moment of everybody's work, so that their scripts end by themselves."""


@dataclass
class Afternoon:
    """Everything of one test. `told` collects what the scripts told each other, in order."""

    service: Service
    chain: Chain
    agenda: Agenda
    stage: Stage
    cast: Cast
    desk: PlayedDesk
    told: list[str]

    @classmethod
    @asynccontextmanager
    async def prepared(cls, service: Service) -> AsyncIterator[Afternoon]:
        server = uvicorn.Server(
            uvicorn.Config(service.app, port=0, lifespan="off", log_level="error")
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        agenda = Agenda(service.clock)
        told: list[str] = []
        agenda.on_tell = told.append
        stage = Stage(
            f"http://127.0.0.1:{port}",
            service.deployment,
            service.access.credentials,
            agenda,
            Postbox(),
            Plot(TUESDAY, at(11), (), (), {}, {}),
            SEED,
            ValleyWeather(chance_for(SEED)),
        )
        cast = Cast(stage)
        made = cls(service, Chain(service), agenda, stage, cast, PlayedDesk(Course()), told)
        with Session(service.database.write_engine) as session:
            fleet.enter(session, FACTS.aircraft, FACTS.batteries, service.clock.now())
            session.commit()
        try:
            yield made
        finally:
            await agenda.cancel()
            await cast.leave()
            server.should_exit = True
            await serving

    async def play(self, *households: str) -> None:
        """Bring what these households have ordered from the ramp to their doors."""
        await self.chain.packed(*households)
        await self.service.move_to(at(12, 45))
        self.cast.start_transport()
        self.agenda.tell(AT_THE_RAMP)
        while self.agenda.running and not self.agenda.failures:
            if self.agenda.anybody_awake:
                await asyncio.sleep(_POLL_S)
            elif not await asyncio.to_thread(self._work):
                due = [self.agenda.next_due(), self.desk.next_due]
                moment = min(each for each in due if each is not None)
                if moment > EVENING:
                    break
                await self._move_to(moment)
        for name, failure in self.agenda.failures:
            raise AssertionError(name) from failure

    async def _move_to(self, moment: datetime) -> None:
        if moment > self.service.clock.now():
            self.service.clock.move_to(moment)
        self.agenda.wake_due()

    def _work(self) -> bool:
        """The desk's and the worker's turn; whether either had something to do."""
        now = self.service.clock.now()
        with Session(self.service.database.write_engine, expire_on_commit=False) as session:
            did = self.desk.step(session, now)
            session.commit()
        did = self.service.worker.take_flight_events() > 0 or did
        while self.service.worker.do_one():
            did = True
        return did

    async def sorties(self) -> list[dict[str, Any]]:
        """The day's sorties with their flights."""
        day = TUESDAY.isoformat()
        listed = (await self.service.operator.read(f"/sorties?service_day={day}"))["sorties"]
        return [await self.service.operator.read(f"/sorties/{day}/{each['id']}") for each in listed]

    async def parcels(self) -> list[dict[str, Any]]:
        """All parcels as they stand."""
        plan = await self.service.store.read(f"/plans/{TUESDAY.isoformat()}")
        return plan["parcels"]
