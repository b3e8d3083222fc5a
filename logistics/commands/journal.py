"""`sorabin journal`: what happened, in plain words, and whether the record is whole."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, select

from logistics.api.views import journal_view
from logistics.commands.options import DbOption, JsonOption, database
from logistics.commands.story import sentence
from logistics.db.journal import canonical, first_break
from logistics.db.models import JournalHeadRow, JournalRow, ParcelRow
from logistics.domain import codes
from logistics.services.replay import first_contradiction

app = typer.Typer(help="What happened, and that the record is whole.")
console = Console()


@app.callback(invoke_without_command=True)
def journal(
    context: typer.Context,
    order: Annotated[
        str | None, typer.Option(help="Only this order (or the order of this parcel code).")
    ] = None,
    as_json: JsonOption = False,
    db: DbOption = None,
) -> None:
    """Print the journal: each row with its number, time, actor, and what happened."""
    if context.invoked_subcommand is not None:
        return
    with database(db) as opened, Session(opened.read_engine) as session:
        rows = _rows(session, order)
    if as_json:
        for row in rows:
            typer.echo(canonical(journal_view(row)))
        return
    table = Table("no", "time", "who", "what happened", box=None, pad_edge=False)
    for row in rows:
        words = sentence(row.kind, row.parcel_code, json.loads(row.data))
        table.add_row(str(row.seq), f"{row.at:%m-%d %H:%M:%S}", row.actor, words)
    console.print(table)
    console.print(f"{len(rows)} rows")
    raise typer.Exit(0 if rows else 1)


@app.command()
def verify(db: DbOption = None) -> None:
    """Recompute the chain of hashes, and hold every state against what the journal says."""
    with database(db) as opened, Session(opened.read_engine) as session:
        wrong = first_break(session) or first_contradiction(session)
        head = session.get(JournalHeadRow, 1)
    if wrong is not None:
        console.print(f"[red]the record is not whole:[/] {wrong}")
        raise typer.Exit(1)
    assert head is not None, "a whole record has a head"
    console.print(f"whole: {head.seq} rows, head {head.hash}")


def _rows(session: Session, order: str | None) -> list[JournalRow]:
    wanted = select(JournalRow).order_by(col(JournalRow.seq))
    if order is not None:
        code = codes.normalise(order)
        parcel = session.get(ParcelRow, code)
        wanted = wanted.where(JournalRow.order_id == (parcel.order_id if parcel else code))
    return list(session.exec(wanted))
