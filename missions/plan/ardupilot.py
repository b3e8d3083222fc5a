"""Plans as ArduCopter takes them: lists of wire items for mission, fence and rally.

Owns frames, command numbers of fences and rally points, and the traps of how ArduCopter keeps
what it is given. Knows nothing of how items travel (`missions.link`).
"""

from __future__ import annotations

from math import copysign

from missions.geo import LatLon, Position
from missions.plan.model import Command, Fence, Item, Mission, Rally
from missions.plan.wireitem import UploadItem

GLOBAL_INT = 5
"""MAV_FRAME_GLOBAL_INT: heights above mean sea level. ArduCopter answers with 0 (GLOBAL)."""
INCLUSION, EXCLUSION, RALLY_POINT = 5001, 5002, 5100
MISSION, FENCE, RALLY = 0, 1, 2
"""MAV_MISSION_TYPE."""
_NUDGE_M = 0.001


def mission_items(mission: Mission, home: Position) -> tuple[UploadItem, ...]:
    """What is uploaded, item 0 (`home`, which the autopilot overwrites) included."""
    first = _upload(0, Item(Command.NAV_WAYPOINT, home))
    return (first, *(_upload(seq, item) for seq, item in enumerate(mission.items, start=1)))


def fence_items(fence: Fence) -> tuple[UploadItem, ...]:
    """Each vertex carries its polygon's vertex count."""
    rings = [(INCLUSION, fence.inside), *((EXCLUSION, ring) for ring in fence.outside)]
    vertices = [(command, len(ring), corner) for command, ring in rings for corner in ring]
    return tuple(
        _placed(seq, command, corner, 0.0, FENCE, p1=float(count))
        for seq, (command, count, corner) in enumerate(vertices)
    )


def rally_items(rally: Rally) -> tuple[UploadItem, ...]:
    """Rally heights are kept in whole metres: a fraction would be lost, so none is sent."""
    return tuple(
        _placed(seq, RALLY_POINT, point.ground, float(round(point.alt_amsl_m)), RALLY)
        for seq, point in enumerate(rally.points)
    )


def _upload(seq: int, item: Item) -> UploadItem:
    if item.position is None:
        # All three must be zero: any other value makes it a place (Location::initialised).
        place, alt_m = LatLon(0.0, 0.0), 0.0
    else:
        place, alt_m = item.position.ground, _safe_alt_m(item.position.alt_amsl_m)
    return UploadItem(
        seq=seq,
        frame=GLOBAL_INT,
        command=int(item.command),
        current=0,
        autocontinue=1,
        p1=item.p1,
        p2=item.p2,
        p3=item.p3,
        p4=item.p4,
        lat_deg=round(place.lat_deg, 7),
        lon_deg=round(place.lon_deg, 7),
        alt_m=alt_m,
        mission_type=MISSION,
    )


def _safe_alt_m(alt_m: float) -> float:
    """A height that is kept as the centimetre meant.

    ArduCopter cuts off `alt * 100` in 32-bit arithmetic (AP_Mission::mavlink_int_to_mission_cmd),
    which loses a centimetre of some heights, 1310.45 m for one. A millimetre more in size is cut
    off, or rounded, to the centimetre meant, up to 8 km.
    """
    centimetres = round(alt_m * 100.0)
    return centimetres / 100.0 + copysign(_NUDGE_M, centimetres) if centimetres else 0.0


def _placed(
    seq: int, command: int, place: LatLon, alt_m: float, mission_type: int, p1: float = 0.0
) -> UploadItem:
    return UploadItem(
        seq=seq,
        frame=GLOBAL_INT,
        command=command,
        current=0,
        autocontinue=1,
        p1=p1,
        p2=0.0,
        p3=0.0,
        p4=0.0,
        lat_deg=round(place.lat_deg, 7),
        lon_deg=round(place.lon_deg, 7),
        alt_m=alt_m,
        mission_type=mission_type,
    )
