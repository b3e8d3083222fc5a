"""MAVSDK, a ground station's library by others: it checks, loads and flies our vehicle.

The same test flies a real ArduCopter where there is one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from missions.geo import Position
from tests.flight.vehicles import KINDS, vehicle

mavsdk = pytest.importorskip("mavsdk")
plugins = pytest.importorskip("mavsdk.plugins")

from mavsdk.plugins.action import Action  # noqa: E402
from mavsdk.plugins.geofence import FenceType, Geofence, GeofenceData, Point, Polygon  # noqa: E402
from mavsdk.plugins.mission_raw import MissionItem, MissionRaw  # noqa: E402
from mavsdk.plugins.param import Param  # noqa: E402
from mavsdk.plugins.telemetry import LandedState, Telemetry  # noqa: E402

pytestmark = pytest.mark.slow
_SPEED = 5.0
_HOME = Position(-35.363262, 149.165237, 584.0)
"""On even ground, away from the deployment's mountains."""
_GLOBAL_RELATIVE = 6  # MAV_FRAME_GLOBAL_RELATIVE_ALT_INT
_WAYPOINT, _LAND, _TAKEOFF = 16, 21, 22
_STEP_DEG = 0.002


@dataclass
class Ground:
    """One ground station that has found one vehicle."""

    telemetry: Any
    action: Any
    missions: Any
    fence: Any
    parameters: Any

    @classmethod
    def of(cls, system: Any) -> Ground:
        return cls(
            Telemetry(system), Action(system), MissionRaw(system), Geofence(system), Param(system)
        )


def _until(true: Callable[[], bool], what: str, within_s: float = 60.0) -> None:
    until_s = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < until_s, what
        time.sleep(0.1)


@pytest.fixture(params=KINDS)
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    with vehicle(request.param, tmp_path, _SPEED, home=_HOME) as address:
        url = address.replace("tcp:", "tcpout://")
        kind = mavsdk.ComponentType.GROUND_STATION
        with mavsdk.Mavsdk(mavsdk.Configuration.create_with_component_type(kind)) as station:
            assert station.add_any_connection(url) == mavsdk.ConnectionResult.SUCCESS
            system = station.first_autopilot(30.0)
            assert system is not None
            yield Ground.of(system)


def _item(seq: int, command: int, north: float, east: float, up_m: float) -> Any:
    at = _HOME
    return MissionItem(
        seq=seq,
        frame=0 if seq == 0 else _GLOBAL_RELATIVE,
        command=command,
        current=int(seq == 0),
        autocontinue=1,
        x=round((at.lat_deg + north * _STEP_DEG) * 1e7),
        y=round((at.lon_deg + east * _STEP_DEG) * 1e7),
        z=up_m,
        mission_type=0,
    )


def _mission() -> list[Any]:
    return [
        _item(0, _WAYPOINT, 0, 0, _HOME.alt_amsl_m),
        _item(1, _TAKEOFF, 0, 0, 40.0),
        _item(2, _WAYPOINT, 1, 0, 60.0),
        _item(3, _WAYPOINT, 1, 1, 50.0),
        _item(4, _LAND, 0, 0, 0.0),
    ]


def _around() -> Any:
    at = _HOME
    corners = ((-2, -2), (-2, 3), (3, 3), (3, -2))
    points = [
        Point(at.lat_deg + north * _STEP_DEG, at.lon_deg + east * _STEP_DEG)
        for north, east in corners
    ]
    return GeofenceData(polygons=[Polygon(points=points, fence_type=FenceType.INCLUSION)])


def test_it_flies_a_mission_inside_a_fence_and_lands(ground: Ground) -> None:
    telemetry = ground.telemetry
    for set_rate in (
        telemetry.set_rate_health,
        telemetry.set_rate_landed_state,
        telemetry.set_rate_position,
    ):
        set_rate(5.0)
    _until(lambda: telemetry.health().is_global_position_ok, "no position")
    _until(lambda: telemetry.health().is_home_position_ok, "no home")
    _until(lambda: telemetry.health().is_armable, "never armable")

    ground.parameters.set_param_int("FENCE_TYPE", 4)
    assert ground.parameters.get_param_int("FENCE_TYPE") == 4
    ground.fence.upload_geofence(_around())
    ground.parameters.set_param_int("FENCE_ENABLE", 1)
    fence = ground.fence.download_geofence()
    assert [len(each.points) for each in fence.polygons] == [4]

    sent = _mission()
    ground.missions.upload_mission(sent)
    stored = ground.missions.download_mission()
    assert [(i.command, i.x, i.y) for i in stored[1:]] == [(i.command, i.x, i.y) for i in sent[1:]]

    ground.action.arm()
    _until(telemetry.armed, "not armed")
    ground.missions.start_mission()
    highest_m = 0.0

    def landed() -> bool:
        nonlocal highest_m
        highest_m = max(highest_m, telemetry.position().relative_altitude_m)
        return telemetry.landed_state() == LandedState.ON_GROUND and not telemetry.armed()

    _until(lambda: telemetry.landed_state() == LandedState.IN_AIR, "never in the air")
    _until(landed, "never landed", within_s=180.0)
    assert 55.0 < highest_m < 65.0
    there = telemetry.position()
    assert abs(there.latitude_deg - _HOME.lat_deg) < 3e-5
    assert abs(there.longitude_deg - _HOME.lon_deg) < 3e-5
