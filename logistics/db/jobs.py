"""Due work: rows that say what is to be done at which business time.

Owns asking for work and taking it. A job's effect and its done-mark share one transaction, so
that after any crash a job has happened exactly once or not at all. Knows which jobs are never
given up, and nothing of what they do (`logistics.services.work`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from logistics.db.models import JobRow
from missions.errors import SorabinError

WAITING = "waiting"
DONE = "done"
FAILED = "failed"
MAX_ATTEMPTS = 6
"""After so many failures a job stops and stays visible as failed, unless it is one of LASTING."""
LASTING = frozenset(
    {"open-days", "reach-cutoff", "close-day", "make-plan", "last-launch", "settle-day"}
)
"""Jobs without which a day stands still: they are tried until they succeed."""
LONGEST_WAIT = timedelta(seconds=60)


class NoSuchJob(SorabinError):
    """There is no job with this key that could be tried again."""

    code = "no-such-job"


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
        job.due_at, job.attempts, job.error = due_at, 0, None
        self._session.add(job)

    def unfinished(self) -> Sequence[JobRow]:
        """All jobs that wait or have failed: failed ones first, then by the time they are due."""
        return self._session.exec(
            select(JobRow)
            .where(JobRow.state != DONE)
            .order_by(JobRow.state, col(JobRow.due_at), col(JobRow.key))
        ).all()

    def retry(self, key: str, now: datetime) -> JobRow:
        """Let a waiting or failed job be tried at once, with all its attempts. Raises NoSuchJob."""
        job = self._session.get(JobRow, key, with_for_update=True)
        if job is None or job.state == DONE:
            raise NoSuchJob(f"no job {key} waits or has failed", job=key)
        job.state, job.attempts, job.due_at = WAITING, 0, min(job.due_at, now)
        self._session.add(job)
        return job

    def attempt(self, job: JobRow, now: datetime) -> bool:
        """Count an attempt. Committed before the work, so that one that kills its process ends.

        From the second attempt on the next one's time is set beforehand: nobody is left to set it
        when the process ends. False when the job has had all its attempts: then it is given up,
        and its error says so.
        """
        if job.attempts and job.error is None:
            job.error = "the process ended while doing this"
        if job.attempts < MAX_ATTEMPTS or job.name in LASTING:
            job.attempts += 1
            if job.attempts > 1:
                job.due_at = now + _wait(job.attempts)
        else:
            job.state = FAILED
            job.error = f"the process ended {job.attempts} times while doing this"
        self._session.add(job)
        return job.state != FAILED

    def claim(self, key: str, attempt: int) -> JobRow | None:
        """Return this job locked, or None when another worker has done or begun it meanwhile."""
        job = self._session.get(JobRow, key, with_for_update=True)
        mine = job is not None and job.state == WAITING and job.attempts == attempt
        return job if mine else None

    def fail(self, job: JobRow, now: datetime, error: str) -> None:
        """Note a failure: try again with growing distance, or give up visibly."""
        job.error = error
        given_up = job.attempts >= MAX_ATTEMPTS and job.name not in LASTING
        job.state = FAILED if given_up else WAITING
        job.due_at = now + _wait(job.attempts)
        self._session.add(job)


def _wait(attempts: int) -> timedelta:
    """Business time between this attempt and the next."""
    # The exponent is bounded too: a job that lasts for days would overflow.
    return min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_WAIT)
