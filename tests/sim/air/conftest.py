"""The afternoon's scripts against the real service in this process, with a desk that is played."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from logistics.deployment import Deployment
from tests.logistics.conftest import deployment, sqlite_template, sqlite_url
from tests.logistics.support.air import with_aircraft
from tests.logistics.support.databases import SqliteTemplate
from tests.logistics.support.service import running_service
from tests.sim.air.afternoon import Afternoon

__all__ = ["deployment", "sqlite_template", "sqlite_url"]


@pytest.fixture
async def afternoon(
    sqlite_url: str, sqlite_template: SqliteTemplate, deployment: Deployment
) -> AsyncIterator[Afternoon]:
    """Two aircraft, no orders yet."""
    shown = with_aircraft(deployment)
    async with (
        running_service(sqlite_url, shown, sqlite_template.access) as service,
        Afternoon.prepared(service) as made,
    ):
        yield made
