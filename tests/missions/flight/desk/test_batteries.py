"""A vehicle calls any battery full that was just plugged in; the desk does not believe it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from missions.flying import Flying
from missions.store import batteries
from tests.missions.flight.desk.desks import flown
from tests.missions.flight.desk.hub import AIRCRAFT, Hub

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


async def test_an_uncharged_battery_does_not_fly_whatever_the_gauge_says(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    def fly_once(session, left_percent: float | None) -> None:
        batteries.takes_off(session, AIRCRAFT, hub.clock.now())
        if left_percent is not None:
            batteries.has_flown(session, "bat-01", left_percent, hub.clock.now())

    async with flown(shipped, sqlite_url, tmp_path, speed=5.0):
        hub.write(lambda session: fly_once(session, None))
        outcome = await hub.outcome(hub.prepare())
        assert outcome.startswith("refused: energy unknown (not said to be charged)")
        hub.write(lambda session: fly_once(session, 40.0))
        outcome = await hub.outcome(hub.prepare())
        assert outcome.startswith("refused: energy unknown (the vehicle counts ")
        assert " %, there is 40 % by the book)" in outcome
        hub.charged("bat-01")
        assert await hub.outcome(hub.prepare()) == "accepted"
    energy = next(gate for gate in hub.row().gates if gate["name"] == "energy")
    assert energy["verdict"] == "pass"
