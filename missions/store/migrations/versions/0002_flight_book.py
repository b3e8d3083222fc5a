"""The flight book of each aircraft, which the database itself keeps append-only.

Revision 0002, after 0001.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from missions.store import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = (
    "book_flight",
    "book_inspection",
    "book_maintenance",
    "book_defect",
    "book_action",
    "book_battery",
)
_REFUSAL = "a flight book is only ever appended to"


def upgrade() -> None:
    op.create_table(
        "book_flight",
        *_entry(),
        sa.Column("flight_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("pilot_id", sa.String(), nullable=True),
        sa.Column("pilot", sa.String(), nullable=True),
        sa.Column("licence", sa.String(), nullable=True),
        sa.Column("airspace", sa.JSON(), nullable=False),
        sa.Column("methods", sa.JSON(), nullable=False),
        sa.Column("from_place", sa.String(), nullable=True),
        sa.Column("off_at", columns.BusinessTime(), nullable=True),
        sa.Column("to_place", sa.String(), nullable=True),
        sa.Column("on_at", columns.BusinessTime(), nullable=True),
        sa.Column("flight_s", sa.Float(), nullable=True),
        sa.Column("load_kg", sa.Float(), nullable=True),
        sa.Column("battery", sa.String(), nullable=True),
        sa.Column("safety", sa.JSON(), nullable=False),
        sa.Column("health", sa.JSON(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("unknown", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("corrects"),
    )
    first = sa.text("corrects IS NULL")
    with op.batch_alter_table("book_flight", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_book_flight_aircraft"), ["aircraft"], unique=False)
        batch_op.create_index(batch_op.f("ix_book_flight_flight_id"), ["flight_id"], unique=False)
        batch_op.create_index(
            "book_flight_once",
            ["flight_id"],
            unique=True,
            sqlite_where=first,
            postgresql_where=first,
        )

    op.create_table(
        "book_inspection",
        *_entry(),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("corrects"),
    )
    op.create_table(
        "book_maintenance",
        *_entry(),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("renews_periodic", sa.Boolean(), nullable=False),
        sa.Column("renews_sensors", sa.Boolean(), nullable=False),
        sa.Column("renews_certification", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("corrects"),
    )
    op.create_table(
        "book_defect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("noted_at", columns.BusinessTime(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("flight_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "book_action",
        sa.Column("defect", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("noted_at", columns.BusinessTime(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("defect"),
    )
    op.create_table(
        "book_battery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("battery", sa.String(), nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("noted_at", columns.BusinessTime(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("capacity_wh", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for table in ("book_inspection", "book_maintenance", "book_defect"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_aircraft"), ["aircraft"], unique=False)
    for table in ("book_flight", "book_inspection", "book_maintenance"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(
                f"{table}_number",
                ["aircraft", "number"],
                unique=True,
                sqlite_where=first,
                postgresql_where=first,
            )
    with op.batch_alter_table("book_defect", schema=None) as batch_op:
        batch_op.create_index("book_defect_number", ["aircraft", "number"], unique=True)
    with op.batch_alter_table("book_battery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_book_battery_battery"), ["battery"], unique=False)
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _entry() -> tuple[sa.Column, ...]:
    """What every form has: whose book, which entry, who put it down, and what it corrects."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("noted_at", columns.BusinessTime(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
    )


def _guards(dialect: str) -> Iterator[str]:
    """Triggers that refuse every change of what stands written."""
    if dialect == "postgresql":
        yield (
            "CREATE FUNCTION book_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
    for table in _TABLES:
        if dialect == "postgresql":
            yield (
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION book_refuse()"
            )
            yield (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION book_refuse()"
            )
            continue
        key = "defect" if table == "book_action" else "id"
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
        # INSERT OR REPLACE deletes without asking the triggers above.
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("a flight book is never removed: restore a backup instead")
