"""The account of refunds: each order is given back what its parcels were worth that did not come.

Owns the second addition, parcel by parcel. What is left to pay has to be a bill again, with tax
rounded down once per rate. Uses no sum of the service.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.village.audit_bills import rate_sums
from sim.village.audit_terms import Terms
from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.record import Row

_GOES_BACK = ("parcel-returning", "parcel-lost")
_NOTHING = {"gross_yen": 0, "net_yen": 0, "tax_yen": 0}
_Gross = Counter[int]
"""Tax percent → yen."""


def account_refunds(
    sent: Sequence[Sent], rows: Sequence[Row], terms: Terms
) -> tuple[list[Finding], dict[str, int]]:
    """Findings about refunds, and by order what it should be given back in yen."""
    worth = _worth(sent, rows, terms)
    gone = {row["parcel_code"] for row in rows if row["kind"] in _GOES_BACK}
    told: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "order-refunded":
            told[row["order_id"]].append(row)
    findings: list[Finding] = []
    refunded: dict[str, int] = {}
    for order_id in sorted(worth.keys() | told.keys()):
        parcels = worth.get(order_id, {})
        back = {code: gross for code, gross in parcels.items() if code in gone}
        if back:
            refunded[order_id] = sum(gross.total() for gross in back.values())
        reasons = _parcel_by_parcel(told[order_id], back)
        reasons += _what_is_left(told[order_id], parcels, back)
        findings += [Finding("order", order_id, reason) for reason in reasons]
    return findings, refunded


def _worth(sent: Sequence[Sent], rows: Sequence[Row], terms: Terms) -> dict[str, dict[str, _Gross]]:
    """Order → parcel → what its goods cost, at the price told or else at that of the shelf."""
    told = {
        (entry.answer["order_id"], line["line_no"], line["jan"]): line["price_yen"]
        for entry in sent
        if entry.path == "/orders" and entry.accepted
        for line in entry.answer["lines"]
    }
    worth: dict[str, dict[str, _Gross]] = defaultdict(dict)
    for row in rows:
        if row["kind"] != "parcel-packed":
            continue
        gross: _Gross = Counter()
        for part in row["data"]["contents"]:
            key = (row["order_id"], part["line_no"], part["jan"])
            price_yen = told.get(key, terms.price_yen.get(part["jan"], 0))
            gross[terms.tax_percent.get(part["jan"], 0)] += part["quantity"] * price_yen
        worth[row["order_id"]][row["parcel_code"]] = gross
    return worth


def _parcel_by_parcel(told: Sequence[Row], back: Mapping[str, _Gross]) -> list[str]:
    """Each parcel that goes back is refunded once, with what it was worth and a reason."""
    times = Counter(row["parcel_code"] for row in told)
    reasons = [
        f"parcel {code} refunded {times[code]} times, not {int(code in back)}"
        for code in sorted(times.keys() | back.keys())
        if times[code] != int(code in back)
    ]
    for row in told:
        refund, gross = row["data"]["refund"], back.get(row["parcel_code"], Counter())
        by_rate = {percent: sums["gross_yen"] for percent, sums in refund["by_rate"].items()}
        wanted = {str(percent): yen for percent, yen in gross.items() if yen}
        if by_rate != wanted or refund["total_yen"] != gross.total():
            reasons.append(f"parcel {row['parcel_code']} refunded {refund}, worth {wanted}")
        if not row["data"].get("why"):
            reasons.append(f"parcel {row['parcel_code']} refunded without a reason")
    return reasons


def _what_is_left(
    told: Sequence[Row], parcels: Mapping[str, _Gross], back: Mapping[str, _Gross]
) -> list[str]:
    """All refunds together leave a bill: that of the parcels that came."""
    whole, left = _sums(parcels.values()), _sums(_that_came(parcels, back))
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for row in told:
        for percent, sums in row["data"]["refund"]["by_rate"].items():
            given[percent].update(sums)
    return [
        f"at {percent} % the refunds {dict(given[percent])} do not leave {left.get(percent, {})}"
        for percent, sums in whole.items()
        if any(
            sums[name] - given[percent][name] != left.get(percent, _NOTHING)[name] for name in sums
        )
    ]


def _that_came(parcels: Mapping[str, _Gross], back: Mapping[str, _Gross]) -> list[_Gross]:
    return [gross for code, gross in parcels.items() if code not in back]


def _sums(parcels: Iterable[_Gross]) -> dict[str, dict[str, Any]]:
    gross: _Gross = Counter()
    for each in parcels:
        gross.update(each)
    return {str(percent): rate_sums(percent, yen) for percent, yen in gross.items() if yen}
