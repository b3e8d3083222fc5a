"""Names of people and places for the flight book, where only the flying half is read.

Owns what a book needs to know of `people.yaml` and `places.yaml`, and nothing else of these files:
whoever reads them completely hands the names over as a value.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict

from missions.flightbook.facts import Names
from missions.reading.fields import Ident, Text
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.table import Rows
from missions.reading.yaml_file import read_yaml

PEOPLE, PLACES = "people.yaml", "places.yaml"


class _PersonRow(BaseModel):
    # The file holds more about a person; that is not for this reader to judge.
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Ident
    name: Text


class _PlaceRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Ident
    name: Text


def read_names(folder: Folder, findings: Findings) -> Names:
    """The names; none of a file that is not there: a trial flight needs nobody's name."""
    people = _rows(folder, PEOPLE, "people", _PersonRow, findings)
    places = _rows(folder, PLACES, "places", _PlaceRow, findings)
    return Names(
        MappingProxyType({each.value.id: each.value.name for each in people or ()}),
        MappingProxyType({each.value.id: each.value.name for each in places or ()}),
    )


def _rows(folder: Folder, name: str, key: str, kind: Any, findings: Findings) -> Rows[Any] | None:
    if name not in folder.files:
        return None
    file = read_yaml(name, folder.text(name, findings), findings)
    return None if file is None else file.rows(key, kind, findings)
