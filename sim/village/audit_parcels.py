"""The account of parcels: one keeper after the other, each change scanned by both sides.

Owns the chain of keepers, scans, ends and promises of each parcel.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sim.village.findings import Finding
from sim.village.people.postbox import Sent
from sim.village.record import Row

_SIDES = {"handover-given": "give", "handover-taken": "take"}
_NIGHT_KEEPER, _NIGHT_KEEPER_OF_LATE = "hub", "volunteer"
"""Where goods may stay overnight when nobody took them and the store is closed; with the volunteer
only what turned back too late for the last van, whose driver finds it on tomorrow's list."""
_TOO_LATE_FOR_A_VAN = timedelta(hours=2)
"""Before the day is settled. Half of it is the farthest hall's road, there and back; in the other
half the one van may be on its way from another hall."""


def account_parcels(
    sent: Sequence[Sent], rows: Sequence[Row], service_day: str
) -> tuple[list[Finding], dict[str, int]]:
    """Findings about all parcels recorded, and how many ended how."""
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["parcel_code"]:
            by_code[row["parcel_code"]].append(row)
    orders = {e.answer["order_id"]: e for e in sent if e.path == "/orders" and e.accepted}
    scans = _scans_sent(sent)
    told = _parcels_told(sent)
    settled_at = next((_at(row) for row in rows if row["kind"] == "day-settled"), None)
    findings: list[Finding] = []
    ends: Counter[str] = Counter()
    for code in sorted(by_code.keys() | told.keys() | scans.keys()):
        parcel = _Parcel(code, by_code.get(code, []))
        reasons = parcel.packing(told.get(code), service_day)
        reasons += parcel.keepers()
        reasons += parcel.scans(scans.get(code, Counter()))
        end, end_reasons = parcel.end(orders, settled_at)
        ends[end] += 1
        findings += [Finding("parcel", code, reason) for reason in reasons + end_reasons]
    return findings, dict(ends)


