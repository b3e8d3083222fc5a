"""Which database was used last on this machine, so that reading commands need no address."""

from __future__ import annotations

from pathlib import Path

from missions.errors import SorabinError

POINTER = Path("var/last")


class NoDatabase(SorabinError):
    """No database was named, and none has been used here yet."""

    code = "no-database"


def remember(url: str) -> None:
    """Note a database's URL. A relative SQLite path stays relative to the working folder."""
    POINTER.parent.mkdir(parents=True, exist_ok=True)
    POINTER.write_text(url + "\n", encoding="utf-8")


def last_used() -> str:
    """The database that `sorabin day` or `sorabin serve` used last. Raises NoDatabase."""
    try:
        return POINTER.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise NoDatabase(
            "no database yet: play a day with `sorabin day`, or name one with --db"
        ) from None
