"""A plan file as it was read: items with the frames and commands that it has, known or not.

Owns the value between a text and what is made of it, and the one error of all readers, which names
every fault by its file, line and item. Knows no format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any

from missions.errors import SorabinError
from missions.geo import LatLon
from missions.plan.ardupilot import FENCE, GLOBAL_INT, RALLY, RALLY_POINT
from missions.plan.formats.content import Zones
from missions.plan.wireitem import WireItem
from missions.reading.findings import Findings

MOST_BYTES = 4_000_000
"""Of one file; 700 items are 0.3 MB."""
_LARGEST = 3.4028235e38
"""Autopilots keep parameters in 32 bits."""
_CIRCLES = {True: 5003, False: 5004}
_VERTICES = {True: 5001, False: 5002}
_WHOLE = re.compile(r"[+-]?[0-9]{1,12}")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


class BadPlanFile(SorabinError):
    """The file is no plan that can be read here. `facts["findings"]` has all faults."""

    code = "bad-plan-file"


def raise_faults(findings: Findings) -> None:
    """Raise BadPlanFile with everything found so far."""
    if len(findings):
        lines = [str(finding) for finding in findings]
        raise BadPlanFile("\n".join(lines), findings=lines)


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item. `where` is what people call it in that file, with its line."""

    where: str
    line: int
    wire: WireItem


@dataclass(frozen=True, slots=True)
class RawPoint:
    """A rally point; its height counts from home, None where there is none."""

    place: LatLon
    above_home_m: float
    line: int


@dataclass(frozen=True, slots=True)
class RawPlan:
    """`file`: its name. `home`, `home_amsl_m`: None where the file names none.

    `fence`, `rally`, `cruise_mps`: None where the format cannot hold them.
    """

    file: str
    home: LatLon | None
    home_amsl_m: float | None
    items: tuple[RawItem, ...]
    fence: Zones | None = None
    rally: tuple[RawPoint, ...] | None = None
    cruise_mps: float | None = None

    def fence_items(self) -> tuple[WireItem, ...]:
        """The fence as it would be uploaded: polygons, then circles, as ground stations do."""
        zones = self.fence or Zones()
        placed = [
            (_VERTICES[zone.inclusion], float(len(zone.corners)), corner)
            for zone in zones.polygons
            for corner in zone.corners
        ]
        placed += [(_CIRCLES[c.inclusion], c.radius_m, c.centre) for c in zones.circles]
        return tuple(
            _placed(seq, command, p1, place, 0.0, FENCE)
            for seq, (command, p1, place) in enumerate(placed)
        )

    def rally_items(self) -> tuple[WireItem, ...]:
        """The rally points likewise, whole metres above the sea; without a home above it."""
        return tuple(
            _placed(
                seq,
                RALLY_POINT,
                0.0,
                point.place,
                float(round(point.above_home_m + (self.home_amsl_m or 0.0))),
                RALLY,
            )
            for seq, point in enumerate(self.rally or ())
        )


def whole(text: str) -> int | None:
    """A whole number in plain digits, or None."""
    return int(text) if _WHOLE.fullmatch(text) else None


def decimal(text: str) -> float | None:
    """A number in plain or scientific notation that an autopilot can keep, or None."""
    return kept(float(text)) if _DECIMAL.fullmatch(text) else None


def kept(value: float) -> float | None:
    """The value, or None where it is none that an autopilot can keep."""
    return value if isfinite(value) and abs(value) <= _LARGEST else None


def number_of(value: Any) -> float | None:
    """A JSON number that an autopilot can keep, whole or not; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return kept(float(value))
    except OverflowError:
        return None


def off_earth(lat_deg: float, lon_deg: float) -> str | None:
    """Why these are no degrees; None where they are."""
    if abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0:
        return None
    if abs(lat_deg) <= 180.0 and abs(lon_deg) <= 90.0:
        return f"latitude {lat_deg:g}, longitude {lon_deg:g}: the two look swapped"
    if float(lat_deg).is_integer() and float(lon_deg).is_integer():
        return (
            f"latitude {lat_deg:.0f}, longitude {lon_deg:.0f}: degrees are needed, not 1e-7 of one"
        )
    return f"latitude {lat_deg:g}, longitude {lon_deg:g}: are no degrees"


def _placed(
    seq: int, command: int, p1: float, place: LatLon, alt_m: float, mission_type: int
) -> WireItem:
    return WireItem(
        seq=seq, frame=GLOBAL_INT, command=command, current=0, autocontinue=1, p1=p1, p2=0.0,
        p3=0.0, p4=0.0, lat_deg=place.lat_deg, lon_deg=place.lon_deg, alt_m=alt_m,
        mission_type=mission_type,
    )  # fmt: skip
