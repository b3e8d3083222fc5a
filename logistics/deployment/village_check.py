"""References between the village's files: who points at whom, and whether it is there.

Owns the rules that make a village workable (one store, one hub, a volunteer at every hall, roads
between all places). Must not read files: it sees rows and their lines.

A reference is checked only against a list that could be read, and ids of broken records count as
known, so that one fault is one finding.
"""

from itertools import permutations
from math import cos, hypot, radians

from logistics.deployment.service import Service
from logistics.deployment.village_files import PlaceRow, RoadRow, VillageRows
from logistics.domain.village import PlaceKind, Role
from missions.reading.findings import Findings
from missions.reading.table import Rows
from missions.reading.yaml_file import YamlFile

_EARTH_RADIUS_M = 6_371_000.0
_WORKPLACE = {
    Role.STORE: PlaceKind.STORE,
    Role.VOLUNTEER: PlaceKind.HALL,
    Role.OPERATOR: PlaceKind.HUB,
    Role.LAUNCH_AUTHORITY: PlaceKind.HUB,
}
_FASTEST_KM_PER_MIN = 1.0  # 60 km/h, the legal limit on these roads


def check_village(
    rows: VillageRows, service: Service | None, file: YamlFile | None, findings: Findings
) -> None:
    """All findings about references; `service` and its `file` are None when unreadable."""
    _check_kinds(rows.places, findings)
    _check_hamlets(rows, findings)
    _check_people(rows, findings)
    _check_vans(rows, findings)
    _check_roads(rows.roads, rows.places, findings)
    _check_households(rows, service, findings)
    if service is not None and file is not None:
        _check_welfare(rows, service, file, findings)


def _kinds(places: Rows[PlaceRow]) -> dict[str, PlaceKind]:
    return {row.value.id: row.value.kind for row in places}


def _check_kinds(places: Rows[PlaceRow], findings: Findings) -> None:
    if not places.complete:
        return
    kinds = [row.value.kind for row in places]
    line = places.rows[0].line
    for kind in (PlaceKind.STORE, PlaceKind.HUB):
        if kinds.count(kind) != 1:
            findings.add(places.file, line, f"{kinds.count(kind)} places of kind {kind}, not 1")
    if PlaceKind.HALL not in kinds:
        findings.add(places.file, line, "no place of kind hall")


def _check_hamlets(rows: VillageRows, findings: Findings) -> None:
    kinds = _kinds(rows.places)
    served: set[str] = set()
    for row in rows.hamlets:
        hall = row.value.hall
        served.add(hall)
        if hall in kinds and kinds[hall] is not PlaceKind.HALL:
            findings.add(
                rows.hamlets.file, row.line, f"hall {hall}: is a {kinds[hall]}, not a hall"
            )
        elif hall not in rows.places.ids and len(rows.places):
            findings.add(rows.hamlets.file, row.line, f"hall {hall}: no such place")
    for row in rows.places:
        place = row.value
        if place.kind is PlaceKind.HALL and place.id not in served and rows.hamlets.complete:
            findings.add(rows.places.file, row.line, f"hall {place.id}: serves no hamlet")


def _check_people(rows: VillageRows, findings: Findings) -> None:
    kinds = _kinds(rows.places)
    staffed: set[str] = set()
    roles: set[Role] = set()
    for row in rows.people:
        person = row.value
        roles |= person.roles
        if person.place not in kinds:
            if person.place not in rows.places.ids and len(rows.places):
                findings.add(rows.people.file, row.line, f"place {person.place}: no such place")
            continue
        if Role.VOLUNTEER in person.roles:
            staffed.add(person.place)
        for role, kind in _WORKPLACE.items():
            if role in person.roles and kinds[person.place] is not kind:
                message = f"{person.id}: the role {role} needs a {kind}, {person.place} is none"
                findings.add(rows.people.file, row.line, message)
    if not rows.people.complete:
        return
    for row in rows.places:
        if row.value.kind is PlaceKind.HALL and row.value.id not in staffed:
            findings.add(rows.places.file, row.line, f"hall {row.value.id}: has no volunteer")
    for role in Role:
        if role not in roles:
            findings.add(rows.people.file, 1, f"nobody has the role {role}")


def _check_vans(rows: VillageRows, findings: Findings) -> None:
    people = {row.value.id: row.value for row in rows.people}
    for row in rows.vans:
        driver = row.value.driver
        if driver not in rows.people.ids and len(rows.people):
            findings.add(rows.vans.file, row.line, f"driver {driver}: no such person")
        elif driver in people and not people[driver].roles & {Role.SUPPORTER, Role.OPERATOR}:
            message = f"driver {driver}: needs the role supporter or operator"
            findings.add(rows.vans.file, row.line, message)
    if rows.vans.complete and all(row.value.spare for row in rows.vans):
        findings.add(rows.vans.file, rows.vans.rows[0].line, "every van is a spare")
    rows.vans.unique("driver", lambda van: van.driver, findings)


def _check_roads(roads: Rows[RoadRow], places: Rows[PlaceRow], findings: Findings) -> None:
    by_id = {row.value.id: row.value for row in places}
    for row in roads:
        road = row.value
        ends = [by_id.get(road.start), by_id.get(road.to)]
        unknown = [end for end in (road.start, road.to) if end not in places.ids]
        if unknown and len(places):
            findings.add(roads.file, row.line, f"{unknown[0]}: no such place")
        elif road.start == road.to:
            findings.add(roads.file, row.line, f"a road from {road.start} to itself")
        elif road.km > road.minutes * _FASTEST_KM_PER_MIN:
            message = f"{road.km} km in {road.minutes} min is faster than 60 km/h"
            findings.add(roads.file, row.line, message)
        elif ends[0] and ends[1] and road.km < (straight := _straight_km(ends[0], ends[1])):
            message = f"{road.km} km is shorter than the straight line of {straight:.1f} km"
            findings.add(roads.file, row.line, message)
    if roads.complete and places.complete:
        there = {(row.value.start, row.value.to) for row in roads}
        for pair in permutations(by_id, 2):
            if pair not in there:
                findings.add(roads.file, 1, f"no road from {pair[0]} to {pair[1]}")


def _check_households(rows: VillageRows, service: Service | None, findings: Findings) -> None:
    for row in rows.households:
        home = row.value
        if home.hamlet not in rows.hamlets.ids and len(rows.hamlets):
            findings.add(rows.households.file, row.line, f"hamlet {home.hamlet}: no such hamlet")
        if service is not None and home.channel not in service.channels:
            findings.add(rows.households.file, row.line, f"channel {home.channel}: no such channel")


def _check_welfare(rows: VillageRows, service: Service, file: YamlFile, findings: Findings) -> None:
    people = {row.value.id: row.value for row in rows.people}
    for kind in ("worried", "not_met"):
        owner = getattr(service.welfare, kind).owner
        line = file.line(("welfare", kind, "owner"))
        if owner not in rows.people.ids and len(rows.people):
            findings.add(file.name, line, f"owner {owner}: no such person")
        elif owner in people and Role.OFFICE not in people[owner].roles:
            findings.add(file.name, line, f"owner {owner}: needs the role office")


def _straight_km(a: PlaceRow, b: PlaceRow) -> float:
    """Great-circle length on a small patch; good to 1 % over a valley, which is all it is for."""
    north_m = radians(b.lat - a.lat) * _EARTH_RADIUS_M
    east_m = radians(b.lon - a.lon) * _EARTH_RADIUS_M * cos(radians((a.lat + b.lat) / 2))
    return 0.99 * hypot(north_m, east_m) / 1000
