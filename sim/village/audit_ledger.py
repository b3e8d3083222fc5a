"""The ledger held against the account: every count that people's own lists can tell.

Owns the counting for the comparison. What the ledger alone knows (minutes, transport) is not held
against anything here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sim.village.audit_modes import modes_of
from sim.village.audit_receipts import refused_with
from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.record import Row


def count_day(
    sent: Sequence[Sent],
    rows: Sequence[Row],
    service_day: str,
    ends: Mapping[str, int],
    billed: Mapping[str, Any],
) -> dict[str, Any]:
    """Name of a figure in the ledger ("orders placed") → what it should be."""
    of_the_day = [
        e for e in sent if e.path == "/orders" and e.body.get("service_day") == service_day
    ]
    ids = {entry.answer["order_id"] for entry in of_the_day if entry.accepted}
    cancels = {f"/orders/{order_id}/cancel" for order_id in ids}
    order_ends = _order_ends(ids, rows)
    accepted = [entry for entry in sent if entry.accepted]
    modes = list(modes_of(rows).values())
    closed = {e.path for e in accepted if e.path.startswith("/cases/")}
    return {
        "orders placed": len(ids),
        "orders refused_after_cutoff": sum(refused_with(e) == "after-cutoff" for e in of_the_day),
        "orders cancelled": sum(entry.path in cancels for entry in accepted),
        **{
            f"orders {end}": order_ends[end]
            for end in ("delivered", "partly_delivered", "returned", "unavailable")
        },
        "parcels total": sum(ends.values()),
        "parcels delivered": ends.get("delivered", 0),
        "parcels returned": ends.get("returned", 0),
        "parcels lost": ends.get("lost", 0),
        "parcels by_mode": {mode: modes.count(mode) for mode in ("van", "air")},
        "visits absent": sum(e.path == "/visits" for e in accepted),
        "cases all": sum(row["kind"] == "case-opened" for row in rows),
        "cases closed": len(closed),
        "yen goods": billed["total_yen"],
        "yen by_rate": billed["by_rate"],
    }


def compare_ledger(ledger: Mapping[str, Any], counts: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Findings where the service's own ledger says otherwise than was counted."""
    findings: list[Finding] = []
    for name, counted in counts.items():
        part, _, figure = name.partition(" ")
        said = ledger.get(part, {})
        says = sum(said.values()) if figure == "all" else said.get(figure, 0)
        if says != counted:
            reason = f"the ledger says {says}, counted {counted}"
            findings.append(Finding("record", f"ledger {name}", reason))
    return tuple(findings)


def _order_ends(order_ids: set[str], rows: Sequence[Row]) -> Counter[str]:
    """How orders ended, told from the ends of their parcels."""
    packed: dict[str, set[str]] = defaultdict(set)
    delivered: set[str] = set()
    unavailable: set[str] = set()
    for row in rows:
        if row["kind"] == "parcel-packed":
            packed[row["order_id"]].add(row["parcel_code"])
        elif row["kind"] == "parcel-delivered":
            delivered.add(row["parcel_code"])
        elif row["kind"] == "order-unavailable":
            unavailable.add(row["order_id"])
    ends: Counter[str] = Counter()
    for order_id in order_ids:
        codes = packed[order_id]
        if not codes:
            ends["unavailable"] += order_id in unavailable
        elif codes <= delivered:
            ends["delivered"] += 1
        else:
            ends["partly_delivered" if codes & delivered else "returned"] += 1
    return ends
