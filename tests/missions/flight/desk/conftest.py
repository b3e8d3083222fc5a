"""The databases of the service's tests: the desk works on the deployment's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.logistics.conftest import (
    access,
    backend,
    database_url,
    deployment,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from tests.missions.flight.desk.hub import Hub

__all__ = [
    "access",
    "backend",
    "database_url",
    "deployment",
    "postgres_server",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]


@pytest.fixture
def hub(sqlite_url: str) -> Iterator[Hub]:
    """The hub of a flight that is made already."""
    made = Hub(sqlite_url)
    made.make()
    yield made
    made.close()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
