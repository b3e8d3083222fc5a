"""What each fault looks like from the ground, through MAVLink, and how far off it leads."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise
from math import cos, hypot, radians
from typing import Any

import pytest

from sim.sitl.dialect import mavlink
from tests.sim.sitl.conftest import make
from tests.sim.sitl.consent import BEND, HALL_NORTH_M, out_mission
from tests.sim.sitl.ground import HOME, Ground, at

Prepare = Callable[..., Ground]
ARM, LAND, AUTO, RETURN_PATH, LAND_MODE = 400, 21, 3, 27, 9
ACCEPTED, FAILED = 0, 4
SIMSTATE = 164


def started(*faults: str, seed: int = 1) -> Ground:
    ground = make(*faults, seed=seed)
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    return ground


def launched(prepared: Prepare, *faults: str, **spec: Any) -> Ground:
    ground = prepared(*faults, **spec)
    ground.command(mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, SIMSTATE, 250_000)
    ground.launch()
    ground.until(lambda g: g.armed, "armed")
    return ground


def off_m(ground: Ground) -> float:
    """How far the truth lies from what is believed."""
    truth, told = ground.latest["SIMSTATE"], ground.latest["GLOBAL_POSITION_INT"]
    north = (truth.lat - told.lat) / 1e7 * 111_195.0
    east = (truth.lng - told.lon) / 1e7 * 111_195.0 * cos(radians(HOME[0]))
    return hypot(north, east)


def truly_away_m(ground: Ground, north_m: float, east_m: float) -> float:
    x, y = at(north_m, east_m)
    truth = ground.latest["SIMSTATE"]
    north = (truth.lat - x) / 1e7 * 111_195.0
    east = (truth.lng - y) / 1e7 * 111_195.0 * cos(radians(HOME[0]))
    return hypot(north, east)


def heard(ground: Ground, seconds: float) -> list[Any]:
    """All that comes within so many seconds of the vehicle's time."""
    found, steps = [], ground.link.vehicle.autopilot.steps + round(seconds * 50)
    while ground.link.vehicle.autopilot.steps < steps:
        message = ground.pump()
        if message is not None:
            found.append(message)
    return found


def landed(ground: Ground) -> None:
    ground.until(lambda g: not g.armed, "on the ground", 90.0)


# --- its radio ---


def test_of_packets_that_are_lost_the_rest_comes_through() -> None:
    ground = started("packet-loss:40@preflight")
    beats = [m for m in heard(ground, 200.0) if m.get_type() == "HEARTBEAT"]
    assert 90 < len(beats) < 150


def test_words_that_are_lost_are_not_obeyed() -> None:
    ground = started("packet-loss:50@preflight")
    for number in range(40):
        ground.link.mav.param_set_send(1, 1, b"RTL_ALT", 1000.0 + number, 9)
    heard(ground, 1.0)
    assert 10 < ground.link.vehicle.autopilot.parameters.version - version_of_a_new_one() < 30


def version_of_a_new_one() -> int:
    return started().link.vehicle.autopilot.parameters.version


def test_over_a_slow_radio_an_answer_takes_twice_its_delay() -> None:
    ground = started("delay:1.5@preflight")
    asked = ground.link.vehicle.total_s
    ground.link.mav.param_request_read_send(1, 1, b"RTL_ALT", -1)
    ground.message("PARAM_VALUE")
    assert 3.0 <= ground.link.vehicle.total_s - asked < 3.3


def test_a_delay_that_varies_keeps_the_order() -> None:
    ground = started("delay:0.5,2@preflight")
    numbers = [m.get_seq() for m in heard(ground, 60.0)]
    assert len(numbers) > 100
    assert all((b - a) % 256 == 1 for a, b in pairwise(numbers))


def test_packets_come_out_of_order_and_all_of_them() -> None:
    ground = started("reorder:30@preflight")
    numbers = [m.get_seq() for m in heard(ground, 30.0)]
    steps = [(b - a) % 256 for a, b in pairwise(numbers)]
    assert sum(step != 1 for step in steps) > 20
    first = numbers[20:220]
    assert len(set(first)) == len(first)


