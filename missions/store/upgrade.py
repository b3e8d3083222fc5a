"""Bringing these tables up to date on a connection that somebody else has opened.

Owns running the migrations, with a version table of their own (`missions_version`), so that they
are independent of the service's.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

VERSION_TABLE = "missions_version"
_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> str:
    """Run all migrations that are missing, in the connection's transaction; return the revision."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return newest()


def newest() -> str:
    """The revision that this code needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "there is at least one migration"
    return head


def current(connection: Connection) -> str | None:
    """The revision of the database, or None where there is none of these tables."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
