"""The independent account of a day: the sender's own list against the journal's rows.

Owns the verdict. It uses nothing of the service but its record, and counts as unaccounted every
order and parcel that does not come out even, with reasons. The accounts of receipts, orders,
bills, refunds, parcels and cold stand in their own files, like the comparison with the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sim.village.audit_bills import account_bills
from sim.village.audit_book import account_book
from sim.village.audit_cold import account_cold
from sim.village.audit_flights import account_flights, count_sorties
from sim.village.audit_ledger import count_day
from sim.village.audit_orders import account_orders
from sim.village.audit_parcels import account_parcels
from sim.village.audit_receipts import account_receipts
from sim.village.audit_refunds import account_refunds
from sim.village.audit_terms import Terms
from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.record import Row, chain_break


@dataclass(frozen=True)
class Account:
    """What does not come out even; `ends` counts parcels by where they ended.

    `counts` is what the ledger should say, by the names that `compare_ledger` takes.
    """

    findings: tuple[Finding, ...]
    ends: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Any] = field(default_factory=dict)

    @property
    def unaccounted(self) -> int:
        """Things (orders, parcels, cases, the record itself) with at least one finding."""
        return len({(finding.kind, finding.id) for finding in self.findings})

    def as_json(self) -> list[dict[str, str]]:
        reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
        for finding in self.findings:
            reasons[finding.kind, finding.id].append(finding.reason)
        return [
            {"kind": kind, "id": id, "reasons": "; ".join(dict.fromkeys(why))}
            for (kind, id), why in reasons.items()
        ]


def audit(
    sent: Sequence[Sent],
    rows: Sequence[Row],
    service_day: str,
    terms: Terms,
    *,
    complaints: Iterable[str] = (),
    answered: Mapping[int, datetime] | None = None,
    flights: Sequence[Mapping[str, Any]] = (),
) -> Account:
    """Return the account of `service_day` (ISO date) from what was sent and what is recorded.

    `answered` tells when requests were answered, by their numbers in `sent`. `flights` is the
    desk's own list.
    """
    findings = [Finding("record", "chain", broken)] if (broken := chain_break(rows)) else []
    findings += [Finding("person", str(n), what) for n, what in enumerate(complaints)]
    findings += _answers(sent)
    findings += _jobs(rows)
    findings += account_receipts(sent, rows, terms, answered or {})
    findings += account_orders(sent, rows, service_day)
    bills, billed = account_bills(sent, rows, service_day, terms)
    parcels, ends = account_parcels(sent, rows, service_day)
    findings += bills + parcels
    refunds, refunded = account_refunds(sent, rows, terms)
    findings += refunds + account_cold(rows, terms)
    findings += _cases(sent, rows)
    findings += account_flights(sent, rows, flights) + account_book(sent, flights)
    counts = count_day(sent, rows, service_day, ends, billed) | count_sorties(rows)
    counts |= {"yen refunded": sum(refunded.values()), "yen refunds": refunded}
    return Account(tuple(findings), ends, counts)


def _jobs(rows: Sequence[Row]) -> list[Finding]:
    """Whatever the clock had to do was done in the end."""
    return [
        Finding("record", f"job {row['data'].get('job')}", f"failed: {row['data'].get('error')}")
        for row in rows
        if row["kind"] == "job-failed"
    ]


def _answers(sent: Sequence[Sent]) -> list[Finding]:
    """Every request has a final answer, and what had to be refused was."""
    findings: list[Finding] = []
    for entry in sent:
        what = f"{entry.number} {entry.path}"
        if entry.status is None:
            findings.append(Finding("request", what, "never got a final answer"))
        elif entry.must_fail and entry.accepted:
            findings.append(Finding("request", what, f"accepted, though wrong: {entry.body}"))
    return findings


def _cases(sent: Sequence[Sent], rows: Sequence[Row]) -> list[Finding]:
    """Whoever was worried about, or not met, has a case with an owner and a limit."""
    asked: set[tuple[str, str]] = set()
    for entry in sent:
        if not entry.accepted:
            continue
        if entry.path == "/visits":
            asked.add((entry.body["household"], "not_met"))
        elif entry.path == "/handovers" and entry.body.get("welfare") == "worried":
            asked.add((entry.answer["parcel"]["household"], "worried"))
    opened: set[tuple[str, str]] = set()
    for row in rows:
        data = row["data"]
        if row["kind"] == "case-opened" and data.get("owner") and data.get("due"):
            opened.add((data["household"], data["kind_of_case"]))
    findings = [
        Finding("case", f"{household} {kind}", "was reported and has no case")
        for household, kind in sorted(asked - opened)
    ]
    return findings + [
        Finding("case", f"{household} {kind}", "has a case that nobody reported")
        for household, kind in sorted(opened - asked)
    ]
