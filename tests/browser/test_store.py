# cjk: what people read and type
"""The store's page, used by a clerk with one hand, against the real service."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from logistics.domain.catalog import Item
from tests.browser.browsing import Viewer
from tests.browser.live import Live

pytestmark = pytest.mark.browser

CLERK, OTHER_CLERK = "p-karaki", "p-hirose"
REFRESH_MS = 15_000
PHONE, TABLET = (390, 844), (1024, 768)


def _substitutable(live: Live) -> tuple[Item, Item]:
    """An item, and another of its category that may stand in at the same price or less."""
    items = live.items(300)
    return next(
        (item, other)
        for item in items
        for other in items
        if other != item and other.category == item.category and other.price_yen <= item.price_yen
    )


def _ordered(live: Live) -> dict[str, Any]:
    """An order of three lines: 3 units with a wish for substitutes, 2 without, 1 without."""
    item, _ = _substitutable(live)
    others = [each for each in live.items(300) if each.category != item.category][:2]
    lines = [
        {"jan": item.jan, "quantity": 3, "wish": "same_price"},
        {"jan": others[0].jan, "quantity": 2, "wish": "none"},
        {"jan": others[1].jan, "quantity": 1, "wish": "none"},
    ]
    return live.order(lines=lines)


def _line(page: Page, order: dict[str, Any], number: int) -> Any:
    return page.locator("section.line", has_text=order["lines"][number - 1]["name"])


def _chosen(page: Page, *options: str) -> None:
    for option in options:
        page.locator(f"[data-id={option}]").click()


def test_before_the_cutoff_it_says_that_orders_still_come(live: Live, view: Viewer) -> None:
    live.order()
    live.order("hh-02")
    page = view("/store", person=CLERK, size=PHONE)
    expect(page.locator(".notice")).to_contain_text("午前11時まで")
    expect(page.locator(".notice")).to_contain_text("2件")
    expect(page.locator(".orders")).to_have_count(0)


def test_an_order_from_the_shelf_to_the_supporter(live: Live, view: Viewer) -> None:
    order = _ordered(live)
    _, stand_in = _substitutable(live)
    live.close_day()
    page = view("/store", person=CLERK, size=PHONE)
    expect(page.locator(".progress")).to_contain_text("1件中 0件")
    page.locator(".next").click()

    # One tap: all found.
    _line(page, order, 3).get_by_role("button", name="そろった").click()
    expect(_line(page, order, 3)).to_contain_text("1個そろった")

    # Short, and the resident wants nothing instead: no substitute can be chosen.
    _line(page, order, 2).get_by_role("link", name="足りない").click()
    _chosen(page, "found-1")
    expect(page.locator(".screen")).to_contain_text("代わりはいらない")
    expect(page.locator("[data-id^=offer-]")).to_have_count(0)
    expect(page.locator("[data-id=send]")).to_have_count(0)  # the reason is still to be said
    _chosen(page, "reason-out_of_stock", "send")
    expect(_line(page, order, 2)).to_contain_text("1個は届けない（売り切れ）")

    # Short, and a substitute for one of the two missing units.
    _line(page, order, 1).get_by_role("link", name="足りない").click()
    _chosen(page, "found-1", f"offer-{stand_in.jan}", "units-1", "reason-damaged", "send")
    expect(_line(page, order, 1)).to_contain_text(f"代わりに {stand_in.name} 1個")
    told = live.store.read(f"/orders/{order['order_id']}")["lines"][0]
    assert (told["picked"], told["short"], told["short_reason"]) == (1, 1, "damaged")
    assert (told["substitute"]["jan"], told["substitute"]["quantity"]) == (stand_in.jan, 1)

    # A decision can be changed until the order is packed.
    _line(page, order, 2).get_by_role("link", name="なおす").click()
    _chosen(page, "found-2", "send")
    expect(_line(page, order, 2)).to_contain_text("2個そろった")

    page.get_by_role("button", name="袋につめる").click()
    parcel = page.locator(".parcel").first
    expect(parcel.locator(".label")).to_be_visible()
    expect(parcel).to_contain_text("常温")
    packed = live.store.read(f"/orders/{order['order_id']}")
    assert packed["state"] == "packed"

    page.get_by_role("link", name="を印刷").click()
    expect(page.locator("[data-print]")).to_be_enabled()
    expect(page.locator(".sheet img")).to_have_count(len(packed["parcels"]))

    live.work()  # the plan
    _give(live, page, packed["parcels"][0])


def test_an_older_look_never_covers_what_was_done_since(live: Live, view: Viewer) -> None:
    orders = [live.order("hh-01"), live.order("hh-20")]
    live.close_day()
    packed = [live.pick_and_pack(order)[0] for order in orders]
    live.work()  # the plan
    page = view("/store#give", person=CLERK, size=TABLET)
    rows = [page.locator("li.row", has_text=parcel["code_shown"]) for parcel in packed]
    for parcel, row in zip(packed, rows, strict=True):
        page.locator("#code").fill(parcel["code"])
        page.keyboard.press("Enter")
        expect(row).to_contain_text("確認待ち")
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held or route.request.method != "GET":
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/api/v1/handovers", hold_the_first)
    rows[0].get_by_role("button").click()
    page.wait_for_timeout(500)
    with page.expect_response("**/handovers/withdraw"):
        rows[1].get_by_role("button").click()
    page.wait_for_timeout(500)
    ((route, old),) = held
    route.fulfill(response=old)
    for row in rows:
        expect(row).to_contain_text("まだ渡していません")
    page.wait_for_timeout(500)
    expect(rows[1]).to_contain_text("まだ渡していません")


def _give(live: Live, page: Page, parcel: dict[str, Any]) -> None:
    """With a scanner that types the label's address and presses Enter; then taken back, again."""
    page.goto("/store#give")
    row = page.locator("li.row", has_text=parcel["code_shown"])
    expect(row).to_contain_text("まだ渡していません")
    page.locator("#code").press_sequentially(f"{live.base_url}/h/{parcel['code']}")
    page.keyboard.press("Enter")
    expect(page.locator("[data-say]")).to_contain_text(f"{parcel['code_shown']} を渡しました")
    expect(row).to_contain_text("確認待ち")
    expect(page.locator("#code")).to_be_focused()
    expect(page.locator("#code")).to_have_value("")

    row.get_by_role("button").click()
    expect(row).to_contain_text("まだ渡していません")
    page.locator("#code").fill(parcel["code_shown"].lower())
    page.keyboard.press("Enter")
    expect(row).to_contain_text("確認待ち")
    supporter = live.store.read(f"/parcels/{parcel['code']}")["next_keeper"]
    live.scan(f"supporter/{supporter['id']}", parcel["code"], "take")
    page.reload()
    expect(page.locator("li.row", has_text=parcel["code_shown"])).to_contain_text("渡しおわり")


