"""Lists, commands and parameters: acknowledgements and what is read back, as ArduCopter's."""

from __future__ import annotations

from collections.abc import Callable
from math import nan

import pytest

from sim.sitl.dialect import single
from tests.sim.sitl.consent import LAND, LOITER, WAYPOINT, item, out_mission
from tests.sim.sitl.ground import HOME, Ground, at

SwitchedOn = Callable[..., Ground]
FENCE, RALLY = 1, 2
VERTEX, RALLY_POINT = 5001, 5100


@pytest.fixture
def ground(switched_on: SwitchedOn) -> Ground:
    ground = switched_on()
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    return ground


def test_a_mission_before_start_up_has_finished_has_no_room(switched_on: SwitchedOn) -> None:
    ground = switched_on()
    assert ground.upload(out_mission()) == 4
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    assert "Only 0 items are supported" in ground.texts
    assert ground.upload(out_mission()) == 0


def test_read_back_differs_as_arducopters_does(ground: Ground) -> None:
    sent = [
        item(WAYPOINT, 0, 0, HOME[2]),
        item(22, 0, 0, 612.345, p1=7.9, p2=3.0),
        item(WAYPOINT, 10, 20, 30.009, p1=2.0, p2=5.0, p3=6.0, p4=90.0, frame=6),
        item(LOITER, 10, 20, 700.0, p1=65.7, frame=5),
        item(LAND, 10, 20, 640.5, p4=nan),
    ]
    assert ground.upload(sent) == 0
    back = ground.download()
    takeoff, waypoint, wait, land = back[1:]
    assert (takeoff.param1, takeoff.param2, takeoff.z) == (
        7.0,
        0.0,
        pytest.approx(612.34, abs=0.011),
    )
    assert (waypoint.frame, waypoint.param1, waypoint.param2, waypoint.param4) == (3, 2.0, 0.0, 0.0)
    assert waypoint.z == single(30.0)
    assert (wait.frame, wait.param1, wait.param3, wait.param4) == (0, 65.0, 1.0, 0.0)
    assert (land.param4, land.z) == (1.0, 640.5)
    assert [(m.x, m.y) for m in back[1:]] == [(m["x"], m["y"]) for m in sent[1:]]


def test_item_0_becomes_home_when_it_arms(ground: Ground) -> None:
    mission = out_mission()
    mission[0] = item(WAYPOINT, 50.0, 50.0, 1.0)
    ground.upload(mission)
    ground.ready()
    home = ground.download()[0]
    assert (home.x, home.y) == (round(HOME[0] * 1e7), round(HOME[1] * 1e7))
    assert home.z == pytest.approx(HOME[2], abs=0.05)


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ({"command": 205}, 3),
        ({"command": 0}, 5),
        ({"frame": 1}, 2),
        ({"p1": nan}, 6),
        ({"z": 1e6}, 12),
        ({"x": 2_000_000_000}, 10),
    ],
)
def test_bad_items_are_refused_with_the_reason(
    ground: Ground, change: dict[str, float], result: int
) -> None:
    mission = out_mission()
    mission[2] = {**mission[2], **change}
    assert ground.upload(mission) == result
    assert len(ground.download()) == 2


def test_an_item_out_of_turn_is_an_invalid_sequence(ground: Ground) -> None:
    mission = out_mission()
    ground.link.mav.mission_count_send(1, 1, len(mission), 0)
    ground.message("MISSION_REQUEST", where=lambda m: m.seq == 0)
    ground.send_item(3, mission[3])
    assert ground.message("MISSION_ACK").type == 13
    ground.message("MISSION_REQUEST", where=lambda m: m.seq == 0)  # asked again after a second


def test_an_upload_that_stops_is_given_up(ground: Ground) -> None:
    ground.link.mav.mission_count_send(1, 1, 3, 0)
    assert ground.message("MISSION_ACK", where=lambda m: m.type == 15).type == 15


def test_a_second_station_cannot_break_into_an_upload(ground: Ground) -> None:
    ground.link.mav.mission_count_send(1, 1, 3, 0)
    ground.message("MISSION_REQUEST")
    ground.link.mav.srcSystem = 99
    ground.link.mav.mission_count_send(1, 1, 2, 0)
    assert ground.message("MISSION_ACK").type == 14


