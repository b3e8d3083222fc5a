"""Numbers that are none or far too large in sound messages: refused or cut, never fatal."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.sitl.dialect import mavlink
from sim.sitl.numbers import limited, whole
from tests.sim.sitl.conftest import make
from tests.sim.sitl.consent import WAYPOINT, item
from tests.sim.sitl.ground import Ground

NONE_OR_ENDLESS = pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
DENIED, FAILED = 2, 4
GUIDED = 4
LARGEST = 3.4e38


def started() -> Ground:
    ground = make()
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    return ground


@given(st.floats())
def test_any_number_is_a_whole_one_of_32_bits(value: float) -> None:
    assert -(2**31) <= whole(value) < 2**31
    assert 0.0 <= limited(value, 0.0, 5.0) <= 5.0


def test_a_number_is_cut_towards_zero_as_an_arm_does_it() -> None:
    assert [whole(each) for each in (1.9, -1.9, math.nan, 1e99)] == [1, -1, 0, 2**31 - 1]


@NONE_OR_ENDLESS
def test_every_command_survives_it(number: float) -> None:
    ground = started()
    for command in (*range(600), 42428, 42651):
        ground.link.mav.command_long_send(1, 1, command, 0, *[number] * 7)
        ground.link.mav.command_int_send(1, 1, 0, command, 0, 0, *[number] * 4, 0, 0, number)
    ground.for_vehicle_s(1.0)


@NONE_OR_ENDLESS
def test_a_parameter_is_not_set_to_it(number: float) -> None:
    ground = started()
    ground.link.mav.param_set_send(1, 1, b"WPNAV_SPEED", number, 9)
    ground.for_vehicle_s(1.0)
    assert ground.parameter("WPNAV_SPEED").param_value == 1000.0


@NONE_OR_ENDLESS
@pytest.mark.parametrize("kind", [0, 1, 2])
def test_an_item_with_it_is_refused(number: float, kind: int) -> None:
    ground = started()
    command = {0: WAYPOINT, 1: 5003, 2: 5100}[kind]
    spoiled = item(command, 1.0, 1.0, number, p1=number)
    items = [item(WAYPOINT), spoiled] if kind == 0 else [spoiled]
    assert ground.upload(items, kind) != 0


@pytest.mark.parametrize(("north", "east"), [(2**31 - 1, 0), (0, -(2**31))])
@pytest.mark.parametrize("kind", [0, 1, 2])
def test_an_item_off_the_earth_is_refused(north: int, east: int, kind: int) -> None:
    command = {0: WAYPOINT, 1: 5003, 2: 5100}[kind]
    placed = {"command": command, "x": north, "y": east, "p1": 5.0}
    ground = started()
    assert ground.upload([item(WAYPOINT), placed] if kind == 0 else [placed], kind) != 0


def test_a_part_of_a_list_begins_at_zero_at_the_earliest() -> None:
    ground = started()
    ground.link.mav.mission_write_partial_list_send(1, 1, -5, 0)
    assert ground.message("MISSION_ACK").type == mavlink.MAV_MISSION_ERROR


@pytest.mark.parametrize("height_m", [LARGEST, math.nan, -LARGEST])
def test_no_place_is_flown_to_at_such_a_height(
    height_m: float, prepared: Callable[..., Ground]
) -> None:
    ground = prepared()
    assert ground.set_mode(GUIDED) == 0
    assert ground.arm() == 0
    take_off, reposition = mavlink.MAV_CMD_NAV_TAKEOFF, mavlink.MAV_CMD_DO_REPOSITION
    assert ground.command(take_off, 0, 0, 0, 0, 0, 0, height_m) == FAILED
    home = ground.latest["HOME_POSITION"]
    place = (home.latitude, home.longitude, height_m)
    assert ground.command_int(reposition, 0, (0, 1, 0, 0), *place) == FAILED
    assert ground.command_int(mavlink.MAV_CMD_DO_SET_HOME, 0, (0, 0, 0, 0), *place) == FAILED
    ground.for_vehicle_s(2.0)
    assert math.isfinite(ground.alt_m)


def test_parameters_at_the_ends_of_their_ranges_end_no_flight(
    prepared: Callable[..., Ground],
) -> None:
    ground = prepared()
    ground.launch()
    ground.until(lambda g: g.current == 2, "the first leg")
    for value in (LARGEST, -LARGEST, 0.0):
        for name in list(ground.link.vehicle.autopilot.parameters):
            if name.startswith(("WPNAV_", "SIM_", "LAND_", "RTL_", "PILOT_", "BATT_")):
                ground.link.mav.param_set_send(1, 1, name.encode(), value, 9)
        ground.for_vehicle_s(5.0)
        assert math.isfinite(ground.alt_m)


def test_a_system_id_beyond_a_byte_is_cut() -> None:
    ground = started()
    ground.link.mav.param_set_send(1, 1, b"MAV_SYSID", 513.0, 9)
    ground.until(lambda g: g.latest["HEARTBEAT"].get_srcSystem() == 1, "heard on")
    ground.link.mav.param_set_send(1, 1, b"MAV_SYSID", 32767.0, 9)
    ground.until(lambda g: g.latest["HEARTBEAT"].get_srcSystem() == 255, "as 255")
