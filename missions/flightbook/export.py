"""A flight book as files: CSV for spreadsheets, or one PDF, named by aircraft and period.

Owns the names of the files and the summary of a book. What stands in them belongs to `csv_file` and
`pdf`.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from missions.flightbook.book import Book, Period
from missions.flightbook.csv_file import csv_files
from missions.flightbook.pdf import pdf_of
from missions.flightbook.totals import Total


class Format(StrEnum):
    """What a book can be written as."""

    CSV = "csv"
    PDF = "pdf"


def write_book(book: Book, format: Format, folder: Path, made_at: datetime) -> list[Path]:
    """Write a book into a folder, which is made if need be; returns the files.

    Files of the same aircraft and period are overwritten. Raises PdfNotPossible, OSError.
    """
    name = _name(book)
    if format is Format.PDF:
        contents = {f"{name}.pdf": pdf_of(book, made_at)}
    else:
        contents = {f"{name}-{part}.csv": data for part, data in csv_files(book).items()}
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / file for file in contents]
    for path, data in zip(paths, contents.values(), strict=True):
        path.write_bytes(data)
    return paths


def summary(book: Book) -> dict[str, Any]:
    """How much a book holds, as JSON; seconds of flight, and how many flights are not in them."""
    return {
        "aircraft": book.upkeep.aircraft,
        "registration": book.upkeep.head.registration,
        "first": None if book.period.first is None else book.period.first.isoformat(),
        "last": None if book.period.last is None else book.period.last.isoformat(),
        "flights": len(book.flights),
        "flown": _total(book.flown),
        "total": _total(book.totals.flown),
        "total_flights": book.totals.flights,
        "since_periodic": _total(book.totals.since_periodic),
        "since_periodic_flights": book.totals.since_periodic_flights,
        "inspections": len(book.inspections),
        "maintenance": len(book.maintenance),
        "defects": len(book.defects),
        "open_defects": sum(defect.open for defect in book.defects),
    }


def _name(book: Book) -> str:
    registration = re.sub(r"[^A-Za-z0-9_-]+", "-", book.upkeep.head.registration)
    return f"{book.upkeep.aircraft}-{registration}-{_days(book.period)}"


def _days(period: Period) -> str:
    if period.first is None or period.last is None:
        return "all"
    if period == Period.month(period.first.year, period.first.month):
        return f"{period.first:%Y-%m}"
    return f"{period.first}-{period.last}"


def _total(amount: Total) -> dict[str, Any]:
    return {"seconds": round(amount.seconds, 1), "unknown": amount.unknown}
