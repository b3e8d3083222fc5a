"""The whole deployment as one frozen value.

Owns the order of reading and the promise that everything wrong is reported at once. Must not
know any single rule: those stand beside the file they are about.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from logistics.deployment.air import air_facts
from logistics.deployment.air_people import check_pilots
from logistics.deployment.calendar_rules import build_calendar
from logistics.deployment.catalog_file import parse_catalog, parse_categories
from logistics.deployment.service import Service
from logistics.deployment.village_check import check_village
from logistics.deployment.village_files import read_village
from logistics.domain.airlift import NO_AIR, AirFacts
from logistics.domain.calendar import ServiceCalendar
from logistics.domain.catalog import Catalog
from logistics.domain.village import Village
from missions.flying import Flying, flies, read_flying
from missions.reading.findings import DeploymentError, Finding, Findings
from missions.reading.folder import Folder
from missions.reading.yaml_file import YamlFile, read_yaml

_SERVICE = "service.yaml"


@dataclass(frozen=True, slots=True)
class Deployment:
    """One village's service; `sha256` is of every visible file under `folder`, as it was read.

    `flying` is None for a village whose folder holds nothing about aircraft.
    `air`: what may fly; nothing unless told.
    """

    service: Service
    catalog: Catalog
    village: Village
    calendar: ServiceCalendar
    flying: Flying | None
    folder: Path
    sha256: str
    air: AirFacts = NO_AIR

    def with_aircraft(self, count: int | None = None) -> "Deployment":
        """The same with what its first `count` aircraft (all by default) may fly."""
        if self.flying is None:
            return self
        return replace(self, air=air_facts(self.flying, count))


def load_deployment(folder: Path) -> Deployment:
    """Read and check `config/<deployment>/`; raises `DeploymentError` with every finding."""
    if not folder.is_dir():
        raise DeploymentError((Finding(str(folder), 1, "is not a folder"),))
    findings = Findings()
    content = Folder.read(folder)

    service_file = read_yaml(_SERVICE, content.text(_SERVICE, findings), findings)
    service = None if service_file is None else service_file.model(Service, findings)
    calendar = _calendar(service, service_file, findings)

    categories = parse_categories(content.text("categories.yaml", findings), findings)
    table = content.text("catalog.csv", findings)
    catalog = parse_catalog("catalog.csv", table, service, categories, findings)

    rows = read_village(content, findings)
    check_village(rows, service, service_file, findings)

    flying = None
    if flies(content):
        flying = read_flying(content, rows.pads(), rows.names(), findings)
    if flying is not None:
        check_pilots(flying.papers, rows.people, findings)

    findings.raise_if_any()
    # Neither can be missing without a finding.
    assert service is not None
    assert calendar is not None
    village = rows.village()
    return Deployment(service, catalog, village, calendar, flying, folder, content.sha256)


def _calendar(
    service: Service | None, file: YamlFile | None, findings: Findings
) -> ServiceCalendar | None:
    if service is None or file is None:
        return None
    return build_calendar(service, file, findings)
