"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.unit_of_work import UnitOfWork
from logistics.deployment import load_deployment
from logistics.processes.lastdb import last_used
from missions.clock import SystemClock

DbOption = Annotated[
    str | None,
    typer.Option(
        "--db", help="Database URL; without it, the one used last here.", show_default=False
    ),
]
ConfigOption = Annotated[Path, typer.Option("--config", help="Folder of the deployment.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DEFAULT_CONFIG = Path("config/ina-hase")


@contextmanager
def database(url: str | None) -> Iterator[Database]:
    """The database named by --db, by SORABIN_DATABASE_URL, or the one used last."""
    opened = Database(url or os.environ.get("SORABIN_DATABASE_URL") or last_used())
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def transaction(opened: Database, config: Path, actor: str) -> Iterator[UnitOfWork]:
    """A transaction of a command, committed at its end."""
    with Session(opened.write_engine, expire_on_commit=False) as session:
        uow = UnitOfWork.begin(session, SystemClock().now(), load_deployment(config))
        uow.journal.actor = actor
        yield uow
        uow.finish()
        session.commit()
