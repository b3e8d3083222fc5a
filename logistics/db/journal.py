"""The journal: what happened, in order, sealed by a chain of hashes.

Owns how rows are numbered, sealed and checked. Rows wait in the transaction until just before
its commit and then take the head's lock, so numbers have no gap, follow the order of commits, and
the lock is held only for the commit itself. Knows nothing of what kinds of rows mean.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from logistics.db.models import JournalHeadRow, JournalRow
from missions.clock import TOKYO

GENESIS = "0" * 64
"""The hash before the first row."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row before it has a number. `data` is JSON-compatible; datetimes and dates are allowed."""

    at: datetime
    kind: str
    actor: str
    day: date | None
    order_id: str | None
    parcel_code: str | None
    data: dict[str, Any]


class Journal:
    """The rows of one transaction."""

    def __init__(self, session: Session, now: datetime, actor: str = "system") -> None:
        self._session = session
        self._now = now
        self._waiting: list[Entry] = []
        self.actor = actor

    def append(
        self,
        kind: str,
        *,
        day: date | None = None,
        order_id: str | None = None,
        parcel_code: str | None = None,
        **data: Any,
    ) -> None:
        """Note that `kind` happened now, done by this transaction's actor."""
        self._waiting.append(Entry(self._now, kind, self.actor, day, order_id, parcel_code, data))

    def seal(self) -> None:
        """Number and insert what waits. Called by the edge just before COMMIT."""
        if not self._waiting:
            return
        # Flush first: the head's lock must be the last thing that this transaction waits for.
        self._session.flush()
        head = self._session.exec(
            select(JournalHeadRow).where(JournalHeadRow.id == 1).with_for_update()
        ).one()
        for entry in self._waiting:
            row = sealed(entry, head.seq + 1, head.hash)
            self._session.add(row)
            head.seq, head.hash = row.seq, row.hash
        self._session.add(head)
        self._session.flush()
        self._waiting.clear()


def sealed(entry: Entry, seq: int, before: str) -> JournalRow:
    """Return the entry as row number `seq` after the row with hash `before`."""
    data = canonical(entry.data)
    row = JournalRow(
        seq=seq,
        at=entry.at,
        kind=entry.kind,
        day=entry.day,
        order_id=entry.order_id,
        parcel_code=entry.parcel_code,
        actor=entry.actor,
        data=data,
        hash="",
    )
    row.hash = row_hash(row, before)
    return row


def row_hash(row: JournalRow, before: str) -> str:
    """SHA-256 in hex over the hash before and the row's fields as canonical JSON."""
    fields = [
        before,
        row.seq,
        row.at.astimezone(TOKYO).isoformat(timespec="microseconds"),
        row.kind,
        row.day.isoformat() if row.day else None,
        row.order_id,
        row.parcel_code,
        row.actor,
        row.data,
    ]
    return sha256(canonical(fields).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces; datetimes as ISO 8601 with their offset."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(TOKYO).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


def first_break(session: Session) -> str | None:
    """Recompute the chain; return what is wrong first, or None when the record is whole."""
    before, expected = GENESIS, 1
    for row in session.exec(select(JournalRow).order_by(col(JournalRow.seq))):
        if row.seq != expected:
            return f"row {expected} is missing: the next is {row.seq}"
        if row_hash(row, before) != row.hash:
            return f"row {row.seq} ({row.kind}) does not carry the hash of its contents"
        before, expected = row.hash, expected + 1
    head = session.get(JournalHeadRow, 1)
    if head is None or (head.seq, head.hash) != (expected - 1, before):
        return f"the head says {head.seq if head else 'nothing'}, the last row is {expected - 1}"
    return None


def anchor_broken(session: Session, seq: int, expected_hash: str) -> str | None:
    """Hold row `seq` against a hash that was kept elsewhere; return what is wrong, or None.

    Somebody who can write the whole database can seal a changed journal anew: only a hash that
    they cannot reach tells.
    """
    row = session.get(JournalRow, seq)
    if row is None:
        return f"row {seq} is missing, which was there when its hash was kept"
    if row.hash != expected_hash.lower():
        return f"row {seq} has the hash {row.hash}, kept was {expected_hash.lower()}"
    return None


_GUARDS = {
    # Each trigger with words that it must contain: an empty one of the same name guards nothing.
    "sqlite": (
        "SELECT name, upper(sql) FROM sqlite_master "
        "WHERE type = 'trigger' AND tbl_name = 'journal'",
        {
            "journal_no_update": "BEFORE UPDATE ON JOURNAL BEGIN SELECT RAISE(ABORT",
            "journal_no_delete": "BEFORE DELETE ON JOURNAL BEGIN SELECT RAISE(ABORT",
            "journal_no_replace": "BEGIN SELECT RAISE(ABORT",
        },
    ),
    "postgresql": (
        "SELECT tgname, upper(pg_get_triggerdef(t.oid) || p.prosrc) FROM pg_trigger t "
        "JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE tgrelid = 'journal'::regclass AND tgenabled IN ('O', 'A')",
        {"journal_no_change": "RAISE EXCEPTION", "journal_no_truncate": "RAISE EXCEPTION"},
    ),
}


def missing_guard(session: Session) -> str | None:
    """Say which trigger that keeps the journal append-only is gone or emptied, or None."""
    query, wanted = _GUARDS[session.get_bind().dialect.name]
    found = {row[0]: row[1] for row in session.connection().execute(text(query))}
    for name, words in wanted.items():
        if words not in found.get(name, ""):
            return f"the database no longer keeps the journal append-only: {name} is gone"
    return None
