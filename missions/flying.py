"""The flying half of a deployment folder, as one frozen value.

Owns the order of reading and the promise that everything wrong is reported at once. Must not know
any single rule, nor what the other half of the folder (goods and people) holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from missions.aircraft.files import FILE as AIRCRAFT_FILE
from missions.aircraft.files import read_fleet
from missions.aircraft.model import Fleet
from missions.flightbook.facts import BookFacts, Names
from missions.flightbook.files import FILE as BOOK_FILE
from missions.flightbook.files import read_flightbook
from missions.flightbook.names import read_names
from missions.geo import LocalFrame
from missions.papers.file import read_papers
from missions.papers.model import NO_PAPERS, Papers
from missions.reading.findings import DeploymentError, Finding, Findings
from missions.reading.folder import Folder
from missions.routes.airspace import FILE as AIRSPACE_FILE
from missions.routes.airspace import Airspace, read_airspace
from missions.routes.approvals import Approval, read_approvals
from missions.routes.checks import check_route, report_failures
from missions.routes.library import RouteLibrary
from missions.routes.pads import Pads, read_pads
from missions.routes.route_file import FOLDER, RouteFile, read_route, route_files
from missions.routes.terrain import FILE as TERRAIN_FILE
from missions.routes.terrain import ElevationGrid, read_terrain


@dataclass(frozen=True, eq=False, slots=True)
class Flying:
    """Everything that flights of one deployment are made from. `approvals` by route."""

    routes: RouteLibrary
    terrain: ElevationGrid
    airspace: Airspace
    fleet: Fleet
    approvals: Mapping[str, Approval]
    book: BookFacts
    papers: Papers = NO_PAPERS


def flies(folder: Folder) -> bool:
    """Whether the folder holds anything about flying: a village may have vans only."""
    alone = (AIRCRAFT_FILE, AIRSPACE_FILE, TERRAIN_FILE, BOOK_FILE)
    return bool(route_files(folder)) or any(name in folder.files for name in alone)


def load_flying(path: Path, *, judge: bool = True) -> Flying:
    """Read and check the flying half alone; raises `DeploymentError` with every finding.

    Without `judge`, routes that fail a geometry check are read all the same: for whoever checks
    them and shows the answers. Nothing flies from such a value.
    """
    if not path.is_dir():
        raise DeploymentError((Finding(str(path), 1, "is not a folder"),))
    findings = Findings()
    folder = Folder.read(path)
    pads, names = read_pads(folder, findings), read_names(folder, findings)
    flying = read_flying(folder, pads, names, findings, judge=judge)
    findings.raise_if_any()
    assert flying is not None, "it cannot be missing without a finding"
    return flying


def read_flying(
    folder: Folder,
    pads: Pads | None,
    people: Names,
    findings: Findings,
    *,
    judge: bool = True,
) -> Flying | None:
    """The flying half, or None with findings; `pads` is None where the places are broken, which
    is a finding already. `people`: names of people and places for the flight book."""
    terrain = read_terrain(folder, findings)
    airspace = read_airspace(folder, findings)
    fleet = read_fleet(folder, None if pads is None else (pads.hub.id,), findings)
    book = read_flightbook(folder, fleet, people, findings)
    names = route_files(folder)
    if not names:
        findings.add(FOLDER, 1, "there is no route")
    files = [read_route(name, folder, pads, findings) for name in names]
    read = [file for file in files if file is not None]
    _check_shared_places(read, findings)
    if pads is None or terrain is None or airspace is None or fleet is None or book is None:
        return None
    if judge:
        frame = LocalFrame(pads.hub.position.ground)
        for file in read:
            checks = check_route(file.route, terrain, airspace, fleet.types_in_use, frame=frame)
            report_failures(file, checks, findings)
    if len(read) < len(files):
        return None
    routes = RouteLibrary.of(file.route for file in read)
    approvals = read_approvals(folder, routes, findings) if routes else {}
    papers = read_papers(folder, fleet.aircraft, routes.by_name, findings) if routes else NO_PAPERS
    return Flying(routes, terrain, airspace, fleet, approvals, book, papers)


def _check_shared_places(files: Iterable[RouteFile], findings: Findings) -> None:
    """A landing place that several routes name is one place."""
    first: dict[str, tuple[object, str]] = {}
    for file in files:
        for place in file.route.landing_places:
            facts = (place.name, place.en, place.position)
            known, where = first.setdefault(place.id, (facts, file.file))
            if known != facts:
                message = f"feature {place.id}: another name or position than in {where}"
                findings.add(file.file, file.lines[place.id], message)
