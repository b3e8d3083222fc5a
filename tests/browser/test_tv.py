"""The television, used with four arrows, OK and back only, against the real service."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.browsing import Viewer
from tests.browser.live import Live

pytestmark = pytest.mark.browser


def test_the_first_screen_comes(live: Live, view: Viewer) -> None:
    page = view("/tv", household="hh-01")
    expect(page.locator("#tv[data-screen=start]")).to_be_visible()
