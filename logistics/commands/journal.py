"""`sorabin journal`: what happened, in plain words, and whether the record is whole."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, select

from logistics.api.views import journal_view
from logistics.commands.options import DbOption, JsonOption, database
from logistics.commands.story import sentence
from logistics.db.journal import anchor_broken, canonical, first_break, missing_guard
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
def verify(
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SEQ:HASH",
            help="A row's number and hash as kept elsewhere, such as a ledger's. May be repeated.",
        ),
    ] = None,
    db: DbOption = None,
) -> None:
    """Recompute the chain of hashes, and hold every state against what the journal says."""
    anchors = [_anchor(text) for text in expect or ()]
    with database(db) as opened, Session(opened.read_engine) as session:
        wrong = _first_wrong(session, anchors)
        head = session.get(JournalHeadRow, 1)
    if wrong is not None:
        console.print(f"[red]the record is not whole:[/] {wrong}")
        raise typer.Exit(1)
    assert head is not None, "a whole record has a head"
    console.print(f"whole: {head.seq} rows, head {head.hash}")


def _anchor(text: str) -> tuple[int, str]:
    seq, _, kept = text.partition(":")
    if not seq.isascii() or not seq.isdigit() or not re.fullmatch("[0-9a-fA-F]{64}", kept):
        raise typer.BadParameter(f"{text!r} is not a number, a colon and 64 hexadecimal digits")
    return int(seq), kept


def _first_wrong(session: Session, anchors: list[tuple[int, str]]) -> str | None:
    broken = first_break(session) or missing_guard(session)
    for seq, kept in anchors:
        broken = broken or anchor_broken(session, seq, kept)
    return broken or first_contradiction(session)


def _rows(session: Session, order: str | None) -> list[JournalRow]:
    wanted = select(JournalRow).order_by(col(JournalRow.seq))
    if order is not None:
        code = codes.normalise(order)
        parcel = session.get(ParcelRow, code)
        wanted = wanted.where(JournalRow.order_id == (parcel.order_id if parcel else code))
    return list(session.exec(wanted))
