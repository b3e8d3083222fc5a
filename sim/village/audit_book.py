"""The account of the flight book: each flight is in it as it was flown, and inspected before.

Owns what form 1 must say of a flight by the desk's own list of flights, and that whoever minds an
aircraft has inspected it before it left the ground. Knows nothing of how a book is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sim.village.findings import Finding
from sim.village.people.postbox import Sent

Told = Mapping[str, Any]
_TIMES = {"off_at": "lifted_at", "on_at": "ended_at"}
_EXACT_S = 1.5
"""Both are written to the second."""


def account_book(sent: Sequence[Sent], flights: Sequence[Told]) -> list[Finding]:
    """Findings about every flight of the day. `flights`: as the desk's list tells them."""
    return [
        Finding("flight", flight["id"], reason)
        for flight in flights
        for reason in (*_entered(flight), *_inspected(flight, sent))
    ]


def _entered(flight: Told) -> Iterator[str]:
    """What has left the ground is in the book, once it has ended; nothing else is."""
    entry, launched = flight["book"], flight["launched_at"] is not None
    if entry is None:
        if launched and flight["ended_at"]:
            yield "has flown, and is not in the flight book"
        return
    if not launched:
        yield "has not flown, and is in the flight book"
    for name, column in _TIMES.items():
        if name not in entry["unknown"] and not _same(entry[name], flight[column]):
            yield f"{name} is {entry[name]} in the flight book, and {flight[column]} by the desk"
    missing = [name for name in ("pilot", "licence", "flight_s") if entry[name] is None]
    for name in (*missing, *(name for name in _TIMES if entry[name] is None)):
        if name not in entry["unknown"]:
            yield f"{name} is missing in the flight book, and it does not say why"


def _inspected(flight: Told, sent: Sequence[Sent]) -> Iterator[str]:
    if flight["launched_at"] is None:
        return
    launched_at = datetime.fromisoformat(flight["launched_at"])
    path = f"/aircraft/{flight['aircraft']}/inspections"
    if not any(
        entry.accepted and entry.path == path and entry.sent_at <= launched_at for entry in sent
    ):
        yield "was launched, and nobody had inspected the aircraft"


def _same(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one == other
    apart = datetime.fromisoformat(one) - datetime.fromisoformat(other)
    return abs(apart.total_seconds()) <= _EXACT_S
