"""The worker process: does what is due.

Owns the loop that takes jobs at their business time, one transaction each. Knows nothing of what
they do (`logistics.services.work`) or of requests.
"""

from __future__ import annotations

import os
import signal
from datetime import datetime

import structlog
from sqlmodel import Session

from logistics.db.changes import Changes
from logistics.db.engine import Database
from logistics.db.gate import open_gate
from logistics.db.jobs import FAILED, MAX_ATTEMPTS, JobQueue
from logistics.db.models import FlightInboxRow
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import Deployment
from logistics.processes.lifeline import watch_lifeline
from logistics.processes.logs import set_up_logs
from logistics.processes.provision import fitting
from logistics.processes.settings import Settings, open_clock, open_deployment
from logistics.services.days import open_days
from logistics.services.flight_events import take_flight_events
from logistics.services.work import perform
from missions.clock import Clock, machine_s, pause
from missions.clockboard import BUSY, ClockBoard, Participant, to_us
from missions.errors import SorabinError
from missions.store.flights import last_event

log = structlog.get_logger()
FAR_US = 2**62
"""Idle for ever, as far as this process knows."""
LOOK_S = {True: 0.02, False: 0.25}
"""Machine seconds between looks into the table, on a played day and live."""


class Worker:
    """Takes due jobs one after the other until told to stop."""

    def __init__(
        self, database: Database, deployment: Deployment, clock: Clock, board: ClockBoard | None
    ) -> None:
        self._database = database
        self._deployment = deployment
        self._clock = clock
        self._board = board
        self._slot: Participant | None = board.join("worker", os.getpid()) if board else None
        self._stopping = False
        self._failed = False

    def stop(self) -> None:
        """End after the job in hand."""
        self._stopping = True

    def run(self) -> None:
        """Open the days that should be open, then work."""
        gate = open_gate(self._database, self._deployment, self._clock)
        gate.submit(_open_days).result()  # repeated when another worker starts at the same time
        gate.close()
        changes = Changes(self._database)
        seen, idle_until = None, None
        while not self._stopping:
            asked = self._board.read().round if self._board else 0
            mark = changes.mark()
            if mark is None or mark != seen or self._failed:
                seen, self._failed = mark, False
                self.take_flight_events()
                idle_until = self._next_due()
            while not self._stopping and idle_until and idle_until <= self._clock.now():
                self.do_one()
                idle_until = self._next_due()
            self._answer(asked, to_us(idle_until) if idle_until else FAR_US)
            self._wait(asked, idle_until)
        changes.close()

    def take_flight_events(self) -> int:
        """Take over what the desk has reported since the last look; return how many events."""
        taken = 0
        while not self._stopping and self._reported():
            self._answer(0, BUSY)
            try:
                with Session(self._database.write_engine, expire_on_commit=False) as session:
                    uow = self._begin(session)
                    count = take_flight_events(uow)
                    uow.finish()
                    session.commit()
            except Exception:  # looked at again a moment later, from the same event on
                log.exception("flight events not taken over")
                self._failed = True
                break
            taken += count
        return taken

    def _reported(self) -> bool:
        with Session(self._database.read_engine) as session:
            inbox = session.get(FlightInboxRow, 1)
            return inbox is not None and last_event(session) > inbox.last_seq

    def do_one(self) -> bool:
        """Do the first due job; False when nothing is due."""
        with Session(self._database.write_engine, expire_on_commit=False) as session:
            uow = self._begin(session)
            job = uow.jobs.take(uow.now)
            if job is None:
                return False
            self._answer(0, BUSY)
            worth_trying = uow.jobs.attempt(job, uow.now)
            if not worth_trying:
                log.error("job given up", job=job.key, error=job.error)
                uow.journal.append("job-failed", job=job.key, error="process-ended")
            elif job.attempts == MAX_ATTEMPTS + 1:  # said once: it goes on for as long as it takes
                log.error("job held up", job=job.key, error=job.error)
                uow.journal.append("job-held-up", job=job.key, attempts=MAX_ATTEMPTS)
            key, attempt = job.key, job.attempts
            uow.finish()
            session.commit()
        if worth_trying:
            self._perform(key, attempt)
        return True

    def _perform(self, key: str, attempt: int) -> None:
        try:
            with Session(self._database.write_engine, expire_on_commit=False) as session:
                uow = self._begin(session)
                job = uow.jobs.claim(key, attempt)
                if job is None:
                    return
                perform(uow, job)
                uow.finish()
                session.commit()
        except Exception as error:  # any handler's failure is noted, and tried again
            log.exception("job failed", job=key)
            self._note_failure(key, attempt, error)

    def _note_failure(self, key: str, attempt: int, error: Exception) -> None:
        with Session(self._database.write_engine, expire_on_commit=False) as session:
            uow = self._begin(session)
            job = uow.jobs.claim(key, attempt)
            if job is None:
                return
            text = f"{type(error).__name__}: {error}"
            uow.jobs.fail(job, uow.now, text)
            if job.state == FAILED:
                code = error.code if isinstance(error, SorabinError) else type(error).__name__
                uow.journal.append("job-failed", job=key, error=code)
            uow.finish()
            session.commit()

    def _begin(self, session: Session) -> UnitOfWork:
        uow = UnitOfWork.begin(session, self._clock.now(), self._deployment)
        uow.journal.actor = "clock"
        return uow

    def _next_due(self) -> datetime | None:
        with Session(self._database.read_engine) as session:
            return JobQueue(session).next_due()

    def _wait(self, asked: int, due: datetime | None) -> None:
        """Return when something may have become due, or the authority asks anew."""
        look_at = machine_s() + LOOK_S[self._board is not None]
        while not self._stopping and machine_s() < look_at:
            if due is not None and self._clock.now() >= due:
                return
            if self._board is not None and self._board.read().round != asked:
                return
            pause(min(self._clock.poll_s, LOOK_S[False]))

    def _answer(self, asked: int, idle_until_us: int) -> None:
        if self._slot is not None:
            self._slot.answer(asked, idle_until_us)


def _open_days(uow: UnitOfWork) -> None:
    uow.journal.actor = "clock"
    open_days(uow)


def main() -> None:
    """Entry of the process."""
    watch_lifeline()
    set_up_logs()
    settings = Settings()
    clock, board = open_clock(settings)
    deployment = open_deployment(settings)
    database = fitting(settings.database_url, deployment)
    worker = Worker(database, deployment, clock, board)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    log.info("worker ready", database=database.shown_url)
    worker.run()
    database.close()


if __name__ == "__main__":
    main()
