"""The report of a played day: the figures as JSON, and the verdict.

Owns what is counted and when a day counts as well played. The account comes from `audit`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from sim.village.audit import Account, audit
from sim.village.audit_flights import NAMED_ENDS
from sim.village.audit_ledger import compare_ledger
from sim.village.audit_modes import why_by_van
from sim.village.audit_receipts import refused_with
from sim.village.audit_terms import terms_of
from sim.village.expectations import beyond_expectation
from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.playing import Order, Played

SYNTHETIC = "a played day: invented people and goods, scripted through the service's HTTP doors"


def account_of(order: Order, played: Played) -> Account:
    """The independent account of the day, with the ledger held against it."""
    account = audit(
        played.postbox.sent,
        played.rows,
        order.day.isoformat(),
        terms_of(order.deployment),
        complaints=played.postbox.complaints,
        answered=played.answered,
        flights=played.flights,
    )
    findings = account.findings + compare_ledger(played.ledger, account.counts)
    if played.record_fault is not None:
        findings += (Finding("record", "database", played.record_fault),)
    return replace(account, findings=findings)


def day_report(order: Order, played: Played, account: Account) -> dict[str, Any]:
    """Everything that is told of the day, JSON-compatible."""
    ledger, sent = played.ledger, played.postbox.sent
    return {
        "synthetic": SYNTHETIC,
        "service_day": order.day.isoformat(),
        "deployment": order.deployment.service.id,
        "deployment_sha256": order.deployment.sha256,
        "seed": order.seed,
        "decisions_sha256": decisions_sha256(sent),
        "orders": _orders(sent, order.day.isoformat()) | {"ledger": ledger["orders"]},
        "parcels": {
            "total": sum(account.ends.values()),
            "by_mode": ledger["parcels"]["by_mode"],
            "by_van_because": why_by_van(played.rows),
            "by_end": account.ends,
            "unaccounted": account.unaccounted,
        },
        "findings": account.as_json(),
        "promises": ledger["promises"],
        "shortages": ledger["shortages"],
        "substitutions": ledger["substitutions"],
        "absences": sum(entry.path == "/visits" and entry.accepted for entry in sent),
        "cases": _cases(played),
        "calls": ledger["calls"],
        "refused_scans": _refused_scans(sent),
        "refused": _refusals(sent),
        "yen": ledger["yen"],
        "minutes": ledger["minutes"],
        "sorties": [_sortie(sortie) for sortie in played.sorties],
        "flights": played.flights,
        "phases": [phase.as_json() for phase in played.phases],
        "wall_s": round(played.wall_s, 2),
        "requests": played.postbox.requests,
        "lost_answers": len(played.postbox.lost),
        "jumps": played.jumps,
        "restarts": played.restarts,
        "faults": played.faults,
        "journal": {"seq": played.rows[-1]["seq"], "hash": played.rows[-1]["hash"]},
        "well_played": not failures(played, account),
        "failures": failures(played, account),
    }


def failures(played: Played, account: Account) -> list[str]:
    """Why the day does not count as well played; empty when it does."""
    found: list[str] = []
    if account.unaccounted:
        found.append(f"{account.unaccounted} things are not accounted for")
    found += too_few_orders(played.postbox.sent, played.plot.orders, played.plot.day.isoformat())
    promises = played.ledger["promises"]
    unexplained = promises["broken"] - sum(bool(each["why"]) for each in promises["explained"])
    if unexplained or promises["open"]:
        found.append(
            f"{unexplained} promises broken without a reason, {promises['open']} still open"
        )
    if played.ledger["state"] != "settled":
        found.append(f"the day is {played.ledger['state']}, not settled")
    found += [f"{fault['fault']} did not strike" for fault in played.faults if not fault["hit"]]
    found += [
        f"flight {flight['id']} was launched and is {flight['state']}"
        for flight in played.flights
        if flight["launched_at"] and flight["state"] not in NAMED_ENDS
    ]
    return found + beyond_expectation(played.flights, played.rows, played.faults)


def too_few_orders(sent: Sequence[Sent], planned: int, service_day: str) -> list[str]:
    """Why fewer orders in time were taken than planned; empty when all were.

    Only an answer that a fault has lost excuses: its repeat may rightly have come too late.
    """
    meant = [
        e
        for e in sent
        if e.path == "/orders" and e.body["service_day"] == service_day and not e.must_fail
    ]
    taken = sum(entry.accepted for entry in meant)
    excused = sum(e.lost > 0 and refused_with(e) == "after-cutoff" for e in meant)
    if taken + excused == planned:
        return []
    return [f"{taken} orders in time were accepted, {planned} were planned ({excused} excused)"]


def decisions_sha256(sent: list[Sent]) -> str:
    """A digest of what residents ordered and clerks decided, without the codes drawn anew.

    The same for the same seed, on a day whose faults have made no order late.
    """
    whose: dict[str, str] = {}
    decisions: list[str] = []
    for entry in sent:
        if not entry.accepted:
            continue
        if entry.path == "/orders":
            body = json.dumps(entry.body, sort_keys=True)
            whose[entry.answer["order_id"]] = f"{entry.answer['household']} {body}"
            decisions.append(whose[entry.answer["order_id"]])
        elif entry.path.startswith("/picks/"):
            _, _, order_id, *line = entry.path.split("/")
            body = json.dumps(entry.body, sort_keys=True)
            decisions.append(f"{whose[order_id]} {'/'.join(line)} {body}")
    return sha256("\n".join(sorted(decisions)).encode()).hexdigest()


def interesting_order(played: Played) -> str | None:
    """An order with much to tell: returned, else substituted, else any."""
    kinds = ("parcel-returning", "parcel-held", "order-delivered")
    for kind in kinds:
        for row in played.rows:
            if row["kind"] == kind:
                return row["order_id"]
    return None


def _orders(sent: list[Sent], service_day: str) -> dict[str, int]:
    """Counted from what was sent and answered."""
    asked = [e for e in sent if e.path == "/orders"]
    accepted = [e for e in asked if e.accepted]
    placed = [e for e in accepted if e.body["service_day"] == service_day]
    late = [e for e in asked if refused_with(e) in ("after-cutoff", "day-closed")]
    return {
        "placed": len(placed),
        "for_another_day": len(accepted) - len(placed),
        "refused_after_cutoff": len(late),
        "refused_otherwise": len(asked) - len(accepted) - len(late),
        "cancelled": sum(e.path.endswith("/cancel") and e.accepted for e in sent),
        "repeated_after_lost_answer": sum(e.lost > 0 for e in asked),
    }


def _sortie(sortie: dict[str, Any]) -> dict[str, Any]:
    """A sortie as its page tells it, without its parcels' codes on board."""
    shown = ("id", "aircraft", "hall", "route", "state", "volunteer", "parcels", "why")
    return {name: sortie[name] for name in shown} | {
        "words": [word["word"] for word in sortie["words"]]
    }


def _refused_scans(sent: list[Sent]) -> dict[str, int]:
    return dict(
        sorted(
            Counter(
                refused_with(e) for e in sent if e.path == "/handovers" and not e.accepted
            ).items()
        )
    )


def _refusals(sent: list[Sent]) -> dict[str, int]:
    """All refusals by status and code."""
    return dict(
        sorted(Counter(f"{e.status} {refused_with(e)}" for e in sent if not e.accepted).items())
    )


def _cases(played: Played) -> dict[str, int]:
    opened = Counter(
        row["data"]["kind_of_case"] for row in played.rows if row["kind"] == "case-opened"
    )
    closed = sum(row["kind"] == "case-closed" for row in played.rows)
    return {**dict(sorted(opened.items())), "opened": opened.total(), "closed": closed}
