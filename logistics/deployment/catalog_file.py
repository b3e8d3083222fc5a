"""`catalog.csv` and `categories.yaml`: from rows to a `Catalog`.

Owns the checks of one item: check digit, tax, size and what may fly. Used when a deployment is
loaded and when a store imports a catalog. Must not know prices of the past or a database.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from logistics.deployment.fields import CellWeekdays, Kana
from logistics.deployment.service import Service
from logistics.domain.catalog import (
    WEEKDAYS,
    AirReason,
    Catalog,
    Category,
    Item,
    Temperature,
    fits_box,
    jan_check_digit,
)
from missions.reading.fields import CellInt, CellPositive, CellYesNo, FileModel, Ident, Text
from missions.reading.findings import Findings
from missions.reading.folder import decode
from missions.reading.table import Rows, read_table
from missions.reading.yaml_file import read_yaml

_MEASURED = (AirReason.TOO_HEAVY, AirReason.TOO_LARGE, AirReason.FROZEN_NO_BOX)


def _in_store_jan(value: str) -> str:
    if len(value) != 13 or not (value.isascii() and value.isdigit()):
        raise ValueError("a JAN has 13 digits")
    if value[0] != "2":
        raise ValueError("the in-store range starts with 20 to 29")
    right = jan_check_digit(value[:12])
    if right != int(value[12]):
        raise ValueError(f"check digit is {right}, not {value[12]}")
    return value


class ItemRow(FileModel):
    """The columns of `catalog.csv`; g, mm, yen including tax."""

    jan: Annotated[str, AfterValidator(_in_store_jan)]
    name: Text
    kana: Kana
    category: Ident
    price_yen: CellPositive
    tax_percent: CellInt
    mass_g: CellPositive
    length_mm: CellPositive
    width_mm: CellPositive
    height_mm: CellPositive
    temperature: Temperature
    air: CellYesNo
    air_reason: Annotated[AirReason | None, BeforeValidator(lambda cell: cell or None)]
    days: CellWeekdays

    @model_validator(mode="after")
    def _reason_when_grounded(self) -> Self:
        if self.air and self.air_reason is not None:
            raise ValueError(f"air is yes, so air_reason {self.air_reason} must be empty")
        if not self.air and self.air_reason is None:
            raise ValueError("air is no, so air_reason is needed")
        return self

    def item(self) -> Item:
        return Item(**{name: getattr(self, name) for name in type(self).model_fields})


class CategoryRow(FileModel):
    id: Ident
    ja: Text
    en: Text


def read_catalog(
    path: Path, service: Service, categories: Iterable[Category] | None = None
) -> Catalog:
    """The catalog in a CSV file; raises `DeploymentError` with all findings, or OSError.

    Without `categories` the file `categories.yaml` beside it is read.
    """
    findings = Findings()
    if categories is None:
        beside = path.with_name("categories.yaml")
        text = decode(beside.read_bytes(), beside.name, findings)
        categories = parse_categories(text, findings)
    text = decode(path.read_bytes(), path.name, findings)
    catalog = parse_catalog(path.name, text, service, categories, findings)
    findings.raise_if_any()
    return catalog


def parse_categories(text: str | None, findings: Findings) -> tuple[Category, ...] | None:
    """The categories in display order, or None when the list is broken."""
    file = read_yaml("categories.yaml", text, findings)
    if file is None:
        return None
    file.only_keys(["categories"], findings)
    rows = file.rows("categories", CategoryRow, findings)
    rows.unique("category", lambda row: row.id, findings)
    if not rows.complete:
        return None
    return tuple(
        Category(row.value.id, row.value.ja, row.value.en, order)
        for order, row in enumerate(rows, start=1)
    )


def parse_catalog(
    name: str,
    text: str | None,
    service: Service | None,
    categories: Iterable[Category] | None,
    findings: Findings,
) -> Catalog:
    """The catalog, its faults in `findings`; what is None is not checked against."""
    rows = read_table(name, text, ItemRow, findings)
    rows.unique("jan", lambda row: row.jan, findings)
    rows.unique("name", lambda row: row.name, findings)
    known = None if categories is None else tuple(categories)
    if known is not None:
        _check_categories(rows, known, findings)
    if service is not None:
        for row in rows:
            for fault in _item_faults(row.value.item(), service):
                findings.add(name, row.line, f"{row.value.name}: {fault}")
        if rows.complete and len(rows) != service.catalog_size:
            message = f"{len(rows)} items, catalog_size in service.yaml is {service.catalog_size}"
            findings.add(name, rows.rows[-1].line if len(rows) else 1, message)
    return Catalog(tuple(row.value.item() for row in rows), known or ())


def _check_categories(rows: Rows[ItemRow], known: tuple[Category, ...], findings: Findings) -> None:
    ids = {category.id for category in known}
    for row in rows:
        if row.value.category not in ids:
            message = f"category {row.value.category}: is not in categories.yaml"
            findings.add(rows.file, row.line, message)


def _item_faults(item: Item, service: Service) -> list[str]:
    faults: list[str] = []
    rates = (service.tax_percent.reduced, service.tax_percent.standard)
    if item.tax_percent not in rates:
        faults.append(
            f"tax_percent {item.tax_percent}: service.yaml knows {rates[0]} and {rates[1]}"
        )
    closed = sorted(item.days - set(service.weekdays))
    if closed:
        faults.append(f"days {WEEKDAYS[closed[0]]}: is not a weekday of the service")
    parcel = service.parcel_limits
    if item.mass_g > parcel.max_g or not fits_box(item.size_mm, parcel.box_mm):
        faults.append("is too heavy or too large for any parcel (parcel_limits)")
    return faults + _air_faults(item, service)


def _air_faults(item: Item, service: Service) -> list[str]:
    beyond = item.beyond(service.air_limits)
    if item.air and beyond:
        return [f"air is yes, but air_limits say {reason}" for reason in beyond]
    if item.air_reason in _MEASURED and item.air_reason not in beyond:
        return [f"air_reason {item.air_reason}: is within air_limits"]
    return []
