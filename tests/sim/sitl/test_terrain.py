"""The ground: given, or answered by a ground station."""

from __future__ import annotations

import pytest

from sim.sitl.terrain import TerrainBlocks
from tests.sim.sitl.conftest import make
from tests.sim.sitl.consent import LAND, WAYPOINT, item
from tests.sim.sitl.ground import HOME, Ground


def test_blocks_are_asked_for_until_they_are_whole() -> None:
    blocks = TerrainBlocks()
    asked = blocks.request(358_360_000, 1_379_580_000, 10.0)
    assert asked is not None
    lat, lon, spacing, mask = asked
    assert (spacing, mask.bit_count()) == (100, 56)
    assert blocks.request(358_360_000, 1_379_580_000, 11.0) is None
    assert blocks.height_m(358_360_000, 1_379_580_000) is None
    for bit in range(56):
        assert blocks.answer(lat, lon, spacing, bit, [700 + bit] * 16)
    assert blocks.request(358_360_000, 1_379_580_000, 20.0) is None
    height = blocks.height_m(358_360_000, 1_379_580_000)
    assert height is not None
    assert 700 <= height <= 755
    assert not blocks.answer(lat + 500, lon, spacing, 0, [0] * 16)


def answer_all(ground: Ground, height_m: int) -> None:
    """Answer every request with one height until none comes any more."""
    quiet_s = ground.now_s + 8.0
    while ground.now_s < quiet_s:
        message = ground.pump()
        if message is None or message.get_type() != "TERRAIN_REQUEST":
            continue
        for bit in range(56):
            if message.mask >> bit & 1:
                ground.link.mav.terrain_data_send(
                    message.lat, message.lon, message.grid_spacing, bit, [height_m] * 16
                )


def test_answered_ground_is_stood_on_and_reported() -> None:
    ground = make()
    ground.streams(4)
    ground.until(lambda g: g.now_s > 12.0, "a fix")
    answer_all(ground, 655)
    ground.for_vehicle_s(3.0)
    assert ground.latest["TERRAIN_REPORT"].terrain_height == 655.0
    assert ground.alt_m == pytest.approx(655.0, abs=0.1)


def test_a_hall_below_the_hub_is_landed_on_its_own_ground() -> None:
    north = HOME[0] + 100.0 / 111_195.0

    def height_m(lat_deg: float, lon_deg: float) -> float:
        return 640.0 if lat_deg < (HOME[0] + north) / 2 else 600.0

    ground = make(elevation=height_m)
    ground.streams(4)
    ground.until(lambda g: g.now_s > 6.0, "start-up")
    assert ground.alt_m == pytest.approx(640.0, abs=0.5)
    mission = [
        item(WAYPOINT, 0, 0, HOME[2]),
        item(22, 0, 0, HOME[2] + 10.0),
        item(WAYPOINT, 111.0, 0, HOME[2] + 10.0),
        item(LAND, 111.0, 0, 600.0),
    ]
    assert ground.upload(mission) == 0
    ground.ready()
    ground.launch()
    ground.until(lambda g: g.armed, "armed")
    ground.until(lambda g: not g.armed, "landed")
    ground.for_vehicle_s(1.0)
    assert ground.away_m(north + 11.0 / 111_195.0, HOME[1]) < 0.5
    assert ground.alt_m == pytest.approx(600.0, abs=1.0)
