"""What this web process still has to answer from before a cutoff, said to the closing day.

Owns the process's row in `intake`: it beats while the process lives, and says through which day
every receipt from before the cutoff has been answered.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import date, timedelta
from socket import gethostname

import structlog
from sqlmodel import select

from logistics.api.edge import Edge
from logistics.db.models import IntakeRow
from logistics.db.unit_of_work import UnitOfWork
from missions.clock import machine_ns, machine_s, machine_time

log = structlog.get_logger()
BEAT_S = 3.0
_ONE_DAY = timedelta(days=1)
_LONGEST_BREAK = 31
"""Days to look back for the last cutoff: no break without service is as long."""


class Intake:
    """Runs beside the requests of one process."""

    def __init__(self, edge: Edge, process: str) -> None:
        self._edge = edge
        self._place = f"{gethostname()}/{process}/"
        self._process = f"{self._place}{os.getpid()}"
        self._incarnation = str(machine_ns())
        self._drained: date | None = None

    async def register(self) -> None:
        """Enter this process, and strike out those of its name that have died on this machine.

        Their connections are gone, and with them the receipts that they had not answered.
        """
        self._drained = self._drained_now()
        await self._edge.run(self._strike_dead)
        await self._edge.run(self._store)

    async def withdraw(self) -> None:
        """Leave: nothing more is taken in here."""
        await self._edge.run(self._remove)

    async def run(self) -> None:
        """Beat, and say at once when a cutoff has been drained."""
        beaten_s = machine_s()
        while True:
            drained = self._drained_now()
            if drained != self._drained or machine_s() - beaten_s > BEAT_S:
                self._drained, beaten_s = drained, machine_s()
                with suppress(Exception):  # the database may be away: the next beat tries again
                    await self._edge.run(self._store)
            await asyncio.sleep(self._edge.clock.poll_s * 5)

    def _drained_now(self) -> date | None:
        """The latest day whose cutoff has passed with no earlier receipt open."""
        calendar, now = self._edge.deployment.calendar, self._edge.clock.now()
        oldest = self._edge.receipts.oldest_order()
        through = oldest if oldest is not None else now
        day = calendar.local_date(through)
        for _ in range(_LONGEST_BREAK):
            if calendar.is_service_day(day) and calendar.last_cutoff(day) <= through:
                return day
            day -= _ONE_DAY
        return self._drained

    def _store(self, uow: UnitOfWork) -> None:
        row = uow.session.get(IntakeRow, self._process) or IntakeRow(
            process=self._process, incarnation=self._incarnation, beat_at=machine_time()
        )
        row.incarnation = self._incarnation
        row.drained_through = self._drained
        row.beat_at = machine_time()
        uow.session.add(row)

    def _strike_dead(self, uow: UnitOfWork) -> None:
        for row in uow.session.exec(select(IntakeRow)).all():
            if row.process.startswith(self._place) and not _lives(row.process):
                uow.session.delete(row)

    def _remove(self, uow: UnitOfWork) -> None:
        row = uow.session.get(IntakeRow, self._process)
        if row is not None and row.incarnation == self._incarnation:
            uow.session.delete(row)


def _lives(process: str) -> bool:
    """Whether the process that a row names runs on this machine."""
    try:
        os.kill(int(process.rpartition("/")[2]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
