# cjk: the tests look for what the screens say
"""The television, used with four arrows, OK and back only, against the real service."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from logistics.domain.catalog import Temperature
from tests.browser.browsing import Viewer
from tests.browser.live import Live
from tests.browser.remote import Remote
from tests.logistics.support.service import WEDNESDAY, at

pytestmark = pytest.mark.browser
HOME = "hh-01"
Watch = Callable[..., Remote]


@pytest.fixture
def watch(view: Viewer) -> Watch:
    """Switch on the television of the household."""

    def switch_on(household: str = HOME, screen: str = "start", **options: object) -> Remote:
        return Remote(view("/tv", household=household, **options)).at(screen)  # type: ignore[arg-type]

    return switch_on


def put_first_item(remote: Remote) -> str:
    """From the first screen into the first shelf, one unit of its first item; return its JAN."""
    remote.choose("shop", "shelves").ok("items")
    jan = remote.focus
    assert jan is not None
    remote.ok("quantity").ok("items")
    return jan


def to_confirm(remote: Remote) -> Remote:
    return remote.choose("to-basket", "basket").choose("confirm", "confirm")


def lines(order: dict) -> dict[str, int]:
    return {line["jan"]: line["quantity"] for line in order["lines"]}


def lose_answers(remote: Remote, times: int) -> list[int]:
    """The server gets the next orders and acts, but its first answers are lost; return statuses."""
    seen: list[int] = []

    def carry(route: Route) -> None:
        answer = route.fetch()
        seen.append(answer.status)
        if len(seen) <= times:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    remote.page.route("**/api/v1/orders", carry)
    return seen


def test_an_order_needs_only_arrows_ok_and_back(live: Live, watch: Watch) -> None:
    remote = watch()
    first = put_first_item(remote)
    remote.press("ArrowDown").ok("quantity").press("ArrowUp").ok("items")
    second = remote.focus
    remote.back("shelves").back("start").choose("basket", "basket")
    remote.choose("confirm", "confirm").ok("thanks")
    (order,) = live.orders()
    assert lines(order) == {first: 1, second: 2}
    expect(remote.page.locator(".number strong")).to_have_text(order["order_no"])
    remote.ok("start")
    assert remote.kept(HOME, "basket") == []


def test_up_and_down_change_the_number_within_its_bounds(live: Live, watch: Watch) -> None:
    remote = watch()
    remote.ok("shelves").ok("items").ok("quantity")
    spin = remote.page.get_by_role("spinbutton")
    for key, count in (("ArrowUp", 2), ("ArrowUp", 3), ("ArrowDown", 2), ("ArrowDown", 1)):
        remote.press(key)
        expect(spin).to_have_attribute("aria-valuenow", str(count))
    remote.press("ArrowDown")
    expect(spin).to_have_attribute("aria-valuenow", "1")
    most = live.deployment.service.order_limits.max_quantity_per_line
    remote.press(*["ArrowUp"] * most)
    expect(spin).to_have_attribute("aria-valuenow", str(most))
    assert str(most) in remote.status
    remote.ok("items")
    assert remote.kept(HOME, "basket") == [{"jan": remote.focus, "quantity": most}]


def test_down_to_nothing_takes_an_item_out(watch: Watch) -> None:
    remote = watch()
    jan = put_first_item(remote)
    remote.choose("to-basket", "basket").choose(jan, "quantity").press("ArrowDown").ok("basket")
    assert remote.kept(HOME, "basket") == []


def test_the_basket_survives_a_reload(watch: Watch) -> None:
    remote = watch()
    jan = put_first_item(remote)
    remote.page.reload()
    remote.at("start").choose("basket", "basket")
    expect(remote.page.locator(f"[data-id='{jan}']")).to_be_visible()


def test_ok_pressed_twice_by_a_trembling_hand_does_not_order(live: Live, watch: Watch) -> None:
    remote = watch()
    put_first_item(remote)
    remote.choose("to-basket", "basket").to("confirm").press("Enter", "Enter").at("confirm")
    assert live.orders() == []


def test_too_late_offers_the_next_day_and_keeps_the_basket(live: Live, watch: Watch) -> None:
    remote = watch()
    jan = put_first_item(remote)
    to_confirm(remote)
    live.move_to(at(11))
    remote.ok("late")
    expect(remote.page.locator("[data-clock]")).to_have_text("11:00")
    assert lines({"lines": remote.kept(HOME, "basket")}) == {jan: 1}
    assert live.orders() == []
    remote.choose("next", "confirm").choose("send", "thanks")
    (order,) = live.orders(WEDNESDAY)
    assert lines(order) == {jan: 1}


def test_a_service_that_is_away_is_waited_for(live: Live, watch: Watch) -> None:
    remote = watch()
    put_first_item(remote)
    to_confirm(remote)
    live.stop()
    remote.ok("sending")
    expect(remote.page.locator("main [role=status]")).to_contain_text("しまってあります")
    live.start()
    remote.at("thanks")
    assert len(live.orders()) == 1


def test_an_answer_that_is_lost_does_not_double_the_order(live: Live, watch: Watch) -> None:
    remote = watch()
    put_first_item(remote)
    to_confirm(remote)
    seen = lose_answers(remote, times=2)
    remote.ok("thanks")
    assert seen == [201, 201, 201]
    assert len(live.orders()) == 1


def test_a_power_cut_while_sending_does_not_double_the_order(live: Live, watch: Watch) -> None:
    remote = watch()
    put_first_item(remote)
    to_confirm(remote)
    lose_answers(remote, times=99)
    remote.ok("sending")
    expect(remote.page.locator("main [role=status]")).to_contain_text("しまってあります")
    remote.page.unroute_all(behavior="wait")
    remote.page.reload()
    remote.at("thanks")
    assert len(live.orders()) == 1
    assert remote.kept(HOME, "outbox") is None


def test_an_order_can_be_cancelled_and_the_first_press_keeps_it(live: Live, watch: Watch) -> None:
    live.order()
    remote = watch().choose("mine", "mine").ok("order").choose("cancel", "cancel")
    assert remote.focus == "no"
    remote.choose("yes", "start")
    assert [order["state"] for order in live.orders()] == ["cancelled"]
    expect(remote.page.locator("[data-status]")).to_have_text("ご注文を取り消しました。")


def test_after_the_cutoff_an_order_is_no_longer_cancelled(live: Live, watch: Watch) -> None:
    live.order()
    remote = watch().choose("mine", "mine").ok("order").choose("cancel", "cancel")
    live.move_to(at(11))
    remote.choose("yes", "start")
    expect(remote.page.locator("[data-status]")).to_contain_text("取り消せません")
    assert [order["state"] for order in live.orders()] != ["cancelled"]


def test_the_same_as_last_time(live: Live, watch: Watch) -> None:
    before = live.order()
    remote = watch().choose("repeat", "basket").choose("confirm", "confirm").ok("thanks")
    orders = live.orders()
    assert [lines(order) for order in orders] == [lines(before)] * 2
    remote.ok("start")


def test_an_order_tells_what_the_store_could_not_find(live: Live, watch: Watch) -> None:
    order = live.order()
    live.close_day()
    live.move_to(at(12))
    short = {"picked": 1, "short": {"quantity": 1, "reason": "out_of_stock"}}
    live.store.done(f"/picks/{order['order_id']}/lines/1", short)
    remote = watch().choose("mine", "mine").ok("order")
    expect(remote.page.locator(".rows .line").first).to_contain_text("ご用意できませんでした")
    assert remote.faults() == []


def test_a_set_is_paired_by_its_key_which_leaves_the_address(live: Live, view: Viewer) -> None:
    page = view(f"/tv?device={live.access.credentials.devices[HOME]}")
    Remote(page).at("start")
    assert page.url == f"{live.base_url}/tv"


def test_an_unpaired_set_says_so(view: Viewer) -> None:
    page = view("/tv")
    expect(page.locator("main")).to_contain_text("登録されていません")


def test_beside_a_person_who_is_signed_in_the_set_is_still_the_households(
    live: Live, watch: Watch
) -> None:
    remote = watch("hh-02", person="p-kitazawa")
    put_first_item(remote)
    to_confirm(remote).ok("thanks")
    assert len(live.orders(household="hh-02")) == 1


@pytest.mark.parametrize(
    ("lang", "size"), [("ja", (1280, 720)), ("en", (1920, 1080))], ids=["ja-720", "en-1080"]
)
def test_every_screen_can_be_read_from_the_sofa(
    live: Live, watch: Watch, lang: str, size: tuple[int, int]
) -> None:
    remote = watch(lang=lang, size=size)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = remote.faults()

    look("start")
    remote.ok("shelves")
    look("shelves")
    remote.ok("items")
    look("items")
    remote.ok("quantity")
    look("quantity")
    remote.ok("items")
    look("items with basket")
    remote.back("shelves")
    look("shelves with basket")
    remote.choose("to-basket", "basket")
    look("basket")
    remote.choose("wish", "wish")
    look("wish")
    remote.back("basket").choose("confirm", "confirm")
    look("confirm")
    live.stop()
    remote.ok("sending")
    remote.page.wait_for_timeout(600)
    look("sending")
    live.start()
    remote.at("thanks")
    look("thanks")
    remote.ok("start")
    look("start after")
    remote.choose("mine", "mine")
    look("mine")
    remote.ok("order")
    look("order")
    remote.choose("cancel", "cancel")
    look("cancel")
    remote.back("order").back("mine").back("start").choose("repeat", "basket")
    look("basket again")
    live.move_to(at(11))
    remote.choose("confirm", "confirm").ok("late")
    look("late")
    remote.choose("home", "start")
    look("start when today is over")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_an_order_is_among_mine_at_once_however_slow_the_network(live: Live, watch: Watch) -> None:
    remote = watch()
    put_first_item(remote)
    to_confirm(remote)
    held: list[Route] = []
    remote.page.route("**/households/*/orders", lambda route: held.append(route))
    remote.ok("thanks").ok("start").choose("mine", "mine")
    assert held, "the list was not fetched anew"
    assert live.orders()[0]["order_no"] in remote.ok("order").page.locator("h1").inner_text()
    for route in held:
        route.continue_()


def test_a_full_basket_can_be_paged_with_arrows(live: Live, watch: Watch) -> None:
    remote = watch()
    jans = [item.jan for item in live.items(200, fly=True)][:25]
    kept = [{"jan": jan, "quantity": 9} for jan in jans]
    remote.page.evaluate(
        "([key, lines]) => localStorage.setItem(key, JSON.stringify(lines))",
        [f"sorabin.{HOME}.basket", kept],
    )
    remote.page.reload()
    remote.at("start").choose("basket", "basket")
    assert remote.faults() == []
    remote.to("page-after").press("Enter")
    expect(remote.page.locator(f"[data-id='{jans[5]}']")).to_be_visible()
    remote.choose("confirm", "confirm")
    assert remote.faults() == []
    remote.choose("send", "thanks")
    (order,) = live.orders()
    assert len(order["lines"]) == len(jans)


def test_goods_that_could_not_be_kept_cold_are_not_paid_for(live: Live, watch: Watch) -> None:
    (milk,) = live.items(1, zone=Temperature.CHILLED)
    order = live.order(lines=[{"jan": milk.jan, "quantity": 1}])
    live.close_day()
    live.move_to(at(12))
    (parcel,) = live.pick_and_pack(order)
    live.bring_to(parcel["code"], "volunteer")
    live.move_to(at(16, 1))
    remote = watch().choose("mine", "mine").ok("order")
    screen = remote.page.locator("main")
    expect(screen).to_contain_text("お届けできませんでした")
    expect(screen).to_contain_text("冷たさを保てなかったため")
    expect(screen.locator(".total strong")).to_have_text("0円")
    expect(screen.locator(".refund")).to_contain_text("いただきません")
