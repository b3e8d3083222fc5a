"""Due work: rows that say what is to be done at which business time.

Owns asking for work and taking it. A job's effect and its done-mark share one transaction, so
that after any crash a job has happened exactly once or not at all. Knows nothing of what the jobs
do (`logistics.services.work`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from logistics.db.models import JobRow

WAITING = "waiting"
DONE = "done"
FAILED = "failed"
MAX_ATTEMPTS = 6
"""After so many failures a job stops and stays visible as failed."""


class JobQueue:
    """The jobs as seen from one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ask(self, name: str, due_at: datetime, *, key: str | None = None, **args: Any) -> None:
        """Ask for `name` at `due_at`; a `key` that was asked for already changes nothing."""
        full_key = f"{name}:{key}" if key is not None else f"{name}:{due_at.isoformat()}"
        if self._session.get(JobRow, full_key) is None:
            self._session.add(
                JobRow(key=full_key, name=name, args=args, due_at=due_at, state=WAITING)
            )

    def take(self, now: datetime) -> JobRow | None:
        """Return the first job due at `now`, locked for this transaction, or None."""
        return self._session.exec(
            select(JobRow)
            .where(JobRow.state == WAITING, JobRow.due_at <= now)
            .order_by(col(JobRow.due_at), col(JobRow.key))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()

    def next_due(self) -> datetime | None:
        """Business time of the earliest waiting job."""
        return self._session.exec(
            select(func.min(JobRow.due_at)).where(JobRow.state == WAITING)
        ).one()

    def finish(self, job: JobRow, now: datetime) -> None:
        """Mark as done."""
        job.state, job.done_at, job.error = DONE, now, None
        self._session.add(job)

    def repeat(self, job: JobRow, due_at: datetime) -> None:
        """Do the same job again later: it has found that it is too early."""
        job.due_at, job.attempts = due_at, 0
        self._session.add(job)

    def attempt(self, job: JobRow) -> bool:
        """Count an attempt. Committed before the work, so that one that kills its process ends.

        False when it has had them all: then it is given up, and its error says so.
        """
        if job.attempts < MAX_ATTEMPTS:
            job.attempts += 1
        else:
            job.state = FAILED
            job.error = f"the process ended {job.attempts} times while doing this"
        self._session.add(job)
        return job.state != FAILED

    def claim(self, key: str, now: datetime) -> JobRow | None:
        """Return this job locked, or None when another worker has done or moved it meanwhile."""
        job = self._session.get(JobRow, key, with_for_update=True)
        due = job is not None and job.state == WAITING and job.due_at <= now
        return job if due else None

    def fail(self, job: JobRow, now: datetime, error: str) -> None:
        """Note a failure: try again with growing distance, or give up visibly."""
        job.error = error
        job.state = FAILED if job.attempts >= MAX_ATTEMPTS else WAITING
        job.due_at = now + timedelta(seconds=2**job.attempts)
        self._session.add(job)
