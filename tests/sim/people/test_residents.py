from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from missions.clock import FixedClock
from sim.village.people.client import Client
from sim.village.people.postbox import Postbox
from sim.village.people.residents import Errand, shop
from tests.sim.scripted_server import Reply, Request, serving

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=9)))
ITEMS = [
    {"jan": f"20{n:011}", "category": "bread_rice", "mass_g": 300, "price_yen": 100}
    for n in range(30)
]
LATE = {
    "code": "after-cutoff",
    "received_at": "2026-11-24T11:00:00.1+09:00",
    "next_service_day": "2026-11-25",
}


class Patient:
    """A diary in which waiting takes no time."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)

    def now(self) -> datetime:
        return self.clock.now()

    async def sleep_until(self, at: datetime) -> None:
        if at > self.now():
            self.clock.move_to(at)

    async def sleep(self, minutes: float) -> None:
        await self.sleep_until(self.now() + timedelta(minutes=minutes))

    def tell(self, fact: str) -> None: ...

    async def hear(self, fact: str, latest: datetime) -> bool:
        return False

    async def hear_any(self, facts: Sequence[str], latest: datetime) -> str | None:
        return None


class Service:
    """Answers as the contract says; orders for the 24th are late if `late`."""

    def __init__(self, *, late: bool = False, next_slate: list[dict[str, Any]] = ITEMS) -> None:
        self.late = late
        self.next_slate = next_slate
        self.posted: list[Request] = []

    def __call__(self, request: Request) -> Reply:
        if request.method == "GET":
            items = self.next_slate if "2026-11-25" in request.path else ITEMS
            return Reply(200, {"items": items, "lines": []})
        self.posted.append(request)
        if request.path.endswith("/cancel"):
            return Reply(200, {})
        if any(line["quantity"] == 0 for line in request.body["lines"]):
            return Reply(422, {"code": "malformed"})
        if self.late and request.body["service_day"] == "2026-11-24":
            return Reply(409, LATE)
        return Reply(201, {"order_id": "R1", "lines": []})


def errand(**otherwise: Any) -> Errand:
    at = NOON + timedelta(minutes=30)
    return Errand("hh-01", 0, "2026-11-24", order_at=at, browse_min=3, **otherwise)


async def shopped(service: Service, wish: Errand) -> Postbox:
    postbox, diary = Postbox(), Patient()
    async with serving(service) as url:
        tv = Client(url, "tv", diary.now, postbox, bearer="key")
        await shop(wish, tv, random.Random(1), diary)
        await tv.close()
    return postbox


async def test_an_order_leaves_at_its_moment() -> None:
    postbox = await shopped(Service(), errand())
    assert [entry.path for entry in postbox.sent] == ["/orders"]
    assert postbox.sent[0].sent_at == NOON + timedelta(minutes=30)
    assert 3 <= len(postbox.sent[0].body["lines"]) <= 12
    assert not postbox.complaints


async def test_who_is_too_late_may_order_for_the_next_day() -> None:
    slate = ITEMS[:20]
    service = Service(late=True, next_slate=slate)
    postbox = await shopped(service, errand(if_late="next", too_late=True))
    late, following = postbox.sent
    assert (late.must_fail, late.status) == (True, 409)
    assert following.body["service_day"] == "2026-11-25"
    offered = {item["jan"] for item in slate}
    wanted = [line for line in late.body["lines"] if line["jan"] in offered]
    assert following.body["lines"] == wanted


async def test_who_is_too_late_may_give_up() -> None:
    assert len((await shopped(Service(late=True), errand())).sent) == 1


async def test_a_late_refusal_without_its_reasons_is_complained_of() -> None:
    service = Service(late=True)
    bare_problem = {"code": "after-cutoff"}
    replies = {"POST": Reply(409, bare_problem)}

    def bare(request: Request) -> Reply:
        return replies.get(request.method) or service(request)

    postbox, diary = Postbox(), Patient()
    async with serving(bare) as url:
        tv = Client(url, "tv", diary.now, postbox, bearer="key")
        await shop(errand(), tv, random.Random(1), diary)
        await tv.close()
    assert "without its reasons" in postbox.complaints[0]


async def test_a_wrong_key_press_comes_before_the_right_order() -> None:
    postbox = await shopped(Service(), errand(mistake="nothing of it"))
    wrong, right = postbox.sent
    assert (wrong.must_fail, wrong.status) == (True, 422)
    assert right.accepted


async def test_who_thinks_better_of_it_cancels() -> None:
    postbox = await shopped(Service(), errand(cancel_after_min=7))
    assert [entry.path for entry in postbox.sent] == ["/orders", "/orders/R1/cancel"]
    between = postbox.sent[1].sent_at - postbox.sent[0].sent_at
    assert between == timedelta(minutes=7)


async def test_any_other_refusal_is_complained_of() -> None:
    def refusing(request: Request) -> Reply:
        refused = Reply(409, {"code": "not-on-slate"})
        return refused if request.method == "POST" else Reply(200, {"items": ITEMS})

    postbox, diary = Postbox(), Patient()
    async with serving(refusing) as url:
        tv = Client(url, "tv", diary.now, postbox, bearer="key")
        await shop(errand(), tv, random.Random(1), diary)
        await tv.close()
    assert "not-on-slate" in postbox.complaints[0]
