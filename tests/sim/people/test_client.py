from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sim.village.people.client import Client, Refused, ServiceFault
from sim.village.people.postbox import Flight, Postbox
from tests.sim.scripted_server import Handler, Reply, Request, serving

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=9)))


class Talk:
    """A handler that answers with the given replies in turn and keeps what was asked."""

    def __init__(self, *replies: Reply | None) -> None:
        self.replies = list(replies)
        self.heard: list[Request] = []

    def __call__(self, request: Request) -> Reply | None:
        self.heard.append(request)
        return self.replies.pop(0)


def client(url: str, postbox: Postbox, **credential: str) -> Client:
    return Client(url, "p-test", lambda: NOON, postbox, **credential)


async def sent_through(handler: Handler, postbox: Postbox, times: int = 1) -> None:
    async with serving(handler) as url:
        person = client(url, postbox, bearer="key")
        for _ in range(times):
            await person.send("/orders", {"lines": []})
        await person.close()


async def test_a_lost_answer_is_asked_for_again_with_the_same_key() -> None:
    talk, postbox = Talk(None, Reply(503), None, Reply(201, {"order_id": "X"})), Postbox()
    await sent_through(talk, postbox)
    keys = {request.headers["idempotency-key"] for request in talk.heard}
    assert len(talk.heard) == 4
    assert len(keys) == 1
    assert len({str(request.body) for request in talk.heard}) == 1
    (entry,) = postbox.sent
    assert (entry.lost, entry.status, entry.answer) == (3, 201, {"order_id": "X"})
    assert entry.accepted
    assert entry.sent_at == NOON
    assert len(postbox.lost) == 3
    assert not postbox.in_flight


async def test_each_request_has_its_own_key() -> None:
    talk, postbox = Talk(Reply(201), Reply(201), Reply(201)), Postbox()
    await sent_through(talk, postbox, times=3)
    assert len({request.headers["idempotency-key"] for request in talk.heard}) == 3


async def test_a_refusal_is_final_and_kept() -> None:
    talk, postbox = Talk(Reply(409, {"code": "after-cutoff"})), Postbox()
    await sent_through(talk, postbox)
    (entry,) = postbox.sent
    assert (entry.status, entry.accepted, entry.answer["code"]) == (409, False, "after-cutoff")
    assert entry.lost == 0


async def test_what_is_in_the_air_is_known_while_it_is() -> None:
    postbox, seen = Postbox(), []
    watched: list[Flight] = []
    postbox.watchers.append(watched.append)

    def handler(request: Request) -> Reply:
        seen.append([flight.path for flight in postbox.in_flight.values()])
        return Reply(201)

    await sent_through(handler, postbox)
    assert seen == [["/orders"]]
    assert [flight.path for flight in watched] == ["/orders"]
    assert not postbox.in_flight


async def test_a_person_signs_in_first_and_comes_from_the_same_site() -> None:
    cookie = (("set-cookie", "sorabin_session=abc; Path=/"),)
    talk = Talk(Reply(200, {"person": {}}, cookie), Reply(200, {"give": []}), Reply(200, {}))
    async with serving(talk) as url:
        person = client(url, Postbox(), password="secret")
        assert await person.get("/handovers", side="give") == {"give": []}
        await person.post("/handovers", {"code": "X"})
        await person.close()
    sign_in, look, scan = talk.heard
    assert (sign_in.path, sign_in.body) == (
        "/api/v1/session",
        {"person": "p-test", "password": "secret"},
    )
    assert look.path == "/api/v1/handovers?side=give"
    assert "sorabin_session=abc" in look.headers["cookie"]
    assert scan.headers["origin"] == url


async def test_a_wrong_password_is_a_refusal() -> None:
    async with serving(Talk(Reply(401, {"code": "sign-in-refused"}))) as url:
        person = client(url, Postbox(), password="wrong")
        with pytest.raises(Refused, match="could not sign in"):
            await person.get("/handovers")
        await person.close()


async def test_a_server_error_is_no_answer_that_a_person_can_live_with() -> None:
    async with serving(Talk(Reply(500, {"code": "error"}))) as url:
        person = client(url, Postbox(), bearer="key")
        with pytest.raises(ServiceFault, match="500"):
            await person.send("/orders", {})
        await person.close()


async def test_what_has_to_pass_and_is_refused_says_so() -> None:
    async with serving(Talk(Reply(403, {"code": "forbidden"}))) as url:
        person = client(url, Postbox(), bearer="key")
        with pytest.raises(Refused, match="forbidden"):
            await person.post("/orders", {})
        await person.close()


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (Reply(200, {"n": 1}, (("idempotent-replay", "true"),)), False),
        (Reply(200, {"n": 2}, (("idempotent-replay", "true"),)), True),
        (Reply(200, {"n": 1}), True),
        (Reply(409, {"code": "handover-already-done"}), True),
    ],
    ids=["the same again", "another answer", "done twice", "refused"],
)
async def test_a_repeat_must_get_the_same_answer(second: Reply, fault: bool) -> None:
    talk, postbox = Talk(Reply(200, {"n": 1}), second), Postbox()
    async with serving(talk) as url:
        person = client(url, postbox, bearer="key")
        await person.send("/handovers", {}, forget_answer=True)
        await person.close()
    assert len({request.headers["idempotency-key"] for request in talk.heard}) == 1
    assert bool(postbox.complaints) is fault


async def test_a_wrong_request_is_marked_as_one_that_must_fail() -> None:
    postbox = Postbox()
    async with serving(Talk(Reply(422, {"code": "malformed"}))) as url:
        person = client(url, postbox, bearer="key")
        assert not (await person.send_wrongly("/orders", {"lines": 3})).ok
        await person.close()
    assert [entry.must_fail for entry in postbox.sent] == [True]
