"""What a ground station does in a pilot's place, as ArduCopter answers it: sticks and calibrations.

Held with ours and, where one is found, with a real ArduCopter.
"""

from __future__ import annotations

import pytest

from tests.sim.sitl.either import take_off
from tests.sim.sitl.ground import HOME, Ground

LOITER, LAND = 5, 9
CALIBRATE, BANNER, SET_HOME = 241, 42428, 179
ACCEPTED, DENIED, FAILED = 0, 2, 4
_LEFT = 65535


def _stick(ground: Ground, width_us: int) -> None:
    """The throttle, as a ground station repeats it while the pilot holds it."""
    widths = [_LEFT, _LEFT, width_us, *[_LEFT] * 5]
    ground.link.mav.rc_channels_override_send(1, 1, *widths)


def _hold(ground: Ground, width_us: int, vehicle_s: float) -> None:
    until_s = ground.now_s + vehicle_s
    while ground.now_s < until_s:
        _stick(ground, width_us)
        ground.for_vehicle_s(0.5)


def test_in_loiter_the_throttle_stick_sets_the_rate(craft: Ground) -> None:
    take_off(craft, RC3_MIN=1000, RC3_MAX=2000)
    craft.for_vehicle_s(3.0)
    _stick(craft, 1500)
    assert craft.set_mode(LOITER) == ACCEPTED
    _hold(craft, 1500, 4.0)  # whatever it climbed with is braked
    level_m = craft.alt_m
    _hold(craft, 1500, 5.0)
    assert craft.alt_m == pytest.approx(level_m, abs=1.0)
    _hold(craft, 2000, 5.0)
    assert craft.alt_m > level_m + 5.0
    high_m = craft.alt_m
    craft.for_vehicle_s(12.0)  # nobody holds it: the override ends, and the throttle lies low
    assert craft.alt_m < high_m - 3.0
    assert craft.set_mode(LAND) == ACCEPTED


def test_sticks_are_read_back_and_let_go(craft: Ground) -> None:
    craft.set_parameter("MAV_GCS_SYSID", 245)
    craft.link.mav.rc_channels_override_send(1, 1, 1100, *[_LEFT] * 7)
    craft.until(lambda g: g.message("RC_CHANNELS").chan1_raw == 1100, "the override")
    craft.link.mav.rc_channels_override_send(1, 1, 0, *[_LEFT] * 7)
    craft.until(lambda g: g.message("RC_CHANNELS").chan1_raw == 1500, "the radio's own")


def test_sticks_of_another_station_move_nothing(craft: Ground) -> None:
    craft.set_parameter("MAV_GCS_SYSID", 244)
    craft.link.mav.rc_channels_override_send(1, 1, 1100, *[_LEFT] * 7)
    craft.for_vehicle_s(2.0)
    assert craft.message("RC_CHANNELS").chan1_raw == 1500


@pytest.mark.parametrize("parameters", [(1,), (0, 0, 1), (0, 0, 0, 0, 2)])
def test_on_the_ground_sensors_are_calibrated(craft: Ground, parameters: tuple[float, ...]) -> None:
    craft.ready(60.0)
    assert craft.command(CALIBRATE, *parameters) == ACCEPTED


def test_an_armed_vehicle_is_not_calibrated(craft: Ground) -> None:
    take_off(craft)
    assert craft.command(CALIBRATE, 1) == FAILED
    craft.until(lambda g: "Disarm to allow calibration" in g.texts, "the reason")


def test_it_says_what_it_is(craft: Ground) -> None:
    assert craft.command(BANNER) == ACCEPTED
    craft.until(lambda g: any(text.startswith("ArduCopter V4") for text in g.texts), "a banner")


def test_a_home_of_the_longer_command_counts_from_the_sea(craft: Ground) -> None:
    craft.ready(60.0)
    assert craft.command(SET_HOME, 0, 0, 0, 0, HOME[0], HOME[1], 655.0) == ACCEPTED
    craft.until(
        lambda g: abs(g.latest["HOME_POSITION"].altitude - 655_000) < 20, "the home, as it is told"
    )
