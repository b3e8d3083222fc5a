"""What ArduCopter keeps of what it is sent, and which leg its failsafe joins.

Facts from AP_Mission (mavlink_int_to_mission_cmd, mission_cmd_to_mavlink_int,
distance_to_mission_leg), MissionItemProtocol_Fence and MissionItemProtocol_Rally, ArduCopter 4.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import dist, inf

import numpy as np

from missions.geo import LocalFrame, Position
from missions.plan.model import Command, Mission
from missions.plan.wireitem import WireItem


def kept_mission(items: Sequence[WireItem], home: Position) -> tuple[WireItem, ...]:
    """The mission as the vehicle answers it; item 0 is its own home."""
    own = WireItem(
        0, 0, 16, 0, 1, 0, 0, 0, 0, home.lat_deg, home.lon_deg, home.alt_amsl_m + 0.37, 0
    )
    return (own, *(_kept(item) for item in items[1:]))


def kept_fence(items: Sequence[WireItem]) -> tuple[WireItem, ...]:
    return tuple(_copied(item, p1=item.p1, alt_m=0.0, autocontinue=0) for item in items)


def kept_rally(items: Sequence[WireItem]) -> tuple[WireItem, ...]:
    return tuple(
        _copied(item, p1=0.0, alt_m=float(int(item.alt_m)), autocontinue=0) for item in items
    )


def _kept(item: WireItem) -> WireItem:
    p1 = p3 = p4 = 0.0
    if item.command in (Command.NAV_WAYPOINT, Command.NAV_TAKEOFF):
        p1 = float(int(item.p1))
    elif item.command == Command.NAV_LOITER_TIME:
        p1, p3 = float(int(item.p1)), -1.0 if item.p3 < 0 else 1.0
        p4 = 1.0 if item.p4 > 0 else 0.0
    elif item.command == Command.NAV_LAND:
        p1, p4 = float(int(item.p1)), -1.0 if item.p4 < 0 else 1.0
    centimetres = int(np.float32(item.alt_m) * np.float32(100.0))
    alt_m = float(np.float32(centimetres) * np.float32(0.01))
    return _copied(item, p1=p1, p3=p3, p4=p4, alt_m=alt_m)


def _copied(
    item: WireItem,
    *,
    p1: float,
    p3: float = 0.0,
    p4: float = 0.0,
    alt_m: float,
    autocontinue: int = 1,
) -> WireItem:
    frame = {5: 0, 6: 3}.get(item.frame, item.frame)
    lat_e7, lon_e7 = round(item.lat_deg * 1e7), round(item.lon_deg * 1e7)
    return WireItem(
        item.seq,
        frame,
        item.command,
        0,
        autocontinue,
        p1,
        0.0,
        p3,
        p4,
        lat_e7 * 1e-7,
        lon_e7 * 1e-7,
        alt_m,
        item.mission_type,
    )


def joined_item(mission: Mission, frame: LocalFrame, here: Position) -> int:
    """The number of the item that a failsafe makes current: the end of the closest leg of the
    return path, which ends at its first landing."""
    found, nearest, before = 0, inf, None
    point = np.array([*frame.to_xy(here), here.alt_amsl_m])
    for seq in range(mission.return_seq, len(mission.items) + 1):
        item = mission.item(seq)
        if item.position is not None:
            end = np.array([*frame.to_xy(item.position), item.position.alt_amsl_m])
            off = _off_m(point, before, end)
            if off < nearest:
                found, nearest = seq, off
            before = end
        if item.command is Command.NAV_LAND:
            break
    return found


def _off_m(point: np.ndarray, start: np.ndarray | None, end: np.ndarray) -> float:
    if start is None:
        return dist(point, end)
    along = end - start
    square = float(along @ along)
    if square == 0.0:
        return inf
    share = float((point - start) @ along) / square
    part = np.clip(share * along, np.minimum(0.0, along), np.maximum(0.0, along))
    return dist(point, start + part)
