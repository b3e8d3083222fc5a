"""`sorabin doctor`: what is missing on this machine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from logistics.commands.options import DEFAULT_CONFIG, ConfigOption, DbOption, database
from logistics.db.upgrade import current, newest
from logistics.deployment import load_deployment
from logistics.services.needs import refuse_if_lacking
from missions.errors import SorabinError

console = Console()
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def doctor(config: ConfigOption = DEFAULT_CONFIG, db: DbOption = None) -> None:
    """Look at what the service needs; exit 1 when it lacks something that it cannot do without."""
    checks: list[tuple[str, bool, Callable[[], str]]] = [
        ("Python", True, _python),
        ("packages", True, _packages),
        ("deployment", True, lambda: _deployment(config)),
        ("database", True, lambda: _database(db)),
        ("what has not ended", True, lambda: _needs(config, db)),
        ("Chromium (browser tests, pictures)", False, _chromium),
    ]
    table = Table("what", "", "found")
    missing = False
    for name, needed, check in checks:
        try:
            table.add_row(name, "[green]ok[/]", check())
        except (SorabinError, PackageNotFoundError, RuntimeError) as error:
            missing = missing or needed
            mark = "[red]missing[/]" if needed else "[yellow]absent[/]"
            table.add_row(name, mark, str(error))
    console.print(table)
    raise typer.Exit(1 if missing else 0)


def _python() -> str:
    return sys.version.split()[0]


def _packages() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("fastapi", "sqlmodel", "uvicorn"))


def _deployment(config: Path) -> str:
    loaded = load_deployment(config)
    village = loaded.village
    flying = loaded.flying
    routes = "vans only" if flying is None else f"{len(flying.routes)} routes"
    return f"{len(loaded.catalog)} items, {len(village.households)} households, {routes}, valid"


def _database(url: str | None) -> str:
    with database(url) as opened:
        if not opened.answers():
            raise RuntimeError(f"{opened.shown_url} does not answer")
        found = current(opened)
        if found != newest():
            raise RuntimeError(f"tables are at {found}, needed {newest()}: sorabin db upgrade")
        return f"{opened.shown_url}, tables {found}"


def _needs(config: Path, url: str | None) -> str:
    with database(url) as opened:
        if not opened.answers() or current(opened) != newest():
            raise RuntimeError("cannot be looked at")
        with Session(opened.read_engine) as session:
            refuse_if_lacking(session, load_deployment(config).with_aircraft())
        return "the deployment has all that it needs"


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise RuntimeError("install Debian's package chromium")
    return found
