"""The record as an outsider reads it: fetched over HTTP, its chain of hashes computed again.

Owns reading the journal. Written from the description of the chain, not with the service's code,
so that an error there does not confirm itself here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from missions.clock import TOKYO
from sim.village.people.client import Client

Row = dict[str, Any]
_GENESIS = "0" * 64
_PAGE = "1000"


async def fetch_journal(reader: Client) -> list[Row]:
    """All rows in order."""
    rows: list[Row] = []
    after: int | None = 0
    while after is not None:
        page = await reader.get("/journal", after=str(after), limit=_PAGE)
        rows += page["rows"]
        after = page["next"]
    return rows


def chain_break(rows: Sequence[Row]) -> str | None:
    """What is wrong first with numbers and hashes; None when the record is whole."""
    before = _GENESIS
    for expected, row in enumerate(rows, start=1):
        if row["seq"] != expected:
            return f"row {expected} is missing, {row['seq']} follows"
        if row_hash(row, before) != row["hash"]:
            return f"row {expected} ({row['kind']}) does not carry the hash of what it says"
        before = row["hash"]
    return None


def row_hash(row: Row, before: str) -> str:
    """SHA-256 over the hash before and the row's fields as JSON without spaces, keys sorted."""
    at = datetime.fromisoformat(row["at"]).astimezone(TOKYO)
    fields = [
        before,
        row["seq"],
        at.isoformat(timespec="microseconds"),
        row["kind"],
        row["service_day"],
        row["order_id"],
        row["parcel_code"],
        row["actor"],
        _compact(row["data"]),
    ]
    return sha256(_compact(fields).encode()).hexdigest()


def _compact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
