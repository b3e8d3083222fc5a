# cjk: what people read and type
"""Bad orders: each is refused by a problem that says what and where, and nothing is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service, at

JAN = "2001000000081"  # onions, every day
OTHER = "2001000000098"


def line(**changes: Any) -> dict[str, Any]:
    return {"jan": JAN, "quantity": 1} | changes


def order(**changes: Any) -> dict[str, Any]:
    return {"service_day": "2026-11-24", "channel": "tv", "lines": [line()]} | changes


@dataclass(frozen=True)
class Bad:
    """A body, and the problem that it must meet: status, code, and a word that says where."""

    body: Any
    status: int
    code: str
    where: str


TABLE = {
    "quantity 0": Bad(order(lines=[line(quantity=0)]), 422, "malformed", "body.lines[0].quantity"),
    "quantity 10000": Bad(
        order(lines=[line(), line(jan=OTHER, quantity=10_000)]),
        422,
        "malformed",
        "body.lines[1].quantity",
    ),
    "quantity 21": Bad(order(lines=[line(quantity=21)]), 422, "bad-order", "lines[0].quantity"),
    "quantity -1": Bad(order(lines=[line(quantity=-1)]), 422, "malformed", "lines[0].quantity"),
    "quantity 1.5": Bad(order(lines=[line(quantity=1.5)]), 422, "malformed", "lines[0].quantity"),
    "quantity text": Bad(order(lines=[line(quantity="2")]), 422, "malformed", "lines[0].quantity"),
    "quantity true": Bad(order(lines=[line(quantity=True)]), 422, "malformed", "lines[0].quantity"),
    "quantity null": Bad(order(lines=[line(quantity=None)]), 422, "malformed", "lines[0].quantity"),
    "quantity huge": Bad(
        order(lines=[line(quantity=10**30)]), 422, "malformed", "lines[0].quantity"
    ),
    "jan short": Bad(order(lines=[line(jan="123")]), 422, "malformed", "lines[0].jan"),
    "jan number": Bad(order(lines=[line(jan=2001000000081)]), 422, "malformed", "lines[0].jan"),
    "jan full-width": Bad(
        order(lines=[line(jan="２００１０００００００８１")]), 422, "malformed", "lines[0].jan"
    ),
    "item unknown": Bad(order(lines=[line(jan="2999999999998")]), 404, "unknown-item", "29999"),
    "jan twice": Bad(order(lines=[line(), line()]), 422, "bad-order", "lines[1].jan"),
    "wish unknown": Bad(order(lines=[line(wish="any")]), 422, "malformed", "lines[0].wish"),
    "no lines": Bad(order(lines=[]), 422, "malformed", "body.lines"),
    "301 lines": Bad(order(lines=[line()] * 301), 422, "malformed", "body.lines"),
    "lines object": Bad(order(lines={"jan": JAN}), 422, "malformed", "body.lines"),
    "no day": Bad({"channel": "tv", "lines": [line()]}, 422, "malformed", "body.service_day"),
    "day word": Bad(order(service_day="tomorrow"), 422, "malformed", "body.service_day"),
    "day number": Bad(order(service_day=20261124), 422, "malformed", "body.service_day"),
    "day zero": Bad(order(service_day=0), 422, "malformed", "body.service_day"),
    "day with time": Bad(
        order(service_day="2026-11-24T00:00:00"), 422, "malformed", "body.service_day"
    ),
    "day 30 February": Bad(order(service_day="2026-02-30"), 422, "malformed", "body.service_day"),
    "channel fax": Bad(order(channel="fax"), 422, "malformed", "body.channel"),
    "unknown key": Bad(order(coupon="FREE"), 422, "malformed", "body.coupon"),
    "half a character": Bad(order(**{"\ud800": 1}), 422, "malformed", "unicode"),
    "half a household": Bad(order(household="\ud800"), 422, "malformed", "body.household"),
    "unknown key in line": Bad(order(lines=[line(price_yen=1)]), 422, "malformed", "price_yen"),
    "Saturday": Bad(order(service_day="2026-11-28"), 409, "closed-day", "2026-11-28"),
    "holiday": Bad(order(service_day="2027-01-11"), 409, "closed-day", "2027-01-11"),
    "too far ahead": Bad(order(service_day="2026-11-26"), 409, "not-open-yet", "2026-11-26"),
    "beyond the calendar": Bad(
        order(service_day="2999-01-01"), 404, "outside-calendar", "2999-01-01"
    ),
    "household unknown": Bad(order(household="hh-99"), 404, "unknown-household", "hh-99"),
    "household of others": Bad(order(household="hh-02"), 403, "forbidden", "household"),
    "household nul": Bad(order(household="hh-01\0"), 422, "malformed", "body.household"),
    "body a list": Bad([order()], 422, "malformed", "body"),
    "body a number": Bad(5, 422, "malformed", "body"),
    "body null": Bad(None, 422, "malformed", "body"),
}


async def test_bad_orders_are_refused_and_leave_nothing(service: Service) -> None:
    before = service.footprint()
    for name, bad in TABLE.items():
        answer = await send(service, json.dumps(bad.body).encode())
        told = problem(answer, bad.status, bad.code)
        assert bad.where in json.dumps(told), name
        assert told["received_at"] == "2026-11-24T09:00:00.000000+09:00"
        if told["code"] == "malformed":
            assert all(each["where"] and each["message"] for each in told["errors"]), name
        assert service.footprint() == before, name


UNREADABLE = {
    "empty": b"",
    "half": b"{",
    "form": b"lines=1",
    "not utf-8": b"\xff\xfe",
    "deep": b'{"a":' * 5000,
    "deeper": b"[" * 100_000,
    "long number": b'{"lines":' + b"9" * 5000,
}


async def test_bodies_that_are_no_json_are_refused(service: Service) -> None:
    before = service.footprint()
    for name, content in UNREADABLE.items():
        told = problem(await send(service, content), 422, "malformed")
        assert told["errors"][0]["where"].startswith("body"), name
        assert service.footprint() == before, name


async def send(service: Service, content: bytes) -> httpx.Response:
    sent = {"Idempotency-Key": "k-1", "Content-Type": "application/json"}
    return await service.tv("hh-01").client.post("/api/v1/orders", content=content, headers=sent)


async def test_a_body_of_300_kb_is_refused(service: Service) -> None:
    before = service.footprint()
    content = json.dumps(order(household="x" * 300_000)).encode()
    problem(await send(service, content), 413, "request-too-large")
    assert service.footprint() == before


async def test_an_order_without_a_usable_key_is_refused(service: Service) -> None:
    before = service.footprint()
    for key in (None, b"", b"x" * 101, b"with space", "キー".encode()):
        headers: dict[bytes, bytes] = {} if key is None else {b"Idempotency-Key": key}
        answer = await service.tv().client.post("/api/v1/orders", json=order(), headers=headers)
        assert "Idempotency-Key" in problem(answer, 400, "idempotency-key-missing")["detail"]
    assert service.footprint() == before


async def test_an_item_of_other_weekdays_is_not_offered(service: Service) -> None:
    slate = service.deployment.catalog
    other = next(item for item in slate if item.days and 1 not in item.days)
    before = service.footprint()
    body = order(lines=[line(), line(jan=other.jan)])
    told = problem(await service.tv().post("/orders", body), 409, "item-not-offered")
    assert told["jan"] == other.jan
    assert service.footprint() == before
    listed = await service.tv().read("/catalog", date="2026-11-24")
    assert other.jan not in {item["jan"] for item in listed["items"]}


async def test_more_lines_than_an_order_may_have(service: Service, chain: Chain) -> None:
    lines = [{"jan": item.jan, "quantity": 1} for item in chain.items(41)]
    assert len(lines) == 41
    before = service.footprint()
    answer = await service.tv().post("/orders", order(lines=lines))
    assert problem(answer, 422, "bad-order")["where"] == "lines"
    assert service.footprint() == before
    assert (await service.tv().post("/orders", order(lines=lines[:40]))).status_code == 201


async def test_whoever_orders_for_others_must_say_for_whom(service: Service) -> None:
    answer = await service.store.post("/orders", order(channel="telephone"))
    problem(answer, 404, "unknown-household")
    told = await service.store.done("/orders", order(household="hh-04", channel="telephone"))
    assert told["household"] == "hh-04"
    assert told["lines"][0]["wish"] == "none", "the household's wish where none is said"


async def test_whoever_orders_for_others_orders_over_the_telephone(service: Service) -> None:
    """The television's later cutoff is the residents' own: between the two the office is late."""
    await service.open_day()
    await service.move_to(at(10, 50))
    before = service.footprint()
    for door in (service.office, service.store):
        answer = await door.post("/orders", order(household="hh-04"))
        assert problem(answer, 422, "bad-order")["where"] == "channel"
    assert service.footprint() == before
    late = await service.office.post("/orders", order(household="hh-04", channel="telephone"))
    problem(late, 409, "after-cutoff")
    assert (await service.tv("hh-04").post("/orders", order())).status_code == 201


async def test_an_order_for_a_day_that_is_over_leaves_nothing(service: Service) -> None:
    """Late demand of today is journalled for the office; days gone by are no demand."""
    await service.open_day()
    await service.move_to(at(11, 5))
    before = service.footprint()
    for day in ("2026-11-20", "2026-11-19", "2026-01-05"):
        told = problem(
            await service.tv().post("/orders", order(service_day=day)), 409, "after-cutoff"
        )
        assert told["next_service_day"] == "2026-11-25"
    assert service.footprint() == before
    problem(await service.tv().post("/orders", order()), 409, "after-cutoff")
    assert len(service.journal("order-refused")) == 1
