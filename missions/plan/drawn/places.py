"""The emergency landing places of a drawn plan: its rally points, or a mission's branches.

Owns which drawn point is which place: one that the deployment knows already, or a new one with the
name that its importer gave. Heights of the ground come from the deployment's grid. Knows nothing of
files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from missions.geo import Position, distance_m
from missions.plan.drawn.answers import Account, PlaceName
from missions.plan.drawn.ends import SNAP_M
from missions.plan.drawn.shape import DrawnPlace, Shape
from missions.plan.model import Rally
from missions.routes.model import LandingPlace, Pad
from missions.routes.terrain import ElevationGrid

SAME_M = 10.0
"""So near to a landing place that the deployment has, a drawn one is that place."""
Wrong = Callable[[str], None]


class Ground(NamedTuple):
    """What the deployment knows: its elevation grid, and the landing places of other routes."""

    terrain: ElevationGrid
    known: Sequence[LandingPlace]


def drawn_places(
    shape: Shape, rally: Rally | None, hub: Pad, account: Account
) -> tuple[DrawnPlace, ...]:
    """The landing places that the plan has. A rally point at the hub is the last resort of every
    route, and none of a single one."""
    if shape.of_service is not None:
        return shape.places
    found = []
    for number, point in enumerate(rally.points if rally else (), start=1):
        if distance_m(point, hub.position) <= SNAP_M:
            account.state(f"rally point {number}", "not taken over", "it is the hub")
        else:
            found.append(DrawnPlace(point.ground, point.alt_amsl_m))
    return tuple(found)


def landing_places(
    drawn: Sequence[DrawnPlace],
    path: Sequence[Position],
    ground: Ground,
    names: Sequence[PlaceName],
    account: Account,
    wrong: Wrong,
) -> tuple[LandingPlace, ...]:
    """All of them with names, ground and corner. What has no name yet is missing in `account`."""
    left = list(names)
    found = []
    for number, each in enumerate(drawn, start=1):
        place = _one(number, each, path, ground, left, account, wrong)
        if place is not None:
            found.append(place)
    if left:
        wrong(f"--place {left[0].id}: the plan has no landing place left that is to be named")
    return tuple(found)


def _one(
    number: int,
    drawn: DrawnPlace,
    path: Sequence[Position],
    ground: Ground,
    names: list[PlaceName],
    account: Account,
    wrong: Wrong,
) -> LandingPlace | None:
    what = f"landing place {number}"
    leaves_at = drawn.leaves_at
    if leaves_at is None:
        leaves_at = min(range(len(path)), key=lambda corner: distance_m(path[corner], drawn.place))
    known = next((k for k in ground.known if distance_m(k.position, drawn.place) <= SAME_M), None)
    if known is not None:
        account.state(what, f"{known.id}, leaves at {leaves_at}", "the deployment has it already")
        named, position = PlaceName(known.id, known.name, known.en), known.position
    else:
        surveyed = _position(what, drawn, ground.terrain, account, wrong)
        if not names:
            where = f"{drawn.place.lat_deg:.6f}, {drawn.place.lon_deg:.6f}"
            account.missing.append(f"--place ID:NAME:ENGLISH ({what} at {where})")
        if surveyed is None or not names:
            return None
        named, position = names.pop(0), surveyed
        account.state(what, f"{named.id}, leaves at {leaves_at}", "--place")
    return LandingPlace(
        id=named.id,
        name=named.name,
        position=position,
        leaves_at=leaves_at,
        approach_alt_amsl_m=round(drawn.approach_alt_amsl_m, 2),
        en=named.en,
    )


def _position(
    what: str, drawn: DrawnPlace, terrain: ElevationGrid, account: Account, wrong: Wrong
) -> Position | None:
    """Its place, as precise as autopilots keep it, and the ground's height there."""
    lat_deg, lon_deg = round(drawn.place.lat_deg, 7), round(drawn.place.lon_deg, 7)
    if drawn.alt_amsl_m is not None:
        return Position(lat_deg, lon_deg, drawn.alt_amsl_m)
    if not terrain.covers(drawn.place):
        wrong(f"{what}: the deployment's elevation grid does not reach it")
        return None
    alt_m = round(terrain.height_amsl_m(drawn.place), 1)
    account.state(f"{what}, ground", f"{alt_m:g} m", "the deployment's elevation grid")
    return Position(lat_deg, lon_deg, alt_m)
