"""For those who run the service: alive, ready, measured; and doors that are none."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from logistics.api.app import create_app
from logistics.db.engine import Database
from logistics.deployment import Deployment
from missions.clock import FixedClock
from tests.logistics.support.access import TUESDAY_9
from tests.logistics.support.door import Door, problem
from tests.logistics.support.service import Service


async def test_alive_and_ready_are_told_to_everybody(service: Service) -> None:
    assert await service.nobody.read("/healthz") == {"status": "alive"}
    ready = await service.nobody.read("/readyz")
    assert ready["ready"] is True
    assert ready["revision"] == ready["needs"]


async def test_a_database_with_other_tables_is_not_ready(service: Service) -> None:
    with service.database.write_engine.begin() as connection:
        connection.execute(text("UPDATE logistics_version SET version_num = '0000'"))
    answer = await service.nobody.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False


async def test_without_a_database_the_process_is_alive_and_not_ready(
    tmp_path: Path, deployment: Deployment
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'missing' / 'sorabin.db'}")
    app = create_app(database, deployment, FixedClock(TUESDAY_9), base_url="http://sorabin.test")
    door = Door(httpx.ASGITransport(app=app, raise_app_exceptions=False))
    assert (await door.get("/healthz")).status_code == 200
    answer = await door.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] is False
    app.state.edge.gate.close()


async def test_requests_are_counted_and_open_receipts_shown(service: Service) -> None:
    await service.tv().read("/session")
    await service.nobody.get("/session")
    told = (await service.nobody.get("/metrics")).text
    assert 'sorabin_requests_total{method="GET",status="200"} 1.0' in told
    assert 'sorabin_requests_total{method="GET",status="401"} 1.0' in told
    assert "sorabin_open_receipts 0.0" in told


async def test_methods_that_nobody_knows_are_counted_as_one(service: Service) -> None:
    """A label that a stranger can choose would grow without end."""
    for number in range(5):
        await service.nobody.client.request(f"STRANGE{number}", "/api/v1/orders")
    await service.nobody.client.request("delete", "/api/v1/orders")
    told = (await service.nobody.get("/metrics")).text
    assert "STRANGE" not in told
    assert 'sorabin_requests_total{method="other",status="405"} 5.0' in told
    assert 'sorabin_requests_total{method="DELETE",status="405"} 1.0' in told


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/orders", 405),
        ("PUT", "/api/v1/orders", 405),
        ("GET", "/api/v1/orders/R1/cancel", 405),
    ],
)
async def test_a_door_that_is_none_is_a_problem_too(
    service: Service, method: str, path: str, status: int
) -> None:
    answer = await service.store.client.request(method, path)
    code = {404: "not-found", 405: "method-not-allowed"}[status]
    problem(answer, status, code)
    if status == 405:
        assert answer.headers["allow"]


async def test_the_description_of_the_api_is_open(service: Service) -> None:
    schema = await service.nobody.read("/api/v1/openapi.json")
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/orders" in schema["paths"]
