# cjk: the tests look for what the screens say
"""The volunteer's card: one large step at a time, from "here" to the aircraft's way home."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from missions.flight.states import FlightState
from tests.browser.browsing import Viewer
from tests.browser.flying import ABOVE, DAY, HOME, MIDWAY, OPERATOR, OUT, Flying
from tests.browser.legible import faults, look_now
from tests.logistics.support.service import at

pytestmark = pytest.mark.browser

PHONE = (390, 844)
GLOVE_PX = 56
LARGE = ".air-card button.huge:not(.beside)"


def card(page: Page) -> Locator:
    return page.locator("[data-air]")


def at_step(page: Page, name: str, *words: str) -> None:
    look_now(page)
    expect(card(page)).to_have_attribute("data-step", name)
    for word in words:
        expect(card(page)).to_contain_text(word)


def press(page: Page, name: str) -> None:
    card(page).get_by_role("button", name=name).click()


def test_a_round_by_large_buttons_only(flying: Flying, view_flights: Viewer) -> None:
    flying.planned("hh-01")
    flying.load()
    flying.measure()
    page = view_flights("/hall", person=flying.volunteer, size=PHONE)
    at_step(page, "confirm", "受け取れますか")
    press(page, "公民館にいます")
    at_step(page, "pad")
    press(page, "何かあります")
    at_step(page, "blocked", "あけてください")
    press(page, "何もありません")
    at_step(page, "ready")
    flying.ask()
    flying.prepared()
    flying.launch()
    flying.launched()
    flying.midway()
    at_step(page, "coming", "あと 3.2 km・およそ 5分")
    flying.waiting()
    at_step(page, "consent", "あと 60秒 待ちます")
    press(page, "降りてよい")
    at_step(page, "consented")
    assert flying.said()[-1] == "consent"
    flying.desk.answer(OUT)
    flying.desk.becomes(OUT, FlightState.DELIVERING)
    flying.desk.heard(flying.craft, "delivering", **ABOVE)
    at_step(page, "landing", "近づかないでください")
    flying.delivered()
    at_step(page, "unload")
    (parcel,) = flying.parcels
    press(page, f"{parcel['code_shown']} を取り出した")
    press(page, "箱は、からです")
    at_step(page, "swap", "を取り出しました")
    card(page).get_by_label("番号を読み取っても").fill("bat-99")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("bat-99 という電池は、使えません")
    press(page, "bat-03")
    press(page, "交換しました")
    at_step(page, "clear")
    press(page, "みんな離れました")
    at_step(page, "away", "まもなく飛び立ちます")
    assert flying.said(HOME) == ["prepare", "all-clear"]
    flying.measure()
    flying.prepared(HOME)
    flying.launch()
    flying.launched(HOME)
    at_step(page, "gone", "ありがとうございました")
    expect(page.locator(".home[data-state=here]")).to_be_visible()
    flying.desk.report(HOME, "returned", state=FlightState.RETURNED, place="hase-hub")
    at_step(page, "gone")


def test_the_all_clear_is_taken_back(flying: Flying, view_flights: Viewer) -> None:
    flying.home_ready()
    page = view_flights("/hall", person=flying.volunteer, size=PHONE)
    at_step(page, "away", "まもなく飛び立ちます")
    flying.launch()
    press(page, "何かあります")
    at_step(page, "held-back", "飛び立つのを止めました")
    assert flying.desk.take(HOME) == []
    press(page, "みんな離れました")
    at_step(page, "away")
    flying.prepared(HOME)
    flying.launch()
    flying.desk.take(HOME)  # and has not answered yet
    press(page, "何かあります")
    at_step(page, "stopping", "間に合ったか、まだわかりません")
    assert flying.said(HOME)[-1] == "cancel"
    flying.desk.answer(HOME, "refused: cancelled")
    flying.desk.report(HOME, "refused", state=FlightState.REFUSED, why="cancelled: any")
    at_step(page, "held-back")
    assert faults(page, ".air-card", GLOVE_PX) == []


def test_a_neighbour_takes_over_on_a_later_day_and_it_is_fetched_by_road(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.at_hall("hh-01")
    flying.unload()
    flying.live.move_to(flying.live.clock.now() + timedelta(days=1))
    page = view_flights("/hall", person=flying.neighbour, size=PHONE)
    at_step(page, "unload-other", "代わりに受け取るときは")
    assert faults(page, ".air-card", GLOVE_PX) == []
    press(page, "公民館にいます")
    at_step(page, "unload")
    press(page, "箱は、からです")
    at_step(page, "swap")
    other = view_flights("/hall", person=flying.volunteer, size=PHONE)
    at_step(other, "other-here", "代わるときは、おしてください")
    flying.live.person(OPERATOR).done(f"/sorties/{DAY}/s1/recover", {"reason": "風"})
    look_now(page)
    expect(card(page)).to_be_hidden()


def test_who_receives_it_takes_out_what_is_for_a_neighbour_who_is_not_there(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.planned("hh-01")
    meant, flying.volunteer = flying.volunteer, flying.neighbour
    flying.load()
    flying.measure()
    flying.word("confirmed")
    flying.word("pad-clear")
    flying.ask()
    flying.prepared()
    flying.launch()
    flying.launched()
    flying.waiting()
    flying.word("consent")
    flying.delivered()
    waits = view_flights("/hall", person=meant, size=PHONE)
    at_step(waits, "unload-other", "を取り出した")
    page = view_flights("/hall", person=flying.volunteer, size=PHONE)
    at_step(page, "unload", "あなたが届けることになります")
    craft = {"kind": "aircraft", "id": flying.craft}
    half = {"code": flying.parcels[0]["code"], "side": "give", "as": craft}
    flying.live.person(flying.volunteer).done("/handovers", half)  # and the telephone fell down
    page.reload()
    at_step(page, "unload", "あなたが届けることになります")
    assert faults(page, ".air-card", GLOVE_PX) == []
    (parcel,) = flying.parcels
    press(page, f"{parcel['code_shown']} を")
    press(page, "箱は、からです")
    at_step(page, "swap")
    kept = flying.live.store.read(f"/parcels/{parcel['code']}")["keeper"]
    assert (kept["kind"], kept["id"]) == ("volunteer", flying.volunteer)


def test_a_consent_that_comes_too_late(flying: Flying, view_flights: Viewer) -> None:
    flying.outbound("hh-01")
    page = view_flights("/hall", person=flying.volunteer, size=PHONE)
    at_step(page, "coming")
    flying.waiting()
    at_step(page, "consent", "降りてよい")
    press(page, "降りてよい")
    at_step(page, "consented")
    press(page, "何かあります")
    at_step(page, "consent")
    assert flying.said()[-2:] == ["consent", "withdraw-consent"]
    press(page, "降りてよい")
    at_step(page, "consented")
    flying.desk.answer(OUT, "refused: the wait is over")
    at_step(page, "refused", "間に合いませんでした", "車で届きます")
    flying.desk.becomes(OUT, FlightState.HOMEBOUND)
    flying.desk.heard(flying.craft, "homebound", **MIDWAY)
    at_step(page, "turning-back", "ここには降りません")
    flying.desk.report(OUT, "returned", state=FlightState.RETURNED, place="hase-hub")
    at_step(page, "came-back", "車で届きます")


def test_without_a_word_from_the_aircraft_no_number_is_told(
    flying: Flying, view_flights: Viewer
) -> None:
    """The row tells that it waits; how long it will, nobody here can know."""
    flying.outbound("hh-01")
    flying.desk.becomes(OUT, FlightState.WAITING)
    flying.desk.heard(flying.craft, "waiting", **ABOVE)
    page = view_flights("/hall", person=flying.volunteer, size=PHONE)
    at_step(page, "consent", "まもなく帰ってしまいます")
    flying.desk.becomes(OUT, FlightState.UNSEEN)
    flying.desk.heard(flying.craft, "unseen", **ABOVE | {"heard_s": 30.0})
    at_step(page, "unseen", "近づかないでください")
    flying.desk.becomes(OUT, FlightState.OUTBOUND)
    flying.desk.telemetry.hang_up()
    at_step(page, "coming", "いまどこにいるかは、わかりません")
    flying.desk.report(OUT, "lost", state=FlightState.LOST, why="not heard of")
    at_step(page, "astray", "さがしに行かないでください")


def test_the_neighbour_sees_who_receives_it_and_may_take_over(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.planned("hh-01")
    flying.load()
    flying.word("confirmed")
    page = view_flights("/hall", person=flying.neighbour, size=PHONE)
    at_step(page, "other-before", "さんが受け取ります")
    press(page, "公民館にいます")
    at_step(page, "pad")
    expect(card(page)).to_contain_text("降りる場所に、何もありませんか")
    flying.live.person(OPERATOR).done(f"/sorties/{DAY}/s1/cancel", {"reason": "霧"})
    at_step(page, "by-van", "きょうは、ドローンは来ません", "霧")
    assert flying.sortie()["volunteer"] == flying.neighbour


def test_somebody_on_the_pad_sends_up_again_what_comes_down(
    flying: Flying, view_flights: Viewer
) -> None:
    flying.outbound("hh-01")
    flying.waiting()
    flying.word("consent")
    flying.desk.answer(OUT)
    flying.desk.becomes(OUT, FlightState.DELIVERING)
    flying.desk.heard(flying.craft, "delivering", **ABOVE)
    page = view_flights("/hall", person=flying.volunteer, size=PHONE)
    at_step(page, "landing")
    press(page, "何かあります")
    at_step(page, "called-back", "近づかないでください")
    assert flying.said()[-1] == "withdraw-consent"
    assert faults(page, ".air-card", GLOVE_PX) == []
    flying.desk.answer(OUT)
    flying.desk.becomes(OUT, FlightState.HOMEBOUND)
    flying.desk.heard(flying.craft, "homebound", **ABOVE)
    at_step(page, "turning-back")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_step_can_be_read_and_pressed_in_gloves(
    flying: Flying, view_flights: Viewer, lang: str
) -> None:
    flying.planned("hh-01")
    flying.load()
    page = view_flights("/hall", person=flying.volunteer, size=PHONE, lang=lang)
    found: dict[str, list[str]] = {}

    def look(step: str) -> None:
        at_step(page, step)
        found[step] = faults(page, ".air-card", GLOVE_PX)
        for button in page.locator(LARGE).all():
            box = button.bounding_box()
            if box and box["y"] + box["height"] > PHONE[1]:
                found[step].append(f"below the screen: {button.inner_text()}")

    look("confirm")
    flying.word("confirmed")
    look("pad")
    flying.word("pad-not-clear")
    look("blocked")
    flying.word("pad-clear")
    look("ready")
    flying.measure()
    flying.ask()
    flying.prepared()
    flying.launch()
    flying.launched()
    flying.live.move_to(at(13, 10))
    flying.midway()
    look("coming")
    flying.waiting()
    look("consent")
    flying.word("consent")
    look("consented")
    flying.desk.becomes(OUT, FlightState.DELIVERING)
    flying.desk.heard(flying.craft, "delivering", **ABOVE)
    look("landing")
    flying.delivered()
    at_step(page, "unload")
    expect(page.locator(LARGE)).to_be_visible()
    look("unload")
    flying.unload()
    flying.word("unloaded")
    at_step(page, "swap")
    expect(page.locator(LARGE).first).to_be_visible()
    look("swap")
    flying.swap()
    look("clear")
    flying.word("all-clear")
    look("away")
    flying.word("pad-not-clear")
    look("held-back")
    flying.word("all-clear")
    flying.desk.answer(HOME)
    flying.prepared(HOME)
    flying.live.move_to(at(13, 20, 30))
    look("clear")  # the word has grown old: it is asked for again
    flying.live.person(OPERATOR).done(f"/sorties/{DAY}/s1/recover", {"reason": "wind"})
    look("fetched")
    assert {name: each for name, each in found.items() if each} == {}
