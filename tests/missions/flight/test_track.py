"""The flown track against the path."""

from __future__ import annotations

import pytest

from missions.flight.track import PathFrame, Track
from missions.geo import distance_m
from tests.missions.flight.making import HUB, ROUTE, beside


def test_along_and_beside_the_path() -> None:
    path = PathFrame(ROUTE)
    assert path.length_m == pytest.approx(ROUTE.length_m, rel=1e-5)
    middle = ROUTE.path[1]
    along, off = path.project(beside(middle, 25))
    assert along == pytest.approx(distance_m(HUB, middle), abs=5)
    assert off == pytest.approx(25, abs=1)
    assert path.alt_amsl_m(along) == pytest.approx(middle.alt_amsl_m, abs=0.1)
    assert path.project(ROUTE.path[0]) == pytest.approx((0, 0), abs=0.01)


def test_sums_over_samples_in_order_of_vehicle_time() -> None:
    track = Track(ROUTE)
    assert (track.max_cross_track_m, track.p95_cross_track_m) == (None, None)
    for at_s, place in ((0.0, ROUTE.path[0]), (100.0, ROUTE.path[1]), (90.0, HUB)):
        track.add(at_s, place, 1800.0)
    track.add(101.0, beside(ROUTE.path[1], 10), None)
    assert track.distance_m == pytest.approx(distance_m(HUB, ROUTE.path[1]) + 10, abs=0.1)
    assert track.energy_wh == pytest.approx(50.0)
    assert track.max_cross_track_m == pytest.approx(10, abs=0.5)
    assert 0.4 < track.fraction < 0.6
