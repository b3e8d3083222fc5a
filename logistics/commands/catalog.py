"""`sorabin catalog`: check a catalog file and take it into the deployment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.engine import make_url
from sqlmodel import Session

from logistics.commands.options import DEFAULT_CONFIG, ConfigOption, DbOption, database
from logistics.db.engine import Database
from logistics.db.upgrade import current
from logistics.deployment import load_deployment, read_catalog
from logistics.domain.catalog import Item
from logistics.processes.lastdb import NoDatabase
from logistics.services.needs import ITEM, needs
from missions.errors import SorabinError

app = typer.Typer(no_args_is_help=True, help="The catalog of the deployment.")
console = Console()


class ItemsInUse(SorabinError):
    """The new catalog lacks items of orders or parcels that have not ended."""

    code = "items-in-use"


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="CSV file with the columns of catalog.csv."
        ),
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    check: Annotated[bool, typer.Option("--check", help="Only say what is wrong.")] = False,
    db: DbOption = None,
) -> None:
    """Check every row of FILE; when nothing is wrong, put it in the place of catalog.csv.

    Items of orders and parcels that have not ended must stay: they could be neither picked nor
    packed any more. The change takes effect when the service is started the next time.
    """
    deployment = load_deployment(config)
    new = read_catalog(file, deployment.service, deployment.catalog.categories)
    old = deployment.catalog.by_jan
    added = [item for item in new if item.jan not in old]
    gone = [item for item in deployment.catalog if item.jan not in new]
    changed = [item for item in new if item.jan in old and old[item.jan] != item]
    console.print(f"{len(new)} items: {len(added)} new, {len(gone)} gone, {len(changed)} changed")
    _refuse_if_in_use(gone, db)
    if check:
        return
    target = config / "catalog.csv"
    beside = target.with_suffix(".csv.new")
    beside.write_bytes(file.read_bytes())
    os.replace(beside, target)
    console.print(f"{target} replaced")


def _refuse_if_in_use(gone: list[Item], db: str | None) -> None:
    """Raise ItemsInUse, naming them. Where no database has been used yet, nothing is in use."""
    try:
        with database(db) as opened:
            # Looked at first: opening a SQLite file that is not there would make it.
            held = _items_needed(opened) if _has_tables(opened) else set()
    except NoDatabase:
        return
    missed = [item for item in gone if item.jan in held]
    if missed:
        names = ", ".join(f"{item.jan} {item.name}" for item in missed)
        raise ItemsInUse(
            f"orders or parcels that have not ended hold items that the new catalog lacks: {names}",
            jans=[item.jan for item in missed],
        )


def _has_tables(opened: Database) -> bool:
    file = make_url(opened.url).database if opened.is_sqlite else None
    return (file is None or Path(file).exists()) and current(opened) is not None


def _items_needed(opened: Database) -> set[str]:
    """The JANs of all orders and parcels that have not ended."""
    with Session(opened.read_engine) as session:
        return {need.id for need in needs(session) if need.kind == ITEM}
