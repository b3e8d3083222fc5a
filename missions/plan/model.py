"""What an autopilot is given to fly, in neutral form: missions, fences, rally points, parameters.

Owns the values and what their places in the list mean. Heights are above mean sea level.
Knows nothing of MAVLink's encoding (`missions.plan.ardupilot`) or of how a mission is made from a
route (`missions.plan.compiler`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from missions.geo import LatLon, Position


class Command(IntEnum):
    """Mission commands in use, by their MAVLink numbers."""

    NAV_WAYPOINT = 16
    NAV_LOITER_TIME = 19
    NAV_LAND = 21
    NAV_TAKEOFF = 22
    DO_RETURN_PATH_START = 188
    DO_LAND_START = 189


COMMAND_NUMBERS = frozenset(int(command) for command in Command)


class Direction(StrEnum):
    """A round is two flights: out to the hall, and home."""

    OUT = "out"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Item:
    """One mission item. `position` is None where the command has none.

    `p1` to `p4` are the command's own parameters: for NAV_LOITER_TIME `p1` is seconds, for
    NAV_WAYPOINT `p1` is the hold time in seconds.
    """

    command: Command
    position: Position | None = None
    p1: float = 0.0
    p2: float = 0.0
    p3: float = 0.0
    p4: float = 0.0


@dataclass(frozen=True, slots=True)
class Mission:
    """One flight's items. Item `items[i]` has sequence number i + 1: number 0 is the home item.

    `wait_seq`: the wait over the hall (out only). `return_seq`: DO_RETURN_PATH_START.
    `consent_seq`: the first item of the landing at the hall, reached only by a jump (out only).
    Both are None, too, where nobody here knows what the aircraft has on board.
    `branches`: first item of the way to each emergency landing place, by its id; from where an
    aircraft may jump to which item of it: `missions.plan.branches`.
    """

    route: str
    direction: Direction
    items: tuple[Item, ...]
    return_seq: int
    wait_seq: int | None = None
    consent_seq: int | None = None
    branches: Mapping[str, int] = field(default_factory=dict)

    def item(self, seq: int) -> Item:
        """The item with this sequence number (1 is the first)."""
        if not 1 <= seq <= len(self.items):
            raise IndexError(f"no item {seq} in a mission of {len(self.items)}")
        return self.items[seq - 1]


@dataclass(frozen=True, slots=True)
class Fence:
    """Inclusion polygon (the aircraft stays inside) and exclusion polygons, not closed."""

    inside: tuple[LatLon, ...]
    outside: tuple[tuple[LatLon, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Rally:
    """Rally points of last resort."""

    points: tuple[Position, ...]


Parameters = Mapping[str, float]
"""Autopilot parameters by name; values are compared as 32-bit floats."""


@dataclass(frozen=True, slots=True)
class FlightPackage:
    """All that is uploaded, or must be set, before one flight."""

    mission: Mission
    fence: Fence
    rally: Rally
    parameters: Parameters
