"""What the job table tells of a worker that was killed: the job, and how far it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.jobs import JobQueue
from logistics.db.upgrade import upgrade
from missions.clock import TOKYO
from sim.village.work_in_hand import work_in_hand

NOON = datetime(2026, 11, 24, 12, tzinfo=TOKYO)
MINUTE = timedelta(minutes=1)
Doing = Callable[[JobQueue], None]


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'day.db'}"
    database = Database(address)
    upgrade(database)
    database.close()
    return address


def done_in(url: str, *steps: Doing) -> None:
    """Each step in a transaction of its own, as the worker does them."""
    database = Database(url)
    for step in steps:
        with Session(database.write_engine) as session:
            step(JobQueue(session))
            session.commit()
    database.close()


def ask(name: str, due_at: datetime) -> Doing:
    return lambda jobs: jobs.ask(name, due_at, key="x")


def attempt(jobs: JobQueue) -> None:
    job = jobs.take(NOON)
    assert job is not None
    jobs.attempt(job, NOON)


def finish(jobs: JobQueue) -> None:
    job = jobs.take(NOON)
    assert job is not None
    jobs.finish(job, NOON)


def fail(jobs: JobQueue) -> None:
    job = jobs.take(NOON)
    assert job is not None
    jobs.fail(job, NOON, "broken")


def stage(url: str) -> tuple[str, str, int] | None:
    found = work_in_hand(url, NOON)
    return (found["name"], found["stage"], found["attempt"]) if found else None


def test_the_job_whose_attempt_has_no_outcome_was_being_done(url: str) -> None:
    assert stage(url) is None
    done_in(url, ask("make-plan", NOON), ask("settle-day", NOON + 60 * MINUTE), attempt)
    assert stage(url) == ("make-plan", "doing", 1)


def test_the_job_that_is_due_was_being_taken(url: str) -> None:
    done_in(url, ask("settle-day", NOON + MINUTE))
    assert stage(url) is None, "nothing was due"
    done_in(url, ask("make-plan", NOON - MINUTE), ask("reach-cutoff", NOON - 2 * MINUTE))
    assert stage(url) == ("reach-cutoff", "taking", 0)


def test_a_job_that_was_done_a_moment_ago_is_told_as_done(url: str) -> None:
    done_in(url, ask("make-plan", NOON), attempt, finish, ask("settle-day", NOON + MINUTE))
    assert stage(url) == ("make-plan", "done", 1)


def test_a_failure_that_waits_was_not_in_hand(url: str) -> None:
    done_in(url, ask("make-plan", NOON), attempt, fail, ask("settle-day", NOON - MINUTE))
    assert stage(url) == ("settle-day", "taking", 0)
