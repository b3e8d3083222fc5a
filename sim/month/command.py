"""`sorabin book-month`: a simulated month of the flight books, written as CSV or PDF.

Owns the command line. The month is played into a database of its own, so that nothing simulated
ever stands in a real book.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from logistics.commands.flightbook import show
from logistics.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption
from logistics.db.engine import Database
from logistics.db.upgrade import upgrade
from logistics.deployment import load_deployment
from missions.clock import SystemClock
from missions.errors import SorabinError
from missions.flightbook.book import Period
from missions.flightbook.export import Format, summary, write_book
from missions.store.book_reading import book
from missions.store.tables import AircraftRow
from sim.month.playing import Month

_EXAMPLE = datetime(2026, 11, 1)  # noqa: DTZ001  typer reads days without a zone


class NotEmpty(SorabinError):
    """The database holds aircraft already: a simulated month never goes into a real book."""

    code = "not-empty"


class NothingFlies(SorabinError):
    """The deployment has no aircraft."""

    code = "no-aircraft"


def book_month(
    seed: Annotated[int, typer.Argument(help="The same seed plays the same month.")],
    out: Annotated[Path, typer.Option(help="Folder for the files.")],
    month: Annotated[
        datetime, typer.Option("--month", formats=["%Y-%m"], help="The month, as YYYY-MM.")
    ] = _EXAMPLE,
    format: Annotated[Format, typer.Option(help="What the folder gets.")] = Format.PDF,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    db: Annotated[
        str | None,
        typer.Option(help="An empty database's URL, to keep the rows.", show_default=False),
    ] = None,
) -> None:
    """Play a simulated month of flights and upkeep, and write its flight books."""
    deployment = load_deployment(config)
    flying = deployment.flying
    if flying is None:
        raise NothingFlies(f"{config} has no aircraft")
    period = Period.month(month.year, month.month)
    with ExitStack() as stack:
        url = (
            db or f"sqlite:///{stack.enter_context(TemporaryDirectory(prefix='sorabin-'))}/month.db"
        )
        database = Database(url)
        stack.callback(database.close)
        upgrade(database)
        with Session(database.write_engine) as session:
            if session.exec(select(col(AircraftRow.aircraft)).limit(1)).first() is not None:
                raise NotEmpty(f"{database.shown_url} holds aircraft already")
            Month(session, deployment, seed).play(period)
            session.commit()
            books = [
                book(session, flying.book.upkeep_of(each), period, flying.book.names)
                for each in sorted(flying.book.upkeep)
            ]
    now = SystemClock().now()
    listed = [
        summary(each) | {"files": [str(path) for path in write_book(each, format, out, now)]}
        for each in books
    ]
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        show(books, listed)
