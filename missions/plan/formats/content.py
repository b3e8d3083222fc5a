"""What a plan file holds, in neutral form: home, items, fence, rally points, a speed.

Owns the value that the writers of `.plan` and `.waypoints` take and that their readers give back.
A file of others may hold what no flight of ours has (circles, several polygons), so its fence is
wider than `missions.plan.model.Fence`. Heights are above mean sea level. Knows nothing of routes
and of text.
"""

from __future__ import annotations

from dataclasses import dataclass

from missions.geo import LatLon, Position
from missions.plan.model import Fence, FlightPackage, Item, Rally


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon, not closed. `inclusion`: the aircraft stays inside, else outside."""

    inclusion: bool
    corners: tuple[LatLon, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """A circular zone, radius in metres."""

    inclusion: bool
    centre: LatLon
    radius_m: float


@dataclass(frozen=True, slots=True)
class Zones:
    """All of a file's fence, in the file's order."""

    polygons: tuple[Zone, ...] = ()
    circles: tuple[Circle, ...] = ()

    @classmethod
    def of(cls, fence: Fence) -> Zones:
        rings = [(True, fence.inside), *((False, ring) for ring in fence.outside)]
        return cls(tuple(Zone(inclusion, ring) for inclusion, ring in rings))


@dataclass(frozen=True, slots=True)
class PlanContent:
    """`items[i]` has number i + 1, `home` is the place of number 0; None where a file names none.

    `fence`, `rally`, `cruise_mps`: None where the format cannot hold them.
    """

    home: Position | None
    items: tuple[Item, ...]
    fence: Zones | None = None
    rally: Rally | None = None
    cruise_mps: float | None = None

    @classmethod
    def of(cls, package: FlightPackage, home: Position, cruise_mps: float) -> PlanContent:
        """All of a flight that a plan file can hold; parameters are no part of one."""
        zones = Zones.of(package.fence)
        return cls(home, package.mission.items, zones, package.rally, cruise_mps)


def written_numbers(item: Item) -> tuple[float, float, float, float]:
    """An item's own parameters as both formats write them. There is no negative zero: read back it
    would be another text."""
    return item.p1 + 0.0, item.p2 + 0.0, item.p3 + 0.0, item.p4 + 0.0


def written_place(item: Item) -> tuple[float, float, float]:
    """Degrees and metres of an item as both formats write them: to 1e-7 degrees and a centimetre.

    Without a place all are 0, which autopilots take for none.
    """
    if item.position is None:
        return 0.0, 0.0, 0.0
    return written(item.position)


def written(place: Position) -> tuple[float, float, float]:
    """The same of a position."""
    return (
        round(place.lat_deg, 7) + 0.0,
        round(place.lon_deg, 7) + 0.0,
        round(place.alt_amsl_m, 2) + 0.0,
    )
