"""What the service may plan to fly comes out of its folder: fleet, routes and their approvals."""

from __future__ import annotations

from logistics.deployment import Deployment, load_deployment
from logistics.domain.airlift import NO_AIR
from tests.logistics.deployment.conftest import Copy


def flown(copy: Copy, count: int | None = None) -> Deployment:
    return load_deployment(copy.folder).with_aircraft(count)


def test_all_aircraft_fly_all_approved_routes(copy: Copy) -> None:
    air = flown(copy).air
    assert air.aircraft == ("tsubame", "tobi")
    assert set(air.routes) == {"nakao", "ichinose", "sugishima"}
    assert all(route.approved for route in air.routes.values())
    assert air.limits is not None
    assert air.limits.wind_mps == 5.0


def test_flight_minutes_are_those_that_were_flown(copy: Copy) -> None:
    """Nakao took 780 s on a real autopilot; the others are longer by their length."""
    minutes = {hall: route.flight_min for hall, route in flown(copy).air.routes.items()}
    assert minutes["nakao"] == 13
    assert minutes["nakao"] < minutes["ichinose"] < minutes["sugishima"] < 22


def test_so_many_aircraft_as_wanted(copy: Copy) -> None:
    assert flown(copy, 0).air is NO_AIR
    assert len(flown(copy, 1).air.aircraft) == 1
    assert len(flown(copy, 9).air.aircraft) == 2


def test_a_route_that_has_changed_has_lost_its_approval_and_stops_nothing(copy: Copy) -> None:
    copy.edit("routes/nakao.geojson", '"wait_s": 60', '"wait_s": 61')
    routes = flown(copy).air.routes
    assert routes["nakao"].approved is None
    assert routes["ichinose"].approved is not None


def test_without_the_record_nothing_is_approved(copy: Copy) -> None:
    (copy.folder / "approvals.yaml").unlink()
    assert {route.approved for route in flown(copy).air.routes.values()} == {None}


def test_an_approval_for_simulations_is_none_for_an_aircraft(copy: Copy) -> None:
    copy.edit(
        "aircraft.yaml", "system_id: 12, link: sitl", "system_id: 12, link: tcp:192.0.2.7:5760"
    )
    assert {route.approved for route in flown(copy).air.routes.values()} == {None}


def test_faults_of_the_record_name_their_lines(copy: Copy) -> None:
    line = copy.edit("approvals.yaml", "route: nakao", "route: nakano")
    assert copy.findings() == [f"approvals.yaml:{line}: route nakano: no such route"]
    line = copy.edit("approvals.yaml", "version: 4065", "version: 406")
    assert copy.findings()[0].startswith(f"approvals.yaml:{line}: version")
