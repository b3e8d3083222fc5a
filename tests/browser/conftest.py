"""Fixtures of the browser tests: the live service and Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect, sync_playwright

from logistics.deployment import Deployment, load_deployment
from tests.browser.browsing import WAIT_MS, NoBrowser, Viewer, launch
from tests.browser.desk import Telemetry
from tests.browser.flying import Flying, with_aircraft
from tests.browser.live import Live
from tests.logistics.support.databases import SqliteTemplate

CONFIG = Path(__file__).parents[2] / "config" / "ina-hase"
expect.set_options(timeout=WAIT_MS)


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


@pytest.fixture
def live(tmp_path: Path, sqlite_template: SqliteTemplate, deployment: Deployment) -> Iterator[Live]:
    """The service on a Tuesday at 09:00, its days open."""
    service = Live(sqlite_template.fresh(tmp_path), deployment, sqlite_template.access)
    service.open_days()
    service.start()
    yield service
    service.close()


@pytest.fixture
def flying(
    tmp_path: Path, sqlite_template: SqliteTemplate, deployment: Deployment
) -> Iterator[Flying]:
    """The same service with two aircraft and a flight desk that is played."""
    telemetry = Telemetry()
    url, access = sqlite_template.fresh(tmp_path), sqlite_template.access
    service = Live(url, with_aircraft(deployment), access, telemetry_port=telemetry.port)
    service.open_days()
    service.start()
    yield Flying(service, telemetry)
    service.close()
    telemetry.hang_up()


@pytest.fixture
def view_flights(flying: Flying, chromium: Browser) -> Iterator[Viewer]:
    """Opens pages of the service with aircraft."""
    yield from _viewing(flying.live, chromium)


# One browser for each module, not for the session: while the synchronous Playwright lives, its
# thread has a running event loop, and asynchronous tests of other modules could not run.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except NoBrowser as missing:
            pytest.skip(str(missing))
        except Error as error:
            pytest.skip(f"Chromium cannot be started here: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def view(live: Live, chromium: Browser) -> Iterator[Viewer]:
    """Opens pages: `view("/tv", household="hh-01")`. No page may meet an uncaught error."""
    yield from _viewing(live, chromium)


def _viewing(live: Live, chromium: Browser) -> Iterator[Viewer]:
    viewer = Viewer(live, chromium)
    yield viewer
    viewer.close()
    assert not viewer.faults, viewer.faults
