"""`sorabin flightbook`: what the books hold, as a list, as JSON, and as files."""

from __future__ import annotations

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlmodel import Session
from typer.testing import CliRunner, Result

from logistics.commands.flightbook import flightbook
from logistics.db.engine import Database
from missions.clock import TOKYO
from missions.store import fleet
from missions.store import flightbook as store
from tests.logistics.conftest import CONFIG
from tests.missions.flightbook.making import flight, inspection

NOVEMBER, DECEMBER = (datetime(2026, month, 20, 13, tzinfo=TOKYO) for month in (11, 12))


@pytest.fixture
def books(database_url: str) -> str:
    """Two flights of tsubame in November and one in December, none of tobi."""
    database = Database(database_url)
    with Session(database.write_engine) as session:
        fleet.enter(session, ["tsubame", "tobi"], ["bat-01"], NOVEMBER)
        for number, at in enumerate((NOVEMBER, NOVEMBER + timedelta(hours=1), DECEMBER)):
            entry = flight(number, at, aircraft="tsubame")
            store.keep_flight(session, entry, DECEMBER + timedelta(days=1), "system/flight-desk")
        looked = inspection(NOVEMBER, "tsubame")
        store.inspect(session, looked, DECEMBER, "person/p-arai")
        store.note_defect(
            session, "tsubame", "a crack", "Hosaka", DECEMBER, DECEMBER, "person/p-hosaka"
        )
        session.commit()
    database.close()
    return database_url


def run(url: str, *options: str, config: Path = CONFIG) -> Result:
    app = typer.Typer()
    app.command()(flightbook)
    return CliRunner().invoke(app, ["--db", url, "--config", str(config), *options])


def listed(url: str, *options: str) -> list[dict[str, Any]]:
    said = run(url, "--json", *options)
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def test_all_books_are_listed_by_default(books: str) -> None:
    tobi, tsubame = listed(books)
    assert (tobi["aircraft"], tobi["flights"], tobi["inspections"]) == ("tobi", 0, 0)
    assert (tsubame["aircraft"], tsubame["flights"]) == ("tsubame", 3)
    assert tsubame["registration"] == "JU-EXAMPLE-1"
    assert tsubame["flown"] == {"seconds": 1800.0, "unknown": 0}
    assert tsubame["total"]["seconds"] == 41.5 * 3600 + 1800.0
    assert (tsubame["defects"], tsubame["open_defects"], tsubame["files"]) == (1, 1, [])
    plain = run(books)
    assert plain.exit_code == 0
    assert "tsubame" in plain.stdout


def test_a_month_of_one_aircraft_as_csv(books: str, tmp_path: Path) -> None:
    out = tmp_path / "books"
    options = ("--aircraft", "tsubame", "--month", "2026-11", "--format", "csv")
    (told,) = listed(books, *options, "--out", str(out))
    assert (told["flights"], told["defects"]) == (2, 0)
    assert sorted(path.name for path in out.iterdir()) == [
        f"tsubame-JU-EXAMPLE-1-2026-11-{part}.csv"
        for part in ("defects", "form1", "form2", "form3")
    ]
    assert (out / "tsubame-JU-EXAMPLE-1-2026-11-form1.csv").read_bytes().count(b"\r\n") == 3


def test_each_aircraft_has_a_pdf_of_its_own(books: str, tmp_path: Path) -> None:
    out = tmp_path / "books"
    said = run(books, "--out", str(out))
    assert said.exit_code == 0, said.output
    found = sorted(out.iterdir())
    assert [path.name for path in found] == [
        "tobi-JU-EXAMPLE-2-all.pdf",
        "tsubame-JU-EXAMPLE-1-all.pdf",
    ]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in found)
    assert all(str(path) in said.stdout for path in found)


@pytest.mark.parametrize(
    "options", [("--aircraft", "kamome"), ("--month", "2026-13"), ("--format", "docx")]
)
def test_what_is_not_there_is_refused(sqlite_url: str, options: tuple[str, str]) -> None:
    said = run(sqlite_url, *options)
    assert said.exit_code != 0
    assert said.stdout == ""


def test_a_village_without_aircraft_has_no_books(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "ina-hase"
    shutil.copytree(CONFIG, folder)
    shutil.rmtree(folder / "routes")
    for name in ("terrain.yaml", "terrain.asc", "airspace.geojson", "aircraft.yaml"):
        (folder / name).unlink()
    (folder / "flightbook.yaml").unlink()
    said = run(sqlite_url, config=folder)
    assert said.exit_code != 0
    assert "no aircraft" in str(said.exception)
