"""Rows that remember their lines, and CSV files as such rows.

Owns the CSV form: UTF-8, a comma, one header, comment lines that start with # above the header.
Must not know what the columns mean.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from missions.reading.findings import Findings, fault_text

_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Row(Generic[_M]):
    """A valid record and the line where it starts."""

    line: int
    value: _M


@dataclass(slots=True)
class Rows(Generic[_M]):
    """The valid records of one file.

    `ids` also holds the ids of broken records, so that a reference to one is not a second
    finding; `complete` is False when a record is missing here because it was broken.
    """

    file: str
    rows: list[Row[_M]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    complete: bool = True

    def __iter__(self) -> Iterator[Row[_M]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def append(self, row: Row[_M]) -> None:
        self.rows.append(row)

    def unique(self, name: str, key: Callable[[_M], object], findings: Findings) -> None:
        """A finding for each record whose key an earlier record has already."""
        first: dict[object, int] = {}
        for row in self.rows:
            value = key(row.value)
            if value in first:
                message = f"{name} {value}: stands already in line {first[value]}"
                findings.add(self.file, row.line, message)
            first.setdefault(value, row.line)


def read_table(name: str, text: str | None, kind: type[_M], findings: Findings) -> Rows[_M]:
    """The rows of a CSV file; its columns are exactly the model's fields, in any order."""
    rows: Rows[_M] = Rows(name, complete=False)
    if text is None:
        return rows
    try:
        records = list(_records(text))
    except _BrokenCsv as error:
        findings.add(name, error.line, f"not CSV: {error}")
        return rows
    if not records:
        findings.add(name, 1, "there is no header line")
        return rows
    line, header = records[0]
    if not _header_fits(name, line, header, _columns(kind), findings):
        return rows
    rows.complete = True
    for line, cells in records[1:]:
        value = _record(rows, line, header, cells, kind, findings)
        if value is None:
            rows.complete = False
        else:
            rows.append(Row(line, value))
    return rows


class _BrokenCsv(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line where it starts, although a quoted cell may span lines."""
    stream = StringIO(text, newline="")
    skipped = 0
    position = 0
    for raw in iter(stream.readline, ""):
        if not raw.startswith("#"):
            break
        skipped += 1
        position = stream.tell()
    stream.seek(position)
    reader = csv.reader(stream, strict=True)
    start = 1 + skipped
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _BrokenCsv(start, str(error)) from None
        if cells is None:
            return
        yield start, cells
        start = reader.line_num + 1 + skipped


def _columns(kind: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()]


def _header_fits(
    name: str, line: int, header: list[str], wanted: list[str], findings: Findings
) -> bool:
    faults = [f'unknown column "{cell}"' for cell in header if cell not in wanted]
    faults += [f'missing column "{column}"' for column in wanted if column not in header]
    faults += [
        f'the column "{cell}" stands twice' for cell in set(header) if header.count(cell) > 1
    ]
    for fault in faults:
        findings.add(name, line, fault)
    return not faults


def _record(
    rows: Rows[_M],
    line: int,
    header: list[str],
    cells: list[str],
    kind: type[_M],
    findings: Findings,
) -> _M | None:
    if len(cells) != len(header):
        what = f"{len(cells)} cells, the header has {len(header)}" if cells else "an empty line"
        findings.add(rows.file, line, what)
        return None
    named = dict(zip(header, cells, strict=True))
    if "id" in named:
        rows.ids.add(named["id"])
    try:
        return kind.model_validate(named)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            findings.add(rows.file, line, fault_text(fault, ".".join(map(str, fault["loc"][:1]))))
        return None
