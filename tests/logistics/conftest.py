"""Fixtures of the service: the real deployment, fresh databases, the running application."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from logistics.deployment import Deployment, load_deployment
from logistics.processes.logs import set_up_logs
from tests.logistics.support.access import Access
from tests.logistics.support.chain import Chain
from tests.logistics.support.databases import PostgresServer, SqliteTemplate
from tests.logistics.support.service import Service, running_service

CONFIG = Path(__file__).parents[2] / "config" / "ina-hase"
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    """As the processes write them."""
    set_up_logs()


@pytest.fixture(scope="session")
def deployment() -> Deployment:
    return load_deployment(CONFIG)


@pytest.fixture(scope="session")
def sqlite_template(
    tmp_path_factory: pytest.TempPathFactory, deployment: Deployment
) -> SqliteTemplate:
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the workers of one run share the template
    return SqliteTemplate(folder, deployment)


@pytest.fixture(scope="session")
def postgres_server(sqlite_template: SqliteTemplate) -> Iterator[PostgresServer]:
    try:
        server = PostgresServer(sqlite_template)
    except Exception as error:
        pytest.skip(f"PostgreSQL cannot be started here: {type(error).__name__}: {error}")
    yield server
    server.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: SqliteTemplate) -> str:
    return sqlite_template.fresh(tmp_path)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    url = postgres_server.fresh()
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=BOTH)
def backend(request: pytest.FixtureRequest) -> str:
    """Which database: every test that uses it, directly or not, runs once on each."""
    return request.param


@pytest.fixture
def database_url(request: pytest.FixtureRequest, backend: str) -> str:
    return request.getfixturevalue(f"{backend}_url")


@pytest.fixture
def access(sqlite_template: SqliteTemplate) -> Access:
    """The same passwords, keys and sessions hold in every database of a run."""
    return sqlite_template.access


@pytest.fixture
async def service(
    database_url: str, access: Access, deployment: Deployment
) -> AsyncIterator[Service]:
    async with running_service(database_url, deployment, access) as running:
        yield running


@pytest.fixture
def chain(service: Service) -> Chain:
    return Chain(service)
