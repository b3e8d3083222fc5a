"""Why a parcel does not reach its door, and what its order is given back for it.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("parcel") as parcel:
        parcel.add_column(sa.Column("why_back", sa.String(), nullable=True))
    with op.batch_alter_table("order") as order:
        order.add_column(sa.Column("refund", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("order") as order:
        order.drop_column("refund")
    with op.batch_alter_table("parcel") as parcel:
        parcel.drop_column("why_back")
