"""The service in this process: application, worker and a clock that stands until it is moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI
from sqlmodel import Session, SQLModel, col, func, select

from logistics.api.app import create_app
from logistics.db.engine import Database
from logistics.db.models import JournalRow, ServiceDayRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.processes.worker import Worker
from missions.clock import TOKYO, FixedClock
from missions.store.tables import StoreModel
from tests.logistics.support.access import TUESDAY_9, Access
from tests.logistics.support.door import Door

Row = TypeVar("Row", bound=SQLModel)
TUESDAY = TUESDAY_9.date()
WEDNESDAY = TUESDAY + timedelta(days=1)


def at(
    hour: int, minute: int = 0, second: int = 0, micro: int = 0, day: date = TUESDAY
) -> datetime:
    """A business time, on the Tuesday unless told."""
    return datetime(day.year, day.month, day.day, hour, minute, second, micro, tzinfo=TOKYO)


class Service:
    """What a test sees of the service."""

    def __init__(
        self, app: FastAPI, url: str, deployment: Deployment, clock: FixedClock, access: Access
    ) -> None:
        self.app = app
        self.url = url
        self.deployment = deployment
        self.clock = clock
        self.access = access
        self.database = Database(url)
        self.worker = Worker(Database(url), deployment, clock, None)
        # A broken handler must show as the 500 that a client would see.
        self.transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def person(self, person: str) -> Door:
        return Door(self.transport, session=self.access.sessions[person])

    def tv(self, household: str = "hh-01") -> Door:
        return Door(self.transport, bearer=self.access.credentials.devices[household])

    @property
    def store(self) -> Door:
        return Door(self.transport, bearer=self.access.credentials.systems["takato-store"])

    @property
    def office(self) -> Door:
        return self.person("p-kitazawa")

    @property
    def operator(self) -> Door:
        """An operator who drives no van."""
        return self.person("p-miyashita")

    @property
    def nobody(self) -> Door:
        return Door(self.transport)

    async def work(self) -> None:
        """Do all that is due now."""
        await asyncio.to_thread(self._work)

    def _work(self) -> None:
        while self.worker.do_one():
            pass

    async def move_to(self, when: datetime) -> None:
        """Let business time pass, and do what has become due at its end."""
        self.clock.move_to(when)
        await asyncio.sleep(0.01)
        await self.work()

    async def open_day(self) -> None:
        """What the worker does first: open the days that take orders."""
        await asyncio.to_thread(self._open)

    def _open(self) -> None:
        from logistics.services.days import open_days

        with Session(self.database.write_engine, expire_on_commit=False) as session:
            uow = UnitOfWork.begin(session, self.clock.now(), self.deployment)
            open_days(uow)
            uow.finish()
            session.commit()

    async def close_day(self, day: date = TUESDAY) -> None:
        """Pass the cutoff and wait until the pick list has left."""
        self.clock.move_to(max(self.clock.now(), at(11, day=day)))
        for _ in range(100):
            await asyncio.sleep(0.005)
            await self.work()
            if self.day_state(day) in ("closed", "settled"):
                return
            self.clock.move_to(self.clock.now() + timedelta(milliseconds=100))
        raise AssertionError(f"{day} does not close: it is {self.day_state(day)}")

    def day_state(self, day: date = TUESDAY) -> str | None:
        with Session(self.database.read_engine) as session:
            row = session.get(ServiceDayRow, day)
            return row.state if row else None

    def rows(self, kind: type[Row], *conditions: Any) -> list[Row]:
        """Rows of a table as they are stored."""
        with Session(self.database.read_engine) as session:
            return list(session.exec(select(kind).where(*conditions)))

    def journal(self, *kinds: str, **where: Any) -> list[JournalRow]:
        """Journal rows in order, of these kinds if any are named."""
        with Session(self.database.read_engine) as session:
            wanted = select(JournalRow).order_by(col(JournalRow.seq)).filter_by(**where)
            if kinds:
                wanted = wanted.where(col(JournalRow.kind).in_(kinds))
            return list(session.exec(wanted))

    def footprint(self) -> dict[str, int]:
        """How many rows each table has: the same before and after, nothing was stored."""
        with Session(self.database.read_engine) as session:
            return {
                name: session.exec(select(func.count()).select_from(table)).one()
                for name, table in (SQLModel.metadata.tables | StoreModel.metadata.tables).items()
                if name != "intake"
            }


@asynccontextmanager
async def running_service(
    url: str, deployment: Deployment, access: Access, when: datetime = TUESDAY_9
) -> AsyncIterator[Service]:
    """The service from start to orderly end."""
    clock = FixedClock(when)
    app = create_app(Database(url), deployment, clock, base_url="http://sorabin.test")
    service = Service(app, url, deployment, clock, access)
    async with app.router.lifespan_context(app):
        yield service
    service.database.close()
