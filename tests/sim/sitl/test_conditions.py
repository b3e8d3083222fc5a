"""Conditions of a mission, as ArduCopter waits for them.

Held with ours and, where one is found, with a real ArduCopter.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.sitl.consent import CORRIDOR_M, LAND, TAKEOFF, WAYPOINT, item
from tests.sim.sitl.either import take_off
from tests.sim.sitl.ground import HOME, Ground

DELAY, DISTANCE, YAW, SPEED = 112, 114, 115, 178
_FAR_M = 250.0


def _mission(*between: dict[str, Any]) -> list[dict[str, Any]]:
    """Up, then north past two waypoints, with these before the second."""
    return [
        item(WAYPOINT, 0.0, 0.0, HOME[2]),
        item(TAKEOFF, 0.0, 0.0, CORRIDOR_M),
        item(WAYPOINT, 40.0, 0.0, CORRIDOR_M),
        *between,
        item(WAYPOINT, _FAR_M, 0.0, CORRIDOR_M),
        item(LAND, _FAR_M, 0.0, HOME[2]),
    ]


def _slow(ground: Ground) -> bool:
    """Whether the speed that the mission asks for after its condition is flown."""
    moves = ground.latest["GLOBAL_POSITION_INT"]
    return ground.current > 2 and 1.0 < moves.vx / 100.0 < 3.0


def _stored(ground: Ground, seq: int) -> Any:
    return ground.download()[seq]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"command": DELAY, "p1": 7.5}, (7.5, 0, 0, 0)),
        ({"command": DISTANCE, "p1": 120}, (120, 0, 0, 0)),
        ({"command": YAW, "p1": 22, "p2": 12.5, "p3": 1, "p4": 1}, (22, 12.5, 1, 1)),
    ],
)
def test_they_are_kept(craft: Ground, sent: dict[str, Any], kept: tuple[float, ...]) -> None:
    assert craft.upload(_mission(sent)) == 0
    found = _stored(craft, 3)
    assert (found.param1, found.param2, found.param3, found.param4) == kept


def test_a_delay_holds_back_what_follows_it(craft: Ground) -> None:
    slower = {"command": SPEED, "p1": 1, "p2": 2}
    take_off(craft, _mission({"command": DELAY, "p1": 8}, slower))
    craft.until(lambda g: g.current > 2, "the second leg", 60.0)
    began_s = craft.now_s
    craft.until(_slow, "the lower speed", 60.0)
    assert 7.0 < craft.now_s - began_s < 13.0


def test_a_distance_holds_back_what_follows_it(craft: Ground) -> None:
    slower = {"command": SPEED, "p1": 1, "p2": 2}
    take_off(craft, _mission({"command": DISTANCE, "p1": 100}, slower))
    craft.until(_slow, "the lower speed", 60.0)
    assert 130.0 < craft.away_m(*HOME[:2]) < 190.0


def test_the_nose_is_turned_while_it_flies_on(craft: Ground) -> None:
    take_off(craft, _mission({"command": YAW, "p1": 90}))
    craft.until(
        lambda g: g.current > 2 and abs(g.latest["GLOBAL_POSITION_INT"].hdg - 9000) < 600,
        "the nose to the east",
        60.0,
    )
    assert craft.latest["GLOBAL_POSITION_INT"].vx > 100
