"""A simulated vehicle gets its parameters once; afterwards a difference is refused, not mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions.flight.desk.plans import Plans
from missions.flight.desk.preparing import put_on_board
from missions.flight.trial import no_faults
from missions.link.station import Station
from missions.plan.parameters import GCS_SYSTEM_ID
from tests.flight.vehicles import vehicle as a_vehicle
from tests.missions.flight.desk.hub import AIRCRAFT, FLYING, OUT
from tests.missions.link.fake_vehicle import FakeVehicle

PLAN = Plans(FLYING).of(AIRCRAFT, "nakao", "out")
WANTED = PLAN.package.parameters


async def test_a_simulated_vehicle_is_set_up_once_and_never_mended() -> None:
    async with FakeVehicle(rate=20.0) as vehicle, await Station.open(vehicle.address) as station:
        vehicle.params = {**dict.fromkeys(WANTED, 0.0), "SIM_SPEEDUP": 1.0, "SIM_LOAD_KG": 0.0}
        vehicle.params[GCS_SYSTEM_ID] = 255.0
        fresh = await put_on_board(station, PLAN, OUT, 3.0)
        assert fresh.prepared.parameter_differences == ()
        assert vehicle.params[GCS_SYSTEM_ID] == WANTED[GCS_SYSTEM_ID]
        vehicle.params["FS_GCS_ENABLE"] = 0.0
        changed = await put_on_board(station, PLAN, OUT, 3.0)
        assert changed.prepared.parameter_differences == ("FS_GCS_ENABLE is 0, wanted 6",)
        assert vehicle.params["FS_GCS_ENABLE"] == 0.0


async def test_an_aircraft_is_never_written_to() -> None:
    async with FakeVehicle(rate=20.0) as vehicle, await Station.open(vehicle.address) as station:
        vehicle.params = dict.fromkeys(WANTED, 0.0)
        told = await put_on_board(station, PLAN, OUT, 3.0)
        assert len(told.prepared.parameter_differences or ()) > 10
        assert set(vehicle.params.values()) == {0.0}
        assert vehicle.seen["PARAM_SET"] == 0


@pytest.mark.slow
async def test_on_a_slow_link_too_it_is_set_up_and_loaded_in_one_go(tmp_path: Path) -> None:
    """A fence that is enabled and not loaded yet fails the vehicle's pre-arm check meanwhile."""
    faults = no_faults()
    with a_vehicle("sitl", tmp_path, 15.0, "--sysid", "11") as address:
        async with await Station.open(address, expect_system_id=11, faults=faults) as station:
            faults.delay_up_s = faults.delay_down_s = 0.5
            told = await put_on_board(station, PLAN, OUT, 3.0)
    assert told.prepared.ready
    assert told.prepared.parameter_differences == told.prepared.mission_differences == ()