class _Parcel:
    """The rows of one parcel."""

    def __init__(self, code: str, rows: list[Row]) -> None:
        self.code = code
        self._rows = rows
        self._kinds = Counter(row["kind"] for row in rows)
        self._packed = self._of("parcel-packed")
        self._keeper: Any = _keeper(self._packed[0]["data"]["keeper"]) if self._packed else None

    def packing(self, told: dict[str, Any] | None, service_day: str) -> list[str]:
        """Packed once, with the contents that the clerk's answer named."""
        if len(self._packed) != 1:
            return [f"packed {len(self._packed)} times, not once"]
        if told is None:
            return ["no clerk has packed it"]
        row = self._packed[0]
        if _contents(row["data"]) != _contents(told) or row["order_id"] != told["order_id"]:
            return ["its contents or order are not those the clerk was told"]
        return [] if row["service_day"] == service_day else ["packed for another day"]

    def keepers(self) -> list[str]:
        """Each change starts from the keeper before and is scanned by both sides."""
        reasons: list[str] = []
        open_scans: Counter[tuple[int, str]] = Counter()
        for row in self._rows:
            step = row["data"].get("step")
            if row["kind"] in _SIDES:
                open_scans[step, _SIDES[row["kind"]]] += 1
            elif row["kind"] == "handover-withdrawn":
                open_scans.pop((step, "give"), None)
                open_scans.pop((step, "take"), None)
            elif row["kind"] == "keeper-changed":
                reasons += self._change(row["data"], open_scans)
        steps = [row["data"]["step"] for row in self._of("keeper-changed")]
        if steps != list(range(len(steps))):
            reasons.append(f"its changes of keeper are numbered {steps}")
        return reasons

    def _change(self, data: dict[str, Any], scans: Counter[tuple[int, str]]) -> list[str]:
        giver, taker, step = _keeper(data["giver"]), _keeper(data["taker"]), data["step"]
        reasons: list[str] = []
        if giver != self._keeper:
            reasons.append(f"step {step}: given by {giver}, though {self._keeper} has it")
        if (scans[step, "give"], scans[step, "take"]) != (1, 1):
            reasons.append(f"step {step}: not scanned once by each side")
        self._keeper = taker
        return reasons

    def scans(self, sent: Counter[tuple[int, str]]) -> list[str]:
        """The scans recorded are those that people sent."""
        recorded = Counter(
            (row["data"]["step"], _SIDES[row["kind"]])
            for row in self._rows
            if row["kind"] in _SIDES
        )
        if recorded == sent:
            return []
        missing, extra = sorted((sent - recorded).items()), sorted((recorded - sent).items())
        return [f"scans sent but not recorded: {missing}; recorded but not sent: {extra}"]

    def end(self, orders: dict[str, Sent], settled_at: datetime | None) -> tuple[str, list[str]]:
        """How it ended, and what is wrong with that."""
        if not self._packed:
            return "unknown", ["it has no beginning"]
        if self._keeper is None:
            return "unknown", ["it has no keeper"]
        kind, keeper_id = self._keeper
        order = orders.get(self._packed[0]["order_id"])
        household = order.answer["household"] if order else None
        delivered, returned = self._kinds["parcel-delivered"], self._kinds["parcel-returned"]
        if (delivered, returned) == (1, 0):
            right = (kind, keeper_id) == ("resident", household)
            reasons = [] if right else [f"delivered, and kept by {kind}/{keeper_id}"]
            return "delivered", reasons + self._promise(order)
        if (delivered, returned) == (0, 1):
            right = kind == "store" and self._kinds["parcel-returning"] == 1
            reasons = [] if right else [f"returned, and kept by {kind}/{keeper_id}"]
            return "returned", reasons + self._promise(order)
        if self._kinds["parcel-lost"] == 1 and not delivered and not returned:
            reasons = [] if kind == "aircraft" else [f"lost, and kept by {kind}/{keeper_id}"]
            return "lost", reasons + self._promise(order)
        if self._stays_overnight(kind, settled_at) and not delivered:
            return "returning", self._promise(order)
        return "open", [f"has no end; {kind}/{keeper_id} keeps it"]

    def _stays_overnight(self, kind: str, settled_at: datetime | None) -> bool:
        """Whether it has turned back, and may be where it is until tomorrow."""
        turned = self._of("parcel-returning")
        if len(turned) != 1:
            return False
        late = settled_at is not None and settled_at - _at(turned[0]) <= _TOO_LATE_FOR_A_VAN
        return kind == _NIGHT_KEEPER or (kind == _NIGHT_KEEPER_OF_LATE and late)

    def _promise(self, order: Sent | None) -> list[str]:
        """Kept exactly when it was at the door in time; broken with its reason."""
        kept, broken = self._of("promise-kept"), self._of("promise-broken")
        if len(kept) + len(broken) != 1:
            return [f"its promise was kept {len(kept)} and broken {len(broken)} times"]
        if broken and not broken[0]["data"].get("why"):
            return ["its promise was broken without a reason"]
        if order is None:
            return ["its order is unknown"]
        promised_by = datetime.fromisoformat(order.answer["promise_by"])
        door = [datetime.fromisoformat(row["at"]) for row in self._of("parcel-delivered")]
        in_time = bool(door) and door[0] <= promised_by
        if in_time != bool(kept):
            return [f"its promise of {promised_by:%H:%M} is said to be kept: {bool(kept)}"]
        return []

    def _of(self, kind: str) -> list[Row]:
        return [row for row in self._rows if row["kind"] == kind]


def _scans_sent(sent: Sequence[Sent]) -> dict[str, Counter[tuple[int, str]]]:
    """Parcel code → the accepted scans by step and side."""
    scans: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
    for entry in sent:
        if entry.path == "/handovers" and entry.accepted:
            answer = entry.answer
            scans[answer["parcel"]["code"]][answer["handover"]["step"], entry.body["side"]] += 1
    return scans


def _parcels_told(sent: Sequence[Sent]) -> dict[str, dict[str, Any]]:
    """Parcel code → the parcel as the answer to packing named it."""
    return {
        parcel["code"]: parcel
        for entry in sent
        if entry.path.endswith("/pack") and entry.accepted
        for parcel in entry.answer["parcels"]
    }


def _contents(holder: dict[str, Any]) -> list[tuple[int, str, int]]:
    return sorted((part["line_no"], part["jan"], part["quantity"]) for part in holder["contents"])


def _at(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])


def _keeper(value: dict[str, str]) -> tuple[str, str]:
    return value["kind"], value["id"]
