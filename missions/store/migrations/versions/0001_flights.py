"""Aircraft, batteries, flights, words to aircraft, and the outbox of what happened.

Revision 0001, the first of this package.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from missions.store import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aircraft_state",
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("grounded", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", columns.BusinessTime(), nullable=False),
        sa.Column("battery", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("aircraft"),
    )
    op.create_table(
        "battery_state",
        sa.Column("battery", sa.String(), nullable=False),
        sa.Column("aircraft", sa.String(), nullable=True),
        sa.Column("charge_percent", sa.Float(), nullable=True),
        sa.Column("changed_at", columns.BusinessTime(), nullable=False),
        sa.PrimaryKeyConstraint("battery"),
    )
    op.create_table(
        "flight",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sortie", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("load_kg", sa.Float(), nullable=False),
        sa.Column("made_at", columns.BusinessTime(), nullable=False),
        sa.Column("launched_at", columns.BusinessTime(), nullable=True),
        sa.Column("lifted_at", columns.BusinessTime(), nullable=True),
        sa.Column("ended_at", columns.BusinessTime(), nullable=True),
        sa.Column("approved_sha256", sa.String(), nullable=True),
        sa.Column("readback_sha256", sa.String(), nullable=True),
        sa.Column("gates", sa.JSON(), nullable=False),
        sa.Column("landing", sa.JSON(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("last", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("flight", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flight_aircraft"), ["aircraft"], unique=False)
        batch_op.create_index(batch_op.f("ix_flight_day"), ["day"], unique=False)

    op.create_table(
        "flight_command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.String(), nullable=False),
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", columns.BusinessTime(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("taken_at", columns.BusinessTime(), nullable=True),
        sa.Column("answered_at", columns.BusinessTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("flight_command", schema=None) as batch_op:
        batch_op.create_index("flight_command_waiting", ["taken_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_flight_command_flight_id"), ["flight_id"], unique=False
        )

    op.create_table(
        "flight_event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("flight_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("id"),
    )
    with op.batch_alter_table("flight_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flight_event_flight_id"), ["flight_id"], unique=False)

    op.create_table(
        "desk_lease",
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", columns.BusinessTime(), nullable=False),
        sa.PrimaryKeyConstraint("aircraft"),
    )


def downgrade() -> None:
    raise NotImplementedError("a record of flights is never removed: restore a backup instead")
