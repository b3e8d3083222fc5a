"""`QGC WPL 110`: the plain list of mission items that every ground station writes.

Owns the writer of this text form of a mission (no fence, no rally points); its reader is
`wpl_reader`. Source of the format: the MAVLink guide, "File formats". Knows nothing of routes.
"""

from __future__ import annotations

from missions.plan.formats.content import PlanContent, written_numbers, written_place
from missions.plan.model import Command, Item

HEADER = "QGC WPL 110"
_GLOBAL = 0
"""MAV_FRAME_GLOBAL: heights above mean sea level."""


def to_wpl(content: PlanContent) -> str:
    """The mission with home as item 0, one line each, fields parted by tabs."""
    items = (Item(Command.NAV_WAYPOINT, content.home), *content.items)
    return "\n".join([HEADER, *(_line(seq, item) for seq, item in enumerate(items)), ""])


def _line(seq: int, item: Item) -> str:
    lat_deg, lon_deg, alt_m = written_place(item)
    fields = [
        str(seq),
        "1" if seq == 0 else "0",
        str(_GLOBAL),
        str(int(item.command)),
        *(f"{number:.8g}" for number in written_numbers(item)),
        f"{lat_deg:.7f}",
        f"{lon_deg:.7f}",
        f"{alt_m:.2f}",
        "1",
    ]
    return "\t".join(fields)
