"""The flying half is part of the deployment: the same start, the same refusal."""

from __future__ import annotations

import shutil

from logistics.deployment import load_deployment
from tests.logistics.deployment.conftest import Copy


def test_the_shipped_deployment_flies(copy: Copy) -> None:
    flying = load_deployment(copy.folder).flying
    assert flying is not None
    assert len(flying.routes) == 3
    halls = {hall.id for hall in load_deployment(copy.folder).village.halls}
    assert {route.hall.id for route in flying.routes} == halls


def test_a_route_into_a_forbidden_zone_stops_the_start(copy: Copy) -> None:
    copy.edit("airspace.geojson", '"floor_amsl_m": 1300', '"floor_amsl_m": 950')
    found = copy.findings()
    assert {one.split(":")[0] for one in found} == {
        "routes/nakao.geojson",
        "routes/ichinose.geojson",
        "routes/sugishima.geojson",
    }
    assert all("aerodrome heliport-approach" in one for one in found)


def test_faults_of_both_halves_are_told_in_one_go(copy: Copy) -> None:
    copy.edit("aircraft.yaml", "system_id: 12", "system_id: 11")
    copy.edit("people.yaml", "driver: p-hosaka", "driver: p-nobody")
    assert [one.split(":")[0] for one in copy.findings()] == ["aircraft.yaml", "people.yaml"]


def test_a_village_with_vans_only_is_a_deployment(copy: Copy) -> None:
    shutil.rmtree(copy.folder / "routes")
    assert copy.findings() == ["routes/:1: there is no route"]
    for name in (
        "terrain.yaml",
        "terrain.asc",
        "airspace.geojson",
        "aircraft.yaml",
        "flightbook.yaml",
    ):
        (copy.folder / name).unlink()
    assert load_deployment(copy.folder).flying is None


def test_a_pilot_is_somebody_who_has_aircraft_in_hand(copy: Copy) -> None:
    line = copy.edit("permits.yaml", "person: p-hosaka", "person: p-karaki")
    assert copy.findings() == [
        f"permits.yaml:{line}: pilot p-karaki: no person with the role operator or launch_authority"
    ]
