"""`sorabin jobs`: work that waits or has failed, and trying it again."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlmodel import Session

from logistics.commands.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    DbOption,
    database,
    transaction,
)
from logistics.db.jobs import FAILED, JobQueue

app = typer.Typer(help="Work that waits or has failed; trying it again.")
ACTOR = "system/command-line"


@app.callback(invoke_without_command=True)
def jobs(context: typer.Context, db: DbOption = None) -> None:
    """Print what waits or has failed, with its last error; exit 1 when something has failed."""
    if context.invoked_subcommand is not None:
        return
    with database(db) as opened, Session(opened.read_engine) as session:
        rows = JobQueue(session).unfinished()
    for row in rows:
        # In lines of their own: a key must come out whole, for `retry`.
        due = f"{row.due_at:%Y-%m-%d %H:%M:%S}"
        typer.echo(f"{row.state:7}  due {due}  attempts {row.attempts}  {row.key}")
        if row.error:
            typer.echo(f"         {row.error}")
    failed = sum(row.state == FAILED for row in rows)
    typer.echo(f"{len(rows) - failed} wait, {failed} failed")
    raise typer.Exit(1 if failed else 0)


@app.command()
def retry(
    key: Annotated[str, typer.Argument(help="Key of the job, as the list shows it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    db: DbOption = None,
) -> None:
    """Let a job that waits or has failed be tried at once."""
    with database(db) as opened, transaction(opened, config, ACTOR) as uow:
        job = uow.jobs.retry(key, uow.now)
        uow.journal.append("job-retried", job=job.key, error=job.error)
    typer.echo(f"{key} will be tried when the worker looks next")
