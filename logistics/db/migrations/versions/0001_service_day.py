"""The tables of a service day, and a journal that the database itself keeps append-only.

Revision 0001, the first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from logistics.db import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFUSAL = "the journal is only ever appended to"
_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER journal_no_{verb.lower()} BEFORE {verb} ON journal "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    + [
        # INSERT OR REPLACE deletes without asking the trigger above.
        "CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal "
        "WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuse()",
        "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("initial", sa.Boolean(), nullable=False),
        sa.Column("set_at", columns.BusinessTime(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "api_key",
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("made_at", columns.BusinessTime(), nullable=False),
        sa.Column("revoked_at", columns.BusinessTime(), nullable=True),
        sa.PrimaryKeyConstraint("key_sha256"),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_subject"), ["subject"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("listed_at", columns.BusinessTime(), nullable=False),
        sa.Column("call_by", columns.BusinessTime(), nullable=False),
        sa.Column("done_at", columns.BusinessTime(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_day"), ["day"], unique=False)

    op.create_table(
        "day_plan",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", columns.BusinessTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", "version"),
    )
    op.create_table(
        "idempotency",
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key"),
    )
    op.create_table(
        "intake",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("incarnation", sa.String(), nullable=False),
        sa.Column("drained_through", sa.Date(), nullable=True),
        sa.Column("beat_at", columns.BusinessTime(), nullable=False),
        sa.PrimaryKeyConstraint("process"),
    )
    op.create_table(
        "job",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("due_at", columns.BusinessTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("done_at", columns.BusinessTime(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("job_due", ["state", "due_at"], unique=False)

    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("order_id", sa.String(length=8), nullable=True),
        sa.Column("parcel_code", sa.String(length=8), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_parcel_code"), ["parcel_code"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "leg",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("carrier_kind", sa.String(), nullable=False),
        sa.Column("carrier_id", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("end", sa.String(), nullable=False),
        sa.Column("depart_at", columns.BusinessTime(), nullable=False),
        sa.Column("arrive_at", columns.BusinessTime(), nullable=False),
        sa.Column("parcels", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("departed_at", columns.BusinessTime(), nullable=True),
        sa.Column("arrived_at", columns.BusinessTime(), nullable=True),
        sa.PrimaryKeyConstraint("day", "id"),
    )
    op.create_table(
        "order",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", columns.BusinessTime(), nullable=False),
        sa.Column("promise_at", columns.BusinessTime(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("bill", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_household"), ["household"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_state"), ["state"], unique=False)

    op.create_table(
        "service_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cutoff_at", columns.BusinessTime(), nullable=False),
        sa.Column("promise_at", columns.BusinessTime(), nullable=False),
        sa.Column("opened_at", columns.BusinessTime(), nullable=False),
        sa.Column("closed_at", columns.BusinessTime(), nullable=True),
        sa.Column("settled_at", columns.BusinessTime(), nullable=True),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    with op.batch_alter_table("service_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_day_state"), ["state"], unique=False)

    op.create_table(
        "session",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("expires_at", columns.BusinessTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person"), ["person"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("volunteer", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("welfare", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", columns.BusinessTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_household"), ["household"], unique=False)

    op.create_table(
        "welfare_case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("opened_at", columns.BusinessTime(), nullable=False),
        sa.Column("due_at", columns.BusinessTime(), nullable=False),
        sa.Column("closed_at", columns.BusinessTime(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("welfare_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_welfare_case_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_welfare_case_household"), ["household"], unique=False)
        batch_op.create_index(batch_op.f("ix_welfare_case_state"), ["state"], unique=False)

    op.create_table(
        "order_line",
        sa.Column("order_id", sa.String(length=8), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("jan", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("price_yen", sa.Integer(), nullable=False),
        sa.Column("tax_percent", sa.Integer(), nullable=False),
        sa.Column("decided_at", columns.BusinessTime(), nullable=True),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("short_reason", sa.String(), nullable=True),
        sa.Column("substitute_jan", sa.String(), nullable=True),
        sa.Column("substituted", sa.Integer(), nullable=False),
        sa.Column("substitute_price_yen", sa.Integer(), nullable=True),
        sa.Column("substitute_tax_percent", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["order.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "line_no"),
    )
    op.create_table(
        "parcel",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("order_id", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("hall", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("temperature", sa.String(), nullable=False),
        sa.Column("mass_g", sa.Integer(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("carriers", sa.JSON(), nullable=False),
        sa.Column("why_not_air", sa.JSON(), nullable=False),
        sa.Column("keeper_kind", sa.String(), nullable=False),
        sa.Column("keeper_id", sa.String(), nullable=False),
        sa.Column("way", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("legs", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("promise_at", columns.BusinessTime(), nullable=False),
        sa.Column("eta", columns.BusinessTime(), nullable=True),
        sa.Column("switch_by", columns.BusinessTime(), nullable=True),
        sa.Column("promise", sa.String(), nullable=False),
        sa.Column("promise_why", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("try_again_at", columns.BusinessTime(), nullable=True),
        sa.Column("ended_at", columns.BusinessTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["order.id"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("parcel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parcel_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_parcel_household"), ["household"], unique=False)
        batch_op.create_index(batch_op.f("ix_parcel_order_id"), ["order_id"], unique=False)
        batch_op.create_index("parcel_keeper", ["keeper_kind", "keeper_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("parcel_code", sa.String(length=8), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("giver", sa.String(), nullable=False),
        sa.Column("taker", sa.String(), nullable=False),
        sa.Column("given_at", columns.BusinessTime(), nullable=True),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("taken_at", columns.BusinessTime(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parcel_code"],
            ["parcel.code"],
        ),
        sa.PrimaryKeyConstraint("parcel_code", "step"),
    )
    op.execute(f"INSERT INTO journal_head (id, seq, hash) VALUES (1, 0, '{'0' * 64}')")
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a journal is never removed: restore a backup instead")
