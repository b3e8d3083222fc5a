"""Reading `flightbook.yaml`: inspection items, intervals, limits, and each aircraft.

Owns the file's form and its references to the fleet. Must not know people or places: their names
are passed in.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from missions.aircraft.model import Aircraft, AircraftType, Battery, Fleet
from missions.flightbook.facts import (
    BatteryFacts,
    Before,
    BookFacts,
    Bound,
    Head,
    InspectionItem,
    Named,
    Names,
    Upkeep,
)
from missions.flightbook.health import METRICS
from missions.reading.fields import FileModel, Ident, Number, Positive, Text, Whole
from missions.reading.findings import Findings
from missions.reading.folder import Folder
from missions.reading.table import Rows
from missions.reading.yaml_file import read_yaml

FILE = "flightbook.yaml"
_KEYS = ("inspection", "types", "aircraft")
_HOUR_S = 3600.0

Above = Annotated[Number, Field(gt=0)]
Hours = Annotated[Number, Field(ge=0)]


def _metrics(values: dict[str, BoundRow]) -> dict[str, BoundRow]:
    for name in values:
        if name not in METRICS:
            raise ValueError(f"{name}: one of {', '.join(METRICS)}")
    return values


class NamedRow(FileModel):
    ja: Text
    en: Text

    def value(self) -> Named:
        return Named(self.ja, self.en)


class ItemRow(FileModel):
    id: Ident
    name: NamedRow
    look: NamedRow

    def value(self) -> InspectionItem:
        return InspectionItem(self.id, self.name.value(), self.look.value())


class BoundRow(FileModel):
    limit: Annotated[Number, Field(ge=0)]
    change: Above
    quiet: Annotated[Number, Field(ge=0)]


class TypeRow(FileModel):
    id: Ident
    kind: NamedRow
    maker: Text | None = None
    model: Text | None = None
    type_certificate: Text | None = None
    periodic_h: Above
    periodic_flights: Positive
    battery_min_percent: Annotated[Number, Field(gt=0, le=100)]
    sensors: Annotated[dict[str, BoundRow], Field(min_length=1), AfterValidator(_metrics)]


class BeforeRow(FileModel):
    flown_h: Hours | None = None
    flights: Whole | None = None
    since_periodic_h: Hours | None = None
    since_periodic_flights: Whole | None = None
    since_certification_h: Hours | None = None

    def value(self) -> Before:
        return Before(
            flown_s=_seconds(self.flown_h),
            flights=self.flights,
            since_periodic_s=_seconds(self.since_periodic_h),
            since_periodic_flights=self.since_periodic_flights,
            since_certification_s=_seconds(self.since_certification_h),
        )


class AircraftRow(FileModel):
    id: Ident
    serial: Text | None = None
    certificate: Text | None = None
    before: BeforeRow = BeforeRow()


def read_flightbook(
    folder: Folder, fleet: Fleet | None, names: Names, findings: Findings
) -> BookFacts | None:
    """The facts, or None with findings. `fleet` is None where it is broken, which is a finding
    already: its references are not checked then."""
    before = len(findings)
    file = read_yaml(FILE, folder.text(FILE, findings), findings)
    if file is None:
        return None
    file.only_keys(_KEYS, findings)
    items = file.rows("inspection", ItemRow, findings)
    types = file.rows("types", TypeRow, findings)
    aircraft = file.rows("aircraft", AircraftRow, findings)
    for rows in (items, types, aircraft):
        rows.unique("id", lambda row: row.id, findings)
    if fleet is None:
        return None
    _check("type", types, {craft.id for craft in fleet.types_in_use}, set(fleet.types), findings)
    _check("aircraft", aircraft, set(fleet.aircraft), set(fleet.aircraft), findings)
    if len(findings) > before:
        return None
    by_type = {row.value.id: row.value for row in types}
    looks = tuple(row.value.value() for row in items)
    upkeep = {
        row.value.id: _upkeep(row.value, fleet, by_type, looks)
        for row in aircraft
        if row.value.id in fleet.aircraft
    }
    return BookFacts(MappingProxyType(upkeep), names)


def _check(
    what: str,
    rows: Rows[TypeRow] | Rows[AircraftRow],
    needed: set[str],
    known: set[str],
    findings: Findings,
) -> None:
    """Everything that flies stands here, and nothing else does."""
    for row in rows:
        if row.value.id not in known:
            findings.add(FILE, row.line, f"{what} {row.value.id}: the fleet has no such {what}")
    if rows.complete:
        for id in sorted(needed - rows.ids):
            findings.add(FILE, 1, f"{what} {id}: is missing")


def _upkeep(
    row: AircraftRow, fleet: Fleet, types: dict[str, TypeRow], items: tuple[InspectionItem, ...]
) -> Upkeep:
    aircraft = fleet.aircraft[row.id]
    craft, kind = fleet.types[aircraft.type], types[aircraft.type]
    return Upkeep(
        aircraft=row.id,
        head=_head(row, aircraft, craft, kind),
        before=row.before.value(),
        items=items,
        periodic_s=kind.periodic_h * _HOUR_S,
        periodic_flights=kind.periodic_flights,
        battery_max_cycles=craft.battery_max_cycles,
        battery_new_wh=craft.battery_wh,
        battery_min_percent=kind.battery_min_percent,
        sensors=MappingProxyType(
            {name: Bound(**bound.model_dump()) for name, bound in kind.sensors.items()}
        ),
        batteries=MappingProxyType(
            {each.id: _battery(each) for each in fleet.batteries_for(row.id)}
        ),
    )


def _head(row: AircraftRow, aircraft: Aircraft, craft: AircraftType, kind: TypeRow) -> Head:
    return Head(
        registration=aircraft.registration,
        kind=kind.kind.value(),
        maker=kind.maker,
        model=kind.model or craft.id,
        serial=row.serial,
        type_certificate=kind.type_certificate,
        certificate=row.certificate,
    )


def _battery(battery: Battery) -> BatteryFacts:
    return BatteryFacts(battery.cycles, battery.capacity_wh)


def _seconds(hours: float | None) -> float | None:
    return None if hours is None else hours * _HOUR_S
