"""Signing in and out: sessions, the brake on guessing, and requests of other sites."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlmodel import Session, col, update

from logistics.api.auth import SESSION_COOKIE
from logistics.db.models import SessionRow
from missions.clock import machine_time
from tests.logistics.support.door import HOST, Door, problem
from tests.logistics.support.service import Service

ITO = "p-ito"


async def sign_in(service: Service, person: str = ITO, password: str | None = None, **headers: str):
    """Without a cookie so far; a browser's own fields may be given."""
    right = service.access.credentials.people.get(person, "")
    body = {"person": person, "password": right if password is None else password}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await service.nobody.client.post("/api/v1/session", json=body, headers=sent)


async def test_the_right_password_opens_a_session(service: Service) -> None:
    answer = await sign_in(service)
    assert answer.status_code == 200
    assert answer.json()["person"]["id"] == ITO
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie, "this service has no https address"
    door = Door(service.transport, session=answer.cookies[SESSION_COOKIE])
    assert (await door.read("/session"))["id"] == ITO


async def test_a_wrong_password_and_an_unknown_name_are_told_alike(service: Service) -> None:
    before = service.footprint()
    answers = [await sign_in(service, ITO, "wrong"), await sign_in(service, "p-nobody", "wrong")]
    told = [problem(answer, 401, "sign-in-refused") for answer in answers]
    assert told[0] == told[1]
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert service.footprint() == before


async def test_after_five_failures_a_name_has_to_wait_and_others_do_not(service: Service) -> None:
    for _ in range(5):
        problem(await sign_in(service, ITO, "wrong"), 401, "sign-in-refused")
    told = problem(await sign_in(service), 429, "too-many-tries")
    assert 0 < told["retry_after_s"] <= 300
    assert (await sign_in(service, "p-kasuga")).status_code == 200


async def test_a_hundred_guesses_at_once_are_braked_too(service: Service) -> None:
    answers = await asyncio.gather(*(sign_in(service, ITO, f"guess {n}") for n in range(12)))
    codes = [answer.json()["code"] for answer in answers]
    assert codes.count("sign-in-refused") == 5
    assert codes.count("too-many-tries") == 7


async def test_a_success_forgives_the_failures_before(service: Service) -> None:
    for _ in range(2):
        for _ in range(4):
            await sign_in(service, ITO, "wrong")
        assert (await sign_in(service)).status_code == 200


async def test_a_session_that_was_ended_opens_nothing(service: Service) -> None:
    token = (await sign_in(service)).cookies[SESSION_COOKIE]
    door = Door(service.transport, session=token)
    answer = await door.post("/session/end")
    assert answer.status_code == 204
    again = Door(service.transport, session=token)
    problem(await again.get("/session"), 401, "not-signed-in")
    other = service.person(ITO)
    assert (await other.get("/session")).status_code == 200, "other sessions go on"
    assert (await again.post("/session/end")).status_code == 204, "twice is harmless"


async def test_a_session_ends_by_itself(service: Service) -> None:
    with Session(service.database.write_engine) as session:
        run_out = machine_time() - timedelta(seconds=1)
        session.exec(
            update(SessionRow).where(col(SessionRow.person) == ITO).values(expires_at=run_out)
        )
        session.commit()
    problem(await service.person(ITO).get("/session"), 401, "not-signed-in")


async def test_a_request_of_another_site_is_refused(service: Service) -> None:
    """A browser sends the cookie by itself; only our own pages may make it write."""
    token = service.access.sessions[ITO]
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://{HOST}:8080"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Authorization": "Basic dTpw"},
    ):
        door = Door(service.transport, session=token)
        answer = await door.post("/handovers", {"code": "x", "side": "give"}, headers=headers)
        problem(answer, 403, "cross-site")
        signing = await service.nobody.client.post(
            "/api/v1/session", json={"person": ITO, "password": "x"}, headers=headers
        )
        problem(signing, 403, "cross-site")


async def test_our_own_pages_and_programs_may_write(service: Service) -> None:
    body = {"code": "x", "side": "give"}
    own = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
    problem(await service.person(ITO).post("/handovers", body, headers=own), 422, "bad-code")
    far = {"Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site"}
    problem(await service.store.post("/handovers", body, headers=far), 422, "bad-code")


async def test_malformed_sign_ins_are_said_to_be(service: Service) -> None:
    for body in (
        {},
        {"person": ITO},
        {"person": 5, "password": "x"},
        {"person": "p\0", "password": "x"},
    ):
        answer = await service.nobody.client.post("/api/v1/session", json=body)
        problem(answer, 422, "malformed")