def test_the_older_messages_work_with_less_precision(ground: Ground) -> None:
    mission = out_mission()
    ground.upload(mission)
    ground.link.mav.mission_request_send(1, 1, 3, 0)
    old = ground.message("MISSION_ITEM")
    assert old.x == pytest.approx(mission[3]["x"] / 1e7, abs=1e-5)


def test_past_the_end_the_count_is_told(ground: Ground) -> None:
    ground.upload(out_mission())
    ground.link.mav.mission_request_int_send(1, 1, 40, 0)
    assert ground.message("MISSION_COUNT").count == 15
    assert ground.message("MISSION_ACK").type == 13


def test_a_mission_in_flight_cannot_be_cleared(ground: Ground) -> None:
    ground.upload(out_mission())
    ground.ready()
    ground.launch()
    ground.link.mav.mission_clear_all_send(1, 1, 0)
    assert ground.message("MISSION_ACK").type == 1
    assert len(ground.download()) == 15


def test_fence_and_rally_lists(ground: Ground) -> None:
    corners = [at(-50, -50), at(50, -50), at(50, 50), at(-50, 50)]
    polygon = [{"command": VERTEX, "p1": 4, "x": x, "y": y} for x, y in corners]
    assert ground.upload(polygon, FENCE) == 0
    back = ground.download(FENCE)
    assert [(m.command, m.param1, m.x, m.y) for m in back] == [
        (VERTEX, 4.0, x, y) for x, y in corners
    ]
    assert ground.upload(polygon[:3], FENCE) == 1
    x, y = at(5, 5)
    assert (
        ground.upload([{"command": RALLY_POINT, "x": x, "y": y, "z": 20.9, "frame": 3}], RALLY) == 0
    )
    back = ground.download(RALLY)[0]
    assert (back.frame, back.z) == (3, 20.0)
    assert ground.upload([{"command": 16}], RALLY) == 3


def test_a_broken_fence_returns(ground: Ground) -> None:
    corners = [at(-50, -50), at(60, -50), at(60, 50), at(-50, 50)]
    ground.upload([{"command": VERTEX, "p1": 4, "x": x, "y": y} for x, y in corners], FENCE)
    ground.set_parameters({"FENCE_ENABLE": 1, "FENCE_TYPE": 4, "FENCE_ACTION": 1})
    ground.upload(out_mission())
    ground.ready()
    ground.launch()
    ground.until(lambda g: "Polygon fence breached" in g.texts, "the breach")
    ground.until(lambda g: g.mode == 6, "RTL")


def test_the_default_circle_breaks_a_flight_inside_a_good_polygon(ground: Ground) -> None:
    ground.set_parameter("FENCE_ENABLE", 1)
    ground.upload(out_mission())
    ground.ready()
    ground.launch()
    ground.until(lambda g: "Circle fence breached" in g.texts, "150 m")


def test_arming_is_refused_with_a_reason_and_accepted_when_ready(ground: Ground) -> None:
    assert ground.set_mode(4) == 0
    assert ground.arm() == 4
    assert "Arm: Need Position Estimate" in ground.texts
    ground.ready()
    assert ground.arm() == 0
    ground.for_vehicle_s(12.0)
    assert not ground.armed  # DISARM_DELAY


def test_pre_arm_in_a_mode_without_position_is_good_before_the_ekf_is(ground: Ground) -> None:
    ground.until(lambda g: g.prearm_good, "the PREARM bit")
    assert not ground.ekf_flags & 16


@pytest.mark.parametrize(
    ("command", "parameters", "result"),
    [
        (193, (0,), 4),
        (193, (2,), 2),
        (188, (), 4),
        (224, (5,), 2),
        (22, (0, 0, 0, 0, 0, 0, 10), 4),
        (21, (), 0),
        (42651, (1, 100), 0),
        (42651, (0, 100), 4),
        (512, (42,), 0),
        (512, (999,), 4),
        (511, (999, 100000), 2),
        (410, (), 4),
        (520, (1,), 0),
        (520, (0,), 4),
        (401, (), 0),
        (246, (0,), 3),
        (31000, (), 3),
        (176, (1, 99), 4),
        (176, (1, 17), 0),
        (176, (0, 4), 2),
        (176, (1, 27), 4),
        (192, (0, 0, 0, 0, 35.8, 137.9, 50), 3),
        (178, (0, 5), 4),
        (300, (), 0),
        (300, (1,), 2),
    ],
)
def test_results_of_commands_on_the_ground(
    ground: Ground, command: int, parameters: tuple[float, ...], result: int
) -> None:
    """Seen on ArduCopter 4.7.0-dev without a mission, in STABILIZE."""
    assert ground.command(command, *parameters) == result


