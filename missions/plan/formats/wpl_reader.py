"""Reads `QGC WPL 110` lists as ground stations write them, strictly.

Owns the dialects: fields parted by tabs or spaces, any line ends, comment lines (MAVProxy),
scientific numbers, and home as item 0, whose command Mission Planner leaves 0. Knows nothing of
routes. Sources: the MAVLink guide, "File formats"; pymavlink's `mavwp`.
"""

from __future__ import annotations

from missions.geo import LatLon
from missions.plan.ardupilot import MISSION
from missions.plan.formats.mav_names import ABSOLUTE, command_words
from missions.plan.formats.raw import RawItem, RawPlan, decimal, off_earth, whole
from missions.plan.formats.wpl import HEADER
from missions.plan.model import Command
from missions.plan.wireitem import WireItem
from missions.reading.findings import Findings

_FIELDS = (
    "number", "current", "frame", "command", "param1", "param2", "param3", "param4", "latitude",
    "longitude", "height", "autocontinue",
)  # fmt: skip
_WHOLE = ("number", "current", "frame", "command", "autocontinue")


def read_wpl(name: str, text: str, findings: Findings) -> RawPlan | None:
    """The list, or None with findings."""
    before = len(findings)
    lines = [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines or lines[0][1] != HEADER:
        found = f"the first line is {lines[0][1][:40]!r}" if lines else "it is empty"
        findings.add(name, lines[0][0] if lines else 1, f"{found}, not {HEADER!r}")
        return None
    items: list[RawItem] = []
    for number, line in lines[1:]:
        item = _item(name, number, line, len(items), findings)
        if item is None:
            return None  # what follows would be numbered wrongly
        items.append(item)
    if not items:
        findings.add(name, lines[0][0], "there is no item, not even home")
        return None
    home, home_amsl_m = _home(name, items[0], findings)
    if len(findings) > before:
        return None
    return RawPlan(name, home, home_amsl_m, tuple(items[1:]))


def _item(name: str, line: int, text: str, seq: int, findings: Findings) -> RawItem | None:
    cells = text.split()
    where = f"item {seq}"
    if len(cells) != len(_FIELDS):
        findings.add(name, line, f"{where}: {len(cells)} fields, not {len(_FIELDS)}")
        return None
    before = len(findings)
    values: dict[str, float] = {}
    for field, cell in zip(_FIELDS, cells, strict=True):
        value = whole(cell) if field in _WHOLE else decimal(cell)
        if value is None:
            findings.add(name, line, f"{where}: {field} {cell!r} {_needed(field, cell)}")
        else:
            values[field] = value
    if len(findings) > before:
        return None
    if values["number"] != seq:
        findings.add(name, line, f"{where}: has the number {values['number']:.0f}")
    if values["current"] not in (0, 1):
        findings.add(name, line, f"{where}: current {values['current']:.0f} is neither 0 nor 1")
    if values["autocontinue"] != 1:
        findings.add(name, line, f"{where}: autocontinue is not 1: it would stop there")
    if lost := off_earth(values["latitude"], values["longitude"]):
        findings.add(name, line, f"{where}: {lost}")
    return RawItem(where, line, _wire(values)) if len(findings) == before else None


def _needed(field: str, cell: str) -> str:
    if field in _WHOLE:
        return "is no whole number"
    if "," in cell:
        return "is no number: a point is needed, not a comma"
    return "is no number that an autopilot can keep"


def _wire(values: dict[str, float]) -> WireItem:
    return WireItem(
        seq=int(values["number"]), frame=int(values["frame"]), command=int(values["command"]),
        current=int(values["current"]), autocontinue=1, p1=values["param1"], p2=values["param2"],
        p3=values["param3"], p4=values["param4"], lat_deg=values["latitude"],
        lon_deg=values["longitude"], alt_m=values["height"], mission_type=MISSION,
    )  # fmt: skip


def _home(name: str, first: RawItem, findings: Findings) -> tuple[LatLon | None, float | None]:
    """Home's place and height; none where the station did not know it and wrote zeros."""
    wire = first.wire
    if wire.command not in (0, Command.NAV_WAYPOINT):
        message = f"{first.where}: is {command_words(wire.command)}, but number 0 is home"
        findings.add(name, first.line, message)
    elif wire.frame not in ABSOLUTE:
        findings.add(name, first.line, f"{first.where}: home is not above the sea (frame 0)")
    if wire.lat_deg == 0.0 and wire.lon_deg == 0.0:
        return None, None
    return LatLon(wire.lat_deg, wire.lon_deg), wire.alt_m
