"""The account of receipts: what was in time was taken, and only what was late was refused.

Owns the first promise: an order that reached the service before its cutoff counts. It trusts no
refusal for the cutoff, but judges the moment of receipt that the answer names, and holds this
moment between those of sending and of the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sim.village.audit_terms import Terms
from sim.village.findings import Finding
from sim.village.people.postbox import Flight, Postbox, Sent
from sim.village.record import Row

_AHEAD = timedelta(milliseconds=5)
"""How far another process may read ahead while a fast clock slows down (see ClockBoard.now)."""


@dataclass
class TimedPostbox(Postbox):
    """A postbox that also notes when each POST was first answered: number of `sent` → moment."""

    now: Callable[[], datetime] | None = None
    answered: dict[int, datetime] = field(default_factory=dict)

    def land(self, flight: Flight, *, answered: bool) -> None:
        super().land(flight, answered=answered)
        if not answered or self.now is None or flight.method != "POST":
            return
        for entry in reversed(self.sent):
            if entry.body is flight.body and entry.path == flight.path:
                self.answered.setdefault(entry.number, self.now())
                return


def account_receipts(
    sent: Sequence[Sent], rows: Sequence[Row], terms: Terms, answered: Mapping[int, datetime]
) -> list[Finding]:
    """Findings about each order's receipt; `answered` tells when an answer came, if known."""
    findings: list[Finding] = []
    told: Counter[tuple[str, datetime]] = Counter()
    for entry in sent:
        if entry.path != "/orders" or not isinstance(entry.answer, dict):
            continue
        reasons = _verdict(entry, terms) + _moments(entry, answered.get(entry.number))
        what = f"{entry.number} {entry.path} of {entry.person}"
        findings += [Finding("request", what, reason) for reason in reasons]
        if refused_with(entry) == "after-cutoff" and (received_at := _received_at(entry)):
            told[entry.body["service_day"], received_at] += 1
    recorded = Counter(
        (str(row["service_day"]), datetime.fromisoformat(row["data"]["received_at"]))
        for row in rows
        if row["kind"] == "order-refused"
    )
    findings += [
        Finding("request", f"{day} {moment:%H:%M:%S.%f}", "was told to be late, is not recorded so")
        for day, moment in sorted(told - recorded)
    ]
    return findings + [
        Finding("request", f"{day} {moment:%H:%M:%S.%f}", "is recorded as late, nobody was told")
        for day, moment in sorted(recorded - told)
    ]


def refused_with(entry: Sent) -> str:
    """The code with which a request was refused; empty for an acceptance."""
    if entry.accepted or not isinstance(entry.answer, dict):
        return ""
    return str(entry.answer.get("code", ""))


def _verdict(entry: Sent, terms: Terms) -> list[str]:
    """Whether the answer is right for the moment of receipt that it names."""
    code = refused_with(entry)
    if code == "day-closed":
        return ["refused with day-closed: it was received in time, and the day had not waited"]
    if not entry.accepted and code != "after-cutoff":
        return []
    received_at = _received_at(entry)
    if received_at is None:
        return ["answered without the moment of receipt"]
    cutoff = terms.cutoff(entry.body["service_day"], entry.body["channel"])
    if entry.accepted:
        if received_at < cutoff:
            return []
        return [f"accepted, though received at {received_at:%H:%M:%S.%f}, cutoff {cutoff:%H:%M}"]
    reasons: list[str] = []
    if received_at < cutoff:
        reasons.append(f"refused for the cutoff {cutoff:%H:%M}, received {received_at:%H:%M:%S.%f}")
    if _moment(entry.answer, "cutoff") != cutoff:
        reasons.append(f"told the cutoff {entry.answer.get('cutoff')}, it is {cutoff.isoformat()}")
    return reasons


def _moments(entry: Sent, answered_at: datetime | None) -> list[str]:
    """The receipt lies between the sending and the answer."""
    received_at = _received_at(entry)
    if received_at is None:
        return []
    if received_at < entry.sent_at:
        return [f"received at {received_at.isoformat()}, before it was sent"]
    if entry.lost == 0 and answered_at is not None and received_at > answered_at + _AHEAD:
        return [f"received at {received_at.isoformat()}, after it was answered"]
    return []


def _received_at(entry: Sent) -> datetime | None:
    return _moment(entry.answer, "received_at")


def _moment(answer: dict[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(answer[name]) if answer.get(name) else None
