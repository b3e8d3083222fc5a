"""Rows of `places.yaml`, `people.yaml`, `roads.csv` and `households.csv`, and the village of them.

Owns the shape of each record and the uniqueness of ids. Must not check references between files:
that is `village_check`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from logistics.deployment.fields import Kana
from logistics.domain import codes
from logistics.domain.village import (
    Hamlet,
    Household,
    Person,
    Place,
    PlaceKind,
    Road,
    Roads,
    Role,
    Substitution,
    Van,
    Village,
)
from missions.flightbook.facts import Names
from missions.geo import Position
from missions.reading.fields import (
    CellInt,
    CellKm,
    CellPositive,
    CellYesNo,
    FileModel,
    Ident,
    Note,
    Number,
    Positive,
    Text,
)
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.table import Rows, read_table
from missions.reading.yaml_file import YamlFile, read_yaml
from missions.routes.model import Pad
from missions.routes.pads import Pads

# Japan's islands, Yonaguni to Minamitorishima and Okinotori to Etorofu, rounded outwards.
_LAT_DEG = (20.0, 46.0)
_LON_DEG = (122.0, 154.5)


class PlaceRow(FileModel):
    id: Ident
    kind: PlaceKind
    name: Text
    kana: Kana
    en: Text
    lat: Number
    lon: Number
    alt_amsl_m: Annotated[Number, Field(ge=-10, le=3800)]

    @model_validator(mode="after")
    def _in_japan(self) -> Self:
        if not (_within(self.lat, _LAT_DEG) and _within(self.lon, _LON_DEG)):
            where = f"lat {self.lat}, lon {self.lon}"
            if _within(self.lon, _LAT_DEG) and _within(self.lat, _LON_DEG):
                raise ValueError(f"{where}: the two look swapped")
            raise ValueError(f"{where}: is outside Japan")
        return self

    def pad(self) -> Pad:
        return Pad(self.id, Position(self.lat, self.lon, self.alt_amsl_m))

    def value(self) -> Place:
        return Place(
            self.id, self.kind, self.name, self.kana, self.en, self.lat, self.lon, self.alt_amsl_m
        )


class HamletRow(FileModel):
    id: Ident
    name: Text
    kana: Kana
    en: Text
    hall: Ident


class PersonRow(FileModel):
    id: Annotated[Ident, Field(pattern=r"^p-")]
    name: Text
    kana: Kana
    roles: Annotated[frozenset[Role], Field(min_length=1)]
    place: Ident


class VanRow(FileModel):
    id: Ident
    driver: Ident
    capacity_g: Positive
    boxes: Positive
    spare: Annotated[bool, Field(strict=True)] = False


class RoadRow(FileModel):
    start: Annotated[Ident, Field(alias="from")]
    to: Ident
    minutes: CellPositive
    km: CellKm


def _household_card(value: str) -> str:
    try:
        normal = codes.normalise(value)
    except codes.BadCode as error:
        raise ValueError(error.message) from None
    if normal != value or not value.startswith("H"):
        raise ValueError("a card code is written in capitals without spaces and starts with H")
    return value


class HouseholdRow(FileModel):
    id: Annotated[Ident, Field(pattern=r"^hh-[0-9]{2,4}$")]
    name: Text
    kana: Kana
    hamlet: Ident
    walk_min: Annotated[CellInt, Field(ge=1, le=60)]
    channel: Ident
    substitution_default: Substitution
    carry_note: Note
    lives_alone: CellYesNo
    card: Annotated[str, AfterValidator(_household_card)]


@dataclass(frozen=True, slots=True)
class VillageRows:
    """All records of the village with their lines, not yet checked against each other."""

    places: Rows[PlaceRow]
    hamlets: Rows[HamletRow]
    people: Rows[PersonRow]
    vans: Rows[VanRow]
    roads: Rows[RoadRow]
    households: Rows[HouseholdRow]

    def pads(self) -> Pads | None:
        """Where aircraft start and land; None when the places are broken."""
        hubs = [row.value.pad() for row in self.places if row.value.kind is PlaceKind.HUB]
        halls = (row.value.pad() for row in self.places if row.value.kind is PlaceKind.HALL)
        return Pads.of(hubs[0], halls) if self.places.complete and len(hubs) == 1 else None

    def names(self) -> Names:
        """People and places as a flight book writes them."""
        return Names(
            MappingProxyType({row.value.id: row.value.name for row in self.people}),
            MappingProxyType({row.value.id: row.value.name for row in self.places}),
        )

    def village(self) -> Village:
        """The village; only meaningful when nothing was found wrong with it."""
        return Village(
            places=_by_id(row.value.value() for row in self.places),
            hamlets=_by_id(Hamlet(**_fields(row.value)) for row in self.hamlets),
            households=_by_id(Household(**_fields(row.value)) for row in self.households),
            people=_by_id(Person(**_fields(row.value)) for row in self.people),
            vans=_by_id(Van(**_fields(row.value)) for row in self.vans),
            roads=Roads(
                MappingProxyType(
                    {
                        (row.value.start, row.value.to): Road(row.value.minutes, row.value.km)
                        for row in self.roads
                    }
                )
            ),
        )


def read_village(folder: Folder, findings: Findings) -> VillageRows:
    """Every record that can be read; faults of a single record are in `findings`."""
    places = _lists(folder, "places.yaml", ("places", "hamlets"), findings)
    people = _lists(folder, "people.yaml", ("people", "vans"), findings)
    rows = VillageRows(
        _rows(places, "places.yaml", "places", PlaceRow, findings),
        _rows(places, "places.yaml", "hamlets", HamletRow, findings),
        _rows(people, "people.yaml", "people", PersonRow, findings),
        _rows(people, "people.yaml", "vans", VanRow, findings),
        read_table("roads.csv", folder.text("roads.csv", findings), RoadRow, findings),
        read_table(
            "households.csv", folder.text("households.csv", findings), HouseholdRow, findings
        ),
    )
    for named in (rows.places, rows.hamlets, rows.people, rows.vans, rows.households):
        named.unique("id", lambda record: record.id, findings)
    rows.households.unique("card", lambda row: row.card, findings)
    rows.roads.unique("road", lambda row: f"{row.start} to {row.to}", findings)
    return rows


_M = TypeVar("_M", bound=FileModel)
_T = TypeVar("_T", Place, Hamlet, Household, Person, Van)


def _lists(folder: Folder, name: str, keys: tuple[str, ...], findings: Findings) -> YamlFile | None:
    file = read_yaml(name, folder.text(name, findings), findings)
    if file is not None:
        file.only_keys(keys, findings)
    return file


def _rows(
    file: YamlFile | None, name: str, key: str, kind: type[_M], findings: Findings
) -> Rows[_M]:
    return Rows(name, complete=False) if file is None else file.rows(key, kind, findings)


def _by_id(values: Iterable[_T]) -> MappingProxyType[str, _T]:
    return MappingProxyType({value.id: value for value in values})


def _fields(row: FileModel) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).model_fields}


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
