"""QGroundControl's `.plan`: mission, fence and rally points in one JSON document.

Owns the writer of the document (QGroundControl developer guide, "Plan File Format"); its reader is
`plan_reader`. Its rally heights count from home, everything else here from sea level. Knows nothing
of routes.
"""

from __future__ import annotations

import json
from typing import Any

from missions.geo import LatLon, Position
from missions.plan.formats.content import (
    Circle,
    PlanContent,
    Zone,
    written,
    written_numbers,
    written_place,
)
from missions.plan.model import Command, Item

VERSION, MISSION_VERSION, LIST_VERSION, ZONE_VERSION = 1, 2, 2, 1
GLOBAL = 0
ABSOLUTE_MODE = 2
"""QGroundControl's AltitudeModeAbsolute."""
_ARDUPILOT, _OCTOROTOR = 3, 14
"""MAV_AUTOPILOT_ARDUPILOTMEGA, MAV_TYPE_OCTOROTOR."""


def to_plan(content: PlanContent) -> str:
    """The document. Raises ValueError without a home or a speed, which it cannot do without."""
    home, cruise_mps = content.home, content.cruise_mps
    if home is None or cruise_mps is None:
        raise ValueError("a plan file needs a home and a speed")
    zones, rally = content.fence, content.rally
    document = {
        "fileType": "Plan",
        "version": VERSION,
        "groundStation": "QGroundControl",
        "mission": {
            "version": MISSION_VERSION,
            "firmwareType": _ARDUPILOT,
            "vehicleType": _OCTOROTOR,
            "cruiseSpeed": float(cruise_mps),
            "hoverSpeed": float(cruise_mps),
            "globalPlanAltitudeMode": ABSOLUTE_MODE,
            "plannedHomePosition": list(written(home)),
            "items": [_item(seq, item) for seq, item in enumerate(content.items, start=1)],
        },
        "geoFence": {
            "version": LIST_VERSION,
            "circles": [_circle(circle) for circle in (zones.circles if zones else ())],
            "polygons": [_polygon(zone) for zone in (zones.polygons if zones else ())],
        },
        "rallyPoints": {
            "version": LIST_VERSION,
            "points": [_above_home(point, home) for point in (rally.points if rally else ())],
        },
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _item(seq: int, item: Item) -> dict[str, Any]:
    where = written_place(item)
    fields: dict[str, Any] = {
        "type": "SimpleItem",
        "autoContinue": True,
        "command": int(item.command),
        "doJumpId": seq,
        "frame": GLOBAL,
        "params": [*written_numbers(item), *where],
    }
    if any(where) and item.command is not Command.DO_RETURN_PATH_START:
        fields |= {
            "Altitude": where[2],
            "AltitudeMode": ABSOLUTE_MODE,
            "AMSLAltAboveTerrain": None,
        }
    return fields


def _above_home(point: Position, home: Position) -> list[float]:
    home_amsl_m = written(home)[2]
    return list(written(point.at_alt(point.alt_amsl_m - home_amsl_m)))


def _polygon(zone: Zone) -> dict[str, Any]:
    corners = [_corner(corner) for corner in zone.corners]
    return {"version": ZONE_VERSION, "inclusion": zone.inclusion, "polygon": corners}


def _circle(circle: Circle) -> dict[str, Any]:
    shape = {"center": _corner(circle.centre), "radius": round(circle.radius_m, 2)}
    return {"version": ZONE_VERSION, "inclusion": circle.inclusion, "circle": shape}


def _corner(corner: LatLon) -> list[float]:
    return list(written(Position(corner.lat_deg, corner.lon_deg, 0.0))[:2])
