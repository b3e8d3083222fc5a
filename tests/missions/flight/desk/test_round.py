"""A whole round by words in rows only, and gates that do not pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session

from missions.flying import Flying
from missions.store import fleet
from tests.flight.vehicles import vehicle
from tests.missions.flight.desk.desks import desk
from tests.missions.flight.desk.hub import AIRCRAFT, HOME, OUT, Hub

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
SPEED = 15.0


async def test_a_round_by_words_alone(shipped: Flying, sqlite_url: str, tmp_path: Path) -> None:
    hub = Hub(sqlite_url)
    logs = tmp_path / "flights"
    with vehicle("sitl", tmp_path, SPEED, "--sysid", "11") as address:
        async with desk(shipped, sqlite_url, {AIRCRAFT: address}, flight_logs=logs):
            hub.make()
            assert await hub.outcome(hub.prepare()) == "accepted"
            row = hub.row()
            assert row.state == "ready"
            assert row.readback_sha256 == row.approved_sha256 is not None
            assert {gate["verdict"] for gate in row.gates} == {"pass"}
            assert await hub.outcome(hub.launch()) == "accepted"
            assert hub.charge("bat-01") is None  # in the air nobody knows
            await hub.happened("waiting")
            assert await hub.outcome(hub.say("consent")) == "accepted"
            assert await hub.ended() == "delivered"
            left = await hub.until(lambda: hub.charge("bat-01"))
            swap = hub.say("swap", out="bat-01", **{"in": "bat-02"})
            assert await hub.outcome(swap) == "accepted"
            assert hub.charge("bat-01") == left  # it came out as it was, and is not full
            hub.make(HOME, "home", 0.0)
            prepared = hub.prepare(HOME, "home")
            clear = hub.say("all-clear", HOME)
            assert await hub.outcome(prepared) == "accepted"
            assert await hub.outcome(clear) == "accepted"
            assert await hub.outcome(hub.launch(HOME, load_kg=0.0)) == "accepted"
            assert await hub.ended(HOME) == "returned"
            assert await hub.until(lambda: hub.charge("bat-02")) < 95.0  # booked after the end
    assert hub.kinds(OUT) == [
        "prepared", "launched", "lifted", "waiting", "consent-sent", "delivered", "command",
    ]  # fmt: skip
    assert hub.kinds(HOME) == ["prepared", "launched", "lifted", "homebound", "returned"]
    assert 20.0 < left < 90.0
    delivered = hub.body("delivered")
    assert delivered["place"] == "nakao"
    assert delivered["error_m"] < 3.0
    row = hub.row()
    assert row.landing is not None
    assert row.landing["place"] == "nakao"
    assert row.launched_at is not None
    assert row.lifted_at is not None
    assert row.ended_at is not None
    assert row.launched_at <= row.lifted_at < row.ended_at
    assert hub.row(HOME).readback_sha256 not in (None, row.readback_sha256)
    with Session(hub.database.read_engine) as session:
        assert fleet.the_aircraft(session, AIRCRAFT).battery == "bat-02"
    assert {each.name for each in logs.iterdir()} == {f"{OUT}.tlog", f"{HOME}.tlog"}
    hub.close()
