"""A path in samples."""

from __future__ import annotations

import numpy as np
import pytest

from missions.routes.profile import profile
from tests.missions.routes.making import FRAME, grid, place, route


def test_samples_are_no_further_apart_than_wanted_and_end_at_the_ends() -> None:
    samples = profile(grid(), FRAME, route().path, every_m=10.0)
    steps = np.diff(samples.along_m)
    assert steps.max() <= 10.0 + 1e-9
    assert samples.along_m[-1] == pytest.approx(route().length_m, abs=0.01)
    assert samples.place(0).lat_deg == pytest.approx(route().path[0].lat_deg, abs=1e-9)
    assert samples.place(-1).lon_deg == pytest.approx(route().path[-1].lon_deg, abs=1e-9)


def test_heights_run_straight_between_points_and_ground_is_taken_across() -> None:
    slope = grid(lambda x, y: 800 + 0.1 * x)
    samples = profile(slope, FRAME, (place(0, 0, 900), place(0, -1000, 950)), 40.0)
    middle = len(samples) // 2
    assert samples.alt_amsl_m[middle] == pytest.approx(925.0, abs=0.6)
    assert samples.ground_amsl_m[middle] == pytest.approx(800.0, abs=0.05)
    assert samples.ground_low_m[middle] == pytest.approx(796.0, abs=0.05)
    assert samples.ground_high_m[middle] == pytest.approx(804.0, abs=0.05)
    assert samples.agl_m[0] == pytest.approx(100.0, abs=0.05)


def test_a_corridor_that_only_touches_the_edge_of_the_grid_is_not_on_it() -> None:
    inside = profile(grid(), FRAME, (place(-2650, 0, 900), place(-2650, -500, 900)))
    assert inside.on_terrain
    wide = profile(grid(), FRAME, (place(-2650, 0, 900), place(-2650, -500, 900)), 100.0)
    assert not wide.on_terrain
