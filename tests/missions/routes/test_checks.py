"""Each geometry check passes a good route, and fails the one spoiled for it where it is spoiled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from missions.geo import distance_m
from missions.routes.airspace import Airspace, Zone, ZoneKind
from missions.routes.checks import check_route
from missions.routes.model import LandingPlace, Route
from missions.routes.verdict import Verdict
from tests.missions.routes.making import CARGO, FRAME, checks, failed, grid, moved, place, route


def test_a_good_route_fails_nothing_and_claims_nothing_it_cannot_know() -> None:
    answers = checks(route())
    assert failed(answers) == set()
    unknown = {name for name, one in answers.items() if one.verdict is Verdict.NOT_EVALUATED}
    assert unknown == {"wires", "objects", "districts", "zones", "branch-zones"}


SPOILED = [
    ("terrain", moved(1, place(3700, -1000, 890)), {"landing-aside"}),
    ("highest", moved(2, place(300, -2200, 950)), {"volume-top"}),
    ("volume-top", moved(2, place(300, -2200, 930)), set()),
    ("lowest", moved(2, place(300, -2200, 830)), set()),
    ("climb", moved(3, place(0, -3100, 712)), {"lowest"}),
    ("ends", moved(3, place(0, -3101, 890)), set()),
    ("points", moved(2, place(300, -1003, 890)), {"landing-spacing", "landing-aside", "turns"}),
    ("crossing", moved(2, place(400, -200, 890)), {"sharpest-turn"}),
    ("turns", moved(2, place(360, -1010, 890)), {"landing-spacing", "landing-aside"}),
    ("sharpest-turn", moved(2, place(320, -300, 890)), {"landing-spacing", "landing-aside"}),
    ("width", replace(route(), half_width_m=36.0), set()),
    ("speed", replace(route(), cruise_mps=9.0), set()),
    ("landing-spacing", replace(route(), landing_places=()), set()),
]


@pytest.mark.parametrize(("name", "spoiled", "also"), SPOILED, ids=[one[0] for one in SPOILED])
def test_what_was_spoiled_fails(name: str, spoiled: Route, also: set[str]) -> None:
    found = failed(checks(spoiled))
    assert name in found
    assert also <= found


def test_heights_fail_at_the_place_where_they_are_worst() -> None:
    hill = grid(lambda x, y: 800 + 70 * np.exp(-((x - 300) ** 2 + (y + 1600) ** 2) / 100**2))
    lowest = checks(route(), hill)["lowest"]
    assert lowest.verdict is Verdict.FAIL
    assert lowest.worst is not None
    assert distance_m(lowest.worst.place, place(300, -1600, 0)) < 40
    assert lowest.worst.along_m == pytest.approx(1044 + 600, abs=30)


def test_ground_beside_the_path_counts_and_so_does_its_error() -> None:
    # The path runs at x = 300, so the corridor's edge lies 20 m higher than the ground below it.
    slope = grid(lambda x, y: 800 + 0.5 * (x - 300))
    assert checks(route(), slope)["lowest"].value == pytest.approx(69.0, abs=0.1)
    doubtful = grid(lambda x, y: 800 + 0.5 * (x - 300), error_m=41.0)
    assert failed(checks(route(), doubtful)) >= {"lowest"}


def test_outside_the_grid_heights_are_not_evaluated_and_the_route_fails() -> None:
    answers = checks(moved(1, place(3700, -1000, 890)))
    assert answers["terrain"].verdict is Verdict.FAIL
    assert {answers[name].verdict for name in ("highest", "volume-top", "lowest")} == {
        Verdict.NOT_EVALUATED
    }


def test_a_pad_that_is_not_on_the_ground_fails() -> None:
    assert failed(checks(route(), grid(lambda x, y: 800.6 + 0 * x))) == {"pads", "landing-ground"}


def square(kind: ZoneKind, x_m: float, y_m: float, floor: float | None = None) -> Airspace:
    corners = ((-50, -50), (50, -50), (50, 50), (-50, 50))
    ring = tuple(FRAME.to_lat_lon(x_m + dx, y_m + dy) for dx, dy in corners)
    return Airspace((Zone("z", kind, "Z", ring, floor),))


def test_a_zone_beside_the_corridor_passes_and_one_in_it_fails() -> None:
    beside = checks(route(), None, square(ZoneKind.NO_FLY, 300 - 100, -1600))
    assert beside["zones"].verdict is Verdict.PASS
    assert beside["zones"].margin == pytest.approx(10.0, abs=0.1)
    inside = checks(route(), None, square(ZoneKind.NO_FLY, 300 - 85, -1600))
    assert failed(inside) == {"zones"}
    assert inside["zones"].margin == pytest.approx(-5.0, abs=0.1)


def test_a_zone_above_is_left_alone_by_the_volume_and_not_only_by_the_path() -> None:
    # The path is at 890 m, its volume reaches 22.97 m higher.
    above = checks(route(), None, square(ZoneKind.AERODROME, 300, -1600, floor=914))
    assert above["zones"].margin == pytest.approx(1.03, abs=0.01)
    assert above["zones"].verdict is Verdict.PASS
    too_low = checks(route(), None, square(ZoneKind.AERODROME, 300, -1600, floor=912))
    assert failed(too_low) == {"zones"}


def test_districts_keep_the_ground_risk_buffer_away_too() -> None:
    def margin(x_m: float) -> float:
        found = checks(route(), None, square(ZoneKind.DID, x_m, -1600))["districts"].margin
        assert found is not None
        return found

    # 40 m of corridor, and v * sqrt(2 (90 + 22.97) / g) + CD / 2 = 72.8 m of buffer.
    assert margin(300 + 50 + 200) == pytest.approx(200 - 40 - 72.84, abs=0.1)
    assert margin(300 + 50 + 110) < 0


def test_a_zone_on_the_way_to_a_landing_place_fails_the_branch_and_names_it() -> None:
    far = LandingPlace("far", "Far", place(560, -1000, 800), 1, 890.0)
    spoiled = replace(route(), landing_places=(far, *route().landing_places))
    answers = checks(spoiled, None, square(ZoneKind.NO_FLY, 560, -1000))
    assert failed(answers) == {"branch-zones"}
    assert answers["branch-zones"].feature == "far"


def test_landing_places_are_near_flat_and_reached_without_touching_the_ground() -> None:
    steep = grid(lambda x, y: np.where(x > 360, 800 + 0.3 * (x - 360), 800.0))
    found = checks(route(), steep)
    assert failed(found) == {"landing-slope", "landing-ground"}
    assert found["landing-slope"].value == pytest.approx(16.7, abs=0.5)
    away = LandingPlace("away", "Away", place(650, -1000, 800), 1, 890.0)
    wall = grid(lambda x, y: np.where(np.abs(x - 480) < 40, 870.0, 800.0))
    spoiled = replace(route(), landing_places=(away, *route().landing_places))
    found = checks(spoiled, wall)
    assert {"landing-aside", "branches"} <= failed(found)
    assert found["branches"].feature == "away"


def test_checks_hold_for_the_most_demanding_type() -> None:
    fast = replace(CARGO, id="fast", max_ground_speed_mps=18.0)
    found = {
        one.name: one
        for one in check_route(route(), grid(), Airspace(()), (CARGO, fast), frame=FRAME)
    }
    assert found["width"].verdict is Verdict.FAIL
