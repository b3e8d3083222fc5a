"""`QGC WPL 110`: the plain list of mission items that every ground station reads.

Owns the text form of a mission (no fence, no rally points). Source of the format: the MAVLink
guide, "File formats". Knows nothing of routes.
"""

from __future__ import annotations

from missions.errors import SorabinError
from missions.geo import Position
from missions.plan.model import Command, Item, Mission
from missions.plan.wireitem import WireItem

HEADER = "QGC WPL 110"
_GLOBAL = 0
"""MAV_FRAME_GLOBAL: heights above mean sea level."""
_FIELDS = 12


class BadWaypoints(SorabinError):
    """The text is no list of this format."""

    code = "bad-waypoints"


def to_wpl(mission: Mission, home: Position) -> str:
    """The mission with `home` as item 0, one line each, fields parted by tabs."""
    items = (Item(Command.NAV_WAYPOINT, home), *mission.items)
    return "\n".join([HEADER, *(_line(seq, item) for seq, item in enumerate(items)), ""])


def parse_wpl(text: str) -> tuple[WireItem, ...]:
    """The items of such a list, item 0 included. Raises BadWaypoints."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines or lines[0].strip() != HEADER:
        raise BadWaypoints(f"the first line is not '{HEADER}'")
    return tuple(_parsed(number, line) for number, line in enumerate(lines[1:], start=2))


def _line(seq: int, item: Item) -> str:
    place = item.position
    numbers = (item.p1, item.p2, item.p3, item.p4)
    fields = [
        str(seq),
        "1" if seq == 0 else "0",
        str(_GLOBAL),
        str(int(item.command)),
        *(f"{number:.8g}" for number in numbers),
        f"{place.lat_deg:.7f}" if place else "0",
        f"{place.lon_deg:.7f}" if place else "0",
        f"{place.alt_amsl_m:.2f}" if place else "0",
        "1",
    ]
    return "\t".join(fields)


def _parsed(number: int, line: str) -> WireItem:
    fields = line.split()
    if len(fields) != _FIELDS:
        raise BadWaypoints(f"line {number} has {len(fields)} fields, not {_FIELDS}", line=number)
    try:
        seq, current, frame, command = (int(field) for field in fields[:4])
        p1, p2, p3, p4, lat, lon, alt = (float(field) for field in fields[4:11])
        return WireItem(
            seq, frame, command, current, int(fields[11]), p1, p2, p3, p4, lat, lon, alt, 0
        )
    except ValueError as error:
        raise BadWaypoints(f"line {number}: {error}", line=number) from None
