"""Which vehicles the service starts, on which ports, and where they stand after a night."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from logistics.db.models import SortieRow
from logistics.db.upgrade import upgrade
from logistics.deployment import Deployment
from logistics.domain.sorties import SortieState
from logistics.processes.settings import Settings
from logistics.processes.specs import service_processes
from logistics.processes.vehicles import carry_home, with_vehicles
from tests.logistics.support.service import TUESDAY, at


@pytest.fixture
def flown(deployment: Deployment) -> Deployment:
    return deployment.with_aircraft()


def test_each_simulated_aircraft_has_a_vehicle_with_ports_of_its_own(flown: Deployment) -> None:
    settings, vehicles = with_vehicles(Settings(), flown)
    assert [vehicle.aircraft.id for vehicle in vehicles] == ["tsubame", "tobi"]
    assert settings.links == {each.aircraft.id: each.address for each in vehicles}
    wanted = [each.port + offset for each in vehicles for offset in (0, 2, 3)]
    wanted.append(settings.telemetry_port or 0)
    assert len(set(wanted)) == len(wanted)
    for port in wanted:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", port))


def test_an_aircraft_with_a_link_of_its_own_has_no_vehicle(flown: Deployment) -> None:
    assert flown.flying is not None
    fleet = flown.flying.fleet
    real = replace(fleet.aircraft["tobi"], link="tcp:192.0.2.7:5760")
    aircraft = {**fleet.aircraft, "tobi": real}
    flying = replace(flown.flying, fleet=replace(fleet, aircraft=aircraft))
    settings, vehicles = with_vehicles(Settings(), replace(flown, flying=flying))
    assert [vehicle.aircraft.id for vehicle in vehicles] == ["tsubame"]
    assert set(settings.links) == {"tsubame"}


def test_without_aircraft_there_is_no_desk(deployment: Deployment, tmp_path: Path) -> None:
    settings, vehicles = with_vehicles(Settings(), deployment.with_aircraft(0))
    assert vehicles == ()
    names = [each.name for each in service_processes(settings, deployment, vehicles, tmp_path)]
    assert names == ["web", "worker"]


def test_vehicles_start_before_the_desk_that_looks_at_them(
    flown: Deployment, tmp_path: Path
) -> None:
    settings, vehicles = with_vehicles(Settings(drones=2), flown)
    specs = service_processes(settings, flown, vehicles, tmp_path)
    assert [each.name for each in specs] == ["web", "worker", "sitl-tsubame", "sitl-tobi", "desk"]
    assert Settings.model_validate_json(
        specs[-1].env["SORABIN_LINKS"].join(('{"links":', "}"))
    ).links


def test_an_aircraft_on_no_sortie_stands_at_its_hub_after_a_start(
    flown: Deployment, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'service.db'}"
    database = Database(url)
    upgrade(database)
    with Session(database.write_engine) as session:
        for number, (craft, state) in enumerate(
            [("tsubame", SortieState.DOWN), ("tobi", SortieState.AT_HALL)], start=1
        ):
            session.add(
                SortieRow(
                    day=TUESDAY,
                    id=f"s{number}",
                    aircraft=craft,
                    hall="nakao",
                    route="nakao",
                    leg=f"a{number}",
                    state=state,
                    last_launch_at=at(14),
                    made_at=at(13),
                )
            )
        session.commit()
    database.close()
    for craft in ("tsubame", "tobi"):
        (tmp_path / "vehicles" / craft).mkdir(parents=True)
    _, vehicles = with_vehicles(Settings(), flown)
    carry_home(url, vehicles, tmp_path / "vehicles")
    assert [path.name for path in (tmp_path / "vehicles").iterdir()] == ["tobi"]
