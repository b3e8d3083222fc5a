"""QGroundControl's `.plan`: mission, fence and rally points in one JSON document.

Owns the document's shape (QGroundControl developer guide, "Plan file format"). Its rally heights
count from home, everything else here from sea level. Knows nothing of routes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from missions.errors import SorabinError
from missions.geo import LatLon, Position
from missions.plan import ardupilot
from missions.plan.model import Command, Fence, FlightPackage, Item, Rally
from missions.plan.wireitem import WireItem

_GLOBAL = 0
_ABSOLUTE = 2
"""QGroundControl's AltitudeModeAbsolute."""
_ARDUPILOT, _OCTOROTOR = 3, 14
"""MAV_AUTOPILOT_ARDUPILOTMEGA, MAV_TYPE_OCTOROTOR."""


class BadPlan(SorabinError):
    """The text is no plan of this shape."""

    code = "bad-plan"


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A plan file's content. `mission`: wire items from number 1; `home` is item 0's place."""

    home: Position
    mission: tuple[WireItem, ...]
    fence: Fence
    rally: Rally


def to_plan(package: FlightPackage, home: Position, cruise_mps: float) -> str:
    """The package's mission, fence and rally points. Parameters are no part of a plan file."""
    items = [_item(seq, item) for seq, item in enumerate(package.mission.items, start=1)]
    fence = package.fence
    rings = [(True, fence.inside), *((False, ring) for ring in fence.outside)]
    document = {
        "fileType": "Plan",
        "version": 1,
        "groundStation": "QGroundControl",
        "mission": {
            "version": 2,
            "firmwareType": _ARDUPILOT,
            "vehicleType": _OCTOROTOR,
            "cruiseSpeed": cruise_mps,
            "hoverSpeed": cruise_mps,
            "globalPlanAltitudeMode": _ABSOLUTE,
            "plannedHomePosition": _place(home),
            "items": items,
        },
        "geoFence": {
            "version": 2,
            "circles": [],
            "polygons": [
                {"version": 1, "inclusion": inclusion, "polygon": [_corner(c) for c in ring]}
                for inclusion, ring in rings
            ],
        },
        "rallyPoints": {
            "version": 2,
            "points": [
                _place(point.at_alt(point.alt_amsl_m - home.alt_amsl_m))
                for point in package.rally.points
            ],
        },
    }
    return json.dumps(document, indent=2) + "\n"


def parse_plan(text: str) -> ReadPlan:
    """Read such a document: simple items, polygons, rally points. Raises BadPlan."""
    try:
        document = json.loads(text)
        if document["fileType"] != "Plan":
            raise BadPlan("fileType is not Plan")
        mission = document["mission"]
        home = Position(*(float(number) for number in mission["plannedHomePosition"]))
        items = tuple(_parsed(item) for item in mission["items"])
        polygons = document["geoFence"]["polygons"]
        inside = [_ring(p) for p in polygons if p["inclusion"]]
        outside = tuple(_ring(p) for p in polygons if not p["inclusion"])
        points = [
            Position(lat, lon, alt + home.alt_amsl_m)
            for lat, lon, alt in document["rallyPoints"]["points"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise BadPlan(f"not a plan of this shape: {error!r}") from None
    if len(inside) != 1:
        raise BadPlan(f"{len(inside)} inclusion polygons, not one")
    return ReadPlan(home, items, Fence(inside[0], outside), Rally(tuple(points)))


def _item(seq: int, item: Item) -> dict[str, Any]:
    place = item.position
    if place is None:
        where = [0.0, 0.0, 0.0]
    else:
        where = [round(place.lat_deg, 7), round(place.lon_deg, 7), round(place.alt_amsl_m, 2)]
    fields: dict[str, Any] = {
        "type": "SimpleItem",
        "autoContinue": True,
        "command": int(item.command),
        "doJumpId": seq,
        "frame": _GLOBAL,
        "params": [item.p1, item.p2, item.p3, item.p4, *where],
    }
    if place is not None and item.command is not Command.DO_RETURN_PATH_START:
        fields |= {"Altitude": where[2], "AltitudeMode": _ABSOLUTE, "AMSLAltAboveTerrain": None}
    return fields


def _parsed(item: Mapping[str, Any]) -> WireItem:
    if item["type"] != "SimpleItem":
        raise BadPlan(f"an item of type {item['type']} is none that the service makes")
    p1, p2, p3, p4, lat, lon, alt = (float(number or 0.0) for number in item["params"])
    seq, frame, command = int(item["doJumpId"]), int(item["frame"]), int(item["command"])
    return WireItem(
        seq=seq,
        frame=frame,
        command=command,
        current=0,
        autocontinue=int(item["autoContinue"]),
        p1=p1,
        p2=p2,
        p3=p3,
        p4=p4,
        lat_deg=lat,
        lon_deg=lon,
        alt_m=alt,
        mission_type=ardupilot.MISSION,
    )


def _place(position: Position) -> list[float]:
    return [
        round(position.lat_deg, 7),
        round(position.lon_deg, 7),
        round(position.alt_amsl_m, 2),
    ]


def _corner(corner: LatLon) -> list[float]:
    return [round(corner.lat_deg, 7), round(corner.lon_deg, 7)]


def _ring(polygon: Mapping[str, Any]) -> tuple[LatLon, ...]:
    return tuple(LatLon(float(lat), float(lon)) for lat, lon in polygon["polygon"])
