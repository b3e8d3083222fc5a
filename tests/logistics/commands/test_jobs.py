"""`sorabin jobs`: what waits, what has failed and why, and trying it again."""

from __future__ import annotations

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from logistics.commands.jobs import app
from logistics.db.engine import Database
from logistics.db.jobs import DONE, FAILED, WAITING, JobQueue
from logistics.db.models import JobRow
from missions.errors import SorabinError
from tests.logistics.conftest import CONFIG
from tests.logistics.support.service import at

KEY = "case-overdue:20261124-hh-01-1-not_met"


@pytest.fixture
def failed(sqlite_url: str) -> str:
    """The URL of a database with a failed job and one that waits."""
    database = Database(sqlite_url)
    with Session(database.write_engine) as session:
        queue = JobQueue(session)
        queue.ask("case-overdue", at(9), key=KEY.partition(":")[2], case="none")
        queue.ask("settle-day", at(18), key="2026-11-24", day="2026-11-24")
        job = session.get_one(JobRow, KEY)
        job.attempts = 6
        queue.fail(job, at(9), "KeyError: a reason")
        session.commit()
    database.close()
    return sqlite_url


def job(url: str, key: str) -> JobRow:
    database = Database(url)
    with Session(database.read_engine) as session:
        found = session.get_one(JobRow, key)
    database.close()
    return found


def test_failed_and_waiting_jobs_are_listed_with_their_error(failed: str) -> None:
    said = CliRunner().invoke(app, ["--db", failed])
    assert said.exit_code == 1, "something has failed"
    assert said.stdout.index(KEY) < said.stdout.index("settle-day:2026-11-24")
    assert "KeyError: a reason" in said.stdout
    assert "1 failed" in said.stdout


def test_a_failed_job_is_tried_again(failed: str) -> None:
    assert job(failed, KEY).state == FAILED
    said = CliRunner().invoke(app, ["retry", KEY, "--db", failed, "--config", str(CONFIG)])
    assert said.exit_code == 0, said.output
    again = job(failed, KEY)
    assert (again.state, again.attempts) == (WAITING, 0)
    assert CliRunner().invoke(app, ["--db", failed]).exit_code == 0


@pytest.mark.parametrize("key", [KEY, "no-such:job"])
def test_what_is_done_or_unknown_is_not_tried_again(failed: str, key: str) -> None:
    database = Database(failed)
    with Session(database.write_engine) as session:
        JobQueue(session).finish(session.get_one(JobRow, KEY), at(10))
        session.commit()
    database.close()
    said = CliRunner().invoke(app, ["retry", key, "--db", failed, "--config", str(CONFIG)])
    assert isinstance(said.exception, SorabinError)
    assert said.exception.code == "no-such-job"
    assert job(failed, KEY).state == DONE
