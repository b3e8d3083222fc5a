"""The account of cold: nothing was handed over that had been too long out of the cold.

Owns the second measurement of time, from the changes of keeper that the journal tells and from the
limits of what is in each parcel. Uses no judgement of the service.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sim.village.audit_terms import Terms
from sim.village.findings import Finding
from sim.village.record import Row


def account_cold(rows: Sequence[Row], terms: Terms) -> list[Finding]:
    """Findings about parcels whose goods were delivered beyond their limits."""
    jans: dict[str, set[str]] = {}
    changes: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "parcel-packed":
            jans[row["parcel_code"]] = {part["jan"] for part in row["data"]["contents"]}
        elif row["kind"] == "keeper-changed":
            changes[row["parcel_code"]].append(row)
    findings: list[Finding] = []
    for code, own in changes.items():
        if own[-1]["data"]["taker"]["kind"] != "resident":
            continue
        contents = jans.get(code, set())
        times = {"on its way": (_on_its_way(own), terms.keep_min)}
        times["without a cool box"] = (_with_aircraft(own), terms.bare_min)
        findings += [
            Finding("parcel", code, f"handed over after {time} {where}, {limit} allowed")
            for where, (time, limits) in times.items()
            if (limit := _strictest(contents, limits)) is not None and time > limit
        ]
    return findings


def _strictest(jans: set[str], limits_min: Mapping[str, int]) -> timedelta | None:
    own = [limits_min[jan] for jan in jans if jan in limits_min]
    return timedelta(minutes=min(own)) if own else None


def _on_its_way(changes: Sequence[Row]) -> timedelta:
    return _at(changes[-1]) - _at(changes[0])


def _with_aircraft(changes: Sequence[Row]) -> timedelta:
    time, since = timedelta(0), None
    for row in changes:
        if since is not None:
            time += _at(row) - since
        since = _at(row) if row["data"]["taker"]["kind"] == "aircraft" else None
    return time


def _at(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])
