"""The databases of the service's tests: the desk works on the deployment's own."""

from __future__ import annotations

import socket

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
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
