"""Facts of the shipped deployment's flying half that the service is described by."""

from __future__ import annotations

import pytest

from missions.aircraft.model import NotInFleet
from missions.flying import Flying
from missions.geo import LocalFrame
from missions.routes.checks import check_route
from missions.routes.library import UnknownRoute
from missions.routes.profile import profile
from missions.routes.verdict import Verdict
from tests.missions.copying import SHIPPED

LENGTHS_M = {"nakao": 6600.0, "ichinose": 8400.0, "sugishima": 10300.0}


def test_three_routes_of_known_length(shipped: Flying) -> None:
    assert {route.name for route in shipped.routes} == set(LENGTHS_M)
    for route in shipped.routes:
        assert route.length_m == pytest.approx(LENGTHS_M[route.name], rel=0.01)
        assert shipped.routes.to_hall(route.hall.id) == (route,)
    with pytest.raises(UnknownRoute, match="there are: ichinose, nakao, sugishima"):
        shipped.routes.route("ura")


def test_heights_above_ground_and_nothing_that_fails(shipped: Flying) -> None:
    for route in shipped.routes:
        frame = LocalFrame(route.hub.position.ground)
        agl_m = profile(shipped.terrain, frame, route.path).agl_m
        assert agl_m.min() >= 60
        assert agl_m.max() <= 120
        checks = check_route(route, shipped.terrain, shipped.airspace, shipped.fleet.types_in_use)
        assert not any(check.verdict is Verdict.FAIL for check in checks)


def test_the_straight_line_runs_into_a_ridge(shipped: Flying) -> None:
    for route in shipped.routes:
        straight = (route.path[0], route.path[-1])
        samples = profile(shipped.terrain, LocalFrame(straight[0].ground), straight)
        assert samples.agl_m.min() < -50


def test_the_ground_at_the_pads_is_that_of_the_places(shipped: Flying) -> None:
    for route in shipped.routes:
        for pad in (route.hub, route.hall):
            ground = shipped.terrain.height_amsl_m(pad.position)
            assert ground == pytest.approx(pad.position.alt_amsl_m, abs=0.1)


def test_it_says_that_it_is_synthetic_and_is_small(shipped: Flying) -> None:
    assert shipped.terrain.synthetic
    for name in ("routes/nakao.geojson", "airspace.geojson"):
        assert '"synthetic": true' in (SHIPPED / name).read_text("utf-8")
    assert (SHIPPED / "terrain.asc").stat().st_size < 500_000


def test_two_aircraft_and_four_batteries(shipped: Flying) -> None:
    fleet = shipped.fleet
    assert len(fleet.aircraft) == 2
    assert all(one.simulated for one in fleet.aircraft.values())
    assert [one.id for one in fleet.batteries_for("tobi")] == [f"bat-0{n}" for n in (1, 2, 3, 4)]
    assert fleet.type_of("tobi").max_mass_kg == 25.0
    with pytest.raises(NotInFleet):
        fleet.type_of("taka")


def test_a_version_follows_the_content(shipped: Flying) -> None:
    versions = {route.version for route in shipped.routes}
    assert len(versions) == 3
    assert all(len(version) == 64 for version in versions)
