"""`sorabin flightbook`: the flight books of the aircraft, listed or written as CSV or PDF."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from logistics.commands.options import DEFAULT_CONFIG, ConfigOption, DbOption, JsonOption, database
from logistics.deployment import load_deployment
from missions.clock import SystemClock
from missions.errors import SorabinError
from missions.flightbook.book import ALL, Book, Period
from missions.flightbook.export import Format, summary, write_book
from missions.flightbook.facts import BookFacts
from missions.flightbook.texts import total
from missions.store.book_reading import book

console = Console()
MonthOption = Annotated[
    datetime | None,
    typer.Option("--month", formats=["%Y-%m"], help="Only this month, as YYYY-MM."),
]


class NoAircraft(SorabinError):
    """The deployment has no aircraft, or none of this name."""

    code = "no-aircraft"


def flightbook(
    aircraft: Annotated[
        str | None, typer.Option(help="Id of one aircraft; all by default.", show_default=False)
    ] = None,
    month: MonthOption = None,
    format: Annotated[Format, typer.Option(help="What --out gets.")] = Format.PDF,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files; without it, only the list.")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    db: DbOption = None,
) -> None:
    """List the flight books of the aircraft, and write them as files."""
    flying = load_deployment(config).flying
    if flying is None:
        raise NoAircraft(f"{config} has no aircraft")
    chosen = _chosen(flying.book, aircraft)
    period = ALL if month is None else Period.month(month.year, month.month)
    with database(db) as opened, Session(opened.read_engine) as session:
        books = [
            book(session, flying.book.upkeep_of(each), period, flying.book.names) for each in chosen
        ]
    listed = [summary(each) | {"files": _written(each, format, out)} for each in books]
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        show(books, listed)


def show(books: list[Book], listed: list[dict[str, Any]]) -> None:
    """Print what the books hold, and which files were written."""
    table = Table("aircraft", "flights", "flown", "in all", "inspected", "maintained", "defects")
    for each, told in zip(books, listed, strict=True):
        table.add_row(
            f"{told['aircraft']} ({told['registration']})",
            str(told["flights"]),
            total(each.flown, "en"),
            total(each.totals.flown, "en"),
            str(told["inspections"]),
            str(told["maintenance"]),
            f"{told['defects']} ({told['open_defects']} open)",
        )
    console.print(table)
    for path in (path for told in listed for path in told["files"]):
        typer.echo(path)


def _chosen(facts: BookFacts, aircraft: str | None) -> list[str]:
    if aircraft is None:
        return sorted(facts.upkeep)
    if aircraft not in facts.upkeep:
        raise NoAircraft(f"there is no aircraft {aircraft}; there are {', '.join(facts.upkeep)}")
    return [aircraft]


def _written(book: Book, format: Format, out: Path | None) -> list[str]:
    if out is None:
        return []
    return [str(path) for path in write_book(book, format, out, SystemClock().now())]
