"""The account of money: each order's bill, added up again from what was agreed and picked.

Owns the second addition. Ordered goods count at the price told in the answer, substitutes at the
shelf price, tax by rate, rounded down once per rate and bill. Uses no sum of the service.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sim.village.audit_orders import decisions_told
from sim.village.audit_terms import Terms
from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.record import Row

_BILLED = ("order-packed", "order-unavailable")
_Bill = dict[str, Any]


def account_bills(
    sent: Sequence[Sent], rows: Sequence[Row], service_day: str, terms: Terms
) -> tuple[list[Finding], _Bill]:
    """Findings about the bills of `service_day`, and the sum of all of them as they should be."""
    billed: dict[str, list[Row]] = defaultdict(list)
    cancelled: set[str] = set()
    for row in rows:
        if row["kind"] in _BILLED:
            billed[row["order_id"]].append(row)
        elif row["kind"] == "order-cancelled":
            cancelled.add(row["order_id"])
    findings: list[Finding] = []
    bills: list[_Bill] = []
    for entry in sent:
        if entry.path != "/orders" or not entry.accepted:
            continue
        order_id = entry.answer["order_id"]
        expected = int(entry.body["service_day"] == service_day and order_id not in cancelled)
        found = billed[order_id]
        if len(found) != expected:
            reason = f"billed {len(found)} times, not {expected}"
            findings.append(Finding("order", order_id, reason))
        if not expected:
            continue
        try:
            bills.append(_bill(entry, sent, terms))
        except KeyError as unknown:
            findings.append(Finding("order", order_id, f"nobody knows the price of {unknown}"))
            continue
        findings += [
            Finding("order", order_id, f"billed {row['data']['bill']}, it comes to {bills[-1]}")
            for row in found
            if row["data"]["bill"] != bills[-1]
        ]
    return findings, _total(bills)


def _bill(entry: Sent, sent: Sequence[Sent], terms: Terms) -> _Bill:
    """What the order comes to. Raises KeyError for goods that are on no shelf."""
    prices = {line["line_no"]: (line["jan"], line["price_yen"]) for line in entry.answer["lines"]}
    gross: Counter[int] = Counter()
    for number, decision in decisions_told(entry.answer["order_id"], sent).items():
        jan, price_yen = prices[number]
        gross[terms.tax_percent[jan]] += decision["picked"] * price_yen
        if other := decision.get("substitute"):
            sum_yen = other["quantity"] * terms.price_yen[other["jan"]]
            gross[terms.tax_percent[other["jan"]]] += sum_yen
    by_rate = {str(rate): rate_sums(rate, gross[rate]) for rate in sorted(gross) if gross[rate]}
    return {"total_yen": gross.total(), "by_rate": by_rate}


def rate_sums(percent: int, gross_yen: int) -> dict[str, int]:
    """Gross, net and tax in yen."""
    tax_yen = gross_yen * percent // (100 + percent)
    return {"gross_yen": gross_yen, "net_yen": gross_yen - tax_yen, "tax_yen": tax_yen}


def _total(bills: Sequence[_Bill]) -> _Bill:
    by_rate: dict[str, Counter[str]] = defaultdict(Counter)
    for bill in bills:
        for percent, sums in bill["by_rate"].items():
            by_rate[percent].update(sums)
    return {
        "total_yen": sum(bill["total_yen"] for bill in bills),
        "by_rate": {percent: dict(sums) for percent, sums in by_rate.items()},
    }
