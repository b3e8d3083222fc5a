"""The worker as a process: what a desk reports is taken over without being asked, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlmodel import Session

from logistics.db.models import FlightInboxRow
from missions.clock import machine_s
from missions.store import flights
from tests.logistics.support.air import Air
from tests.logistics.support.processes import Processes
from tests.logistics.support.service import Service, at


@pytest.mark.slow
async def test_a_worker_process_takes_events_over_also_after_it_was_killed(
    service: Service, air: Air, tmp_path: Path
) -> None:
    processes = Processes(tmp_path, service.url, at(12))
    try:
        for number in (1, 2):
            worker = processes.start_worker()
            with Session(service.database.write_engine) as session:
                flights.note_event(session, "a-flight", "launched", at(12))
                session.commit()
            await taken(service, number)
            processes.kill(worker)
    finally:
        processes.stop()


async def taken(service: Service, number: int) -> None:
    end = machine_s() + 40
    while service.rows(FlightInboxRow)[0].last_seq < number:
        assert machine_s() < end, "the event was not taken over"
        await asyncio.sleep(0.05)
