"""The service with aircraft, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from logistics.deployment import Deployment
from tests.logistics.support.access import Access
from tests.logistics.support.air import Air, with_aircraft
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import Service, running_service


@pytest.fixture
async def service(
    database_url: str, access: Access, deployment: Deployment
) -> AsyncIterator[Service]:
    async with running_service(database_url, with_aircraft(deployment), access) as running:
        yield running


@pytest.fixture
def air(service: Service, chain: Chain) -> Air:
    return Air(service, chain)
