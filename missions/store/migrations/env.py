"""Alembic's entry. Runs on the connection that `missions.store.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from missions.store.tables import StoreModel
from missions.store.upgrade import VERSION_TABLE


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Compare only the tables of this package: others share the database."""
    return kind != "table" or name in StoreModel.metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=StoreModel.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    include_name=include_name,
    user_module_prefix="columns.",
)
with context.begin_transaction():
    context.run_migrations()