def test_packets_come_twice() -> None:
    ground = started("duplicate:100@preflight")
    numbers = [m.get_seq() for m in heard(ground, 10.0)]
    copies = [len(list(same)) for _, same in groupby(numbers)][1:-1]
    assert len(copies) > 40
    assert set(copies) == {2}


def test_heartbeats_come_late_and_all_else_in_time(prepared: Prepare) -> None:
    ground = launched(prepared, "late-heartbeat:4@t:5")
    times: dict[str, list[float]] = {"HEARTBEAT": [], "GLOBAL_POSITION_INT": []}
    for _ in range(4000):
        message = ground.pump()
        if message is not None and message.get_type() in times:
            times[message.get_type()].append(ground.link.vehicle.total_s)
    gaps = {name: max(b - a for a, b in pairwise(seen)) for name, seen in times.items()}
    assert 4.0 <= gaps["HEARTBEAT"] < 6.0
    assert gaps["GLOBAL_POSITION_INT"] < 1.0
    assert "GCS Failsafe" not in ground.texts


def test_a_fault_ends_after_its_time() -> None:
    ground = make("packet-loss:100@preflight/20")
    assert heard(ground, 19.0) == []
    assert heard(ground, 5.0) != []


# --- its answers ---


def test_an_acknowledgement_says_the_contrary_of_what_was_done() -> None:
    ground = started("wrong-ack@preflight")
    assert ground.set_mode(4) == FAILED
    heard(ground, 2.0)
    assert ground.mode == 4
    assert ground.arm() == ACCEPTED
    heard(ground, 2.0)
    assert not ground.armed


def test_an_acknowledgement_says_what_it_is_told_to() -> None:
    assert started("wrong-ack:1@preflight").set_mode(4) == 1


def test_an_acknowledgement_names_another_command() -> None:
    ground = make("other-ack:176@preflight")
    ground.link.mav.command_long_send(1, 1, ARM, 0, 1, 0, 0, 0, 0, 0, 0)
    assert ground.message("COMMAND_ACK").command == 176


@pytest.mark.parametrize(("argument", "kept"), [("", 7), (":3", 3)])
def test_of_an_upload_that_is_accepted_a_part_is_kept(argument: str, kept: int) -> None:
    ground = started(f"partial-upload{argument}@preflight")
    mission = out_mission()
    assert ground.upload(mission) == ACCEPTED
    assert len(ground.download()) == kept


def test_a_parameter_that_is_ignored_stays_and_nobody_says_so() -> None:
    ground = started("ignore-parameter:RTL_ALT@preflight")
    ground.link.mav.param_set_send(1, 1, b"RTL_ALT", 2000.0, 9)
    assert not [m for m in heard(ground, 3.0) if m.get_type() == "PARAM_VALUE"]
    assert ground.parameter("RTL_ALT").param_value == 1500.0
    assert ground.set_parameter("WPNAV_SPEED", 800.0) == 800.0


def test_a_parameter_that_is_forgotten_is_echoed_and_stays() -> None:
    ground = started("forget-parameter@preflight")
    assert ground.set_parameter("RTL_ALT", 2000.0) == 2000.0
    assert ground.parameter("RTL_ALT").param_value == 1500.0


@pytest.mark.parametrize("seconds", [500, -20])
def test_its_clock_jumps_and_its_flight_goes_on(seconds: int, prepared: Prepare) -> None:
    ground = launched(prepared, f"clock-jump:{seconds}@t:10")
    times = []
    for _ in range(3000):
        message = ground.pump()
        if message is not None and message.get_type() == "GLOBAL_POSITION_INT":
            times.append(message.time_boot_ms / 1000.0)
    jumps = [b - a for a, b in pairwise(times) if not 0.0 < b - a < 1.0]
    assert jumps == [pytest.approx(seconds, abs=0.5)]
    assert ground.mode in (AUTO, RETURN_PATH)


# --- when ---


