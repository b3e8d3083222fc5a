"""From a plan file and its importer's answers to a route, with an account of every value.

Owns the order of the steps and when the import is refused: whatever the plan says and a route
cannot hold is a fault with its item. Judges no geometry; that is the route checks'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from missions.plan.compiler import compile_flight
from missions.plan.drawn.answers import Account, Answers, Numbers, Statement
from missions.plan.drawn.ends import HOME_M, hall_of, home_off_m, path_between
from missions.plan.drawn.places import Ground, drawn_places, landing_places
from missions.plan.drawn.shape import Shape, shape_of
from missions.plan.drawn.zones import contradictions
from missions.plan.formats.content import PlanContent, written_place
from missions.plan.formats.mav_names import ABOVE_HOME
from missions.plan.formats.raw import RawPlan, raise_faults
from missions.plan.formats.reading import content_of
from missions.plan.model import Direction, Item
from missions.reading.findings import Findings
from missions.routes.model import Pad, Route
from missions.routes.pads import Pads

_MOST_DIFFERENCES = 3
_SAME_M = 0.05


@dataclass(frozen=True, slots=True)
class Imported:
    """The route and where each of its values comes from."""

    route: Route
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class _Fitting:
    """An aircraft type of whatever speed the route has: whether one flies so is a route check."""

    autopilot: Mapping[str, float]


def route_from(plan: RawPlan, pads: Pads, ground: Ground, answers: Answers) -> Imported:
    """Raises BadPlanFile with every fault, or ImportNeedsMore with all that is not said."""
    findings, account = Findings(), Account()

    def wrong(message: str) -> None:
        findings.add(plan.file, 1, message)

    def fault(number: int, message: str) -> None:
        raw = plan.items[number - 1] if 1 <= number <= len(plan.items) else None
        if raw is None:
            wrong(message)
        else:
            findings.add(plan.file, raw.line, f"{raw.where}: {message}")

    content = content_of(plan, _home_amsl_m(plan, pads.hub))
    shape = shape_of(content.items, fault)
    if shape is None:
        raise_faults(findings)
        raise AssertionError("no shape without a fault")
    hall = hall_of(shape, pads, answers.hall, account, wrong)
    start = hall if shape.of_service is Direction.HOME else pads.hub
    if start is not None:
        _check_home(plan, start, account, wrong)
    raise_faults(findings)
    hall_amsl_m = hall.position.alt_amsl_m if hall is not None else 0.0
    numbers = Numbers.of(answers, shape, content.cruise_mps, hall_amsl_m, account)
    # Without a hall the way still tells which landing places have no name yet.
    path = path_between(shape, pads.hub, hall or _last(shape), account)
    drawn = drawn_places(shape, content.rally, pads.hub, account)
    places = landing_places(drawn, path, ground, answers.places, account, wrong)
    raise_faults(findings)
    account.raise_if_missing()
    assert hall is not None, "it is missing otherwise"
    route = Route(
        name=answers.name, hub=pads.hub, hall=hall, path=path, landing_places=places,
        half_width_m=numbers.half_width_m, cruise_mps=numbers.cruise_mps, wait_s=numbers.wait_s,
        low_m=numbers.low_m,
    )  # fmt: skip
    _check_fence(content, route, account, wrong)
    if shape.of_service is not None:
        _check_made_again(route, shape, content, fault)
        account.state("mission", f"of this service, {shape.of_service}", "DO_RETURN_PATH_START")
    raise_faults(findings)
    return Imported(route, tuple(account.statements))


def _last(shape: Shape) -> Pad:
    return Pad("", shape.way[-1])


def _home_amsl_m(plan: RawPlan, hub: Pad) -> float | None:
    """Heights above home count from the hub's pad, where the aircraft will stand and be armed;
    those of a file whose home is elsewhere from that home."""
    off_m = home_off_m(plan.home, hub)
    return hub.position.alt_amsl_m if off_m is None or off_m <= HOME_M else None


def _check_home(plan: RawPlan, start: Pad, account: Account, wrong: Callable[[str], None]) -> None:
    off_m = home_off_m(plan.home, start)
    if off_m is not None and off_m > HOME_M:
        wrong(f"home lies {off_m:.0f} m from the pad of {start.id}, where the flight begins")
    if not any(item.wire.frame in ABOVE_HOME for item in plan.items):
        return
    pad_m, drawn_m = start.position.alt_amsl_m, plan.home_amsl_m
    origin = f"the surveyed pad of {start.id}"
    if drawn_m is None:
        origin += "; the file names no height of home"
    elif abs(drawn_m - pad_m) > _SAME_M:
        origin += f"; in the file home is at {drawn_m:g} m, {drawn_m - pad_m:+.1f} m off"
    account.state("heights above home count from", f"{pad_m:g} m", origin)


def _check_fence(
    content: PlanContent, route: Route, account: Account, wrong: Callable[[str], None]
) -> None:
    zones = content.fence
    if zones is None or not (zones.polygons or zones.circles):
        return
    for sentence in contradictions(zones, route.path):
        wrong(sentence)
    count = len(zones.polygons) + len(zones.circles)
    account.state("fence", f"{count} zones not taken over", "a route's fence is made from its path")


def _check_made_again(
    route: Route, shape: Shape, content: PlanContent, fault: Callable[[int, str], None]
) -> None:
    """A mission of the service is what its route makes, in every item; else it is something else
    that only looks like one."""
    assert shape.of_service is not None
    craft = _Fitting({"WPNAV_SPEED": route.cruise_mps * 100.0})
    made = compile_flight(route, shape.of_service, craft).items
    told = 0
    for number, (ours, theirs) in enumerate(zip_longest(made, content.items), start=1):
        if ours is None or theirs is None or not _same(ours, theirs):
            told += 1
            if told <= _MOST_DIFFERENCES:
                fault(number, "is not what the mission of this route has there")


def _same(ours: Item, theirs: Item) -> bool:
    return (ours.command, ours.p1, written_place(ours)) == (
        theirs.command,
        theirs.p1,
        written_place(theirs),
    )
