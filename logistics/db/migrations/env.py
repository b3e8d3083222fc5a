"""Alembic's entry. Runs on the connection that `logistics.db.upgrade` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import logistics.db.models  # noqa: F401  (registers the tables)


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Compare only the tables of this package: others share the database."""
    return kind != "table" or name in SQLModel.metadata.tables


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    version_table="logistics_version",
    render_as_batch=True,
    include_name=include_name,
    user_module_prefix="columns.",
)
with context.begin_transaction():
    context.run_migrations()
