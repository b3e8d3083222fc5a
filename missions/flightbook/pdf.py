"""A flight book as PDF in Japanese, A4, in the manner of forms 1 to 3.

Owns what is handed to the template `form.typ`, and finding the font: IPAex Gothic, as the package
`matplotlib-fontja` brings it. What people have written is handed over as data and never as markup.
The template owns how a page looks.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from missions.errors import SorabinError
from missions.flightbook import texts
from missions.flightbook.book import Book
from missions.flightbook.facts import Names
from missions.flightbook.model import Defect, FlightEntry, Inspection, Maintenance, Work
from missions.flightbook.texts import Cell
from missions.flightbook.totals import Total, Totals
from missions.flightbook.words import catalogue, word

FONT, FONT_PACKAGE = "IPAexGothic", "matplotlib_fontja"
_LONG = re.compile(r"[!-~]{19,}")
_PIECE = 8
_BREAK_HERE = "\u200b"

_CellJson = dict[str, Any]


class PdfNotPossible(SorabinError):
    """What makes the PDF is not installed, or has failed."""

    code = "pdf-not-possible"


def pdf_of(book: Book, made_at: datetime) -> bytes:
    """The book as one PDF; the same book at the same time gives the same bytes.

    Raises PdfNotPossible.
    """
    made = _compile(book, made_at, "pdf")
    return made if isinstance(made, bytes) else b"".join(made)


def pictures_of(book: Book, made_at: datetime, ppi: float = 110.0) -> list[bytes]:
    """The same pages as PNG, for whoever looks at them without a reader of PDF."""
    made = _compile(book, made_at, "png", ppi)
    return [made] if isinstance(made, bytes) else made


def _compile(
    book: Book, made_at: datetime, format: str, ppi: float | None = None
) -> bytes | list[bytes]:
    try:
        import typst
    except ImportError as error:
        raise PdfNotPossible("the package typst is not installed") from error
    try:
        compiled: Any = typst.compile(
            files("missions.flightbook").joinpath("form.typ").read_bytes(),
            format=format,  # pyright: ignore[reportArgumentType]
            ppi=ppi,
            font_paths=[str(_fonts())],  # pyright: ignore[reportArgumentType]
            ignore_system_fonts=True,
            sys_inputs={"book": json.dumps(template_data(book, made_at), ensure_ascii=False)},
            timestamp=made_at.astimezone(UTC).replace(microsecond=0),
        )
    except RuntimeError as error:
        raise PdfNotPossible(f"typst: {error}") from error
    return compiled


@cache
def _fonts() -> Path:
    """The folder of the font, found through its package."""
    found = find_spec(FONT_PACKAGE)
    if found is None or found.origin is None:
        raise PdfNotPossible("the package matplotlib-fontja, which brings the font, is missing")
    return Path(found.origin).parent / "fonts"


def template_data(book: Book, made_at: datetime) -> dict[str, Any]:
    """All that the template shows, as JSON: words, heads, and the cells of each table."""
    upkeep, head = book.upkeep, book.upkeep.head
    return {
        "font": FONT,
        "words": catalogue(),
        "registration": head.registration,
        "period": texts.period_text(book.period),
        "made": word("made", at=texts.day_and_time(made_at)),
        "papers": [
            _paper("head.registration", head.registration),
            _paper("head.kind", head.kind.ja),
            _paper("head.model", head.model),
            _paper("head.type-certificate", head.type_certificate),
            _paper("head.certificate", head.certificate),
            _paper("head.maker", head.maker),
            _paper("head.serial", head.serial),
            _paper("head.aircraft", upkeep.aircraft),
        ],
        "flights": [_flight(entry, totals, book.names) for entry, totals in book.flights],
        "sum": {
            "flights": word("month-flights", count=len(book.flights)),
            "time": texts.total(book.flown),
            "total": texts.total(book.totals.flown),
        },
        "defects": [_defect(defect) for defect in book.defects],
        "items": [[item.name.ja, item.name.en, item.look.ja] for item in upkeep.items],
        "inspections": [
            _inspection(entry, [item.id for item in upkeep.items], book.names)
            for entry in book.inspections
        ],
        "maintenance": [
            _maintenance(entry, totals, book.names) for entry, totals in book.maintenance
        ],
    }


def _paper(key: str, value: str | None) -> list[Any]:
    known = Cell(value) if value else Cell(word("not-stated"), known=False)
    return [key, _json(known)]


def _flight(entry: FlightEntry, totals: Totals, names: Names) -> list[_CellJson]:
    def cell(name: str, value: str | None) -> Cell:
        return texts.of_flight(entry, name, value)

    clock = texts.clock
    airspace = texts.codes("airspace", entry.airspace)
    methods = texts.codes("methods", entry.methods)
    safety = texts.matters(entry.safety, technical=False)
    remarks = "\n".join(filter(None, [entry.remarks, texts.correction(entry.noted, names)]))
    nature = f"{entry.purpose}\n{texts.route(entry)}"
    special = f"{word('airspace')}: {airspace}\n{word('methods')}: {methods}"
    duration = None if entry.flight_s is None else texts.duration(entry.flight_s)
    return [
        _json(Cell(_number(entry))),
        _json(Cell(entry.day.isoformat())),
        _json(cell("pilot", entry.pilot), cell("licence", entry.licence)),
        _json(Cell(nature)),
        _json(Cell(special)),
        _json(cell("from_place", entry.from_place)),
        _json(cell("off_at", entry.off_at and clock(entry.off_at))),
        _json(cell("to_place", entry.to_place)),
        _json(cell("on_at", entry.on_at and clock(entry.on_at))),
        _json(cell("flight_s", duration)),
        _json(_total(totals.flown)),
        _json(Cell(safety, known=not entry.safety), *([Cell(remarks)] if remarks else [])),
    ]


def _defect(defect: Defect) -> list[_CellJson]:
    action = defect.action
    found = [
        Cell(str(defect.number)), Cell(texts.day_and_time(defect.at)), Cell(defect.what),
        Cell(defect.found_by),
    ]  # fmt: skip
    if action is None:
        done = [Cell(word("defect.open"), known=False), Cell(""), Cell(""), Cell("")]
    else:
        done = [
            Cell(texts.day_and_time(action.at)), Cell(action.done), Cell(action.person),
            Cell(action.confirmed_by),
        ]  # fmt: skip
    return [_json(each) for each in (*found, *done)]


def _inspection(entry: Inspection, items: list[str], names: Names) -> list[_CellJson]:
    results = [entry.results.get(item, "none") for item in items]
    notes = "\n".join(filter(None, [entry.remarks, texts.correction(entry.noted, names)]))
    cells = [
        Cell(_number(entry)), Cell(texts.day_and_time(entry.at)), Cell(entry.place),
        Cell(entry.person),
        *(Cell(word(f"result.{result}"), known=result == "pass") for result in results),
        Cell(notes),
    ]  # fmt: skip
    return [_json(each) for each in cells]


def _maintenance(entry: Maintenance, totals: Totals, names: Names) -> list[_CellJson]:
    kind = f"[{word('work.release')}]\n" if entry.kind is Work.RELEASE else ""
    renews = word("comma").join(word(f"renews.{each}") for each in sorted(entry.renews))
    told = [
        f"{word('renews')}: {renews}" if renews else "", entry.remarks,
        texts.correction(entry.noted, names),
    ]  # fmt: skip
    cells = [
        Cell(_number(entry)), Cell(texts.day_and_time(entry.at)),
        _total(totals.flown), _total(totals.since_certification),
        Cell(f"{kind}{entry.work}"), Cell(entry.reason), Cell(entry.place), Cell(entry.person),
        Cell(entry.confirmed_by), Cell("\n".join(filter(None, told))),
    ]  # fmt: skip
    return [_json(each) for each in cells]


def _total(amount: Total) -> Cell:
    return Cell(texts.total(amount), known=not amount.unknown or amount.seconds > 0)


def _json(*lines: Cell) -> _CellJson:
    """A cell of one or several parts, each with its reason below."""
    return {
        "parts": [
            {"text": _breakable(each.text), "known": each.known, "why": _breakable(each.why)}
            for each in lines
        ]
    }


def _breakable(text: str) -> str:
    """A long run of letters, such as an address, may be broken anywhere: else it would be cut."""

    def pieces(found: re.Match[str]) -> str:
        run = found.group()
        return _BREAK_HERE.join(run[at : at + _PIECE] for at in range(0, len(run), _PIECE))

    return _LONG.sub(pieces, text)


def _number(entry: FlightEntry | Inspection | Maintenance) -> str:
    return "" if entry.noted is None else str(entry.noted.number)
