"""Chromium looking at the live service: pages opened as a person or as a household's television."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from tests.browser.live import Live

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WAIT_MS = 20_000


class NoBrowser(Exception):
    """There is no Chromium here."""


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium; raises NoBrowser, or Playwright's error."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None and not _MAC.exists():
        raise NoBrowser(f"no Chromium on this machine: none of {', '.join(_NAMES)}")
    return playwright.chromium.launch(executable_path=path or _MAC, args=_ARGUMENTS)


class Viewer:
    """Opens pages of one live service and notes what went wrong in them."""

    def __init__(self, live: Live, browser: Browser) -> None:
        self._live = live
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        """Uncaught errors, and what the content security policy refused."""

    def __call__(
        self,
        path: str,
        *,
        person: str | None = None,
        household: str | None = None,
        size: tuple[int, int] = (1280, 720),
        lang: str = "ja",
        **options: Any,
    ) -> Page:
        """Open a page in a new browser context, signed in as a person, or on a household's TV.

        `viewer("/store", person="p-…", size=(390, 844))`, `viewer("/tv", household="hh-01")`.
        """
        live = self._live
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, base_url=live.base_url, **options
        )
        self._contexts.append(context)
        cookies = {
            "lang": lang,
            "sorabin_session": live.access.sessions[person] if person else None,
            "sorabin_device": live.access.credentials.devices[household] if household else None,
        }
        context.add_cookies(
            [{"name": n, "value": v, "url": live.base_url} for n, v in cookies.items() if v]
        )
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)
        page.goto(path)
        return page

    def close(self) -> None:
        """Close all that was opened."""
        for context in self._contexts:
            context.close()

    def _note(self, said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            self.faults.append(said.text)
