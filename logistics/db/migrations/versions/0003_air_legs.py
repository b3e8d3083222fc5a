"""Sorties, words of volunteers, weather, the stand-down, and the inbox of flight events.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from logistics.db import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sortie",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("leg", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("volunteer", sa.String(), nullable=True),
        sa.Column("flight_out", sa.String(), nullable=True),
        sa.Column("flight_home", sa.String(), nullable=True),
        sa.Column("home_ready", sa.Boolean(), nullable=False),
        sa.Column("last_launch_at", columns.BusinessTime(), nullable=False),
        sa.Column("made_at", columns.BusinessTime(), nullable=False),
        sa.Column("ended_at", columns.BusinessTime(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", "id"),
    )
    with op.batch_alter_table("sortie", schema=None) as batch_op:
        for column in ("aircraft", "flight_home", "flight_out", "state"):
            batch_op.create_index(batch_op.f(f"ix_sortie_{column}"), [column], unique=False)

    op.create_table(
        "sortie_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sortie", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sortie_word", schema=None) as batch_op:
        batch_op.create_index("sortie_word_of", ["day", "sortie"], unique=False)

    op.create_table(
        "weather",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("measured_at", columns.BusinessTime(), nullable=False),
        sa.Column("received_at", columns.BusinessTime(), nullable=False),
        sa.Column("wind_mps", sa.Float(), nullable=True),
        sa.Column("gust_mps", sa.Float(), nullable=True),
        sa.Column("rain_mm_h", sa.Float(), nullable=True),
        sa.Column("visibility_m", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("weather", schema=None) as batch_op:
        batch_op.create_index("weather_latest", ["place", "measured_at"], unique=False)

    op.create_table(
        "stand_down",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("lifted_at", columns.BusinessTime(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "flight_inbox",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO flight_inbox (id, last_seq) VALUES (1, 0)")


def downgrade() -> None:
    raise NotImplementedError("what flew is never removed: restore a backup instead")
