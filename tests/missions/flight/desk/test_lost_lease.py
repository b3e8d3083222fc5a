"""What a desk does whose lease has run out, or was another's for a while."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from logistics.db.engine import Database
from missions.clock import machine_time
from missions.flight.desk.lease import LEASE_S, RENEW_S
from missions.flight.desk.store import Sessions
from missions.flying import Flying
from missions.link.outcome import Accepted
from missions.link.station import MISSION, Station
from missions.store import fleet
from tests.missions.flight.desk.desks import desk, flown, sessions
from tests.missions.flight.desk.hub import AIRCRAFT, Hub
from tests.missions.link.fake_vehicle import FakeVehicle

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
OURS, THEIRS = "here/1/a", "there/1/x"


async def test_a_desk_whose_lease_has_run_out_is_silent_while_its_database_hangs(
    hub: Hub, shipped: Flying, sqlite_url: str
) -> None:
    answers = threading.Event()
    answers.set()
    database = Database(sqlite_url)
    opened = sessions(database)

    def write() -> Session:
        answers.wait()
        return opened.write()

    async with FakeVehicle(system_id=11) as aircraft:
        links, hanging = {AIRCRAFT: aircraft.address}, Sessions(opened.read, write)
        async with desk(shipped, sqlite_url, links, sessions=hanging):
            await hub.until(lambda: aircraft.heartbeats)
            answers.clear()
            try:
                await asyncio.sleep(LEASE_S + 0.5)
                heard = sum(aircraft.seen.values())
                await asyncio.sleep(2.0)
                assert sum(aircraft.seen.values()) == heard
            finally:
                answers.set()
            await hub.until(lambda: sum(aircraft.seen.values()) > heard, 20.0)
    database.close()


async def test_what_was_read_back_before_another_desk_had_the_aircraft_is_read_back_anew(
    hub: Hub, shipped: Flying, sqlite_url: str, tmp_path: Path
) -> None:
    def holder(session: Session) -> str:
        row = fleet.lease(session, AIRCRAFT)
        assert row is not None
        return row.holder

    async with flown(shipped, sqlite_url, tmp_path, speed=15.0, holder=OURS) as tap:
        assert await hub.outcome(hub.prepare()) == "accepted"
        until = machine_time() + timedelta(seconds=2 * RENEW_S)
        assert hub.write(lambda session: fleet.take_lease(session, AIRCRAFT, OURS, THEIRS, until))
        await asyncio.sleep(RENEW_S + 1.0)
        async with await Station.open(tap.address, expect_system_id=11) as theirs:
            assert isinstance(await theirs.clear(MISSION), Accepted)
        await hub.until(lambda: hub.write(holder) == OURS, 20.0)
        assert await hub.outcome(hub.launch()) == "accepted"
        await hub.state("outbound")
        assert await hub.outcome(hub.say("return")) == "accepted"
        assert await hub.ended() == "returned"
