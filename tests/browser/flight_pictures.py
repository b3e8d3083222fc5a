"""Pictures of one flight: the hub while it flies, and each step of the volunteer's card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from missions.flight.states import FlightState
from tests.browser.browsing import Viewer
from tests.browser.flying import ABOVE, CRAFT, HOME, LAUNCHER, MIDWAY, OTHER_CRAFT, OUT, Flying
from tests.browser.legible import look_now
from tests.logistics.support.service import at

PHONE, DESK = (390, 700), (1280, 860)
STANDING: dict[str, Any] = {
    "lat": 35.802, "lon": 138.081, "height_m": 0.0, "speed_mps": 0.0, "battery_percent": 100.0,
}  # fmt: skip
ALARMS = [
    {
        "name": "way-out", "level": "critical", "action": "divert", "value": 3.2,
        "threshold": 5.0, "unit": "%", "why": "",
    },
    {
        "name": "wind", "level": "caution", "action": "watch", "value": 6.1,
        "threshold": 6.0, "unit": "m/s", "why": "",
    },
]  # fmt: skip
"""What is amiss on a bad day."""


class FlightAlbum:
    """Takes the pictures of one round in one language, in its order."""

    def __init__(self, flying: Flying, view: Viewer, lang: str, folder: Path) -> None:
        self._flying = flying
        self._view = view
        self._lang = lang
        self._folder = folder

    def take(self) -> None:
        flying = self._flying
        flying.planned("hh-01")
        size, lang = PHONE, self._lang
        hall = self._view("/hall", person=flying.volunteer, size=size, lang=lang)
        hub = self._view("/hub", person=LAUNCHER, size=DESK, lang=lang)
        flying.load()
        self._step(hall, "confirm", "1-here")
        flying.word("confirmed")
        self._step(hall, "pad", "2-pad")
        flying.word("pad-clear")
        flying.measure(gust_mps=9.5)
        self._hub(hub, "[data-gate=gust][data-verdict=fail]", "gates", None)
        flying.measure()
        flying.ask()
        flying.prepared()
        flying.launch()
        flying.launched()
        flying.live.move_to(at(13, 10))
        flying.midway()
        self._hub(hub, "[data-deed=hold]", "flight", {"state": "outbound", **MIDWAY})
        self._hub(hub, "[data-alarm]", "alarm", {"state": "outbound", **MIDWAY, "alarms": ALARMS})
        flying.midway()
        self._step(hall, "coming", "3-coming")
        flying.waiting()
        self._step(hall, "consent", "4-consent")
        flying.word("consent")
        flying.desk.answer(OUT)
        flying.desk.becomes(OUT, FlightState.DELIVERING)
        flying.desk.heard(flying.craft, "delivering", **ABOVE)
        self._step(hall, "landing", "4-landing")
        flying.delivered()
        self._step(hall, "unload", "5-unload", ".parcel-out")
        flying.unload()
        flying.word("unloaded")
        self._step(hall, "swap", "6-swap", ".battery")
        flying.swap()
        self._step(hall, "clear", "7-clear")
        flying.word("all-clear")
        flying.measure()
        flying.prepared(HOME)
        flying.launch()
        flying.launched(HOME)
        self._step(hall, "gone", "8-gone")

    def _step(self, page: Page, step: str, name: str, sign: str = "h2") -> None:
        look_now(page)
        expect(page.locator("[data-air]")).to_have_attribute("data-step", step)
        expect(page.locator(f"[data-air] {sign}").first).to_be_visible()
        self._shot(page, f"hall-{name}")

    def _hub(self, page: Page, sign: str, name: str, now: dict[str, Any] | None) -> None:
        """Both aircraft are heard a moment before."""
        flying = self._flying
        other = OTHER_CRAFT if flying.craft == CRAFT else CRAFT
        for craft, told in ((other, None), (flying.craft, now)):
            flying.desk.heard(craft, **(told or {"state": "idle", **STANDING}))
        look_now(page)
        expect(page.locator(sign).first).to_be_visible()
        expect(page.locator("[data-fresh=false]")).to_have_count(0)
        self._shot(page, f"hub-{name}")

    def _shot(self, page: Page, name: str) -> None:
        path = self._folder / f"{name}-{self._lang}.png"
        page.screenshot(path=path)
        print(f"docs/pictures/{path.name}")
