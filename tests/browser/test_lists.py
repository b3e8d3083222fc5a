# cjk: the tests look for what the screens say
"""The lists of the day: what to take, drive and give, the round, and the office's work."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Viewer
from tests.browser.live import Live
from tests.logistics.support.service import at

pytestmark = pytest.mark.browser

PHONE = (390, 844)


def packed(live: Live, *households: str) -> list[dict[str, Any]]:
    """A closed day with a packed and planned parcel for each household."""
    orders = [live.order(household) for household in households]
    live.close_day()
    live.move_to(at(12))
    parcels = [live.pick_and_pack(order)[0] for order in orders]
    live.move_to(at(12, 41))
    return [live.store.read(f"/parcels/{parcel['code']}") for parcel in parcels]


def enter(page: Page, text: str) -> None:
    page.get_by_label("お荷物の番号").fill(text)
    page.keyboard.press("Enter")


def said(page: Page, *words: str) -> None:
    for word in words:
        expect(page.locator("[data-said]")).to_contain_text(word)


def test_the_supporter_takes_drives_and_gives(live: Live, view: Viewer) -> None:
    first, second = packed(live, "hh-01", "hh-02")
    supporter = first["way"][1].partition("/")[2]
    live.scan("store/takato-store", first["code"], "give")
    page = view("/supporter", person=supporter, size=PHONE)
    expect(page.locator("[data-take]")).to_contain_text("お荷物 2個")
    enter(page, f"https://sorabin.example/h/{first['code']}")
    said(page, first["code_shown"], "受け取りました")
    enter(page, second["code_shown"].lower())
    said(page, "高遠の店が読み取ると、終わりです")
    page.get_by_role("button", name="いまの読み取りを取り消す").click()
    said(page, "取り消しました")
    enter(page, second["code"])
    said(page, "高遠の店が読み取ると、終わりです")
    live.scan("store/takato-store", second["code"], "give")
    page.get_by_role("button", name="高遠の店を出発します").click()
    said(page, "12:41", "出発した")
    live.move_to(at(12, 55))
    page.get_by_role("button", name="長谷の中継所に着きました").click()
    said(page, "12:55", "着いた")
    expect(page.locator("[data-legs]")).to_contain_text("実際 12:55")
    enter(page, first["code"])
    said(page, "長谷の中継所が読み取ると、終わりです")


def test_codes_scanned_faster_than_the_network_answers_are_all_done(
    live: Live, view: Viewer
) -> None:
    """A scanner types a code and Enter in a tenth of a second; the network takes its time."""
    first, second = packed(live, "hh-01", "hh-02")
    supporter = first["way"][1].partition("/")[2]
    for parcel in (first, second):
        live.scan("store/takato-store", parcel["code"], "give")
    page = view("/supporter", person=supporter, size=PHONE)
    expect(page.locator("[data-fresh]")).not_to_be_empty()

    page.evaluate(
        """() => { const quick = window.fetch; window.fetch = async (...asked) => {
          await new Promise((go) => setTimeout(go, 600)); return quick(...asked); }; }"""
    )
    for code in (first["code"], "P2BE-0WK", second["code"], second["code"]):
        enter(page, code)
    said(page, "番号が正しくありません", second["code_shown"], "受け取りました")
    for parcel in (first, second):
        assert live.store.read(f"/parcels/{parcel['code']}")["keeper"]["kind"] == "supporter"


def test_a_wrong_code_stays_to_be_mended(live: Live, view: Viewer) -> None:
    packed(live, "hh-01")
    page = view("/supporter", person="p-ito", size=PHONE)
    enter(page, "P2BE-0WK")
    said(page, "番号が正しくありません")
    expect(page.get_by_label("お荷物の番号")).to_have_value("P2BE-0WK")


def test_the_driver_loads_at_the_hub_and_sees_the_stops(live: Live, view: Viewer) -> None:
    near, far = packed(live, "hh-01", "hh-25")
    for parcel in (near, far):
        live.bring_to(parcel["code"], "hub")
    page = view("/hub", person="p-hosaka", size=PHONE)
    expect(page.locator("[data-own-groups]")).to_contain_text("お荷物 2個")
    for parcel in (near, far):
        enter(page, parcel["code"])
        said(page, parcel["code_shown"], "積みました")
    expect(page.locator("[data-legs] .leg")).to_have_count(2)
    page.get_by_role("button", name="長谷の中継所を出発します").click()
    said(page, "長谷の中継所を出発した")
    expect(page.locator("[data-plan-body] tr")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_operator_rings_the_late_and_plans_anew(live: Live, view: Viewer) -> None:
    (parcel,) = packed(live, "hh-01")
    page = view("/hub", person="p-miyashita", size=(1024, 768))
    page.get_by_label("わけ").fill("道が混んでいる")
    page.get_by_role("button", name="計画を作りなおす").click()
    said(page, "計画を作りなおしました")
    live.move_to(at(16, 50))
    page.reload()
    page.get_by_label("話したこと").fill("18時ごろと伝えた")
    page.get_by_role("button", name="電話しました").click()
    said(page, "羽田 トミ様に電話した")
    live.move_to(at(17, 10))
    page.reload()
    expect(page.locator(f"tr[data-late=true] a[href='{parcel['url']}']")).to_be_visible()


def test_the_volunteer_s_round_in_order_with_the_second_try(live: Live, view: Viewer) -> None:
    parcels = packed(live, "hh-01", "hh-02", "hh-03")
    volunteer = parcels[0]["way"][4].partition("/")[2]
    mine = [each for each in parcels if each["way"][4] == f"volunteer/{volunteer}"]
    for parcel in mine:
        live.bring_to(parcel["code"], "volunteer")
    live.move_to(at(14))
    body = {"household": mine[0]["household"], "outcome": "absent"}
    live.person(volunteer).done("/visits", body)
    page = view("/hall", person=volunteer, size=PHONE)
    expect(page.locator(".home")).to_have_count(len(mine))
    homes = page.locator(".home")
    names = homes.evaluate_all("all => all.map(e => e.dataset.household)")
    by_time = sorted(mine[1:], key=lambda each: each["eta"])
    assert names == [each["household"] for each in by_time] + [mine[0]["household"]]
    expect(homes.last).to_contain_text("2回目 14:45 ごろ")
    homes.first.get_by_role("link", name="お届けする").click()
    expect(page.locator("button.big")).to_contain_text("お渡しする")


def test_the_office_closes_a_case_and_reads_day_and_order(live: Live, view: Viewer) -> None:
    (parcel,) = packed(live, "hh-01")
    there = live.bring_to(parcel["code"], "volunteer")
    live.person(there["keeper"]["id"]).done("/visits", {"household": "hh-01", "outcome": "absent"})
    page = view("/office", person="p-kitazawa", size=(1024, 768))
    case = page.locator(".case")
    expect(case).to_contain_text("羽田 トミ様のお宅")
    case.get_by_label("わかったこと").fill("畑に出ていた")
    case.get_by_role("button", name="終わりにする").click()
    said(page, "羽田 トミ様のことを、終わりにしました")
    expect(page.locator(".case")).to_have_count(0)
    order = live.person("p-kitazawa").read(f"/orders/{parcel['order_id']}")
    goods = f"{order['bill']['total_yen']:,}円"
    expect(page.locator("[data-ledger]")).to_contain_text(goods)
    page.get_by_label("ご注文番号").fill(order["order_no"])
    page.keyboard.press("Enter")
    story = page.locator(".story")
    expect(story).to_contain_text("ご注文を受けました")
    expect(story).to_contain_text("高遠の店 → ")


def test_typed_text_and_scroll_stay_while_the_list_is_renewed(live: Live, view: Viewer) -> None:
    (parcel,) = packed(live, "hh-01")
    there = live.bring_to(parcel["code"], "volunteer")
    live.person(there["keeper"]["id"]).done("/visits", {"household": "hh-01", "outcome": "absent"})
    page = view("/office", person="p-kitazawa", size=PHONE)
    page.get_by_label("わかったこと").fill("まだ")
    live.move_to(at(15, 30))  # the case is overdue now: its card has changed
    with page.expect_response("**/cases?state=open"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_label("わかったこと")).to_have_value("まだ")


def test_a_person_signs_in_and_out_with_the_browser_s_own_forms(live: Live, view: Viewer) -> None:
    page = view("/office", size=PHONE)
    page.get_by_label("お名前の番号").fill("p-kitazawa")
    page.get_by_label("合いことば").fill(live.access.credentials.people["p-kitazawa"])
    page.get_by_role("button", name="はじめる").click()
    expect(page).to_have_url(f"{live.base_url}/office")
    expect(page.locator("[data-fresh]")).not_to_be_empty()
    page.get_by_role("button", name="終わる").click()
    expect(page).to_have_url(f"{live.base_url}/sign-in")


def test_a_page_of_another_role_is_told(live: Live, view: Viewer) -> None:
    page = view("/office", person="p-ito", size=PHONE)
    expect(page.get_by_role("heading")).to_contain_text("ほかの係")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_list_is_wider_than_the_phone(live: Live, view: Viewer, lang: str) -> None:
    """With parcels of all kinds on the page, and the longest words of each language."""
    first, second = packed(live, "hh-01", "hh-02")
    live.bring_to(first["code"], "hub")
    pages = {"p-ito": "/supporter", "p-hosaka": "/hub"}
    for person, path in pages.items():
        assert_fits(view(path, person=person, size=PHONE, lang=lang))
    there = live.bring_to(second["code"], "volunteer")
    assert_fits(view("/hall", person=there["keeper"]["id"], size=PHONE, lang=lang))
    assert_fits(view("/office", person="p-kitazawa", size=PHONE, lang=lang))


def assert_fits(page: Page) -> None:
    expect(page.locator("[data-fresh]")).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], page.url
    out = page.eval_on_selector_all(
        "a.parcel > *",
        """all => all.filter((e) => e.getBoundingClientRect().right
          > e.parentElement.getBoundingClientRect().right).map(e => e.textContent)""",
    )
    assert not out, page.url


def test_a_list_tells_the_service_s_time(live: Live, view: Viewer) -> None:
    live.move_to(at(14, 20))
    page = view("/office", person="p-kitazawa", size=PHONE)
    expect(page.locator("[data-fresh]")).to_contain_text("14:2")
