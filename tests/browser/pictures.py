"""Makes the README's pictures from the real service: `make pictures`.

All people, orders and addresses in them are invented, as everything in config/ina-hase is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from logistics.deployment import Deployment, load_deployment
from tests.browser.browsing import NoBrowser, Viewer, launch
from tests.browser.desk import Telemetry
from tests.browser.flight_pictures import FlightAlbum
from tests.browser.flying import Flying, with_aircraft
from tests.browser.live import Live
from tests.browser.remote import Remote
from tests.logistics.support.databases import SqliteTemplate
from tests.logistics.support.service import at

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
PHONE, TABLET = (390, 844), (820, 1180)
HOME = "hh-01"
NEIGHBOURS = ("hh-02", "hh-05", "hh-13", "hh-17")
CLERK, OPERATOR, OFFICE = "p-karaki", "p-miyashita", "p-kitazawa"
SHELVES = ("dairy_eggs", "tofu_natto", "vegetables", "bread_rice", "fish", "household")


class Album:
    """Takes the pictures of one played day, in its order."""

    def __init__(self, live: Live, view: Viewer) -> None:
        self._live = live
        self._view = view

    def take(self) -> None:
        live = self._live
        live.move_to(at(9, 40))
        order = self.television()
        others = [live.order(home, lines=self._lines(3)) for home in NEIGHBOURS]
        live.close_day()
        live.move_to(at(11, 20))
        first = self.store(order)
        live.move_to(at(12))
        parcels = [live.pick_and_pack(each)[0] for each in others]
        live.move_to(at(13, 5))
        for parcel in parcels[:2]:
            live.bring_to(parcel["code"], "hub")
        self._page("/hub", "hub-ja", person=OPERATOR, size=TABLET)
        live.move_to(at(14, 20))
        at_hall = live.bring_to(first["code"], "volunteer")
        self._visit(live.bring_to(parcels[0]["code"], "volunteer"))
        self._page(
            f"/h/{at_hall['code']}", "scan-door-ja", person=at_hall["keeper"]["id"], size=PHONE
        )
        live.move_to(at(14, 40))
        self._page("/office", "office-ja", person=OFFICE, size=TABLET)

    def television(self) -> dict[str, Any]:
        """From the first screen to the order, in Japanese; then the first screen in English."""
        page = self._view("/tv", household=HOME)
        remote = Remote(page).at("start")
        self._shot(page, "tv-start-ja")
        page.evaluate(
            "([key, lines]) => localStorage.setItem(key, JSON.stringify(lines))",
            [f"sorabin.{HOME}.basket", self._lines(5)],
        )
        page.reload()
        remote.at("start").choose("shop", "shelves").choose("tofu_natto", "items")
        self._shot(page, "tv-items-ja")
        remote.choose("to-basket", "basket").choose("confirm", "confirm")
        self._shot(page, "tv-confirm-ja")
        remote.choose("send", "thanks").ok("start")
        page.goto("/tv?lang=en")
        remote.at("start")
        self._shot(page, "tv-start-en")
        return self._live.orders(household=HOME)[0]

    def store(self, order: dict[str, Any]) -> dict[str, Any]:
        """The clerk in the middle of picking, then the packed parcels; returns the first."""
        store, path = self._live.store, f"/picks/{order['order_id']}"
        for line in order["lines"][:2]:
            store.done(f"{path}/lines/{line['line_no']}", {"picked": line["quantity"]})
        gone = order["lines"][2]
        short = {"quantity": gone["quantity"], "reason": "out_of_stock"}
        store.done(f"{path}/lines/{gone['line_no']}", {"picked": 0, "short": short})
        address = f"/store#order/{order['order_id']}"
        self._page(address, "store-pick-ja", person=CLERK, size=TABLET)
        for line in store.read(f"/orders/{order['order_id']}")["lines"]:
            found = {"picked": line["quantity"], "replaces": line["decision_no"]}
            store.done(f"{path}/lines/{line['line_no']}", found)
        parcels = store.done(f"{path}/pack")["parcels"]
        self._live.work()
        page = self._view(address, person=CLERK, size=TABLET)
        expect(page.locator(".parcel .label").first).to_be_visible()
        self._shot(page, "store-parcels-ja")
        return parcels[0]

    def _visit(self, parcel: dict[str, Any]) -> None:
        """A handover at the door after which the volunteer is worried: a case for the office."""
        volunteer, household = f"volunteer/{parcel['keeper']['id']}", parcel["household"]
        card = self._live.deployment.village.household(household).card
        self._live.scan(volunteer, parcel["code"], "give")
        self._live.scan(
            volunteer,
            parcel["code"],
            "take",
            card=card,
            welfare="worried",
            note="声が小さい",  # cjk: what a volunteer writes
        )

    def _lines(self, number: int) -> list[dict[str, Any]]:
        catalog = self._live.deployment.catalog
        found = [
            next(item for item in catalog if item.category == shelf and not item.days)
            for shelf in SHELVES[:number]
        ]
        return [{"jan": item.jan, "quantity": 1 + n % 2} for n, item in enumerate(found)]

    def _page(self, path: str, name: str, **who: Any) -> None:
        self._shot(self._view(path, **who), name)

    def _shot(self, page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{name}.png")
        print(f"docs/pictures/{name}.png")


def main() -> int:
    """Take all pictures; 1 where there is no browser."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except (NoBrowser, Error) as missing:
            print(missing, file=sys.stderr)
            return 1
        with tempfile.TemporaryDirectory() as folder:
            _play(browser, Path(folder), load_deployment(ROOT / "config" / "ina-hase"))
        browser.close()
    return 0


def _play(browser: Browser, folder: Path, deployment: Deployment) -> None:
    template = SqliteTemplate(folder, deployment)
    live = Live(template.fresh(folder), deployment, template.access)
    live.open_days()
    live.start()
    view = Viewer(live, browser)
    try:
        Album(live, view).take()
    finally:
        view.close()
        live.close()
    for lang in ("ja", "en"):
        _fly(browser, template, folder / lang, with_aircraft(deployment), lang)


def _fly(
    browser: Browser, template: SqliteTemplate, folder: Path, deployment: Deployment, lang: str
) -> None:
    """The same village on a day with a flight."""
    folder.mkdir()
    telemetry = Telemetry()
    url, access = template.fresh(folder), template.access
    live = Live(url, deployment, access, telemetry_port=telemetry.port)
    live.open_days()
    live.start()
    view = Viewer(live, browser)
    try:
        FlightAlbum(Flying(live, telemetry), view, lang, PICTURES).take()
    finally:
        view.close()
        live.close()
        telemetry.hang_up()


if __name__ == "__main__":
    sys.exit(main())
