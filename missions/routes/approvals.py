"""The record of which version of a route may be flown, and by what.

Owns the form of `approvals.yaml`. A route that has changed since, in whatever way, has another
version and no approval; that grounds nothing but the route, so it is no fault of the folder.
Knows nothing of how an approval is come by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from missions.reading.fields import FileModel, Text
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.yaml_file import read_yaml
from missions.routes.library import RouteLibrary
from missions.routes.model import Route

FILE = "approvals.yaml"
_KEY = "approvals"


class Scope(StrEnum):
    """Which aircraft an approval holds for."""

    SIMULATED = "simulated"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Approval:
    """Version `version` of route `route` may be flown. `basis` says what it rests on."""

    route: str
    version: str
    scope: Scope
    approved_on: date
    by: str
    basis: str

    def holds_for(self, route: Route, *, simulated: bool) -> bool:
        """Whether it covers this very version, and such an aircraft."""
        covered = simulated or self.scope is Scope.ALL
        return covered and (self.route, self.version) == (route.name, route.version)


class _Row(FileModel):
    route: Text
    version: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    scope: Scope
    approved_on: date
    by: Text
    basis: Text


def read_approvals(
    folder: Folder, routes: RouteLibrary, findings: Findings
) -> Mapping[str, Approval]:
    """Approvals by route; none where the file is missing. An unknown route is a finding."""
    found: dict[str, Approval] = {}
    if FILE not in folder.files:
        return MappingProxyType(found)
    file = read_yaml(FILE, folder.text(FILE, findings), findings)
    if file is None:
        return MappingProxyType(found)
    file.only_keys((_KEY,), findings)
    rows = file.rows(_KEY, _Row, findings)
    rows.unique("route", lambda row: row.route, findings)
    for row in rows:
        if row.value.route not in routes.by_name:
            findings.add(FILE, row.line, f"route {row.value.route}: no such route")
        found[row.value.route] = Approval(**row.value.model_dump())
    return MappingProxyType(found)
