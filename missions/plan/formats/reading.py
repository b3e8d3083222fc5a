"""One door to the readers: a file of any of the formats, and what it means in neutral form.

Owns telling the formats apart by their content, and resolving heights. Knows nothing of routes and
touches no disk.
"""

from __future__ import annotations

from missions.geo import LatLon, Position
from missions.plan.formats.content import PlanContent
from missions.plan.formats.mav_names import (
    ABOVE_HOME,
    ABOVE_TERRAIN,
    ABSOLUTE,
    WITHOUT_PLACE,
    frame_words,
    refusal,
)
from missions.plan.formats.plan_reader import read_plan
from missions.plan.formats.raw import MOST_BYTES, RawItem, RawPlan, raise_faults
from missions.plan.formats.wpl_reader import read_wpl
from missions.plan.model import Command, Item, Rally
from missions.plan.wireitem import WireItem
from missions.reading.findings import Findings
from missions.reading.folder import decode

_NEEDS_PLACE = frozenset({Command.NAV_WAYPOINT, Command.NAV_LOITER_TIME})
_NO_HEIGHT_M = 0.01


def read_plan_file(name: str, data: bytes) -> RawPlan:
    """A `.plan` or a `QGC WPL 110` list, whatever the file is called. Raises BadPlanFile."""
    findings = Findings()
    plan = None
    if len(data) > MOST_BYTES:
        findings.add(name, 1, f"{len(data)} bytes: no plan is larger than {MOST_BYTES}")
    elif (text := decode(data, name, findings)) is not None:
        is_json = text.lstrip()[:1] == "{"
        plan = (read_plan if is_json else read_wpl)(name, text, findings)
    raise_faults(findings)
    assert plan is not None, "it cannot be missing without a finding"
    return plan


def content_of(plan: RawPlan, home_amsl_m: float | None = None) -> PlanContent:
    """The plan in neutral form. Raises BadPlanFile with every item that no mission of ours has.

    `home_amsl_m`: from where heights above home count, default the file's own home.
    """
    findings = Findings()
    from_m = plan.home_amsl_m if home_amsl_m is None else home_amsl_m
    items = [_item(plan.file, item, from_m, findings) for item in plan.items]
    rally = _rally(plan, from_m, findings)
    raise_faults(findings)
    home = None
    if plan.home is not None and plan.home_amsl_m is not None:
        home = Position(plan.home.lat_deg, plan.home.lon_deg, plan.home_amsl_m)
    return PlanContent(
        home=home,
        items=tuple(item for item in items if item is not None),
        fence=plan.fence,
        rally=rally,
        cruise_mps=plan.cruise_mps,
    )


def _rally(plan: RawPlan, from_m: float | None, findings: Findings) -> Rally | None:
    if plan.rally is None:
        return None
    points = []
    for number, point in enumerate(plan.rally, start=1):
        if from_m is None:
            message = f"rally point {number}: counts from home, and home has no height in this file"
            findings.add(plan.file, point.line, message)
        else:
            points.append(_at(point.place, point.above_home_m + from_m))
    return Rally(tuple(points))


def _item(file: str, item: RawItem, from_m: float | None, findings: Findings) -> Item | None:
    wire = item.wire
    why = refusal(wire.command) or _misplaced(wire, from_m)
    if why is not None:
        findings.add(file, item.line, f"{item.where}: {why}")
        return None
    command = Command(wire.command)
    return Item(command, _position(wire, from_m or 0.0), wire.p1, wire.p2, wire.p3, wire.p4)


def _nowhere(wire: WireItem) -> bool:
    return wire.lat_deg == 0.0 and wire.lon_deg == 0.0


def _misplaced(wire: WireItem, from_m: float | None) -> str | None:
    """Why this item's place cannot be told; None where it can, or where it needs none."""
    empty = _nowhere(wire) and abs(wire.alt_m) < _NO_HEIGHT_M
    if wire.command in _NEEDS_PLACE and _nowhere(wire):
        return "has no place: it would be wherever the aircraft is"
    if wire.frame in ABSOLUTE:
        return None
    if wire.frame in ABOVE_HOME:
        known = from_m is not None or empty
        return None if known else "counts from home, and home has no height in this file"
    if wire.frame in ABOVE_TERRAIN:
        return f"frame {frame_words(wire.frame)}: heights count from the sea here, not the ground"
    if wire.frame == WITHOUT_PLACE and empty and wire.command not in _NEEDS_PLACE:
        return None
    return f"frame {frame_words(wire.frame)}: is none that a place here is given in"


def _position(wire: WireItem, from_m: float) -> Position | None:
    if _nowhere(wire) and abs(wire.alt_m) < _NO_HEIGHT_M:
        return None
    above_m = from_m if wire.frame in ABOVE_HOME else 0.0
    return _at(LatLon(wire.lat_deg, wire.lon_deg), wire.alt_m + above_m)


def _at(place: LatLon, alt_amsl_m: float) -> Position:
    return Position(place.lat_deg, place.lon_deg, alt_amsl_m)
