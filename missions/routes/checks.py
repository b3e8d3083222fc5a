"""All checks of a route's geometry against ground, airspace and the aircraft that fly it.

Owns the order of the checks, and turning what failed into findings at load. What needs
simulation, weather or papers belongs to route approval, not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from missions.aircraft.model import AircraftType
from missions.geo import LocalFrame
from missions.reading.findings import Findings
from missions.routes.airspace import Airspace
from missions.routes.height_checks import check_heights
from missions.routes.landing_checks import check_landings
from missions.routes.limits import DEFAULT_LIMITS, Limits
from missions.routes.model import Route
from missions.routes.route_file import PATH, RouteFile
from missions.routes.shape_checks import check_shape
from missions.routes.survey import Survey, survey
from missions.routes.terrain import ElevationGrid
from missions.routes.verdict import Check, Rule, Verdict
from missions.routes.zone_checks import check_zones

SPEED = Rule("speed", "", "the route's speed is the speed that the aircraft are set to", "m/s")


def check_route(
    route: Route,
    terrain: ElevationGrid,
    airspace: Airspace,
    types: Sequence[AircraftType],
    *,
    limits: Limits = DEFAULT_LIMITS,
    frame: LocalFrame | None = None,
) -> tuple[Check, ...]:
    """Every check's answer, in the order in which they are printed.

    `types`: at least one; a check that depends on the type holds for all of them.
    """
    if not types:
        raise ValueError("a route is judged for at least one aircraft type")
    frame = frame or LocalFrame(route.hub.position.ground)
    return tuple(_all(survey(route, terrain, airspace, types, limits, frame)))


def _all(measured: Survey) -> Iterator[Check]:
    yield from check_heights(measured)
    yield from check_shape(measured)
    yield _speed(measured)
    yield from check_zones(measured)
    yield from check_landings(measured)


def _speed(measured: Survey) -> Check:
    # No item of the mission changes the speed: the autopilot flies what its parameters say.
    off = max(abs(kind.cruise_mps - measured.route.cruise_mps) for kind in measured.types)
    return SPEED.at_most(off, 0.0)


def report_failures(file: RouteFile, checks: Sequence[Check], findings: Findings) -> None:
    """A finding for each failed check, at the line of the feature that failed it."""
    for check in checks:
        if check.verdict is Verdict.FAIL:
            line = file.lines.get(check.feature, file.lines[PATH])
            message = f"feature {check.feature}: {check.name} fails: {check.sentence()}"
            findings.add(file.file, line, message)
