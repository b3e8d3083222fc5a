"""Reading `permits.yaml`: permits, insurance, licences, and what is notified of every flight.

Owns the file's form and the references inside it. The file may be missing: then no gate that needs
papers passes. Numbers of invented papers say so themselves, and no others do. Must not know who
works for the service; whoever reads the people checks the pilots.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from missions.papers.model import (
    NO_PAPERS,
    Insurance,
    Notice,
    Papers,
    Permit,
    Pilot,
    Special,
    Term,
)
from missions.reading.fields import FileModel, Ident, Note, Text
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.table import Rows
from missions.reading.yaml_file import YamlFile, read_yaml

FILE = "permits.yaml"
INVENTED = "EXAMPLE"
"""What each number of an invented paper begins with: no authority issues such a number."""
_KEYS = ("invented", "permits", "insurance", "pilots", "notice")

Day = Annotated[date, Field(strict=True)]
Names = Annotated[list[Ident], Field(min_length=1)]


class _Dated(FileModel):
    valid_from: Day
    valid_until: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from > self.valid_until:
            raise ValueError("valid_until is before valid_from")
        return self

    @property
    def term(self) -> Term:
        return Term(self.valid_from, self.valid_until)


class PermitRow(_Dated):
    id: Ident
    number: Text
    issued_by: Text
    allows: Annotated[list[Special], Field(min_length=1)]
    aircraft: Names
    routes: Names


class InsuranceRow(_Dated):
    id: Ident
    company: Text
    policy: Text
    covers: Text
    aircraft: Names


class PilotRow(_Dated):
    person: Ident
    name: Text
    licence: Text


class NoticeRow(FileModel):
    purpose: Text
    special: list[Special]
    access_control: Text
    remarks: Note = ""


def read_papers(
    folder: Folder, aircraft: Collection[str], routes: Collection[str], findings: Findings
) -> Papers:
    """The papers, or NO_PAPERS where there is no file. Faults are findings."""
    if FILE not in folder.files:
        return NO_PAPERS
    file = read_yaml(FILE, folder.text(FILE, findings), findings)
    if file is None:
        return NO_PAPERS
    before = len(findings)
    file.only_keys(_KEYS, findings)
    permits = file.rows("permits", PermitRow, findings)
    insurance = file.rows("insurance", InsuranceRow, findings)
    pilots = file.rows("pilots", PilotRow, findings)
    notice = _notice(file, findings)
    invented = _invented(file, findings)
    for rows in (permits, insurance):
        rows.unique("id", lambda row: row.id, findings)
    pilots.unique("person", lambda row: row.person, findings)
    _check_names(permits, "aircraft", aircraft, findings)
    _check_names(insurance, "aircraft", aircraft, findings)
    _check_names(permits, "routes", routes, findings)
    _check_numbers(permits, "number", invented, findings)
    _check_numbers(insurance, "policy", invented, findings)
    _check_numbers(pilots, "licence", invented, findings)
    if len(findings) > before or notice is None:
        return NO_PAPERS
    return Papers(
        known=True,
        invented=invented,
        permits=tuple(_permit(row.value) for row in permits),
        insurance=tuple(_insurance(row.value) for row in insurance),
        pilots=MappingProxyType({row.value.person: _pilot(row.value) for row in pilots}),
        notice=notice,
        lines=MappingProxyType({row.value.person: row.line for row in pilots}),
    )


def _notice(file: YamlFile, findings: Findings) -> Notice | None:
    if "notice" not in file.value:
        findings.add(FILE, 1, 'missing key "notice"')
        return None
    row = file.part(("notice",), NoticeRow, findings)
    if row is None:
        return None
    return Notice(
        purpose=row.purpose,
        special=frozenset(row.special),
        access_control=row.access_control,
        remarks=row.remarks,
    )


def _invented(file: YamlFile, findings: Findings) -> bool:
    value = file.value.get("invented")
    if not isinstance(value, bool):
        findings.add(FILE, file.line(("invented",)), "invented: true or false is needed")
        return True
    return value


def _check_names(rows: Rows[Any], field: str, known: Collection[str], findings: Findings) -> None:
    for row in rows:
        for name in getattr(row.value, field):
            if name not in known:
                findings.add(FILE, row.line, f"{field} {name}: there is none of this name")


def _check_numbers(rows: Rows[Any], field: str, invented: bool, findings: Findings) -> None:
    """A number that was made up is never taken for a real one, nor the other way round."""
    for row in rows:
        number = getattr(row.value, field)
        if invented and not number.startswith(INVENTED):
            message = f"{field} {number}: of invented papers it begins with {INVENTED}"
            findings.add(FILE, row.line, message)
        if not invented and INVENTED in number.upper():
            findings.add(FILE, row.line, f"{field} {number}: is an invented one")


def _permit(row: PermitRow) -> Permit:
    return Permit(
        id=row.id, number=row.number, issued_by=row.issued_by, allows=frozenset(row.allows),
        aircraft=_names(row.aircraft), routes=_names(row.routes), term=row.term,
    )  # fmt: skip


def _insurance(row: InsuranceRow) -> Insurance:
    return Insurance(
        id=row.id, company=row.company, policy=row.policy, covers=row.covers,
        aircraft=_names(row.aircraft), term=row.term,
    )  # fmt: skip


def _pilot(row: PilotRow) -> Pilot:
    return Pilot(row.person, row.name, row.licence, row.term)


def _names(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)
