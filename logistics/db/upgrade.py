"""Bringing a database's tables up to date, and asking whether they are.

Owns running the migrations. Each package with tables has its own version table, so that their
migrations are independent of each other.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from logistics.db.engine import Database
from missions.store import upgrade as flights

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> str:
    """Run all migrations that are missing; return the revisions reached."""
    config = migrations()
    with database.write_engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        flights.upgrade(connection)
    return newest()


def newest() -> str:
    """The revisions that this code needs: the service's, and that of what flies."""
    head = ScriptDirectory.from_config(migrations()).get_current_head()
    assert head is not None, "there is at least one migration"
    return _both(head, flights.newest())


def current(database: Database) -> str | None:
    """The revisions of the database, or None for an empty one."""
    with database.read_engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "logistics_version"}
        )
        own = context.get_current_revision()
        return None if own is None else _both(own, flights.current(connection))


def _both(own: str, of_flights: str | None) -> str:
    return f"{own}, flights {of_flights or 'missing'}"


def migrations() -> Config:
    """Where the migrations stand, for alembic's own commands."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
