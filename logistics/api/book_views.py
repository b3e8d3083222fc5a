"""How flight books and airworthiness look as JSON. Decides nothing."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session

from logistics.deployment import Deployment
from logistics.services.airworthy import NO_UPKEEP
from missions.flight.gates import Gate, Verdict
from missions.flightbook.book import Book
from missions.flightbook.model import Defect, FlightEntry, Inspection, Maintenance
from missions.store.book_reading import airworthy
from missions.store.flightbook import open_defects


def airworthiness_view(
    session: Session, deployment: Deployment, aircraft: str, now: datetime
) -> dict[str, Any]:
    """How an aircraft stands by its book, and what an inspector needs."""
    upkeep = deployment.air.upkeep.get(aircraft)
    judged = None if upkeep is None else airworthy(session, upkeep, now)
    return {
        "aircraft": aircraft,
        "verdict": Verdict.UNKNOWN if judged is None else judged.verdict,
        "why": NO_UPKEEP if judged is None else judged.why,
        "points": [] if judged is None else [point_view(point) for point in judged.points],
        "items": [] if upkeep is None else [asdict(item) for item in upkeep.items],
        "defects": [
            {"number": each.number, "at": each.at, "what": each.what, "found_by": each.found_by}
            for each in open_defects(session, aircraft)
        ],
    }


def point_view(point: Gate) -> dict[str, Any]:
    """One point, without points of its own."""
    told = asdict(point)
    del told["points"]
    return told


def book_view(book: Book) -> dict[str, Any]:
    """A flight book with its totals."""
    return {
        "aircraft": book.upkeep.aircraft,
        "registration": book.upkeep.head.registration,
        "first": book.period.first,
        "last": book.period.last,
        "flights": [
            {"entry": flight_entry_view(entry), "totals": asdict(totals)}
            for entry, totals in book.flights
        ],
        "inspections": [inspection_view(entry) for entry in book.inspections],
        "maintenance": [
            {"entry": maintenance_view(entry), "totals": asdict(totals)}
            for entry, totals in book.maintenance
        ],
        "defects": [defect_view(each) for each in book.defects],
        "flown": asdict(book.flown),
        "totals": asdict(book.totals),
    }


def flight_entry_view(entry: FlightEntry) -> dict[str, Any]:
    """Form 1."""
    return asdict(entry)


def inspection_view(entry: Inspection) -> dict[str, Any]:
    """Form 2."""
    return asdict(entry)


def maintenance_view(entry: Maintenance) -> dict[str, Any]:
    """Form 3."""
    return asdict(entry) | {"renews": sorted(str(each) for each in entry.renews)}


def defect_view(defect: Defect) -> dict[str, Any]:
    """A defect with what was done about it."""
    return asdict(defect)
