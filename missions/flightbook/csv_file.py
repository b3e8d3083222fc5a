"""A flight book as CSV for spreadsheets: one file for each form, and one for the defects.

Owns the columns. UTF-8 with a byte order mark, which spreadsheets on Japanese Windows need to read
it. A cell of people's words that would be taken for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from missions.flightbook import texts
from missions.flightbook.book import Book
from missions.flightbook.model import Defect, FlightEntry, Inspection, Maintenance, Work
from missions.flightbook.totals import Total, Totals
from missions.flightbook.words import word, word_or

ENCODING = "utf-8-sig"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORM1 = (
    "number", "head.registration", "day", "pilot", "licence", "purpose", "route", "airspace",
    "methods", "from", "off-time", "to", "on-time", "time", "time-s", "total", "total-s", "safety",
    "load", "battery", "remarks", "reasons", "correction",
)  # fmt: skip
_DEFECTS = (
    "number", "head.registration", "defect.at", "defect.what", "defect.by", "defect.flight",
    "action.at", "action.done", "action.person", "action.confirmed",
)  # fmt: skip
_FORM2 = (
    "number", "head.registration", "inspection.at", "inspection.place", "inspection.person",
)  # fmt: skip
_FORM2_END = ("inspection.notes", "correction")
_FORM3 = (
    "number", "head.registration", "maintenance.at", "maintenance.total", "total-s",
    "maintenance.since", "maintenance.work", "maintenance.reason", "maintenance.place",
    "maintenance.person", "maintenance.confirmed", "renews", "remarks", "correction",
)  # fmt: skip


def csv_files(book: Book, lang: str = "ja") -> dict[str, bytes]:
    """Name of the part → the file's bytes: `form1`, `defects`, `form2`, `form3`."""
    items = book.upkeep.items
    named = [item.name.ja if lang == "ja" else item.name.en for item in items]
    return {
        "form1": _file(
            _words(_FORM1, lang),
            (_flight(book, entry, totals, lang) for entry, totals in book.flights),
        ),
        "defects": _file(
            _words(_DEFECTS, lang),
            (_defect(book, defect, lang) for defect in book.defects),
        ),
        "form2": _file(
            [*_words(_FORM2, lang), *named, *_words(_FORM2_END, lang)],
            (
                _inspection(book, entry, [item.id for item in items], lang)
                for entry in book.inspections
            ),
        ),
        "form3": _file(
            _words(_FORM3, lang),
            (_maintenance(book, entry, totals, lang) for entry, totals in book.maintenance),
        ),
    }


def _flight(book: Book, entry: FlightEntry, totals: Totals, lang: str) -> list[str]:
    def cell(name: str, value: str | None) -> str:
        return str(texts.of_flight(entry, name, value, lang))

    reasons = [
        f"{word_or(_COLUMN.get(name, name), name, lang)}: {word_or(f'why.{why}', why, lang)}"
        for name, why in entry.unknown.items()
    ]
    flight_s = entry.flight_s
    return [
        _number(entry),
        _registration(book),
        entry.day.isoformat(),
        cell("pilot", entry.pilot),
        cell("licence", entry.licence),
        entry.purpose,
        texts.route(entry, lang),
        texts.codes("airspace", entry.airspace, lang),
        texts.codes("methods", entry.methods, lang),
        cell("from_place", entry.from_place),
        cell("off_at", None if entry.off_at is None else texts.clock(entry.off_at)),
        cell("to_place", entry.to_place),
        cell("on_at", None if entry.on_at is None else texts.clock(entry.on_at)),
        cell("flight_s", None if flight_s is None else texts.duration(flight_s)),
        "" if flight_s is None else f"{flight_s:.0f}",
        texts.total(totals.flown, lang),
        _seconds(totals.flown),
        texts.matters(entry.safety, lang),
        "" if entry.load_kg is None else f"{entry.load_kg:g}",
        entry.battery or "",
        entry.remarks,
        "; ".join(reasons),
        texts.correction(entry.noted, book.names, lang),
    ]


_COLUMN = {
    "pilot": "pilot",
    "licence": "licence",
    "from_place": "from",
    "off_at": "off-time",
    "to_place": "to",
    "on_at": "on-time",
    "flight_s": "time",
}


def _defect(book: Book, defect: Defect, lang: str) -> list[str]:
    action = defect.action
    done = [word("defect.open", lang).replace("\n", ""), "", "", ""]
    if action is not None:
        done = [
            texts.day_and_time(action.at), action.done, action.person, action.confirmed_by,
        ]  # fmt: skip
    return [
        str(defect.number), _registration(book), texts.day_and_time(defect.at), defect.what,
        defect.found_by, defect.flight_id or "", *done,
    ]  # fmt: skip


def _inspection(book: Book, entry: Inspection, items: Sequence[str], lang: str) -> list[str]:
    results = [word(f"result.{entry.results.get(item, 'none')}", lang) for item in items]
    return [
        _number(entry), _registration(book), texts.day_and_time(entry.at), entry.place,
        entry.person, *results, entry.remarks, texts.correction(entry.noted, book.names, lang),
    ]  # fmt: skip


def _maintenance(book: Book, entry: Maintenance, totals: Totals, lang: str) -> list[str]:
    kind = f"[{word('work.release', lang)}] " if entry.kind is Work.RELEASE else ""
    renews = [word(f"renews.{each}", lang) for each in sorted(entry.renews)]
    return [
        _number(entry), _registration(book), texts.day_and_time(entry.at),
        texts.total(totals.flown, lang), _seconds(totals.flown),
        texts.total(totals.since_certification, lang), f"{kind}{entry.work}", entry.reason,
        entry.place, entry.person, entry.confirmed_by, word("comma", lang).join(renews),
        entry.remarks, texts.correction(entry.noted, book.names, lang),
    ]  # fmt: skip


def _registration(book: Book) -> str:
    return book.upkeep.head.registration


def _file(headings: Sequence[str], rows: Iterator[list[str]]) -> bytes:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode(ENCODING)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _words(keys: Sequence[str], lang: str) -> list[str]:
    return [word(key, lang) for key in keys]


def _number(entry: FlightEntry | Inspection | Maintenance) -> str:
    return "" if entry.noted is None else str(entry.noted.number)


def _seconds(amount: Total) -> str:
    """The number for whoever adds up; nothing where it is not the whole."""
    return "" if amount.exact_s is None else f"{amount.seconds:.0f}"
