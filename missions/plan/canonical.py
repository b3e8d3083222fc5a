"""The one form in which an approved plan and a vehicle's read-back are the same bytes.

Owns what of a plan is compared, and its SHA-256. There are three ways in and no fourth: from
approved values (`canonical_package`), from what a vehicle answered (`canonical_readback`), which
refuses items made for upload, and from a file that somebody has (`canonical_file`), which says
nothing about any vehicle. Knows nothing of how items travel or of what a difference means for a
flight.

What ArduCopter keeps of an item (AP_Mission::mavlink_int_to_mission_cmd and
mission_cmd_to_mavlink_int, 4.7; Copter): NAV_WAYPOINT p1; NAV_LOITER_TIME p1, the sign of p3 and
whether p4 is above 0; NAV_LAND p1 and the sign of p4; NAV_TAKEOFF p1; of each the place, the
height in centimetres and whether it counts from sea level, home or terrain. p1 is cut to 16 bits.
Everything else comes back as 0. The approved form says what an honest vehicle will answer; the
read-back form keeps every field, so a vehicle that answers something in a field that is not kept
is as different as one that altered a kept one.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

from missions.geo import Position
from missions.plan import ardupilot
from missions.plan.model import (
    COMMAND_NUMBERS,
    Command,
    Fence,
    FlightPackage,
    Item,
    Mission,
    Parameters,
    Rally,
)
from missions.plan.parameters import float32
from missions.plan.wireitem import UploadItem, WireItem

_NO_HEIGHT = 2**40
FIELDS = ("seq", "frame", "command", "p1", "p2", "p3", "p4", "lat_e7", "lon_e7", "alt_cm")
"""The fields of one canonical item, in their order."""
PARTS = ("mission", "fence", "rally", "parameters")
_ABOVE_SEA, _ABOVE_HOME, _ABOVE_TERRAIN = 0, 3, 10
_FRAMES = {5: _ABOVE_SEA, 6: _ABOVE_HOME, 11: _ABOVE_TERRAIN}
"""The integer frames mean the same as the plain ones, which is what a vehicle answers."""

Value = int | str
Entry = tuple[Value, ...]


@dataclass(frozen=True)
class CanonicalForm:
    """A plan as integers and 32-bit patterns. Items: FIELDS; parameters: (name, pattern)."""

    mission: tuple[Entry, ...]
    fence: tuple[Entry, ...]
    rally: tuple[Entry, ...]
    parameters: tuple[Entry, ...]

    @cached_property
    def content(self) -> bytes:
        """The bytes that are hashed: JSON of all four parts."""
        return _encoded({part: getattr(self, part) for part in PARTS})

    @cached_property
    def sha256(self) -> str:
        """Hex digest over mission, fence, rally and parameters."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def part_sha256(self) -> Mapping[str, str]:
        """Hex digest of each part by its name (PARTS)."""
        return {
            part: hashlib.sha256(_encoded({part: getattr(self, part)})).hexdigest()
            for part in PARTS
        }


class ApprovedForm(CanonicalForm):
    """Computed from approved values."""


class ReadBackForm(CanonicalForm):
    """Computed from what a vehicle answered."""


class FileForm(CanonicalForm):
    """Computed from a plan file: what an honest vehicle would answer once it had been given it."""


def canonical_package(package: FlightPackage) -> ApprovedForm:
    """What an honest vehicle will answer once it has this package."""
    return ApprovedForm(
        mission=_mission(package.mission),
        fence=_fence(package.fence),
        rally=_rally(package.rally),
        parameters=_parameters(package.parameters),
    )


def canonical_readback(
    mission_items: Sequence[WireItem],
    fence_items: Sequence[WireItem],
    rally_items: Sequence[WireItem],
    parameters: Parameters,
    names: Iterable[str] | None = None,
) -> ReadBackForm:
    """What this vehicle has. Item 0 of the mission is left out: the autopilot rewrites it.

    `parameters`: what was read; with `names` only these of it, so that a vehicle's whole list may
    be given. Raises ValueError for an item that was made for upload: a hash of what was sent says
    nothing about the vehicle.
    """
    wanted = set(parameters) if names is None else set(names)
    return ReadBackForm(
        mission=tuple(_answered(item) for item in mission_items if item.seq != 0),
        fence=tuple(_answered(item) for item in fence_items),
        rally=tuple(_answered(item) for item in rally_items),
        parameters=_parameters({n: v for n, v in parameters.items() if n in wanted}),
    )


