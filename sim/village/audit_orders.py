"""The account of orders: what was accepted stands in the journal once and line by line.

Owns orders, their cancellations and the decisions of the store. Follows units, not rows: every
unit ordered is picked, short or substituted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.record import Row

_ENDS = frozenset(
    {"order-delivered", "order-partly-delivered", "order-returned", "order-unavailable"}
)
_Line = tuple[int, str, int]
"""Line number, JAN, quantity."""


def account_orders(sent: Sequence[Sent], rows: Sequence[Row], service_day: str) -> list[Finding]:
    """Findings about orders sent and recorded; those of `service_day` have to be ended."""
    placed: dict[str, list[Row]] = defaultdict(list)
    others: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["order_id"]:
            (placed if row["kind"] == "order-placed" else others)[row["order_id"]].append(row)
    accepted: dict[str, Sent] = {}
    findings: list[Finding] = []
    for entry in sent:
        if entry.path == "/orders" and entry.accepted:
            order_id = entry.answer["order_id"]
            if order_id in accepted:
                findings.append(Finding("order", order_id, "answers two different requests"))
            accepted[order_id] = entry
    findings += _only_sent(accepted, placed, others)
    for order_id, entry in accepted.items():
        findings += _placed_once(order_id, entry, placed.get(order_id, []))
        events = others.get(order_id, [])
        findings += _cancelled(order_id, sent, events)
        if entry.body["service_day"] == service_day:
            findings += _worked_off(order_id, entry, sent, events)
        elif any(row["kind"] == "parcel-packed" for row in events):
            findings.append(Finding("order", order_id, "of another day, and packed already"))
    return findings


def _only_sent(
    accepted: dict[str, Sent], placed: dict[str, list[Row]], others: dict[str, list[Row]]
) -> list[Finding]:
    """Nothing stands in the journal that nobody sent."""
    unknown = (placed.keys() | others.keys()) - accepted.keys()
    return [Finding("order", order_id, "nobody sent it") for order_id in sorted(unknown)]


def _placed_once(order_id: str, entry: Sent, rows: list[Row]) -> list[Finding]:
    if len(rows) != 1:
        return [Finding("order", order_id, f"stands in the journal {len(rows)} times, not once")]
    row, body, answer = rows[0], entry.body, entry.answer
    wrong: list[str] = []
    wanted = [(n, line["jan"], line["quantity"]) for n, line in enumerate(body["lines"], start=1)]
    recorded = row["data"]["lines"]
    if _lines(recorded) != wanted or _lines(answer["lines"]) != wanted:
        wrong.append("its lines are not those that were sent")
    else:
        pairs = zip(body["lines"], recorded, answer["lines"], strict=True)
        for asked, kept, told in pairs:
            if asked.get("wish", kept["wish"]) != kept["wish"] or kept["wish"] != told["wish"]:
                wrong.append(f"line {kept['line_no']} has another wish")
            if kept["price_yen"] != told["price_yen"]:
                wrong.append(f"line {kept['line_no']} has another price than was told")
    total_yen = sum(line["quantity"] * line["price_yen"] for line in recorded)
    if not total_yen == row["data"]["total_yen"] == answer["total_yen"]:
        wrong.append("its total is not the sum of its lines")
    if _moment(row["data"]) != _moment(answer):
        wrong.append("its moment of receipt is another than was told")
    if row["service_day"] != body["service_day"] or row["data"]["channel"] != body["channel"]:
        wrong.append("its day or channel is another")
    household = body.get("household", answer["household"])
    if row["data"]["household"] != household or answer["household"] != household:
        wrong.append("it is another household's")
    return [Finding("order", order_id, reason) for reason in wrong]


def _moment(holder: dict[str, Any]) -> datetime | None:
    received_at = holder.get("received_at")
    return datetime.fromisoformat(received_at) if received_at else None


def _cancelled(order_id: str, sent: Sequence[Sent], events: list[Row]) -> list[Finding]:
    asked = any(e.path == f"/orders/{order_id}/cancel" and e.accepted for e in sent)
    times = sum(row["kind"] == "order-cancelled" for row in events)
    if times == asked:
        return []
    return [Finding("order", order_id, f"cancelled {times} times, asked for {int(asked)}")]


def _worked_off(
    order_id: str, entry: Sent, sent: Sequence[Sent], events: list[Row]
) -> list[Finding]:
    """An order of the day that was not cancelled: decided, packed and ended."""
    if any(row["kind"] == "order-cancelled" for row in events):
        late = [row["kind"] for row in events if row["kind"] in _ENDS | {"parcel-packed"}]
        return [Finding("order", order_id, f"cancelled, and then {kind}") for kind in late]
    ends = [row["kind"] for row in events if row["kind"] in _ENDS]
    findings: list[Finding] = []
    if len(ends) != 1:
        findings.append(Finding("order", order_id, f"has the ends {ends}, not exactly one"))
    decided = {row["data"]["line_no"]: row["data"] for row in events if _is_decision(row)}
    told = decisions_told(order_id, sent)
    goods: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(entry.body["lines"], start=1):
        decision = decided.get(number)
        if decision is None:
            findings.append(Finding("order", order_id, f"line {number} was never decided"))
            continue
        reason = _line_reason(number, line, decision, told.get(number))
        if reason:
            findings.append(Finding("order", order_id, reason))
        goods.update(_goods(number, decision))
    packed: Counter[tuple[int, str]] = Counter()
    for row in events:
        if row["kind"] == "parcel-packed":
            for part in row["data"]["contents"]:
                packed[part["line_no"], part["jan"]] += part["quantity"]
    if goods != packed:
        findings.append(Finding("order", order_id, "what was picked is not what was packed"))
    return findings


def _line_reason(
    number: int, line: dict[str, Any], decision: dict[str, Any], told: dict[str, Any] | None
) -> str | None:
    substitute = decision.get("substitute") or {"jan": None, "quantity": 0}
    counted = decision["picked"] + decision["short"] + substitute["quantity"]
    if decision["jan"] != line["jan"] or counted != line["quantity"]:
        return f"line {number}: {line['quantity']} ordered, {counted} accounted for"
    if told is None:
        return f"line {number}: no clerk has decided it"
    by_clerk = (
        told["picked"],
        (told.get("short") or {}).get("quantity", 0),
        (told.get("substitute") or {}).get("jan"),
        (told.get("substitute") or {}).get("quantity", 0),
    )
    recorded = (
        decision["picked"],
        decision["short"],
        substitute["jan"],
        substitute["quantity"],
    )
    return None if by_clerk == recorded else f"line {number}: the clerk has decided otherwise"


def decisions_told(order_id: str, sent: Sequence[Sent]) -> dict[int, dict[str, Any]]:
    """Line number → the last decision that a clerk sent and that was accepted."""
    prefix = f"/picks/{order_id}/lines/"
    return {
        int(entry.path.removeprefix(prefix)): entry.body
        for entry in sent
        if entry.path.startswith(prefix) and entry.accepted
    }


def _goods(number: int, decision: dict[str, Any]) -> Counter[tuple[int, str]]:
    goods = Counter({(number, decision["jan"]): decision["picked"]})
    if substitute := decision.get("substitute"):
        goods[number, substitute["jan"]] += substitute["quantity"]
    return +goods


def _is_decision(row: Row) -> bool:
    return row["kind"] == "line-decided"


def _lines(lines: list[dict[str, Any]]) -> list[_Line]:
    return [(line["line_no"], line["jan"], line["quantity"]) for line in lines]