def test_a_fault_strikes_at_a_place(prepared: Prepare) -> None:
    x, y = at(*BEND)
    ground = launched(prepared, f"wind:9@place:{x / 1e7},{y / 1e7},15")
    ground.until(lambda g: g.link.vehicle.body.wind_mps == 9.0, "the wind")
    assert truly_away_m(ground, *BEND) < 20.0


def test_a_fault_strikes_after_a_time_in_the_air(prepared: Prepare) -> None:
    ground = launched(prepared, "wind:9@t:12/5")
    ground.until(lambda g: g.link.vehicle.body.wind_mps == 9.0, "the wind")
    autopilot = ground.link.vehicle.autopilot
    assert autopilot.time_s - autopilot.lifted_s == pytest.approx(12.0, abs=0.3)
    ground.until(lambda g: g.link.vehicle.body.wind_mps == 0.0, "its end")
    assert autopilot.time_s - autopilot.lifted_s == pytest.approx(17.0, abs=0.3)


# --- its sensors: what is believed, and what is true ---


def test_without_a_fault_what_is_believed_is_true(prepared: Prepare) -> None:
    ground = launched(prepared, wind_mps=6.0)
    for _ in range(2000):
        ground.pump()
        if "SIMSTATE" in ground.latest:
            assert off_m(ground) < 8.0  # they are not of one moment
    landed(ground)
    heard(ground, 2.0)
    assert off_m(ground) < 0.1


def test_a_small_jump_of_the_receiver_is_followed(prepared: Prepare) -> None:
    ground = launched(prepared, "gps-jump:3@t:8")
    heard(ground, 40.0)
    assert "GPS Glitch or Compass error" not in ground.texts
    landed(ground)
    heard(ground, 2.0)
    assert off_m(ground) == pytest.approx(3.0, abs=0.3)


def test_a_large_jump_is_refused_for_ten_seconds_and_then_believed(prepared: Prepare) -> None:
    ground = launched(prepared, "gps-jump:30,90@t:8")
    ground.until(
        lambda g: g.latest["EKF_STATUS_REPORT"].pos_horiz_variance > 1.0, "readings refused"
    )
    began_s = ground.now_s
    assert ground.latest["EKF_STATUS_REPORT"].pos_horiz_variance == pytest.approx(8.0, abs=0.6)
    ground.until(lambda g: bool(g.ekf_flags & 0x8000), "the glitch is told")
    assert "GPS Glitch or Compass error" in ground.texts
    assert off_m(ground) < 5.0
    ground.until(
        lambda g: g.latest["EKF_STATUS_REPORT"].pos_horiz_variance < 1.0, "the filter gives in"
    )
    assert ground.now_s - began_s == pytest.approx(10.5, abs=1.0)
    assert ground.mode == AUTO  # no failsafe for a place alone
    landed(ground)
    heard(ground, 2.0)
    assert off_m(ground) == pytest.approx(30.0, abs=0.5)
    assert ground.away_m(*HOME[:2]) < 1.0  # by its own belief it stands on the hub's pad
    assert truly_away_m(ground, 0.0, -30.0) < 2.0


def test_a_jump_that_goes_away_in_time_leaves_no_trace(prepared: Prepare) -> None:
    ground = launched(prepared, "gps-jump:60@t:8/6")
    ground.until(lambda g: "Glitch cleared" in g.texts, "it is over")
    landed(ground)
    heard(ground, 2.0)
    assert off_m(ground) < 0.5


def test_a_receiver_that_drifts_takes_it_along(prepared: Prepare) -> None:
    ground = launched(prepared, "gps-drift:0.5,12,0@t:5")
    landed(ground)
    heard(ground, 2.0)
    assert off_m(ground) == pytest.approx(12.0, abs=1.0)
    assert "GPS Glitch or Compass error" not in ground.texts


