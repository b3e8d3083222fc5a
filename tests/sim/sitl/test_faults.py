"""Each fault does what its name says, at its moment, and the same with the same seed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.sitl.faults import VehicleDied
from tests.sim.sitl.conftest import make
from tests.sim.sitl.consent import WAIT_SEQ, out_mission
from tests.sim.sitl.ground import Ground

Prepare = Callable[..., Ground]


def started(*faults: str, seed: int = 1) -> Ground:
    ground = make(*faults, seed=seed)
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    return ground


def read_twice(seed: int) -> list[tuple[object, ...]]:
    ground = started("alter-readback@preflight", seed=seed)
    mission = out_mission()
    assert ground.upload(mission) == 0
    first, second = ([m.to_dict() for m in ground.download()] for _ in range(2))
    assert first == second
    return [
        (seq, name)
        for seq, (sent, back) in enumerate(zip(mission, first, strict=True))
        for name in ("x", "y", "z")
        if seq and abs(back[name] - sent.get(name, 0)) > 0.5
    ] + [(WAIT_SEQ, "param1")] * (first[WAIT_SEQ]["param1"] != mission[WAIT_SEQ]["p1"])


def test_one_field_of_one_item_is_read_back_changed_by_the_seed() -> None:
    found = [read_twice(seed) for seed in range(6)]
    assert all(len(one) == 1 for one in found)
    assert len({one[0] for one in found}) > 1
    assert read_twice(3) == found[3]


def test_the_changed_field_can_be_chosen() -> None:
    ground = started("alter-readback:3.z@preflight")
    ground.upload(out_mission())
    assert ground.download()[3].z == out_mission()[3]["z"] + 1.0


def test_missions_are_refused() -> None:
    assert started("refuse-mission@preflight").upload(out_mission()) == 1
    assert started("refuse-mission:4@preflight").upload(out_mission()) == 4


def test_a_bad_compass_keeps_it_on_the_ground() -> None:
    ground = started("bad-compass@preflight")
    ground.set_mode(4)
    ground.for_vehicle_s(45.0)
    assert not ground.prearm_good
    assert ground.arm() == 4
    assert "Arm: Compass not healthy" in ground.texts


def test_commands_are_not_answered_from_half_the_way_on(prepared: Prepare) -> None:
    ground = prepared("no-answer@out:0.5")
    ground.launch()
    ground.until(lambda g: g.current == 3, "the second leg")
    ground.latest.pop("COMMAND_ACK", None)
    ground.for_vehicle_s(8.0)
    ground.link.mav.command_long_send(1, 1, 188, 0, 0, 0, 0, 0, 0, 0, 0)
    ground.for_vehicle_s(3.0)
    assert "COMMAND_ACK" not in ground.latest
    assert ground.mode == 3


def test_the_link_is_lost_for_a_while_and_the_failsafe_strikes(prepared: Prepare) -> None:
    ground = prepared("lose-link:8@takeoff")
    ground.launch()
    before_s = 0.0
    for _ in range(4000):
        if ground.pump() is not None and ground.now_s - before_s > 6.0 and before_s:
            break
        before_s = ground.now_s
    assert ground.now_s - before_s == pytest.approx(8.0, abs=0.5)
    ground.until(lambda g: g.mode == 27, "the return path")


def test_it_dies_while_it_waits(prepared: Prepare) -> None:
    ground = prepared("die@over-hall")
    ground.launch()
    with pytest.raises(VehicleDied):
        ground.for_vehicle_s(300.0)
    assert ground.link.vehicle.autopilot.mission.current_seq == WAIT_SEQ


def test_it_comes_back_with_another_system_id(prepared: Prepare) -> None:
    ground = prepared("other-sysid:9@takeoff")
    ground.launch()
    ground.until(lambda g: g.latest["HEARTBEAT"].get_srcSystem() == 9, "the other id")


def test_gps_is_lost_on_the_way_home(prepared: Prepare) -> None:
    ground = prepared("gps-loss@home:0.5")
    ground.launch()
    ground.until(lambda g: g.mode == 9, "LAND")
    assert ground.current in (7, 8)


def test_the_battery_sags_while_landing(prepared: Prepare) -> None:
    ground = prepared("battery-sag:7@landing")
    ground.launch()
    ground.until(lambda g: g.latest["SYS_STATUS"].battery_remaining <= 7, "the sag")
    ground.for_vehicle_s(1.0)
    assert ground.current == 9