def canonical_file(
    mission_items: Sequence[WireItem],
    fence_items: Sequence[WireItem],
    rally_items: Sequence[WireItem],
    parameters: Parameters,
) -> FileForm:
    """What would be on board with this file's items and these parameters.

    Of an item that no approved mission can have, by its command or its frame, every field counts.
    """
    return FileForm(
        mission=tuple(_stored(item) for item in mission_items),
        fence=tuple(_placed(item) for item in fence_items),
        rally=tuple(_placed(item) for item in rally_items),
        parameters=_parameters(parameters),
    )


def _stored(item: WireItem) -> Entry:
    if _FRAMES.get(item.frame, item.frame) != _ABOVE_SEA or item.command not in COMMAND_NUMBERS:
        return _answered(item)
    position = Position(item.lat_deg, item.lon_deg, item.alt_m)
    known = Item(Command(item.command), position, item.p1, item.p2, item.p3, item.p4)
    return _kept(item.seq, known)


def _mission(mission: Mission) -> tuple[Entry, ...]:
    return tuple(_kept(seq, item) for seq, item in enumerate(mission.items, start=1))


def _kept(seq: int, item: Item) -> Entry:
    p1 = int(item.p1) & 0xFFFF
    p3 = p4 = 0.0
    match item.command:
        case Command.NAV_LOITER_TIME:
            p3 = -1.0 if item.p3 < 0.0 else 1.0
            p4 = 1.0 if item.p4 > 0.0 else 0.0
        case Command.NAV_LAND:
            p4 = -1.0 if item.p4 < 0.0 else 1.0
        case Command.DO_RETURN_PATH_START | Command.DO_LAND_START:
            p1 = 0
    place = item.position
    lat_deg, lon_deg, alt_m = (
        (place.lat_deg, place.lon_deg, place.alt_amsl_m) if place else (0.0, 0.0, 0.0)
    )
    return _entry(seq, 0, int(item.command), (p1, 0.0, p3, p4), lat_deg, lon_deg, alt_m)


def _fence(fence: Fence) -> tuple[Entry, ...]:
    return tuple(_placed(item) for item in ardupilot.fence_items(fence))


def _rally(rally: Rally) -> tuple[Entry, ...]:
    return tuple(_placed(item) for item in ardupilot.rally_items(rally))


def _placed(item: WireItem) -> Entry:
    """Fence and rally items come back as they went, but for the frame's number."""
    return _entry(
        item.seq, 0, item.command, (item.p1, 0.0, 0.0, 0.0), item.lat_deg, item.lon_deg, item.alt_m
    )


def _answered(item: WireItem) -> Entry:
    if isinstance(item, UploadItem):
        raise ValueError(f"item {item.seq} was made for upload: read it back from the vehicle")
    p3, p4 = item.p3, item.p4
    # A vehicle that keeps these as they came means the same by 0 as ArduCopter by 1.
    if item.command == Command.NAV_LOITER_TIME and p3 == 0.0:
        p3 = 1.0
    if item.command == Command.NAV_LAND and p4 == 0.0:
        p4 = 1.0
    frame = _FRAMES.get(item.frame, item.frame)
    params = (item.p1, item.p2, p3, p4)
    return _entry(item.seq, frame, item.command, params, item.lat_deg, item.lon_deg, item.alt_m)


def _entry(
    seq: int,
    frame: int,
    command: int,
    params: tuple[float, float, float, float],
    lat_deg: float,
    lon_deg: float,
    alt_m: float,
) -> Entry:
    # A height that is no number differs from every height that was approved.
    alt_cm = round(alt_m * 100.0) if isfinite(alt_m) else _NO_HEIGHT
    places = (round(lat_deg * 1e7), round(lon_deg * 1e7), alt_cm)
    return (seq, frame, command, *(_pattern(value) for value in params), *places)


def _parameters(parameters: Parameters) -> tuple[Entry, ...]:
    return tuple((name, _pattern(value)) for name, value in sorted(parameters.items()))


def _pattern(value: float) -> str:
    """The 32-bit float's bits as hex: no rounding of a text form can hide a change."""
    return struct.pack(">f", float32(value)).hex()


def _encoded(parts: Mapping[str, tuple[Entry, ...]]) -> bytes:
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()
