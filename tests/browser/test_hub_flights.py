# cjk: the tests look for what the screens say
"""The hub's flights: the operator sees what is known, says words, and sees what came of each."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from missions.flight.states import FlightState
from tests.browser.browsing import Viewer
from tests.browser.flight_pictures import ALARMS
from tests.browser.flying import LAUNCHER, MIDWAY, OPERATOR, OUT, Flying
from tests.browser.legible import faults, look_now
from tests.logistics.support.service import at

pytestmark = pytest.mark.browser

TABLET, PHONE, DESK = (820, 1180), (390, 844), (1280, 900)


def card(page: Page, flying: Flying) -> Locator:
    look_now(page)
    return page.locator(f".craft-card[data-aircraft={flying.craft}]")


def press(place: Locator | Page, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click()


def test_from_the_load_to_the_launch(flying: Flying, view_flights: Viewer) -> None:
    flying.planned("hh-01")
    page = view_flights("/hub", person=OPERATOR, size=TABLET)
    mine = card(page, flying)
    expect(mine).to_contain_text("積みこみを待っています")
    expect(mine.locator("[data-gate=volunteer]")).to_contain_text("わからない")
    expect(mine.locator("[data-gate=wind]")).to_contain_text("測っていません")
    (parcel,) = flying.parcels
    scan = view_flights(parcel["url"], person=OPERATOR, size=PHONE)
    press(scan, "ドローンに積む")
    expect(scan.locator("[data-said]")).to_contain_text("ドローンに積みました")
    flying.word("confirmed")
    flying.word("pad-clear")
    flying.measure(gust_mps=9.5)
    expect(mine).to_contain_text("積みおわりました")
    gust = mine.locator("[data-gate=gust]")
    expect(gust).to_have_attribute("data-verdict", "fail")
    expect(gust).to_contain_text("9.5 m/s・限度 8 m/s・0秒前")
    flying.measure()
    expect(gust).to_be_hidden()
    press(mine, "準備する")
    expect(mine).to_contain_text("機体を準備しています")
    flying.prepared()
    expect(mine.locator(".state")).to_have_text("発進できます")
    expect(mine.get_by_role("button", name="発進", exact=True)).to_have_count(0)

    page = view_flights("/hub", person=LAUNCHER, size=TABLET)
    mine = card(page, flying)
    press(mine, "発進")
    press(mine, "もどる")
    press(mine, "発進")
    assert flying.said() == ["prepare"]
    press(mine, "はい、発進する")
    expect(mine.locator("[data-word=launch]")).to_contain_text("まだ届いていません")
    flying.launched()
    flying.midway()
    expect(mine.locator(".state")).to_have_text("公民館へ飛んでいます")
    expect(mine.locator("[data-word=launch]")).to_contain_text("受け入れました")
    expect(mine).to_contain_text("あと 3.2 km・およそ 5分")
    expect(mine.locator(".figures")).to_contain_text("88 m")
    expect(page.locator(f".map [data-aircraft={flying.craft}]")).to_be_visible()
    expect(page.locator(".map")).to_contain_text("湖畔の原")


def test_an_operator_says_that_a_battery_is_charged(flying: Flying, view_flights: Viewer) -> None:
    page = view_flights("/hub", person=OPERATOR, size=TABLET)
    page.locator(".batteries summary").click()
    row = page.locator("[data-battery=bat-01]")
    expect(row).to_contain_text(f"{flying.craft} の中")
    expect(row).to_contain_text("残りはわかりません")
    press(row, "充電した")
    expect(row).to_contain_text("残り 100 %")
    assert faults(page, ".batteries", 44) == []


def test_words_in_flight_and_what_the_aircraft_answered(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.outbound("hh-01")
    page = view_flights("/hub", person=OPERATOR, size=DESK)
    mine = card(page, flying)
    press(mine, "その場で待機")
    waits = mine.locator("[data-deed=hold][data-waits=true]")
    expect(waits).to_contain_text("返事待ち")
    waits.click()
    waits.click()
    flying.desk.take(OUT)
    expect(mine.locator("[data-word=hold]")).to_contain_text("送りました")
    assert flying.said()[2:] == ["hold"], "the same word said again is one word"
    flying.desk.answer(OUT, "rejected: MAV_RESULT_DENIED")
    expect(mine.locator("[data-word=hold]")).to_contain_text("機体が断りました MAV_RESULT_DENIED")
    press(mine, "その場で待機")
    expect(mine.locator("[data-word=hold]")).to_have_count(2)
    flying.desk.answer(OUT)
    flying.desk.becomes(OUT, FlightState.HOLDING)
    flying.desk.heard(flying.craft, "holding", **MIDWAY | {"speed_mps": 0.0})
    expect(mine.locator(".state")).to_have_text("空中で止まっています")
    press(mine, "飛行をつづける")
    expect(mine.locator("[data-word=go-on]")).to_be_visible()
    press(mine, "緊急の場所へ")
    press(mine, "湖畔の原")
    expect(mine.locator("[data-word=divert]")).to_be_visible()
    press(mine, "その場に着陸")
    press(mine, "もどる")
    press(mine, "引き返す")
    expect(mine.locator("[data-word=return]")).to_be_visible()
    flying.desk.answer(OUT, "no answer in 3 tries")
    expect(mine.locator("[data-word=return]")).to_contain_text("したかどうか、わかりません")
    assert flying.said()[2:] == ["hold", "hold", "go-on", "divert", "return"]
    flying.desk.report(OUT, "returned", state=FlightState.RETURNED)
    expect(mine.locator(".state")).to_contain_text("おろしてください")
    page.reload()
    expect(page.locator("[data-board-groups]")).to_contain_text("お荷物 1個")


def test_what_is_old_or_unknown_looks_so(flying: Flying, view_flights: Viewer) -> None:
    flying.outbound("hh-01")
    page = view_flights("/hub", person=OPERATOR, size=DESK)
    mine = card(page, flying)
    expect(mine).to_have_attribute("data-fresh", "true")
    flying.desk.heard(flying.craft, "outbound", **MIDWAY | {"heard_s": 42.0, "height_m": None})
    expect(mine).to_have_attribute("data-fresh", "false")
    expect(mine.locator(".heard.bad")).to_contain_text(re.compile("最後は 4[23]秒前"))
    expect(mine.locator(".state")).to_contain_text("いまの様子はわかりません")
    expect(mine.locator(".figures")).to_contain_text("不明")
    mark = page.locator(f".map [data-aircraft={flying.craft}]")
    expect(mark).to_have_attribute("data-fresh", "false")
    flying.midway()
    expect(mine).to_have_attribute("data-fresh", "true")
    flying.desk.telemetry.hang_up()
    expect(page.locator("[data-desk]")).to_contain_text("つながっていません")
    expect(mine).to_have_attribute("data-fresh", "false")


def test_one_press_stops_all_launches(flying: Flying, view_flights: Viewer) -> None:
    flying.ready("hh-01")
    page = view_flights("/hub", person=OPERATOR, size=DESK)
    press(page, "すべての発進を止める")
    expect(page.locator("[data-said]")).to_contain_text("車に変えた便：1")
    stand = page.locator("[data-stand]")
    expect(stand).to_contain_text("すべての発進を止めています：中継所の判断")
    expect(stand).to_contain_text("宮下 大輔")
    expect(stand.get_by_role("button")).to_have_count(0)
    mine = card(page, flying)
    expect(mine.locator(".state")).to_contain_text("荷物は車で運びます")
    expect(mine).to_contain_text("発進を止めたため：中継所の判断")
    expect(page.locator("[data-board-groups]")).to_contain_text("お荷物 1個")
    page = view_flights("/hub", person=LAUNCHER, size=DESK)
    page.get_by_label("また飛ばせるわけ").fill("風がやんだ")
    press(page, "発進をまた許す")
    expect(page.get_by_role("button", name="すべての発進を止める")).to_be_visible()


def test_an_aircraft_is_grounded_with_its_reason(flying: Flying, view_flights: Viewer) -> None:
    flying.planned("hh-01")
    page = view_flights("/hub", person=LAUNCHER, size=DESK)
    mine = card(page, flying)
    press(mine, "飛ぶのをやめる")
    press(mine, "もどる")
    press(mine, "この機体の飛行を止める")
    mine.get_by_label("止めるわけ").fill("脚がゆるい")
    flying.load()  # the card has changed meanwhile: what is typed stays
    expect(mine.locator(".state")).to_contain_text("積みおわりました")
    expect(mine.get_by_label("止めるわけ")).to_have_value("脚がゆるい")
    press(mine, "飛行を止める")
    expect(mine).to_contain_text("飛行を止めています：脚がゆるい（新井 千春）")
    expect(mine.locator(".state")).to_contain_text("荷物は車で運びます")
    press(mine, "この機体をまた飛ばせる")
    press(mine, "機体の調子が悪い")
    press(mine, "また飛ばせる")
    expect(mine.get_by_role("button", name="この機体の飛行を止める")).to_be_visible()


def test_what_was_found_of_a_load_that_is_astray(flying: Flying, view_flights: Viewer) -> None:
    flying.outbound("hh-01")
    flying.desk.report(OUT, "down", state=FlightState.DOWN, why="motor")
    page = view_flights("/hub", person=OPERATOR, size=DESK)
    mine = card(page, flying)
    expect(mine.locator(".state")).to_contain_text("途中で降りました")
    press(mine, "見つかったものを記録")
    (parcel,) = flying.parcels
    expect(mine.locator(".ticks")).to_contain_text(parcel["code_shown"])
    with page.expect_response("**/found") as said:
        press(mine, "失われた（お代は返す）")
    assert said.value.ok
    expect(mine.get_by_role("button", name="見つかったものを記録")).to_have_count(0)
    assert flying.live.store.read(f"/parcels/{parcel['code']}")["state"] == "lost"


def test_an_aircraft_is_fetched_by_road(flying: Flying, view_flights: Viewer) -> None:
    flying.at_hall("hh-01")
    page = view_flights("/hub", person=OPERATOR, size=TABLET)
    mine = card(page, flying)
    press(mine, "車で中継所へ運んだ")
    expect(mine.get_by_label("車で運んだわけ")).to_be_visible()
    assert faults(page, ".flights", 44) == []
    press(mine, "天気が悪い")
    press(mine, "中継所にあります")
    expect(mine.locator(".state")).to_contain_text("おろしてください")
    expect(page.locator("[data-board-groups]")).to_contain_text("お荷物 1個")
    (parcel,) = flying.parcels
    assert flying.live.store.read(f"/parcels/{parcel['code']}")["mode"] == "van"
    flying.hand_over(parcel["code"], OPERATOR)
    expect(mine.locator(".state")).to_have_text("きょうの便は、終わりました")
    expect(mine.get_by_role("button", name="車で中継所へ運んだ")).to_have_count(0)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_hub_can_be_read_on_tablet_and_phone(
    flying: Flying, view_flights: Viewer, lang: str
) -> None:
    flying.planned("hh-01")
    flying.load()
    pages = [
        view_flights("/hub", person=LAUNCHER, size=each, lang=lang) for each in (TABLET, PHONE)
    ]
    found: dict[str, list[str]] = {}

    def all_see(name: str, sign: str) -> None:
        for page in pages:
            expect(card(page, flying).locator(sign).first).to_be_visible()
            found[f"{name} {page.viewport_size}"] = faults(page, ".flights", 44)

    all_see("unknown gates", "[data-gate=wind]")
    flying.measure(gust_mps=9.5)
    flying.word("confirmed")
    flying.word("pad-clear")
    all_see("a gate fails", "[data-gate=gust][data-verdict=fail]")
    flying.measure()
    flying.ask()
    flying.prepared()
    all_see("ready", "[data-deed=launch]")
    flying.launch()
    flying.launched()
    flying.live.move_to(at(13, 10))
    flying.midway()
    all_see("in the air", "[data-deed=hold]")
    for page in pages:
        card(page, flying).locator("[data-deed=divert]").click()
    flying.desk.heard(flying.craft, "outbound", **MIDWAY | {"heard_s": 42.0, "height_m": None})
    all_see("old, and asked where to", ".heard.bad")
    assert {name: each for name, each in found.items() if each} == {}


def test_an_aircraft_is_inspected_item_by_item_before_it_flies(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.live.clock.move_to(flying.live.clock.now() + timedelta(days=1))
    page = view_flights("/hub", person=OPERATOR, size=TABLET)
    mine = card(page, flying)
    point = mine.locator("[data-gate=inspection]")
    expect(point).to_contain_text("きょうは、まだ点検していません")
    press(mine, "きょうの点検をする")
    items = mine.locator(".items .item")
    expect(items).to_have_count(9)
    press(mine, "点検を記録する")
    expect(items).to_have_count(9)  # nothing passes that nobody has touched
    for item in items.all():
        item.get_by_label("よい").check()
    assert faults(page, ".craft-card", 44) == []
    press(mine, "点検を記録する")
    expect(point).to_have_count(0)
    expect(mine.get_by_role("button", name="きょうの点検をする")).to_have_count(0)


def test_a_defect_grounds_until_it_is_settled_and_the_aircraft_released(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.planned("hh-01")
    page = view_flights("/hub", person=OPERATOR, size=DESK)
    mine = card(page, flying)
    press(mine, "不具合を記録")
    mine.get_by_label("どこが、どうおかしいですか").fill("プロペラにひび")
    press(mine, "記録して飛行を止める")
    expect(mine.locator("[data-defect='1']")).to_contain_text("プロペラにひび（宮下 大輔）")
    expect(mine.locator(".state")).to_contain_text("荷物は車で運びます")
    expect(mine.get_by_role("button", name="この機体をまた飛ばせる")).to_have_count(0)
    page = view_flights("/hub", person=LAUNCHER, size=DESK)
    mine = card(page, flying)
    expect(mine.get_by_role("button", name="この機体をまた飛ばせる")).to_have_count(0)
    press(mine, "不具合の処置を記録")
    mine.get_by_label("なにをしましたか").fill("交換した")
    press(mine, "処置を記録する")
    press(mine, "この機体をまた飛ばせる")
    mine.get_by_label("また飛ばせるわけ").fill("浮かせて確かめた")
    press(mine, "また飛ばせる")
    expect(mine.locator("[data-gate=inspection]")).to_contain_text("整備のあと")
    expect(mine.locator("[data-defect]")).to_have_count(0)


def test_what_is_amiss_in_the_air_is_told_with_what_to_do_and_goes_when_it_is_over(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.outbound("hh-01")
    page = view_flights("/hub", person=OPERATOR, size=TABLET)
    mine = card(page, flying)
    expect(mine.locator("[data-alarm]")).to_have_count(0)
    flying.desk.heard(flying.craft, "outbound", **MIDWAY, alarms=ALARMS)
    told = mine.get_by_role("alert").locator("li")
    expect(told).to_have_count(2)
    expect(told.first).to_have_attribute("data-level", "critical")
    expect(told.first).to_contain_text("緊急の場所へ")
    expect(told.nth(1)).to_contain_text("6.1 m/s")
    assert faults(page, ".craft-card", 44) == []
    flying.midway()
    expect(mine.locator("[data-alarm]")).to_have_count(0)


def test_in_the_air_nothing_of_the_book_lies_beside_the_words(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.outbound("hh-01")
    page = view_flights("/hub", person=LAUNCHER, size=TABLET)
    mine = card(page, flying)
    expect(mine.get_by_role("button", name="引き返す", exact=True)).to_be_visible()
    assert [each.get_attribute("data-deed") for each in mine.locator("[data-deed]").all()] == [
        "hold", "return", "divert", "land",
    ]  # fmt: skip
