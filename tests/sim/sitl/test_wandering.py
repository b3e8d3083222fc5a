"""A vehicle whose receiver and barometer are as exact as real ones: it believes a little wrong."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, hypot, radians
from statistics import pstdev
from typing import Any

from sim.flight.sensing import USUAL
from sim.sitl.dialect import mavlink
from tests.sim.sitl.consent import HALL_NORTH_M
from tests.sim.sitl.ground import HOME, Ground, at

Prepare = Callable[..., Ground]
SIMSTATE = 164


def flown(prepared: Prepare, **spec: Any) -> tuple[Ground, list[tuple[float, float]]]:
    """Told less true place on the way out, east and north in metres, once a second."""
    ground = prepared(**spec)
    ground.command(mavlink.MAV_CMD_SET_MESSAGE_INTERVAL, SIMSTATE, 250_000)
    ground.launch()
    ground.until(lambda g: g.armed, "armed")
    found: list[tuple[float, float]] = []
    for _ in range(100):
        ground.for_vehicle_s(1.0)
        truth, told = ground.latest["SIMSTATE"], ground.latest["GLOBAL_POSITION_INT"]
        m_per_e7 = 0.0111195
        found.append(
            (
                (told.lon - truth.lng) * m_per_e7 * cos(radians(HOME[0])),
                (told.lat - truth.lat) * m_per_e7,
            )
        )
    return ground, found


def test_what_it_believes_goes_to_and_fro_around_the_truth(prepared: Prepare) -> None:
    _, found = flown(prepared, sensing=USUAL)
    assert all(hypot(*each) < 4.0 * USUAL.across_m * 2**0.5 + 0.5 for each in found)
    for part in (0, 1):
        assert pstdev(each[part] for each in found) > 0.1


def test_one_without_errors_knows_its_place(prepared: Prepare) -> None:
    _, found = flown(prepared)
    assert max(hypot(*each) for each in found) < 3.0  # two messages of two moments, at 11 m/s


def test_the_receiver_says_what_is_believed(prepared: Prepare) -> None:
    ground, _ = flown(prepared, sensing=USUAL)
    told, raw = ground.latest["GLOBAL_POSITION_INT"], ground.latest["GPS_RAW_INT"]
    assert hypot(told.lat - raw.lat, told.lon - raw.lon) * 0.0111195 < 5.0


def test_it_lands_as_far_from_the_pad_as_it_believes_wrong(prepared: Prepare) -> None:
    ground, _ = flown(prepared, sensing=USUAL)
    ground.until(lambda g: not g.armed, "landed")
    truth = ground.latest["SIMSTATE"]
    off = [
        hypot(truth.lat - x, (truth.lng - y) * cos(radians(HOME[0]))) * 0.0111195
        for x, y in (at(0.0, 0.0), at(HALL_NORTH_M, 0.0))
    ]
    assert min(off) < 4.0 * USUAL.across_m * 2**0.5
