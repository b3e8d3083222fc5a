"""A whole book as a value, from ordinary days to the worst that people and links leave behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from missions.clock import TOKYO
from missions.flightbook.book import Book, Period
from missions.flightbook.facts import Names, Upkeep
from missions.flightbook.model import (
    Action,
    Defect,
    FlightEntry,
    Inspection,
    Maintenance,
    Matter,
    Noted,
    Renews,
    Result,
)
from missions.flightbook.totals import beginning, running
from tests.missions.flightbook.making import flight, inspection, maintenance, upkeep

Kept = TypeVar("Kept", FlightEntry, Maintenance, Inspection)
NOVEMBER = Period.month(2026, 11)
DECEMBER_1 = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)
NAMES = Names({"p-arai": "Arai Chiharu"})
LONG = "a very long remark " * 60
ADDRESS = "https://example.invalid/" + "x" * 300
FORMULA = '=HYPERLINK("https://example.invalid")'


def at(day: int, hour: int = 13, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def book(
    entries: Sequence[FlightEntry | Maintenance] = (),
    inspections: Sequence[Inspection] = (),
    defects: Sequence[Defect] = (),
    period: Period = NOVEMBER,
    of: Upkeep | None = None,
) -> Book:
    """Entries in the order of time."""
    kept = of or upkeep()
    told = running(kept.before, entries)
    return Book(
        upkeep=kept,
        period=period,
        flights=tuple((e, t) for e, t in told if isinstance(e, FlightEntry)),
        inspections=tuple(inspections),
        maintenance=tuple((e, t) for e, t in told if isinstance(e, Maintenance)),
        defects=tuple(defects),
        totals=told[-1][1] if told else beginning(kept.before),
        names=NAMES,
    )


def full_month() -> Book:
    """30 days of four flights each, with everything that is hard to print."""
    entries: list[FlightEntry | Maintenance] = []
    for day in range(1, 31):
        entries += [_flight(day, number) for number in range(4)]
    entries[4 * 5 + 1] = _lost(entries[4 * 5 + 1])
    entries[4 * 6] = _corrected(entries[4 * 6])
    entries[4 * 7] = _unknown(entries[4 * 7])
    entries.insert(4 * 12, _noted(1, maintenance(at(12, 15), work=LONG, remarks=ADDRESS)))
    renewing = maintenance(at(20, 9), renews=frozenset(Renews), work=FORMULA)
    entries.insert(4 * 20 + 1, _noted(2, renewing))
    looks = [inspection(at(day, 11)) for day in range(1, 31)]
    looks[11] = replace(inspection(at(12, 11), propellers=Result.FAIL), remarks=LONG)
    done = Action(at(12, 15), "propeller changed", "Hosaka", "Arai")
    defects = [
        Defect(1, "ac-1", at(12, 11), "propellers: a crack", "Hosaka", "flight-44", done),
        Defect(2, "ac-1", at(29, 11), LONG, "Nishimura"),
    ]
    return book(entries, [_noted(n, each) for n, each in enumerate(looks, 1)], defects)


def _flight(day: int, number: int) -> FlightEntry:
    count = 4 * (day - 1) + number + 1
    made = flight(count, at(day) + timedelta(minutes=40 * number))
    return _noted(count, replace(made, flight_s=600.0 + number))


def _noted(number: int, entry: Kept) -> Kept:
    return replace(entry, noted=Noted(number, number, DECEMBER_1, "system/flight-desk"))


def _lost(entry: FlightEntry | Maintenance) -> FlightEntry:
    assert isinstance(entry, FlightEntry)
    told = (Matter("unseen", entry.off_at, "no packet"), Matter("lost", None, "not heard of"))
    unknown = dict.fromkeys(("on_at", "to_place", "flight_s"), "lost")
    return replace(
        entry, state="lost", on_at=None, to_place=None, flight_s=None, safety=told, unknown=unknown
    )


def _corrected(entry: FlightEntry | Maintenance) -> FlightEntry:
    assert isinstance(entry, FlightEntry)
    noted = Noted(900, 25, at(8), "person/p-arai", 25, "written down wrongly")
    return replace(entry, remarks=LONG + ADDRESS, noted=noted)


def _unknown(entry: FlightEntry | Maintenance) -> FlightEntry:
    assert isinstance(entry, FlightEntry)
    unknown = {"pilot": "no-pilot", "licence": "no-pilot", "off_at": "from-order"}
    return replace(entry, pilot_id=None, pilot=None, licence=None, unknown=unknown)
