"""A small day that comes out even: what was sent, and the journal that a right service writes.

Built from the contract, so that tests can damage one thing at a time. Synthetic throughout.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from missions.clock import TOKYO
from sim.village.audit_terms import Terms
from sim.village.people.postbox import Sent
from sim.village.record import Row, row_hash

DAY = "2026-11-24"
EIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=TOKYO)
CUTOFF = datetime(2026, 11, 24, 11, 0, tzinfo=TOKYO)
SUBSTITUTE_YEN = 90
PROMISE = datetime(2026, 11, 24, 17, 0, tzinfo=TOKYO)
ONWARD = [
    {"kind": "store", "id": "s"},
    {"kind": "supporter", "id": "p"},
    {"kind": "hub", "id": "h"},
    {"kind": "van", "id": "v"},
    {"kind": "volunteer", "id": "w"},
]


@dataclass
class FakeDay:
    """Writes both sides of a day; `returned` households are out twice."""

    chance: random.Random
    sent: list[Sent] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    at: datetime = EIGHT
    taxes: dict[str, int] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        """Every day's cutoff is at 11:00; substitutes have one price, whatever they are."""
        return Terms(
            cutoff=lambda day, _: datetime.fromisoformat(f"{day}T11:00:00+09:00"),
            price_yen=dict.fromkeys(self.taxes, SUBSTITUTE_YEN),
            tax_percent=self.taxes,
        )

    def play(self, orders: int) -> FakeDay:
        for number in range(orders):
            self._order(number)
        self._late_order()
        self._row("plan-made", legs=[], parcels=[])
        seal(self.rows)
        return self

    def _order(self, number: int) -> None:
        order_id, household = f"R{number}", f"hh-{number:02}"
        lines = [
            {
                "line_no": n,
                "jan": f"20{number:03}{n:03}",
                "quantity": self.chance.randint(1, 4),
                "wish": "none",
                "price_yen": 100 * n,
            }
            for n in range(1, self.chance.randint(2, 4))
        ]
        total_yen = sum(line["quantity"] * line["price_yen"] for line in lines)
        asked = [{"jan": line["jan"], "quantity": line["quantity"]} for line in lines]
        for line in lines:
            self.taxes |= {line["jan"]: 10 if line["line_no"] == 1 else 8, f"9{line['jan']}": 8}
        received_at = self.at.isoformat()
        answer = {
            "order_id": order_id,
            "household": household,
            "received_at": received_at,
            "lines": lines,
            "total_yen": total_yen,
            "promise_by": PROMISE.isoformat(),
        }
        body = {"service_day": DAY, "channel": "tv", "lines": asked}
        self._send("/orders", body, answer, 201)
        about = {"order_id": order_id}
        self._row(
            "order-placed",
            **about,
            household=household,
            channel="tv",
            received_at=received_at,
            lines=lines,
            total_yen=total_yen,
        )
        if number % 5 == 4:
            self._send(f"/orders/{order_id}/cancel", {}, {})
            self._row("order-cancelled", **about)
            return
        goods = [part for line in lines for part in self._decide(order_id, line)]
        self._row("order-packed", **about, bill=self._bill(lines, goods))
        parcels = self._pack(order_id, goods)
        returned = number % 5 == 3
        for place, parcel in enumerate(parcels):
            self._carry(parcel, household, returned)
            if returned:
                before, after = (
                    self._bill(lines, [part for each in left for part in each["contents"]])
                    for left in (parcels[place:], parcels[place + 1 :])
                )
                self._parcel_row(
                    "order-refunded", parcel, why="not_met", refund=_less(before, after)
                )
        self._row("order-returned" if returned else "order-delivered", **about)

    def _late_order(self) -> None:
        late = (CUTOFF + timedelta(milliseconds=100)).isoformat()
        body = {"service_day": DAY, "channel": "tv", "lines": [{"jan": "1", "quantity": 1}]}
        cutoff = CUTOFF.isoformat()
        problem = {"code": "after-cutoff", "received_at": late, "cutoff": cutoff}
        self._send("/orders", body, problem, 409)
        self.sent[-1].sent_at = CUTOFF
        self._row("order-refused", reason="after-cutoff", received_at=late)

    def _bill(self, lines: list[dict[str, Any]], goods: list[dict[str, Any]]) -> dict[str, Any]:
        prices = {line["jan"]: line["price_yen"] for line in lines}
        gross = {8: 0, 10: 0}
        for part in goods:
            each_yen = prices.get(part["jan"], SUBSTITUTE_YEN)
            gross[self.taxes[part["jan"]]] += each_yen * part["quantity"]
        by_rate = {
            str(rate): {"gross_yen": yen, "net_yen": yen - tax, "tax_yen": tax}
            for rate, yen in gross.items()
            if yen and (tax := yen * rate // (100 + rate)) >= 0
        }
        return {"total_yen": sum(gross.values()), "by_rate": by_rate}

    def _decide(self, order_id: str, line: dict[str, Any]) -> list[dict[str, Any]]:
        number, quantity = line["line_no"], line["quantity"]
        short = self.chance.randint(0, 1) if quantity > 1 else 0
        swapped = self.chance.randint(0, 1) if quantity > 2 else 0
        picked = quantity - short - swapped
        substitute = {"jan": f"9{line['jan']}", "quantity": swapped} if swapped else None
        body: dict[str, Any] = {"picked": picked}
        if short:
            body["short"] = {"quantity": short, "reason": "damaged"}
        if substitute:
            body["substitute"] = substitute
        self._send(f"/picks/{order_id}/lines/{number}", body, {})
        self._row(
            "line-decided",
            order_id=order_id,
            line_no=number,
            jan=line["jan"],
            quantity=quantity,
            picked=picked,
            short=short,
            substitute=substitute,
        )
        parts = [(line["jan"], picked), ((substitute or {}).get("jan"), swapped)]
        return [{"line_no": number, "jan": jan, "quantity": n} for jan, n in parts if n]

    def _pack(self, order_id: str, goods: list[dict[str, Any]]) -> list[dict[str, Any]]:
        half = self.chance.randint(1, len(goods))
        contents = [part for part in (goods[:half], goods[half:]) if part]
        parcels = [
            {"code": f"{order_id}P{n}", "order_id": order_id, "contents": part}
            for n, part in enumerate(contents)
        ]
        self._send(f"/picks/{order_id}/pack", {}, {"parcels": parcels}, 201)
        for parcel in parcels:
            self._parcel_row("parcel-packed", parcel, contents=parcel["contents"], keeper=ONWARD[0])
        return parcels

    def _carry(self, parcel: dict[str, Any], household: str, returned: bool) -> None:
        way = list(ONWARD)
        way += list(reversed(ONWARD[:-1])) if returned else [{"kind": "resident", "id": household}]
        for step, (giver, taker) in enumerate(pairwise(way)):
            if returned and step == len(ONWARD) - 1:
                self._absent_twice(parcel, household)
            for side, kind in (("give", "handover-given"), ("take", "handover-taken")):
                self._scan(parcel, step, side, household if taker["id"] == household else None)
                self._parcel_row(kind, parcel, step=step)
            self._parcel_row("keeper-changed", parcel, step=step, giver=giver, taker=taker)
        if returned:
            self._parcel_row("parcel-returned", parcel)
            self._parcel_row("promise-broken", parcel, why="not_met")
        else:
            self._parcel_row("parcel-delivered", parcel)
            self._parcel_row("promise-kept", parcel)

    def _absent_twice(self, parcel: dict[str, Any], household: str) -> None:
        if not any(entry.path == "/visits" for entry in self.sent):
            self._send("/visits", {"household": household, "outcome": "absent"}, {})
            self._row(
                "case-opened",
                household=household,
                kind_of_case="not_met",
                owner="p-office",
                due=PROMISE.isoformat(),
            )
        self._parcel_row("parcel-returning", parcel)

    def _scan(self, parcel: dict[str, Any], step: int, side: str, door: str | None) -> None:
        body = {"code": parcel["code"], "side": side}
        if door and side == "take":
            body |= {"card": "H", "welfare": "well"}
        answer = {
            "parcel": {"code": parcel["code"], "household": door},
            "handover": {"step": step},
        }
        self._send("/handovers", body, answer)

    def _parcel_row(self, kind: str, parcel: dict[str, Any], **data: Any) -> None:
        about = {"order_id": parcel["order_id"], "parcel_code": parcel["code"]}
        self._row(kind, **about, **data)

    def _row(
        self, kind: str, order_id: str | None = None, parcel_code: str | None = None, **data: Any
    ) -> None:
        self.at += timedelta(seconds=1)
        self.rows.append(
            {
                "at": self.at.isoformat(),
                "kind": kind,
                "service_day": DAY,
                "order_id": order_id,
                "parcel_code": parcel_code,
                "actor": "somebody",
                "data": data,
            }
        )

    def _send(self, path: str, body: Any, answer: Any, status: int = 200) -> None:
        number = len(self.sent) + 1
        entry = Sent(number, "p-test", self.at, path, body, f"k{number}")
        entry.status, entry.answer = status, answer
        self.sent.append(entry)


def _less(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A bill less another, by rate."""
    by_rate: dict[str, dict[str, int]] = {}
    for rate, sums in one["by_rate"].items():
        left = other["by_rate"].get(rate, dict.fromkeys(sums, 0))
        by_rate[rate] = {name: yen - left[name] for name, yen in sums.items()}
    changed = {rate: sums for rate, sums in by_rate.items() if sums["gross_yen"]}
    return {"total_yen": one["total_yen"] - other["total_yen"], "by_rate": changed}


def seal(rows: list[Row]) -> None:
    """Number the rows and chain them: what a forger with the pen in hand would do too."""
    before = "0" * 64
    for number, row in enumerate(rows, start=1):
        row["seq"] = number
        row["hash"] = before = row_hash(row, before)
