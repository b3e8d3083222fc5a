"""What the aircraft does in a consent mission, case by case as flown on ArduCopter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.sitl.rejoin import closest_leg
from tests.sim.sitl.consent import (
    BEND,
    BRANCH_SEQ,
    CONSENT_SEQ,
    CORRIDOR_M,
    HALL_LAND_SEQ,
    HUB_LAND_SEQ,
    RETURN_SEQ,
    WAIT_SEQ,
    WAYPOINT,
    bare,
    climbing_mission,
    hall_e7,
    home_mission,
    item,
)
from tests.sim.sitl.ground import HOME, Ground, at

AUTO, GUIDED, LOITER, RTL, LAND, BRAKE, AUTO_RTL = 3, 4, 5, 6, 9, 17, 27
JUMP, RETURN, PAUSE, SET_MODE = 224, 188, 193, 176
HUB = HOME[:2]

Prepare = Callable[..., Ground]


def land(ground: Ground) -> None:
    ground.until(lambda g: g.armed, "armed")
    ground.until(lambda g: not g.armed, "landed and disarmed")
    ground.for_vehicle_s(2.0)


def over_hall(ground: Ground) -> None:
    ground.launch()
    ground.until(lambda g: g.current == WAIT_SEQ and g.reached[-1:] == [WAIT_SEQ - 1], "the wait")
    ground.for_vehicle_s(2.0)


def half_way(ground: Ground) -> None:
    ground.launch()
    ground.until(lambda g: g.current == 3, "the second leg")
    ground.for_vehicle_s(8.0)


def test_with_consent_it_lands_at_the_hall(prepared: Prepare) -> None:
    ground = prepared()
    over_hall(ground)
    assert ground.command(JUMP, CONSENT_SEQ) == 0
    land(ground)
    assert ground.away_m(*hall_e7()) < 0.5
    assert ground.alt_m == pytest.approx(HOME[2], abs=0.2)
    assert ground.latest["EXTENDED_SYS_STATE"].landed_state == 1
    assert ground.reached == [1, 2, 3, CONSENT_SEQ]
    assert ground.modes == [0, AUTO]  # GUIDED lasted for less than a step


def test_without_consent_it_flies_the_corridor_home(prepared: Prepare) -> None:
    ground = prepared()
    over_hall(ground)
    land(ground)
    assert ground.away_m(*HUB) < 0.5
    assert RETURN_SEQ in ground.reached  # of the wait and 188, done in one step, the last is told
    assert "Mission: 9 Land" in ground.texts


def test_link_lost_on_the_way_out_joins_the_closest_leg(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    ground.beats = False
    lost_s = ground.now_s
    ground.until(lambda g: g.mode == AUTO_RTL, "the return path")
    assert ground.now_s - lost_s == pytest.approx(5.0, abs=1.2)
    assert ground.latest["HEARTBEAT"].system_status == 5
    land(ground)
    assert ground.away_m(*HUB) < 0.5
    assert "Mission: 7 WP" in ground.texts  # the leg to the bend, not by the hall
    assert "Mission: 6 WP" not in ground.texts


def test_heartbeats_of_other_systems_do_not_count(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    ground.link.mav.srcSystem = 250
    ground.until(lambda g: "GCS Failsafe" in g.texts, "the failsafe in spite of a watcher")


def test_without_a_failsafe_set_it_flies_on(prepared: Prepare) -> None:
    ground = prepared()
    ground.set_parameter("FS_GCS_ENABLE", 0)
    half_way(ground)
    ground.beats = False
    ground.for_vehicle_s(15.0)
    assert ground.mode == AUTO


def test_late_consent_is_obeyed(prepared: Prepare) -> None:
    ground = prepared()
    over_hall(ground)
    ground.until(lambda g: g.current == 7, "the way home")
    ground.for_vehicle_s(6.0)
    assert ground.command(JUMP, CONSENT_SEQ) == 0
    land(ground)
    assert ground.away_m(*hall_e7()) < 0.5


def test_consent_by_the_older_message_is_echoed(prepared: Prepare) -> None:
    ground = prepared()
    over_hall(ground)
    ground.link.mav.mission_set_current_send(1, 1, CONSENT_SEQ)
    ground.until(lambda g: g.current == CONSENT_SEQ, "the jump")


def test_link_lost_while_landing_lands_on_the_pad(prepared: Prepare) -> None:
    ground = prepared()
    over_hall(ground)
    ground.command(JUMP, CONSENT_SEQ)
    ground.until(lambda g: g.current == HALL_LAND_SEQ and g.alt_m < HOME[2] + 12.0, "landing")
    ground.beats = False
    land(ground)
    assert "Landing sequence active" in ground.texts
    assert ground.away_m(*hall_e7()) < 0.5


@pytest.mark.parametrize("wind_from_deg", [0.0, 49.0, 229.0])
def test_link_lost_low_over_the_hall_climbs_where_a_vertical_leg_is_closest(
    prepared: Prepare, wind_from_deg: float
) -> None:
    ground = prepared(mission=climbing_mission())
    ground.set_parameters({"FS_GCS_TIMEOUT": 2.0, "SIM_WIND_SPD": 4.0})
    ground.set_parameter("SIM_WIND_DIR", wind_from_deg)
    over_hall(ground)
    ground.command(JUMP, CONSENT_SEQ + 2)
    ground.until(lambda g: g.alt_m < HOME[2] + 20.0, "low")
    ground.beats = False
    ground.until(lambda g: "Return path started" in g.texts, "the return path")
    ground.until(lambda g: g.current == 9, "the corridor")
    assert ground.alt_m > CORRIDOR_M - 1.0
    assert ground.away_m(*hall_e7()) < 2.0


def test_a_point_above_the_hall_alone_is_missed_for_a_few_centimetres() -> None:
    """Seen on ArduCopter: 3 cm off towards the corridor it flew a slant from 16 m up."""
    way = [(6, (0.0, 0.0, 30.0)), (7, (100.0, 0.0, 30.0))]
    assert closest_leg([way], (-0.03, 0.0, 16.0)) == 6
    assert closest_leg([way], (0.03, 0.0, 16.0)) == 7
    vertical = [(5, (0.0, 0.0, 5.0)), *way]
    assert closest_leg([vertical], (0.03, 0.0, 16.0)) == 6


def test_return_is_command_188(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    assert ground.command(RETURN) == 0
    ground.until(lambda g: g.mode == AUTO_RTL, "the return path")
    land(ground)
    assert ground.away_m(*HUB) < 0.5
    assert ground.mode == AUTO


def test_a_second_188_changes_nothing(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    assert ground.command(RETURN) == 0
    assert ground.command(RETURN) == 0
    assert "Return path active" in ground.texts
    assert ground.texts.count("Return path started") == 1


def test_divert_is_a_jump_to_a_branch(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    assert ground.command(JUMP, BRANCH_SEQ) == 0
    land(ground)
    x, y = at(BEND[0] + 60.0, BEND[1] - 60.0)
    assert ground.away_m(x / 1e7, y / 1e7) < 0.5


@pytest.mark.parametrize("hold", ["pause", "guided", "brake"])
def test_link_lost_in_a_hold_ends_at_the_hub(prepared: Prepare, hold: str) -> None:
    ground = prepared()
    half_way(ground)
    if hold == "pause":
        assert ground.command(PAUSE, 0) == 0
        ground.message("MISSION_CURRENT", where=lambda m: m.mission_state == 4)
    else:
        assert ground.set_mode(GUIDED if hold == "guided" else BRAKE) == 0
    ground.for_vehicle_s(6.0)
    first = ground.away_m(*HUB)
    ground.for_vehicle_s(4.0)
    assert ground.away_m(*HUB) == pytest.approx(first, abs=0.5)
    ground.beats = False
    land(ground)
    assert ground.away_m(*HUB) < 0.5


def test_a_pause_is_resumed_and_refused_where_it_waits(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    assert ground.command(PAUSE, 0) == 0
    ground.for_vehicle_s(8.0)
    assert ground.command(PAUSE, 1) == 0
    ground.until(lambda g: g.reached[-1:] == [3], "the hall")
    ground.for_vehicle_s(2.0)
    assert ground.command(PAUSE, 0) == 4
    assert ground.command(PAUSE, 2) == 2


def test_loiter_without_a_pilot_sinks_into_the_ground(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    before = ground.alt_m
    assert ground.set_mode(LOITER) == 0
    ground.for_vehicle_s(8.0)
    assert ground.alt_m < before - 12.0
    ground.until(lambda g: not g.armed, "down and disarmed")


def test_rtl_goes_straight_to_where_it_was_armed(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    assert ground.command(20) == 0
    land(ground)
    assert ground.mode == RTL
    assert ground.away_m(*HUB) < 0.5


def test_loss_of_gps_lands_on_the_spot(prepared: Prepare) -> None:
    ground = prepared()
    half_way(ground)
    ground.set_parameter("SIM_GPS1_ENABLE", 0)
    ground.until(lambda g: g.mode == LAND, "the EKF failsafe")
    assert not ground.ekf_flags & 16
    land(ground)
    assert ground.latest["GPS_RAW_INT"].fix_type < 2
    assert any(text.startswith("EKF Failsafe: changed to LAND") for text in ground.texts)


@pytest.mark.parametrize(("level", "mode"), [("LOW", AUTO_RTL), ("CRT", LAND)])
def test_battery_failsafes(prepared: Prepare, level: str, mode: int) -> None:
    ground = prepared()
    capacity = ground.parameter("BATT_CAPACITY").param_value
    half_way(ground)
    ground.set_parameter(f"BATT_{level}_MAH", capacity)
    ground.until(lambda g: g.mode == mode, "the battery failsafe")
    assert "Battery Failsafe" in ground.texts


def test_home_flight_has_its_own_return_path_after_a_reboot_at_the_hall(
    prepared: Prepare,
) -> None:
    ground = prepared()
    over_hall(ground)
    ground.command(JUMP, CONSENT_SEQ)
    land(ground)
    place = ground.latest["GLOBAL_POSITION_INT"]
    assert ground.command(246, 1) == 0  # the battery is swapped: power off and on
    for _ in range(30):
        ground.pump()  # what was under way
    ground.latest.clear()
    ground.now_s = 0.0
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    assert ground.now_s < 12.0  # the time since boot has started again
    assert len(ground.download()) == 15  # the outward mission has survived
    assert ground.upload(home_mission()) == 0
    ground.ready()
    now = ground.latest["GLOBAL_POSITION_INT"]
    assert (now.lat, now.lon) == (place.lat, place.lon)
    ground.launch()
    ground.until(lambda g: g.current == 4, "the corridor")
    ground.beats = False
    ground.until(lambda g: "GCS Failsafe" in g.texts, "the failsafe")
    land(ground)
    assert ground.away_m(*HUB) < 0.5


def test_the_outward_mission_flies_again_if_it_is_armed_again(prepared: Prepare) -> None:
    ground = prepared()
    over_hall(ground)
    ground.command(JUMP, CONSENT_SEQ)
    land(ground)
    ground.launch()
    ground.until(lambda g: g.current == 2, "the outward mission")


def test_a_home_mission_without_188_lands_where_it_was_armed(prepared: Prepare) -> None:
    mission = [one for one in home_mission() if one["command"] != RETURN]
    mission[0:2] = [item(WAYPOINT, 0, 0, HOME[2]), item(22, 0, 0, CORRIDOR_M)]
    ground = prepared(mission=mission)
    ground.launch()
    ground.until(lambda g: g.current == 2, "the way")
    ground.beats = False
    ground.until(lambda g: g.mode == RTL, "RTL for want of a return path")


def test_jumps_are_counted(prepared: Prepare) -> None:
    mission = [
        item(WAYPOINT, 0, 0, HOME[2]),
        item(22, 0, 0, HOME[2] + 5.0),
        item(WAYPOINT, 20, 0, HOME[2] + 5.0),
        item(WAYPOINT, 0, 0, HOME[2] + 5.0),
        {"command": 177, "p1": 2, "p2": 1},
        item(21, 0, 0, HOME[2]),
    ]
    ground = prepared(mission=mission)
    ground.launch()
    land(ground)
    assert ground.texts.count("Mission: 2 WP") == 2
    assert HUB_LAND_SEQ not in ground.reached
    assert bare(RETURN)["command"] == RETURN
