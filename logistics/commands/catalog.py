"""`sorabin catalog`: check a catalog file and take it into the deployment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from logistics.commands.options import DEFAULT_CONFIG, ConfigOption
from logistics.deployment import load_deployment, read_catalog

app = typer.Typer(no_args_is_help=True, help="The catalog of the deployment.")
console = Console()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV file with the columns of catalog.csv.")],
    config: ConfigOption = DEFAULT_CONFIG,
    check: Annotated[bool, typer.Option("--check", help="Only say what is wrong.")] = False,
) -> None:
    """Check every row of FILE; when nothing is wrong, put it in the place of catalog.csv.

    The change takes effect when the service is started the next time.
    """
    deployment = load_deployment(config)
    new = read_catalog(file, deployment.service)
    old = deployment.catalog.by_jan
    added = [item for item in new if item.jan not in old]
    gone = [item for item in deployment.catalog if item.jan not in new]
    changed = [item for item in new if item.jan in old and old[item.jan] != item]
    console.print(f"{len(new)} items: {len(added)} new, {len(gone)} gone, {len(changed)} changed")
    if check:
        return
    target = config / "catalog.csv"
    beside = target.with_suffix(".csv.new")
    beside.write_bytes(file.read_bytes())
    os.replace(beside, target)
    console.print(f"{target} replaced")
