"""The sender's own list: what was sent, with which key, and what was finally answered.

Owns the list that the day's account is compared with, and which requests are in the air. Shared by
all scripted people of a day. Knows nothing of the service but its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Sent:
    """One POST and its fate. `status` is the final answer's; None while there is none.

    `lost` counts answers that never came (the request was repeated with the same key).
    `must_fail` marks a request that the service has to refuse.
    """

    number: int
    person: str
    sent_at: datetime
    path: str
    body: Any
    key: str
    must_fail: bool = False
    lost: int = 0
    status: int | None = None
    answer: Any = None

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Flight:
    """One request that has left and has no answer yet."""

    number: int
    person: str
    method: str
    path: str
    body: Any


@dataclass
class Postbox:
    """Everything sent on one day.

    The `watchers` are called with each request as it leaves, the `landed` ones when it has been
    answered.
    """

    sent: list[Sent] = field(default_factory=list)
    in_flight: dict[int, Flight] = field(default_factory=dict)
    lost: list[Flight] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    requests: int = 0
    watchers: list[Callable[[Flight], None]] = field(default_factory=list)
    landed: list[Callable[[Flight], None]] = field(default_factory=list)

    def record(self, person: str, at: datetime, path: str, body: Any, key: str) -> Sent:
        """Note a POST before it is sent."""
        entry = Sent(len(self.sent) + 1, person, at, path, body, key)
        self.sent.append(entry)
        return entry

    def leave(self, person: str, method: str, path: str, body: Any) -> Flight:
        """Note that a request is leaving."""
        self.requests += 1
        flight = Flight(self.requests, person, method, path, body)
        self.in_flight[flight.number] = flight
        for watch in self.watchers:
            watch(flight)
        return flight

    def land(self, flight: Flight, *, answered: bool) -> None:
        """Note that its answer has come, or that it never will."""
        del self.in_flight[flight.number]
        if not answered:
            self.lost.append(flight)
            return
        for watch in self.landed:
            watch(flight)

    def complain(self, person: str, what: str) -> None:
        """Note what a person found wrong with the service: it fails the day's account."""
        self.complaints.append(f"{person}: {what}")