def test_a_stuck_receiver_tells_one_place_and_ends_in_a_landing_without_it(
    prepared: Prepare,
) -> None:
    ground = launched(prepared, "stuck-gps@out:0.2")
    ground.until(lambda g: "GPS Glitch or Compass error" in g.texts, "it does not fit")
    first = ground.latest["GPS_RAW_INT"]
    ground.until(lambda g: g.mode == LAND_MODE, "LAND", 90.0)
    last = ground.latest["GPS_RAW_INT"]
    assert (first.lat, first.lon, first.vel) == (last.lat, last.lon, last.vel)
    assert "EKF variance" in ground.texts
    landed(ground)
    assert truly_away_m(ground, 0.0, 0.0) > 30.0


def test_a_compass_a_little_aside_is_followed_and_the_way_is_kept(prepared: Prepare) -> None:
    ground = launched(prepared, "compass-error:20@t:8")
    heard(ground, 20.0)
    assert 0.1 < ground.latest["EKF_STATUS_REPORT"].compass_variance < 1.0
    truth, told = ground.latest["SIMSTATE"].yaw, ground.latest["ATTITUDE"].yaw
    assert 0.03 < abs(truth - told) < 0.4
    landed(ground)
    heard(ground, 2.0)
    assert off_m(ground) < 1.0
    assert truly_away_m(ground, 0.0, 0.0) < 2.0


def test_a_compass_far_aside_is_refused_and_nothing_else_happens(prepared: Prepare) -> None:
    ground = launched(prepared, "compass-error:60@t:8")
    ground.until(lambda g: g.latest["EKF_STATUS_REPORT"].compass_variance > 1.0, "refused")
    assert ground.latest["EKF_STATUS_REPORT"].compass_variance == pytest.approx(1.6, abs=0.05)
    landed(ground)
    assert "EKF variance" not in ground.texts
    assert truly_away_m(ground, 0.0, 0.0) < 1.0


def test_a_compass_that_was_wrong_at_take_off_is_left_out_by_the_motion(
    prepared: Prepare,
) -> None:
    ground = launched(prepared, "compass-error:120@preflight")
    ground.until(lambda g: "EKF3 IMU0 emergency yaw reset" in g.texts, "the heading is taken anew")
    landed(ground)
    heard(ground, 2.0)
    assert off_m(ground) < 1.0


@pytest.mark.parametrize("rate", [0.1, -0.1])
def test_a_barometer_that_drifts_takes_its_height_along(rate: float, prepared: Prepare) -> None:
    ground = launched(prepared, f"baro-drift:{rate},4@t:5")
    ground.until(lambda g: g.current == 4, "the wait")
    heard(ground, 8.0)
    told = ground.latest["GLOBAL_POSITION_INT"].alt / 1000.0
    true = ground.latest["GPS_RAW_INT"].alt / 1000.0
    assert told == pytest.approx(HOME[2] + 30.0, abs=0.5)
    assert told - true == pytest.approx(4.0 if rate > 0 else -4.0, abs=0.3)
    landed(ground)
    assert truly_away_m(ground, 0.0, 0.0) < 1.0


# --- its body ---


def test_a_quadcopter_that_loses_a_motor_falls_and_lies(prepared: Prepare) -> None:
    ground = launched(prepared, "motor-lost:4@out:0.3")
    ground.until(lambda g: any("Crash: Disarming" in t for t in g.texts), "down", 60.0)
    landed(ground)
    assert ground.alt_m == pytest.approx(HOME[2], abs=0.5)
    assert 20.0 < truly_away_m(ground, 0.0, 0.0) < HALL_NORTH_M
    assert ground.set_mode(4) == 0
    assert ground.arm() == FAILED


def test_an_octocopter_that_loses_a_motor_flies_on_and_takes_more_power(
    prepared: Prepare,
) -> None:
    def current_a(*faults: str) -> float:
        ground = launched(prepared, *faults)
        ground.until(lambda g: g.current == 4, "the wait")
        heard(ground, 5.0)
        found = ground.latest["BATTERY_STATUS"].current_battery / 100.0
        landed(ground)
        assert truly_away_m(ground, 0.0, 0.0) < 1.0
        return found

    assert current_a("motor-lost@t:5") / current_a() == pytest.approx((8 / 6) ** 0.5, rel=0.05)
