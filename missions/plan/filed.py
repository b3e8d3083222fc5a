"""A plan file held against what is approved: item by item, and by the canonical hash.

Owns which parts a file has and which flight it is meant for. Knows nothing of where the file came
from, nor of whether the route's version is approved.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.plan.canonical import PARTS, ApprovedForm, FileForm, canonical_file, canonical_package
from missions.plan.compare import PlanDifference, differences
from missions.plan.craft import Craft
from missions.plan.formats.raw import RawPlan
from missions.plan.model import Direction
from missions.plan.package import OWN_SYSTEM_ID, flight_package
from missions.routes.model import Route

_ALL = 100_000
_PARAMETERS = "parameters"


@dataclass(frozen=True, slots=True)
class Part:
    """One part's hashes."""

    name: str
    equal: bool
    approved: str
    found: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`equal`: all parts that the file has are the approved ones, and the mission is among them.

    `not_in_file`: parts that the file's format cannot hold. `whole_sha256`: the hash of the file's
    parts with the approved parameters, None where one of its parts is missing.
    """

    direction: Direction
    parts: tuple[Part, ...]
    not_in_file: tuple[str, ...]
    differences: tuple[PlanDifference, ...]
    approved_sha256: str
    whole_sha256: str | None

    @property
    def equal(self) -> bool:
        return all(part.equal for part in self.parts)


def compare_file(
    plan: RawPlan, route: Route, craft: Craft, direction: Direction | None = None
) -> Comparison:
    """The comparison with the flight in this direction, by default with the one it is nearer to.

    Raises what `flight_package` raises.
    """
    directions = tuple(Direction) if direction is None else (direction,)
    found = [_compared(plan, route, craft, each) for each in directions]
    return min(found, key=lambda each: (not each.equal, len(each.differences)))


def _compared(plan: RawPlan, route: Route, craft: Craft, direction: Direction) -> Comparison:
    approved = canonical_package(flight_package(route, direction, craft, OWN_SYSTEM_ID))
    missing = [
        part for part, held in (("fence", plan.fence), ("rally", plan.rally)) if held is None
    ]
    form = _form(plan, route, craft, direction)
    held = [part for part in PARTS if part not in missing and part != _PARAMETERS]
    ours, theirs = approved.part_sha256, form.part_sha256
    return Comparison(
        direction=direction,
        parts=tuple(
            Part(part, ours[part] == theirs[part], ours[part], theirs[part]) for part in held
        ),
        not_in_file=tuple(missing),
        differences=tuple(_of_parts(approved, form, held)),
        approved_sha256=approved.sha256,
        whole_sha256=None if missing else form.sha256,
    )


def _form(plan: RawPlan, route: Route, craft: Craft, direction: Direction) -> FileForm:
    parameters = flight_package(route, direction, craft, OWN_SYSTEM_ID).parameters
    wires = [item.wire for item in plan.items]
    return canonical_file(wires, plan.fence_items(), plan.rally_items(), parameters)


def _of_parts(approved: ApprovedForm, form: FileForm, held: list[str]) -> list[PlanDifference]:
    return [each for each in differences(approved, form, _ALL) if each.part in held]
