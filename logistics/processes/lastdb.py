"""Which database was used last on this machine, so that reading commands need no address."""

from __future__ import annotations

import os
from pathlib import Path

from missions.errors import SorabinError

POINTER = Path("var/last")


class NoDatabase(SorabinError):
    """No database was named, and none has been used here yet."""

    code = "no-database"


def remember(url: str) -> None:
    """Note a database's URL. A relative SQLite path stays relative to the working folder."""
    POINTER.parent.mkdir(parents=True, exist_ok=True)
    # The address may hold a password.
    handle = os.open(POINTER, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(url + "\n")


def last_used() -> str:
    """The database that `sorabin day` or `sorabin serve` used last. Raises NoDatabase."""
    try:
        return POINTER.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise NoDatabase(
            "no database yet: play a day with `sorabin day`, or name one with --db"
        ) from None
