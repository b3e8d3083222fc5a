"""Whatever the description of the doors of the air legs allows, no request breaks the service."""

from __future__ import annotations

import asyncio

import pytest

from tests.logistics.api.test_fuzz import Fuzz, hunt, operations, runs
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole

PARTS = ("/sorties", "/flights", "/aircraft", "/batteries", "/stand-", "/weather")


@pytest.mark.slow
@pytest.mark.parametrize("examples", [3, pytest.param(150, marks=pytest.mark.soak)])
async def test_no_request_breaks_the_air_legs(service: Service, air: Air, examples: int) -> None:
    await air.ready("hh-01")
    facts = {
        "day": [DAY, "2026-11-25", "9999-12-31"],
        "sortie_id": ["s1"],
        "flight_id": [f"{DAY}-s1-out"],
        "aircraft_id": ["ac-1", "ac-2"],
        "number": ["1"],
    }
    fuzz = Fuzz(service, facts)
    fuzz.doors = [air.launcher, service.operator, air.volunteer, air.sensor("nakao")]
    run = runs(fuzz)
    broken: list[str] = []
    for operation in operations(fuzz.schema):
        if not any(part in operation.path for part in PARTS):
            continue
        try:
            await asyncio.to_thread(hunt, fuzz, operation, examples, run)
        except AssertionError as error:
            broken.append(f"{operation.method} {operation.path}: {str(error)[:900]}")
    assert not broken, "\n\n".join(broken)
    whole(service)
