"""Routes that share airspace, by their shapes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from missions.flying import load_flying
from missions.routes.corridors import shared_corridors
from missions.routes.model import LandingPlace, Pad, Route
from missions.routes.volumes import contingency_width_m
from tests.missions.copying import SHIPPED
from tests.missions.routes.making import CARGO, place, route

CORRIDOR_M = route().half_width_m + contingency_width_m(CARGO.max_ground_speed_mps)


def straight(name: str, x_m: float, branch_to_m: float | None = None) -> Route:
    """3 km southwards at `x_m`; with a branch to the east or west from its middle."""
    path = tuple(place(x_m, y_m, 890) for y_m in (0, -1500, -3000))
    places = ()
    if branch_to_m is not None:
        places = (LandingPlace("field", "Field", place(branch_to_m, -1500, 800), 1, 890.0),)
    pads = {"hub": Pad("hub", place(x_m, 0, 800)), "hall": Pad("hall", place(x_m, -3000, 800))}
    return replace(route(), name=name, path=path, landing_places=places, **pads)


def test_from_one_hub_every_route_shares_with_every_other() -> None:
    flying = load_flying(SHIPPED)
    names = frozenset(flying.routes.by_name)
    shared = shared_corridors(flying.routes, flying.fleet.types_in_use)
    assert shared == dict.fromkeys(names, names)


@pytest.mark.parametrize(("apart_m", "meet"), [(-1.0, True), (1.0, False)])
def test_corridors_meet_with_what_lies_beyond_their_edges(apart_m: float, meet: bool) -> None:
    west, east = straight("west", 0), straight("east", 2 * CORRIDOR_M + apart_m)
    assert (shared_corridors([west, east], [CARGO])["west"] == {"west", "east"}) is meet


def test_a_branch_counts_as_much_as_the_way() -> None:
    west, east = straight("west", 0, branch_to_m=700), straight("east", 800)
    shared = shared_corridors([west, east, straight("far", 1600)], [CARGO])
    assert shared == {
        "west": {"west", "east"},
        "east": {"west", "east"},
        "far": {"far"},
    }
