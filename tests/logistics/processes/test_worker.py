"""The worker: every job exactly once or visibly failed, whenever the process dies."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from logistics.db.engine import Database
from logistics.db.jobs import DONE, FAILED, LASTING, MAX_ATTEMPTS, WAITING, JobQueue
from logistics.db.models import CaseRow, JobRow, JournalRow
from logistics.deployment import Deployment
from logistics.processes.worker import Worker
from missions.clock import FixedClock, machine_s, pause
from tests.logistics.support.processes import Processes
from tests.logistics.support.service import TUESDAY, at

ALL = 100


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def ask(database: Database, name: str, key: str, **args: str) -> None:
    with Session(database.write_engine) as session:
        JobQueue(session).ask(name, at(9), key=key, **args)
        session.commit()


def cases_due(database: Database, number: int) -> None:
    """That many welfare cases, each with a job at 9:00 that finds it overdue."""
    with Session(database.write_engine) as session:
        for n in range(number):
            case = f"case-{n}"
            session.add(
                CaseRow(
                    id=case,
                    day=TUESDAY,
                    household="hh-01",
                    kind="worried",
                    state="open",
                    owner="p-kitazawa",
                    visit_id="none",
                    opened_at=at(8),
                    due_at=at(9),
                )
            )
            JobQueue(session).ask("case-overdue", at(9), key=case, case=case)
        session.commit()


def jobs(database: Database, name: str) -> list[JobRow]:
    with Session(database.read_engine) as session:
        return list(session.exec(select(JobRow).where(JobRow.name == name)))


def journal(database: Database, kind: str) -> list[JournalRow]:
    with Session(database.read_engine) as session:
        wanted = select(JournalRow).where(JournalRow.kind == kind).order_by(col(JournalRow.seq))
        return list(session.exec(wanted))


def test_due_jobs_are_done_once_and_others_wait(
    database: Database, database_url: str, deployment: Deployment
) -> None:
    cases_due(database, 3)
    clock = FixedClock(at(8, 59))
    worker = Worker(Database(database_url), deployment, clock, None)
    assert not worker.do_one()
    clock.move_to(at(9))
    assert [worker.do_one() for _ in range(4)] == [True, True, True, False]
    assert {job.state for job in jobs(database, "case-overdue")} == {DONE}
    assert len(journal(database, "case-overdue")) == 3


def test_asking_twice_with_a_key_asks_once(database: Database) -> None:
    for _ in range(2):
        ask(database, "case-overdue", "same", case="none")
    assert len(jobs(database, "case-overdue")) == 1


def test_a_handler_that_fails_is_tried_again_with_growing_distance_and_then_fails_visibly(
    database: Database, database_url: str, deployment: Deployment
) -> None:
    ask(database, "watch-promises", "poison", day="no day")
    clock = FixedClock(at(9))
    worker = Worker(Database(database_url), deployment, clock, None)
    waits: list[float] = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert worker.do_one()
        (job,) = jobs(database, "watch-promises")
        assert job.attempts == attempt
        assert job.error is not None
        assert "no day" in job.error
        assert job.state == (WAITING if attempt < MAX_ATTEMPTS else FAILED)
        assert not worker.do_one(), "not before its time"
        waits.append((job.due_at - clock.now()).total_seconds())
        clock.move_to(job.due_at)
    assert waits == sorted(waits)
    assert not worker.do_one()
    (failed,) = journal(database, "job-failed")
    assert "watch-promises:poison" in failed.data


def test_a_job_that_a_day_needs_is_tried_until_it_succeeds(
    database: Database, database_url: str, deployment: Deployment
) -> None:
    ask(database, "reach-cutoff", "held-up", day="no day")
    clock = FixedClock(at(9))
    worker = Worker(Database(database_url), deployment, clock, None)
    waits: list[float] = []
    for _ in range(2 * MAX_ATTEMPTS):
        assert worker.do_one()
        (job,) = jobs(database, "reach-cutoff")
        assert job.state == WAITING
        assert "no day" in (job.error or "")
        waits.append((job.due_at - clock.now()).total_seconds())
        clock.move_to(job.due_at)
    assert waits == sorted(waits)
    assert waits[-1] == 60
    assert len(journal(database, "job-held-up")) == 1
    assert not journal(database, "job-failed")
    with Session(database.write_engine) as session:
        cause = session.get_one(JobRow, "reach-cutoff:held-up")
        cause.name, cause.args = "open-days", {}
        session.add(cause)
        session.commit()
    assert worker.do_one()
    assert [job.error for job in jobs(database, "open-days") if job.state == DONE] == [None]


@pytest.mark.parametrize("name", sorted(LASTING))
def test_a_job_that_a_day_needs_is_not_given_up_when_it_kills_its_process(
    database: Database, name: str
) -> None:
    """What a worker stores before the work, when nobody is left to store anything after it."""
    ask(database, name, "deadly")
    now, waits = at(9), []
    for _ in range(2 * MAX_ATTEMPTS):
        with Session(database.write_engine) as session:
            queue = JobQueue(session)
            job = queue.take(now)
            assert job is not None
            assert queue.attempt(job, now)
            waits.append((job.due_at - now).total_seconds())
            now = job.due_at
            session.commit()
    assert waits[0] == 0, "one that was killed once is not to blame"
    assert waits == sorted(waits)
    assert waits[-1] == 60
    assert "process ended" in (jobs(database, name)[0].error or "")


def test_an_attempt_that_another_worker_has_taken_over_is_not_claimed(database: Database) -> None:
    ask(database, "open-days", "twice")
    for attempt in (1, 2):
        with Session(database.write_engine) as session:
            queue = JobQueue(session)
            job = queue.take(at(9))
            assert job is not None
            queue.attempt(job, at(9))
            assert job.attempts == attempt
            session.commit()
    with Session(database.write_engine) as session:
        assert JobQueue(session).claim("open-days:twice", 1) is None
        assert JobQueue(session).claim("open-days:twice", 2) is not None


def test_a_poison_job_does_not_hold_up_the_others(
    database: Database, database_url: str, deployment: Deployment
) -> None:
    ask(database, "a-job-that-nobody-knows", "poison")
    cases_due(database, 2)
    worker = Worker(Database(database_url), deployment, FixedClock(at(9)), None)
    while worker.do_one():
        pass
    assert {job.state for job in jobs(database, "case-overdue")} == {DONE}


def test_a_job_that_kills_its_process_ends_as_failed_and_is_told(
    database: Database, database_url: str, deployment: Deployment
) -> None:
    """Its attempts were counted before the work, and no handler was left to note the failure."""
    ask(database, "case-overdue", "deadly", case="none")
    with Session(database.write_engine) as session:
        job = session.get_one(JobRow, "case-overdue:deadly")
        job.attempts = MAX_ATTEMPTS
        session.add(job)
        session.commit()
    worker = Worker(Database(database_url), deployment, FixedClock(at(9)), None)
    assert worker.do_one()
    assert not worker.do_one()
    (job,) = jobs(database, "case-overdue")
    assert job.state == FAILED
    assert job.error
    assert len(journal(database, "job-failed")) == 1


@pytest.mark.slow
def test_two_workers_start_and_share_the_work(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    cases_due(database, ALL)
    processes = Processes(tmp_path, database_url, at(9))
    workers = [processes.start_worker(), processes.start_worker()]
    try:
        wait_for_all(database, processes)
        assert [worker.poll() for worker in workers] == [None, None], processes.log()
    finally:
        processes.stop()
    each_once(database)
    assert max(job.attempts for job in jobs(database, "case-overdue")) <= 2


SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 11))]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_each_job_once_however_often_the_worker_is_killed(
    tmp_path: Path, database: Database, database_url: str, seed: int
) -> None:
    """SIGKILL a few times while a hundred jobs are due, at moments drawn by the seed."""
    choose = random.Random(seed)
    cases_due(database, ALL)
    processes = Processes(tmp_path, database_url, at(9))
    try:
        killed_midway = 0
        for _ in range(3):
            worker = processes.start_worker()
            wait_for_more(database, than=len(journal(database, "case-overdue")))
            pause(choose.uniform(0.0, 0.08))
            processes.kill(worker)
            killed_midway += len(journal(database, "case-overdue")) < ALL
        assert killed_midway, "the seed killed while there was work"
        processes.start_worker()
        wait_for_all(database, processes)
    finally:
        processes.stop()
    each_once(database)


def wait_until(holds, seconds: float = 40) -> None:
    deadline = machine_s() + seconds
    while not holds():
        assert machine_s() < deadline
        pause(0.005)


def wait_for_more(database: Database, than: int) -> None:
    wait_until(lambda: len(journal(database, "case-overdue")) > than)


def wait_for_all(database: Database, processes: Processes) -> None:
    try:
        wait_until(lambda: all(job.state == DONE for job in jobs(database, "case-overdue")))
    except AssertionError:
        raise AssertionError(processes.log()) from None


def each_once(database: Database) -> None:
    told = Counter(row.data for row in journal(database, "case-overdue"))
    assert len(told) == ALL
    assert set(told.values()) == {1}
    assert {job.state for job in jobs(database, "case-overdue")} == {DONE}


def test_a_job_that_comes_again_is_not_done_before_its_next_time(
    database: Database, database_url: str, deployment: Deployment
) -> None:
    """The watch over promises sets its own next time, ten minutes later."""
    ask(database, "open-days", "first")
    clock = FixedClock(at(9))
    worker = Worker(Database(database_url), deployment, clock, None)
    while worker.do_one():
        pass
    due = [job for job in jobs(database, "open-days") if job.state == WAITING]
    assert [job.due_at for job in due] == [at(0) + timedelta(days=1)]
