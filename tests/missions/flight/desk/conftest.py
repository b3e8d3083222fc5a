"""The databases of the service's tests: the desk works on the deployment's own."""

from __future__ import annotations

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
