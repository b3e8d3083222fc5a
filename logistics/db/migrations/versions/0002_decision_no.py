"""Decisions of a line are numbered, so that nobody replaces one that they have not seen.

Revision 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("order_line") as line:
        line.add_column(sa.Column("decision_no", sa.Integer(), nullable=False, server_default="0"))
    # How often an older line was decided is not known, only whether.
    op.execute("UPDATE order_line SET decision_no = 1 WHERE decided_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("order_line") as line:
        line.drop_column("decision_no")
