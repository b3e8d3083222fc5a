"""Which job a killed worker had in hand, as the job table tells before the next worker looks.

Owns reading the table after a blow. A worker commits each attempt before its work, so an attempt
that no outcome has followed is what it was doing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from logistics.db.engine import Database
from logistics.db.jobs import DONE, WAITING
from logistics.db.models import JobRow


def work_in_hand(database_url: str, at: datetime) -> dict[str, Any] | None:
    """The job that a worker killed at business time `at` was busy with, and how far it was.

    `stage` is doing (its attempt is committed, its work is not), taking (it is due, its attempt
    is not committed yet) or done (its work is committed, the worker has not said so yet).
    """
    database = Database(database_url)
    try:
        with Session(database.read_engine) as session:
            return _found(session, at)
    finally:
        database.close()


def _found(session: Session, at: datetime) -> dict[str, Any] | None:
    waiting = (
        select(JobRow)
        .where(JobRow.state == WAITING)
        .order_by(col(JobRow.due_at), col(JobRow.key))
        .limit(1)
    )
    done = (
        select(JobRow)
        .where(JobRow.state == DONE)
        .order_by(col(JobRow.done_at).desc(), col(JobRow.due_at).desc(), col(JobRow.key))
        .limit(1)
    )
    stages = {
        # A failure leaves its error, a success leaves no waiting job.
        "doing": waiting.where(JobRow.attempts > 0, col(JobRow.error).is_(None)),
        "taking": waiting.where(JobRow.due_at <= at),
        "done": done,
    }
    for stage, wanted in stages.items():
        job = session.exec(wanted).first()
        if job is not None:
            return {"key": job.key, "name": job.name, "attempt": job.attempts, "stage": stage}
    return None
