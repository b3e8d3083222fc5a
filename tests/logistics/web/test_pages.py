"""The pages' addresses: who sees which page, in which language, and what an answer carries."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from logistics.web.messages import t
from tests.logistics.support.door import HOST, Door
from tests.logistics.support.service import Service, at

CLERK, SUPPORTER, VOLUNTEER, OFFICE = "p-karaki", "p-ito", "p-ogawa", "p-kitazawa"
WORK_PAGES = ("/store", "/store/labels", "/supporter", "/hub", "/hall", "/office")
PARCEL = "/h/P15C-HG8Y"


async def get(door: Door, path: str, **more: Any) -> httpx.Response:
    return await door.client.get(path, **more)


def data_of(answer: httpx.Response, block: str = "page-data") -> dict[str, Any]:
    """What the page tells its scripts."""
    found = re.search(rf'id="{block}">(.*?)</script>', answer.text)
    assert found, answer.text
    return json.loads(found.group(1))


def words(answer: httpx.Response, lang: str, key: str) -> bool:
    return t(lang)(key) in answer.text


@pytest.mark.parametrize("path", ["/", *WORK_PAGES, PARCEL, "/c/H123-4567"])
async def test_without_a_session_a_page_leads_to_the_sign_in_and_back(
    service: Service, path: str
) -> None:
    answer = await get(service.nobody, path)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={path}"


@pytest.mark.parametrize(
    ("person", "open_to"),
    [
        (CLERK, {"/store", "/store/labels"}),
        (SUPPORTER, {"/supporter", "/hub"}),
        (VOLUNTEER, {"/hall"}),
        (OFFICE, {"/office"}),
        ("p-miyashita", {"/hub"}),
    ],
)
async def test_a_page_is_shown_to_its_roles_only(
    service: Service, person: str, open_to: set[str]
) -> None:
    door = service.person(person)
    told = {path: (await get(door, path)).status_code for path in WORK_PAGES}
    assert told == {path: 200 if path in open_to else 403 for path in WORK_PAGES}
    assert (await get(door, PARCEL)).status_code == 200


async def test_a_key_of_a_television_or_of_a_system_opens_no_work_page(service: Service) -> None:
    for door in (service.tv(), service.store):
        assert (await get(door, "/store")).status_code == 303


async def test_scripts_and_styles_come_from_own_files_only(service: Service) -> None:
    for door, path in (
        (service.person(CLERK), "/store"),
        (service.nobody, "/sign-in"),
        (service.nobody, "/tv"),
        (service.person(CLERK), "/nowhere"),
    ):
        answer = await get(door, path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert not re.search(r"\son\w+=|\sstyle=|<style|https?://", answer.text)


async def test_japanese_comes_first_and_the_choice_is_kept(service: Service) -> None:
    door = service.nobody
    first = await get(door, "/sign-in")
    assert '<html lang="ja"' in first.text
    assert words(first, "ja", "sign-in.title")
    assert '<html lang="en"' in (await get(door, "/sign-in?lang=en")).text
    assert '<html lang="en"' in (await get(door, "/sign-in")).text
    assert '<html lang="en"' in (await get(door, "/sign-in?lang=fr")).text
    assert '<html lang="ja"' in (await get(door, "/sign-in?lang=ja")).text


async def test_every_page_speaks_both_languages(service: Service) -> None:
    for lang in ("ja", "en"):
        for person, path in ((CLERK, "/store"), (SUPPORTER, "/supporter"), (VOLUNTEER, "/hall")):
            answer = await get(service.person(person), path, params={"lang": lang})
            assert answer.status_code == 200
            assert f'<html lang="{lang}"' in answer.text
            assert data_of(answer, "messages")["common.yen"] == t(lang)(
                "common.yen", amount="{amount}"
            )


async def sign_in(service: Service, next: str, **changes: str) -> httpx.Response:
    form = {"person": SUPPORTER, "password": service.access.credentials.people[SUPPORTER]}
    return await service.nobody.client.post("/sign-in", data={**form, "next": next, **changes})


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/supporter", "/supporter"),
        (PARCEL, PARCEL),
        ("https://evil.test/", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("evil", "/"),
        ("", "/"),
    ],
)
async def test_after_the_sign_in_one_stays_on_this_site(
    service: Service, wanted: str, reached: str
) -> None:
    answer = await sign_in(service, wanted)
    assert answer.status_code == 303
    assert answer.headers["location"] == reached


async def test_a_refused_sign_in_keeps_the_name_as_text(service: Service) -> None:
    answer = await sign_in(service, "/supporter", person='"><script>x</script>', password="no")
    assert answer.status_code == 401
    assert words(answer, "ja", "sign-in.sign-in-refused")
    assert "<script>x" not in answer.text
    assert 'value="/supporter"' in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_form_of_another_site_signs_nobody_in_or_out(service: Service) -> None:
    password = service.access.credentials.people[SUPPORTER]
    foreign = {"Origin": "https://evil.test"}
    door = service.person(SUPPORTER)
    form = {"person": SUPPORTER, "password": password}
    for path, sent in (("/sign-in", form), ("/sign-out", {})):
        answer = await door.client.post(path, data=sent, headers=foreign)
        assert answer.status_code == 403
    assert (await get(door, "/supporter")).status_code == 200


async def test_signing_out_ends_the_session(service: Service) -> None:
    door = service.person(SUPPORTER)
    answer = await door.client.post("/sign-out", headers={"Origin": f"http://{HOST}"})
    assert answer.status_code == 303
    again = service.person(SUPPORTER)
    assert (await get(again, "/supporter")).status_code == 303


async def test_pairing_moves_the_key_from_the_address_to_a_cookie(service: Service) -> None:
    door, key = service.nobody, service.access.credentials.devices["hh-02"]
    answer = await get(door, "/tv", params={"device": key})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/tv"
    assert "HttpOnly" in answer.headers["set-cookie"]
    shown = await get(door, "/tv")
    assert shown.status_code == 200
    told = data_of(shown)
    assert told["household"] == "hh-02"
    assert told["limits"] == service.deployment.service.order_limits.model_dump()
    assert key not in shown.text


@pytest.mark.parametrize("key", ["", "wrong", "store"])
async def test_what_is_no_television_s_key_pairs_nothing(service: Service, key: str) -> None:
    tried = service.access.credentials.systems["takato-store"] if key == "store" else key
    answer = await get(service.nobody, "/tv", params={"device": tried})
    assert answer.status_code == 401
    assert words(answer, "ja", "tv.unpaired.text")
    assert "sorabin_device" not in answer.headers.get("set-cookie", "")


async def test_a_page_knows_the_service_s_time_and_not_the_phone_s(service: Service) -> None:
    service.clock.move_to(at(14, 20))
    me = data_of(await get(service.person(VOLUNTEER), "/hall"))["me"]
    assert me["now"] == "2026-11-24T14:20:00+09:00"
    assert me["today"] == "2026-11-24"


async def test_names_of_residents_go_only_to_those_who_need_them(service: Service) -> None:
    village = service.deployment.village
    here = {home.id for home in village.households_of(village.person(VOLUNTEER).place)}
    for person, known in (
        (CLERK, set(village.households)),
        (OFFICE, set(village.households)),
        (VOLUNTEER, here),
        (SUPPORTER, set()),
    ):
        told = data_of(await get(service.person(person), PARCEL))["me"]
        assert set(told["households"]) == known
        assert set(told["carry_notes"]) <= known


async def test_an_unknown_address_is_told_in_words(service: Service) -> None:
    answer = await get(service.nobody, "/nowhere")
    assert answer.status_code == 404
    assert '<html lang="ja"' in answer.text
