# cjk: the tests look for what the screens say
"""A parcel goes from the store to the resident with nothing but phones that read labels."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import Viewer
from tests.browser.live import Live
from tests.logistics.support.service import at

pytestmark = pytest.mark.browser

PHONE = (390, 844)
PEOPLE = {"store": "p-karaki", "hub": "p-miyashita", "van": "p-hosaka"}


def packed(live: Live, household: str = "hh-01") -> dict[str, Any]:
    """A closed day with one packed and planned parcel."""
    order = live.order(household)
    live.close_day()
    live.move_to(at(12))
    parcel = live.pick_and_pack(order)[0]
    live.move_to(at(12, 41))
    return live.store.read(f"/parcels/{parcel['code']}")


def person_of(keeper: str) -> str:
    kind, _, name = keeper.partition("/")
    return PEOPLE.get(kind, name)


def press(page: Page, *, name: str) -> None:
    page.get_by_role("button", name=name).click()


def said(page: Page, *words: str) -> None:
    """The large sentence holds these words."""
    for word in words:
        expect(page.locator("[data-said]")).to_contain_text(word)


def at_door(live: Live, household: str = "hh-01") -> tuple[dict[str, Any], str]:
    """A parcel in the volunteer's hands, and the volunteer."""
    parcel = live.bring_to(packed(live, household)["code"], "volunteer")
    live.move_to(at(14))
    return parcel, parcel["keeper"]["id"]


def test_from_the_store_to_the_resident_by_phones_only(live: Live, view: Viewer) -> None:
    parcel = packed(live)
    for giver, taker in zip(parcel["way"][:4], parcel["way"][1:5], strict=True):
        page = view(parcel["url"], person=person_of(giver), size=PHONE)
        press(page, name="に渡す")
        said(page, parcel["code_shown"], "読み取ると、終わりです")
        page = view(parcel["url"], person=person_of(taker), size=PHONE)
        page.locator("button.big").click()
        said(page, "受け取りました")
    volunteer = person_of(parcel["way"][4])
    page = view(parcel["url"], person=volunteer, size=PHONE)
    press(page, name="羽田 トミ様にお渡しする")
    page.get_by_label("カードの番号").fill(live.deployment.village.household("hh-01").card.lower())
    page.keyboard.press("Enter")
    press(page, name="気になる様子")
    page.get_by_label("気になったこと").fill("声が小さい")
    press(page, name="事務局に知らせて")
    said(page, "1個をお渡ししました", "事務局に知らせました")
    stored = live.store.read(f"/parcels/{parcel['code']}")
    assert (stored["state"], stored["promise"]) == ("delivered", "kept")
    cases = live.person("p-kitazawa").read("/cases")["cases"]
    assert [(case["household"], case["kind"]) for case in cases] == [("hh-01", "worried")]


def test_the_camera_opens_the_card_in_another_tab(live: Live, view: Viewer) -> None:
    parcel, volunteer = at_door(live)
    page = view(parcel["url"], person=volunteer, size=PHONE)
    press(page, name="お渡しする")
    expect(page.get_by_text("お届けカードを読み取って")).to_be_visible()
    card = live.deployment.village.household("hh-01").card
    other_tab = page.context.new_page()
    other_tab.goto(f"/c/{card}")
    press(other_tab, name="お変わりない様子")
    said(other_tab, "羽田 トミ様に、お荷物1個をお渡ししました", "お変わりない様子")
    assert live.store.read(f"/parcels/{parcel['code']}")["state"] == "delivered"


def test_another_household_s_card_hands_nothing_over(live: Live, view: Viewer) -> None:
    parcel, volunteer = at_door(live)
    live.scan(f"volunteer/{volunteer}", parcel["code"], "give")
    other = live.deployment.village.household("hh-02").card
    page = view(f"/c/{other}", person=volunteer, size=PHONE)
    press(page, name="お変わりない様子")
    said(page, "このカードは、羽田 トミ様のものではありません")
    assert live.store.read(f"/parcels/{parcel['code']}")["state"] == "under_way"
    expect(page.get_by_label("カードの番号")).to_be_visible()


def test_nobody_at_home_is_asked_once_more_and_held(live: Live, view: Viewer) -> None:
    parcel, volunteer = at_door(live)
    page = view(parcel["url"], person=volunteer, size=PHONE)
    press(page, name="お留守でした")
    press(page, name="いいえ")
    assert live.store.read(f"/parcels/{parcel['code']}")["state"] == "under_way"
    press(page, name="お留守でした")
    press(page, name="はい、お留守でした")
    said(page, "羽田 トミ様はお留守", "14:45")
    assert live.store.read(f"/parcels/{parcel['code']}")["state"] == "held"
    live.move_to(at(14, 45))
    page.reload()
    press(page, name="お留守でした")
    press(page, name="はい、お留守でした")
    said(page, "2回目もお留守", "配達車の保坂 健二さん")
    assert live.store.read(f"/parcels/{parcel['code']}")["state"] == "returning"


def test_an_own_scan_is_taken_back(live: Live, view: Viewer) -> None:
    parcel = packed(live)
    page = view(parcel["url"], person="p-karaki", size=PHONE)
    press(page, name="に渡す")
    press(page, name="いまの読み取りを取り消す")
    said(page, "取り消しました")
    assert live.store.read(f"/parcels/{parcel['code']}")["handover"]["state"] == "open"


def test_not_one_s_turn_is_told_with_who_has_the_parcel(live: Live, view: Viewer) -> None:
    parcel = packed(live)
    page = view(parcel["url"], person="p-takagi", size=PHONE)
    said(page, "あなたの番ではありません", "高遠の店", parcel["next_keeper"]["name"])
    expect(page.locator("button.big")).to_have_count(0)
    done = live.bring_to(parcel["code"], "hub")
    page = view(done["url"], person="p-karaki", size=PHONE)
    said(page, "あなたの番ではありません", "長谷の中継所")


def test_a_mistyped_code_is_told_and_typed_again(live: Live, view: Viewer) -> None:
    parcel = packed(live)
    wrong = parcel["code"][:-1] + ("2" if parcel["code"][-1] != "2" else "3")
    page = view(f"/h/{wrong}", person="p-karaki", size=PHONE)
    said(page, "番号が正しくありません")
    page.get_by_label("ほかのお荷物の番号").fill(parcel["code_shown"].lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="に渡す")).to_be_visible()
    expect(page).to_have_url(re.compile("/h/"))


def test_a_driver_of_the_hub_loads_with_one_press(live: Live, view: Viewer) -> None:
    parcel = live.bring_to(packed(live)["code"], "hub")
    page = view(parcel["url"], person="p-hosaka", size=PHONE)
    press(page, name="自分の車に積む")
    said(page, "あなたの車に積みました")
    assert live.store.read(f"/parcels/{parcel['code']}")["keeper"]["kind"] == "van"


def test_nothing_is_wider_than_the_phone(live: Live, view: Viewer) -> None:
    parcel, volunteer = at_door(live)
    for lang in ("ja", "en"):
        page = view(parcel["url"], person=volunteer, size=PHONE, lang=lang)
        expect(page.locator("button.big")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert page.locator(".where strong").evaluate("e => e.offsetHeight") < 60, "one line"
        small = page.eval_on_selector_all(
            "button, input, a",
            "all => all.filter(e => e.offsetHeight && e.offsetHeight < 48).map(e => e.outerHTML)",
        )
        assert not small
