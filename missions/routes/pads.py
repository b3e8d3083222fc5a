"""The pads of a deployment: where an aircraft may start and land by plan.

Owns what flying needs to know of `places.yaml`, and nothing else of that file: whoever reads the
places completely hands the pads over as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from missions.geo import Position
from missions.reading.fields import Ident, Number, Text
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.yaml_file import read_yaml
from missions.routes.model import Pad

FILE = "places.yaml"


@dataclass(frozen=True, slots=True)
class Pads:
    """The hub's pad, and the halls' by place id."""

    hub: Pad
    halls: Mapping[str, Pad]

    @classmethod
    def of(cls, hub: Pad, halls: Iterable[Pad]) -> Pads:
        return cls(hub, MappingProxyType({pad.id: pad for pad in halls}))


class _PlaceRow(BaseModel):
    # The file holds more about a place; that is not for this reader to judge.
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Ident
    kind: str
    lat: Annotated[Number, Field(ge=-90, le=90)]
    lon: Annotated[Number, Field(ge=-180, le=180)]
    alt_amsl_m: Annotated[Number, Field(ge=-500, le=9000)]

    def pad(self) -> Pad:
        return Pad(self.id, Position(self.lat, self.lon, self.alt_amsl_m))


class _NameRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Ident
    name: Text


def read_place_names(folder: Folder, findings: Findings) -> Mapping[str, str]:
    """What places are called, by id; faults are findings."""
    file = read_yaml(FILE, folder.text(FILE, findings), findings)
    rows = None if file is None else file.rows("places", _NameRow, findings)
    return MappingProxyType({row.value.id: row.value.name for row in rows or ()})


def read_pads(folder: Folder, findings: Findings) -> Pads | None:
    """The pads, or None with findings."""
    file = read_yaml(FILE, folder.text(FILE, findings), findings)
    if file is None:
        return None
    before = len(findings)
    rows = file.rows("places", _PlaceRow, findings)
    rows.unique("id", lambda row: row.id, findings)
    hubs = [row.value.pad() for row in rows if row.value.kind == "hub"]
    halls = [row.value.pad() for row in rows if row.value.kind == "hall"]
    if rows.complete and len(hubs) != 1:
        findings.add(FILE, 1, f"{len(hubs)} places of kind hub, not 1")
    return Pads.of(hubs[0], halls) if len(findings) == before else None