def test_two_clerks_at_one_order_are_told_of_each_other(live: Live, view: Viewer) -> None:
    order = _ordered(live)
    live.close_day()
    address = f"/store#order/{order['order_id']}"
    mine, theirs = (
        view(address, person=person, size=TABLET, lang="en") for person in (CLERK, OTHER_CLERK)
    )
    expect(_line(theirs, order, 1)).to_be_visible()
    _line(mine, order, 1).get_by_role("button", name="all found").click()
    expect(_line(mine, order, 1)).to_contain_text("3 found")

    _line(theirs, order, 1).get_by_role("link", name="short").click()
    _chosen(theirs, "found-0", "nothing", "reason-not_found", "send")
    expect(theirs.locator("[data-say]")).to_contain_text("Someone else has decided")
    expect(_line(theirs, order, 1)).to_contain_text("3 found")
    line = live.store.read(f"/orders/{order['order_id']}")["lines"][0]
    assert line["picked"] == 3

    # Neither has read anew since: the server alone can tell.
    _line(mine, order, 2).get_by_role("button", name="all found").click()
    expect(_line(mine, order, 2)).to_contain_text("2 found")
    _line(theirs, order, 2).get_by_role("button", name="all found").click()
    expect(theirs.locator("[data-say]")).to_contain_text("Someone else has decided")
    expect(theirs.locator("[data-say]")).to_contain_text(order["lines"][1]["name"])

    live.pick_and_pack(order)
    _line(theirs, order, 3).get_by_role("button", name="all found").click()
    expect(theirs.locator("[data-say]")).to_contain_text("packed this order already")
    expect(theirs.locator(".parcel").first).to_be_visible()


def test_others_doings_come_by_themselves_but_not_under_a_finger(live: Live, view: Viewer) -> None:
    order = _ordered(live)
    live.close_day()
    page = view("/sign-in", person=CLERK, size=PHONE)
    page.clock.install()
    page.goto(f"/store#order/{order['order_id']}")
    first, second = (_line(page, order, number) for number in (1, 2))
    second.get_by_role("link", name="足りない").hover()
    page.mouse.down()
    path = f"/picks/{order['order_id']}/lines/1"
    live.store.done(path, {"picked": 3})
    with page.expect_response("**/api/v1/handovers"):
        page.clock.run_for(REFRESH_MS)
    expect(first.get_by_role("button", name="そろった")).to_be_visible()
    page.mouse.move(5, 5)
    page.mouse.up()
    page.clock.run_for(REFRESH_MS)
    expect(first).to_contain_text("3個そろった")
    expect(second.get_by_role("button", name="そろった")).to_be_visible()


def test_a_wrong_code_is_told_in_plain_words(live: Live, view: Viewer) -> None:
    page = view("/store#give", person=CLERK, size=TABLET)
    page.locator("#code").fill("PAAA-AAAA")
    page.keyboard.press("Enter")
    expect(page.locator("[data-say]")).to_contain_text("番号がちがいます")
