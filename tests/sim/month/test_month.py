"""A simulated month: plausible by the book's own rules, and its totals are the sums of its rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from sqlalchemy import text
from sqlmodel import Session
from typer.testing import CliRunner

from logistics.db.engine import Database
from logistics.db.upgrade import upgrade
from logistics.deployment import Deployment, load_deployment
from missions.clock import TOKYO
from missions.flightbook.book import Book, Period
from missions.flightbook.model import FlightEntry, Renews, Result, Work
from missions.flightbook.totals import Total
from missions.store.book_reading import book, standing
from sim.month.command import book_month
from sim.month.playing import Month
from tests.logistics.conftest import CONFIG

WEEKS = Period(date(2026, 11, 2), date(2026, 11, 17))
Books = dict[str, Book]


@pytest.fixture(scope="module")
def shipped() -> Deployment:
    return load_deployment(CONFIG)


@pytest.fixture(scope="module")
def play(
    tmp_path_factory: pytest.TempPathFactory, shipped: Deployment
) -> Callable[[int], tuple[Database, Books]]:
    """Plays a fortnight with a seed, once; the database and the books of it."""
    played: dict[int, tuple[Database, Books]] = {}

    def books(seed: int) -> tuple[Database, Books]:
        if seed not in played:
            database = Database(f"sqlite:///{tmp_path_factory.mktemp('month')}/{seed}.db")
            upgrade(database)
            with Session(database.write_engine) as session:
                Month(session, shipped, seed).play(WEEKS)
                session.commit()
            played[seed] = database, _books(database, shipped)
        return played[seed]

    return books


def _books(database: Database, deployment: Deployment) -> Books:
    assert deployment.flying is not None
    facts = deployment.flying.book
    with Session(database.read_engine) as session:
        return {each: book(session, facts.upkeep_of(each), WEEKS) for each in facts.upkeep}


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_are_the_sums_of_the_rows(
    play: Callable[[int], tuple[Database, Books]], seed: int
) -> None:
    """Recomputed from the table itself, past every function that the book is read by."""
    database, books = play(seed)
    with Session(database.read_engine) as session:
        for aircraft, told in books.items():
            rows = session.execute(
                text(
                    "SELECT flight_s FROM book_flight WHERE aircraft = :aircraft AND id NOT IN "
                    "(SELECT corrects FROM book_flight WHERE corrects IS NOT NULL)"
                ),
                {"aircraft": aircraft},
            ).all()
            before = told.upkeep.before
            assert len(rows) == len(told.flights) > 10
            assert told.totals.flights == (before.flights or 0) + len(rows)
            summed = sum(seconds for (seconds,) in rows)
            assert told.flown.seconds == pytest.approx(summed)
            assert told.flown == Total(told.flown.seconds)
            assert told.totals.flown.seconds == pytest.approx((before.flown_s or 0) + summed)
            latest = max(entry.on_at for entry, _ in told.flights if entry.on_at is not None)
            now = standing(session, told.upkeep, latest + timedelta(hours=1))
            assert now.since_periodic.seconds == pytest.approx(told.totals.since_periodic.seconds)
            assert now.since_periodic_flights == told.totals.since_periodic_flights


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_flies_that_the_book_forbids(
    play: Callable[[int], tuple[Database, Books]], seed: int, shipped: Deployment
) -> None:
    _, books = play(seed)
    for told in books.values():
        flights = [entry for entry, _ in told.flights]
        for entry in flights:
            assert shipped.calendar.is_service_day(entry.day)
            assert _inspected_before(told, entry), entry.flight_id
            assert not _open_defect(told, entry), entry.flight_id
        for before, after in pairwise(flights):
            assert before.on_at is not None
            assert after.off_at is not None
            assert before.on_at < after.off_at, "an aircraft flies one flight at a time"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_month_has_what_a_month_has(
    play: Callable[[int], tuple[Database, Books]], seed: int
) -> None:
    _, books = play(seed)
    found = [defect for told in books.values() for defect in told.defects]
    assert found, "something is wrong with an aircraft in every month"
    failed = [each for told in books.values() for each in told.inspections if each.failed]
    assert len(failed) == 1
    works = [entry for told in books.values() for entry, _ in told.maintenance]
    settled = [defect for defect in found if not defect.open]
    assert len([entry for entry in works if entry.kind is Work.RELEASE]) == len(settled)
    assert any(Renews.SENSORS in entry.renews for entry in works)
    for told in books.values():
        for entry, _ in told.flights:
            assert entry.pilot
            assert entry.licence
            assert entry.health is not None


def test_the_same_seed_plays_the_same_month(
    play: Callable[[int], tuple[Database, Books]],
    tmp_path: Path,
    shipped: Deployment,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/again.db")
    upgrade(database)
    with Session(database.write_engine) as session:
        Month(session, shipped, 1).play(WEEKS)
        session.commit()
    again = _books(database, shipped)
    database.close()
    assert again == play(1)[1]
    assert play(2)[1] != play(1)[1]


@pytest.mark.slow
def test_the_command_writes_files_whose_columns_add_up(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(book_month)
    options = ["3", "--out", str(tmp_path), "--format", "csv", "--json", "--config", str(CONFIG)]
    said = CliRunner().invoke(app, options)
    assert said.exit_code == 0, said.output
    for told in json.loads(said.stdout):
        assert len(told["files"]) == 4
        (first,) = [path for path in told["files"] if path.endswith("form1.csv")]
        rows = list(csv.DictReader(io.StringIO(Path(first).read_text("utf-8-sig"))))
        assert len(rows) == told["flights"]
        numbers = [int(next(iter(row.values()))) for row in rows]
        assert sorted(numbers) == list(range(1, len(rows) + 1)), "no number is missing"
        seconds = [float(row["飛行時間（秒）"]) for row in rows]  # cjk: a column of the form
        assert sum(seconds) == pytest.approx(told["flown"]["seconds"], abs=len(rows) / 2)


def test_a_simulated_month_never_goes_into_a_book_that_is_in_use(
    play: Callable[[int], tuple[Database, Books]], tmp_path: Path
) -> None:
    database, _ = play(1)
    app = typer.Typer()
    app.command()(book_month)
    options = ["1", "--out", str(tmp_path), "--db", database.url, "--config", str(CONFIG)]
    said = CliRunner().invoke(app, options)
    assert said.exit_code != 0
    assert "aircraft already" in str(said.exception)
    assert list(tmp_path.iterdir()) == []


def _inspected_before(told: Book, entry: FlightEntry) -> bool:
    assert entry.off_at is not None
    return any(
        look.at.astimezone(TOKYO).date() == entry.day
        and look.at < entry.off_at
        and set(look.results.values()) == {Result.PASS}
        for look in told.inspections
    )


def _open_defect(told: Book, entry: FlightEntry) -> bool:
    assert entry.off_at is not None
    return any(
        defect.at < entry.off_at and (defect.action is None or defect.action.at > entry.off_at)
        for defect in told.defects
    )
