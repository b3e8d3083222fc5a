"""A vehicle whose process or power ends in the air: it is found below its last place, and stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.sitl.keeper import Keeper
from sim.sitl.store import BadVehicleState, Place, Standing, Store
from tests.sim.sitl.conftest import STANDING, make
from tests.sim.sitl.consent import PARAMETERS, out_mission
from tests.sim.sitl.ground import HOME, Ground, tcp, vehicle

CAME_DOWN = "Came down here, needs to be looked at"
FIELD = (HOME[0], HOME[1], HOME[2], HOME[3])


def started(port: int) -> Ground:
    ground = Ground(tcp(port))
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    return ground


@pytest.mark.slow
def test_a_process_killed_in_the_air_starts_again_on_the_ground_below_and_does_not_arm(
    tmp_path: Path,
) -> None:
    kept = ("--state-dir", str(tmp_path))
    with vehicle(*kept, speed=20.0) as process:
        ground = started(process.ports[0])  # type: ignore[attr-defined]
        ground.set_parameters(PARAMETERS)
        ground.upload(out_mission())
        ground.ready()
        ground.launch()
        ground.until(lambda g: g.away_m(*HOME[:2]) > 100.0, "the way out")
        seen = ground.latest["GLOBAL_POSITION_INT"]
        process.kill()
        process.wait()
        ground.close()
    with vehicle(*kept, speed=20.0, home=None) as process:
        ground = started(process.ports[0])  # type: ignore[attr-defined]
        assert ground.now_s < 60.0  # its clock has begun anew
        ground.until(lambda g: g.ekf_flags & 16 != 0, "a position")
        ground.for_vehicle_s(10.0)
        assert ground.away_m(seen.lat / 1e7, seen.lon / 1e7) < 60.0
        assert ground.away_m(*HOME[:2]) > 90.0
        assert abs(ground.alt_m - 640.0) < 1.0  # this ground is flat, where nobody tells another
        assert not ground.prearm_good
        ground.set_mode(4)
        assert ground.arm() == 4
        assert f"Arm: {CAME_DOWN}" in ground.texts
        assert len(ground.download()) == len(out_mission())
        ground.close()
    with vehicle(*kept, speed=60.0, home=None) as process:
        ground = started(process.ports[0])  # type: ignore[attr-defined]
        ground.until(lambda g: f"PreArm: {CAME_DOWN}" in g.texts, "the reason, once more")
        ground.close()
    with vehicle(*kept, speed=60.0, home=FIELD) as process:
        ground = started(process.ports[0])  # type: ignore[attr-defined]
        ground.ready()
        assert ground.away_m(*HOME[:2]) < 1.0
        ground.close()


Prepare = Callable[..., Ground]


def test_the_place_is_kept_while_the_motors_are_on(prepared: Prepare, tmp_path: Path) -> None:
    ground = prepared()
    craft = ground.link.vehicle
    keeper = Keeper(craft, tmp_path)
    keeper.look()
    assert Store.read(tmp_path).standing == STANDING
    ground.launch()
    keeper.look()
    at_pad = Store.read(tmp_path)
    assert (at_pad.standing, at_pad.came_down) == (STANDING, False)
    written: set[tuple[int, int]] = set()
    began_s = ground.now_s
    while ground.now_s < began_s + 30.0:
        craft.step()
        keeper.look()
        ground.pump()
        place = json.loads((tmp_path / "place.json").read_text())["standing"]
        written.add((place["lat_e7"], place["lon_e7"]))
    assert 8 < len(written) <= 32
    assert Store.read(tmp_path).came_down
    # An orderly end in the air keeps the very last place.
    keeper.look(at_end=True)
    assert Store.read(tmp_path).standing == craft.autopilot.standing()


def test_a_landed_vehicle_has_not_come_down(prepared: Prepare, tmp_path: Path) -> None:
    ground = prepared()
    keeper = Keeper(ground.link.vehicle, tmp_path)
    ground.set_mode(4)
    ground.arm()
    ground.command(22, 0, 0, 0, 0, 0, 0, 5)
    ground.until(lambda g: g.alt_m > 644.0, "height")
    keeper.look()
    assert Store.read(tmp_path).came_down
    ground.set_mode(9)
    ground.until(lambda g: not g.armed, "landed")
    keeper.look()
    assert not Store.read(tmp_path).came_down
    assert not (tmp_path / "place.json").exists()


def test_a_full_disk_ends_no_flight(prepared: Prepare, tmp_path: Path) -> None:
    ground = prepared()
    (tmp_path / "file").write_text("")
    keeper = Keeper(ground.link.vehicle, tmp_path / "file" / "folder")
    keeper.look()
    keeper.look(at_end=True)


def test_a_broken_place_is_named(tmp_path: Path) -> None:
    Place(Standing(1, 2, 3.0), in_air=True).write(tmp_path)
    (tmp_path / "place.json").write_text("{}")
    with pytest.raises(BadVehicleState):
        Store.read(tmp_path)


def test_power_lost_in_the_air_is_a_fall_and_it_may_come_back_as_another(
    prepared: Prepare,
) -> None:
    ground = prepared("reboot:77@out:0.3")
    ground.launch()
    craft = ground.link.vehicle
    before = craft.autopilot
    ground.until(lambda g: craft.autopilot is not before, "no power")
    ground.close()
    for _ in range(50 * 60):
        craft.step()
    assert int(craft.autopilot.parameters["MAV_SYSID"]) == 77
    assert craft.body.touching
    assert craft.autopilot.came_down
    assert craft.autopilot.prearm_failures[0] == f"PreArm: {CAME_DOWN}"
    assert not craft.autopilot.arm(forced=True)


def test_a_reboot_on_the_ground_is_none() -> None:
    ground = make()
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    ground.command(246, 1)
    craft = ground.link.vehicle
    for _ in range(50 * 4):
        craft.step()
    assert not craft.autopilot.came_down
