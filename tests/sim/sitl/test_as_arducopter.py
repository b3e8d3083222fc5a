"""What ours and a real ArduCopter do alike: the same exchange, held with either where one is found.

A real one is found as `tests/flight/vehicles.py` says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sim.sitl.conftest import make
from tests.sim.sitl.consent import CORRIDOR_M, PARAMETERS, WAYPOINT, item, out_mission
from tests.sim.sitl.either import fly_on, hear, take_off
from tests.sim.sitl.ground import EXECUTIVE, HOME, Ground, at

SwitchedOn = Callable[[], Ground]
FENCE, VERTEX = 1, 5001
AUTO, GUIDED, LOITER, RTL, LAND, SMART_RTL, AUTO_RTL = 3, 4, 5, 6, 9, 21, 27
TERRAIN_FRAME = 10
COMPASS, GPS, PARAMETER_CHECKS, BATTERY, EVERYTHING = 1 << 2, 1 << 3, 1 << 5, 1 << 8, -1


def fence(ground: Ground, north_m: float) -> None:
    """A square round the hub that ends so far north of it."""
    corners = [at(-50, -50), at(north_m, -50), at(north_m, 300), at(-50, 300)]
    polygon = [{"command": VERTEX, "p1": 4, "x": x, "y": y} for x, y in corners]
    assert ground.upload(polygon, FENCE) == 0


def test_link_lost_while_an_empty_battery_makes_it_land_lands_on(craft: Ground) -> None:
    take_off(craft, BATT_LOW_VOLT=0)
    fly_on(craft)
    craft.set_parameter("BATT_CRT_MAH", 100_000)
    craft.until(lambda g: g.mode == LAND, "the battery failsafe")
    craft.beats = False
    craft.until(lambda g: any(t.startswith("GCS ") for t in g.texts), "the link is lost")
    craft.until(lambda g: not g.armed, "on the ground", 60.0)
    hear(craft, "GCS + Battery Failsafe - Continuing Landing")
    assert craft.modes[-1] == LAND
    assert craft.away_m(*HOME[:2]) > 50.0


def test_a_battery_emptier_still_takes_back_no_landing(craft: Ground) -> None:
    take_off(craft, BATT_LOW_VOLT=0, BATT_FS_LOW_ACT=1, BATT_FS_CRT_ACT=6)
    craft.set_parameter("BATT_LOW_MAH", 100_000)
    craft.until(lambda g: g.mode == LAND, "the battery failsafe")
    craft.set_parameter("BATT_CRT_MAH", 100_000)
    craft.until(lambda g: any("is critical" in t for t in g.texts), "the second level")
    craft.for_vehicle_s(2.0)
    assert craft.mode == LAND


def test_a_fence_that_is_broken_while_it_lands_still_counts(craft: Ground) -> None:
    fence(craft, 300.0)
    take_off(craft, FENCE_ENABLE=1, FENCE_TYPE=4, FENCE_ACTION=5)
    fly_on(craft)
    assert craft.set_mode(LAND) == 0
    fence(craft, 30.0)
    craft.until(lambda g: g.mode == SMART_RTL, "back along its way")
    hear(craft, "Polygon fence breached")


def test_a_ground_station_may_have_any_id_of_a_range(craft: Ground) -> None:
    low, high = EXECUTIVE - 5, EXECUTIVE + 5
    craft.set_parameters({**PARAMETERS, "MAV_GCS_SYSID": low, "MAV_GCS_SYSID_HI": high})
    craft.for_vehicle_s(8.0)
    assert "GCS Failsafe" not in craft.texts
    craft.link.mav.srcSystem = high + 1
    craft.until(lambda g: "GCS Failsafe" in g.texts, "an id beyond the range is none of them")
    craft.link.mav.srcSystem = EXECUTIVE
    craft.until(lambda g: "GCS Failsafe Cleared" in g.texts, "heard again")
    craft.set_parameter("MAV_GCS_SYSID_HI", low - 1)
    craft.texts.clear()
    craft.until(lambda g: "GCS Failsafe" in g.texts, "without a range only the one id counts")


def test_a_mission_goes_on_or_starts_again_when_auto_is_entered_again(craft: Ground) -> None:
    take_off(craft)
    craft.until(lambda g: g.current == 3, "the second leg", 60.0)
    for restart, said, times in ((0, "Mission: 3 WP", 2), (1, "Mission: 1 Takeoff", 2)):
        assert craft.set_parameter("MIS_RESTART", restart) == restart
        assert craft.set_mode(GUIDED) == 0
        craft.for_vehicle_s(2.0)
        assert craft.set_mode(AUTO) == 0
        craft.until(lambda g, s=said, n=times: g.texts.count(s) == n, f"{said} once more")
    assert craft.texts.count("Mission: 3 WP") == 2


@pytest.mark.parametrize("skipped", [BATTERY, EVERYTHING])
def test_checks_before_arming_are_skipped_by_their_bits(craft: Ground, skipped: int) -> None:
    craft.set_parameters({"BATT_ARM_VOLT": 500.0, "ARMING_SKIPCHK": COMPASS | GPS})
    assert craft.set_mode(GUIDED) == 0
    craft.until(lambda g: bool(g.ekf_flags & 16), "a position", 60.0)
    craft.for_vehicle_s(5.0)
    assert craft.arm() == 4
    hear(craft, "Arm: Battery 1 below minimum arming voltage")
    craft.set_parameter("ARMING_SKIPCHK", skipped)
    craft.until(lambda g: g.arm() == 0, "armed")


@pytest.mark.parametrize("skipped", [GPS, EVERYTHING])
def test_no_bit_skips_that_a_mode_needs_a_position(craft: Ground, skipped: int) -> None:
    craft.set_parameter("ARMING_SKIPCHK", skipped)
    assert craft.set_mode(GUIDED) == 0
    assert craft.arm() == 4


def test_a_mode_can_be_closed_to_ground_stations(craft: Ground) -> None:
    craft.set_parameter("FLTMODE_GCSBLOCK", 1 << 5 | 1 << 3)
    assert craft.set_mode(LOITER) == 4
    assert craft.command(300) == 4  # MISSION_START
    assert craft.set_mode(GUIDED) == 0
    craft.set_parameter("FLTMODE_GCSBLOCK", 0)
    assert craft.set_mode(LOITER) == 0


@pytest.mark.parametrize(
    "name",
    ["MAV_GCS_SYSID_HI", "MIS_RESTART", "ARMING_SKIPCHK", "FENCE_AUTOENABLE", "FLTMODE_GCSBLOCK"],
)
def test_what_could_undo_a_safeguard_is_off_at_first(craft: Ground, name: str) -> None:
    assert craft.parameter(name).param_value == 0.0


def test_a_fence_that_enables_itself_is_refused_by_ours() -> None:
    ground = make()
    ground.streams(4)
    ground.until(lambda g: g.now_s > 3.0, "start-up")
    assert ground.set_parameter("FENCE_AUTOENABLE", 3) == 0.0
    assert any("FENCE_AUTOENABLE" in text for text in ground.texts)


def test_terrain_is_asked_for_as_finely_as_the_parameter_says(craft: Ground) -> None:
    craft.set_parameter("TERRAIN_SPACING", 50)
    asked = craft.message("TERRAIN_REQUEST", 30.0, lambda m: m.grid_spacing == 50)
    answer(craft, asked, round(HOME[2]))
    craft.until(
        lambda g: "TERRAIN_REPORT" in g.latest and g.latest["TERRAIN_REPORT"].spacing == 50,
        "heights at this spacing",
    )


def test_without_terrain_data_a_height_over_terrain_ends_in_rtl(craft: Ground) -> None:
    mission = out_mission()
    mission[2] = item(WAYPOINT, 140.0, 0.0, 30.0, frame=TERRAIN_FRAME)
    craft.set_parameters({**PARAMETERS, "TERRAIN_ENABLE": 0})
    assert craft.upload(mission) == 0
    craft.until(lambda g: "PreArm: terrain disabled" in g.texts, "the reason", 60.0)
    craft.set_parameter("ARMING_SKIPCHK", PARAMETER_CHECKS)
    craft.ready(60.0)
    craft.launch()
    craft.until(lambda g: g.mode == RTL, "RTL", 60.0)
    hear(craft, "Failsafe: Terrain Unavailable")
    assert craft.alt_m < CORRIDOR_M + 10.0


def answer(ground: Ground, asked: Any, height_m: int) -> None:
    """One height for all that was asked."""
    for bit in range(56):
        if asked.mask >> bit & 1:
            ground.link.mav.terrain_data_send(
                asked.lat, asked.lon, asked.grid_spacing, bit, [height_m] * 16
            )
