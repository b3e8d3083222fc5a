"""`sorabin db`: the tables of a database."""

from __future__ import annotations

import typer
from rich.console import Console

from logistics.commands.options import DbOption, database
from logistics.db.upgrade import current, newest
from logistics.db.upgrade import upgrade as bring_up

app = typer.Typer(no_args_is_help=True, help="The tables of a database.")
console = Console()


@app.command()
def upgrade(db: DbOption = None) -> None:
    """Bring the tables up to date."""
    with database(db) as opened:
        before = current(opened)
        console.print(f"{opened.shown_url}: {before or 'empty'} → {bring_up(opened)}")


@app.command()
def status(db: DbOption = None) -> None:
    """Say which revision the tables have; exit 1 when it is not the newest."""
    with database(db) as opened:
        found = current(opened)
        console.print(f"{opened.shown_url}: {found or 'empty'} (newest: {newest()})")
        raise typer.Exit(0 if found == newest() else 1)