def test_guided_flight(ground: Ground) -> None:
    ground.ready()
    assert ground.set_mode(4) == 0
    assert ground.arm() == 0
    assert ground.command(22, 0, 0, 0, 0, 0, 0, 12) == 0
    ground.until(lambda g: g.alt_m > HOME[2] + 11.5, "the height")
    x, y = at(30, 0)
    assert ground.command_int(192, 6, (-1, 1, 0, 0), x, y, 15.0) == 0
    ground.until(lambda g: g.away_m(x / 1e7, y / 1e7) < 0.5, "the place")
    x, y = at(0, 0)
    ground.link.mav.set_position_target_global_int_send(
        0, 1, 1, 6, 0b110111111000, x, y, 15.0, 0, 0, 0, 0, 0, 0, 0, 0
    )
    ground.until(lambda g: g.away_m(x / 1e7, y / 1e7) < 0.5, "back")
    assert ground.command(21) == 0
    ground.until(lambda g: not g.armed, "landed")


def test_parameters_are_listed_read_and_echoed(ground: Ground) -> None:
    ground.link.mav.param_request_list_send(1, 1)
    count = ground.message("PARAM_VALUE").param_count
    indices = {0}
    while len(indices) < count:
        indices.add(ground.message("PARAM_VALUE").param_index)
    assert indices == set(range(count))
    assert ground.parameter("FS_GCS_ENABLE").param_value == 0.0
    assert ground.parameter("FENCE_RADIUS").param_value == 150.0
    assert ground.set_parameter("RTL_ALT", 3000) == 3000.0
    assert ground.set_parameter("SYSID_MYGCS", 245) == 245.0
    assert ground.parameter("MAV_GCS_SYSID").param_value == 245.0
    ground.link.mav.param_set_send(1, 1, b"NO_SUCH", 1.0, 9)
    ground.for_vehicle_s(1.0)
    assert ground.latest["PARAM_VALUE"].param_id != "NO_SUCH"


def test_only_heartbeats_flow_until_streams_are_asked_for(switched_on: SwitchedOn) -> None:
    ground = switched_on()
    for _ in range(100):
        ground.pump()
    assert set(ground.latest) <= {"HEARTBEAT", "STATUSTEXT", "HOME_POSITION", "GPS_GLOBAL_ORIGIN"}
    ground.link.mav.request_data_stream_send(1, 1, 6, 5, 1)
    start_s = ground.message("GLOBAL_POSITION_INT").time_boot_ms
    times = [ground.message("GLOBAL_POSITION_INT").time_boot_ms for _ in range(5)]
    assert times[-1] - start_s == 1000


def test_commands_for_others_are_not_taken(ground: Ground) -> None:
    ground.link.mav.command_long_send(7, 1, 400, 0, 1, 0, 0, 0, 0, 0, 0)
    ground.for_vehicle_s(1.0)
    assert "COMMAND_ACK" not in ground.latest or ground.latest["COMMAND_ACK"].command != 400


def test_a_client_that_asks_for_a_file_first_is_told_at_once_that_there_is_none(
    ground: Ground,
) -> None:
    """As MAVProxy does before it asks for parameters one by one (opcode 4 opens a file to read)."""
    name = b"@PARAM/param.pck"
    asked = bytearray(251)
    asked[0:2], asked[2], asked[3], asked[4] = (65535).to_bytes(2, "little"), 7, 4, len(name)
    asked[12 : 12 + len(name)] = name
    ground.link.mav.file_transfer_protocol_send(0, 1, 1, asked)
    told = bytes(ground.message("FILE_TRANSFER_PROTOCOL").payload)
    assert (told[:2], told[2], told[3], told[5]) == (b"\0\0", 7, 129, 4)
    assert told[12] == 10  # no such file
