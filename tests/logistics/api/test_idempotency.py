"""The Idempotency-Key: a repeat is harmless, and finds its answer even after the cutoff."""

from __future__ import annotations

import asyncio

from logistics.db.models import IdempotencyRow, OrderRow
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import WEDNESDAY, Service, at


async def test_a_repeat_after_the_cutoff_gets_the_answer_of_before(
    service: Service, chain: Chain
) -> None:
    service.clock.move_to(at(10, 59, 59))
    first = await service.tv().post("/orders", chain.body(), key="k")
    assert first.status_code == 201
    service.clock.move_to(at(11, 0, 1))
    before = service.footprint()
    again = await service.tv().post("/orders", chain.body(), key="k")
    assert again.status_code == 201
    assert again.content == first.content
    assert again.headers["idempotent-replay"] == "true"
    assert "idempotent-replay" not in first.headers
    assert service.footprint() == before
    await service.close_day()
    assert (await service.tv().post("/orders", chain.body(), key="k")).content == first.content


async def test_the_same_key_with_another_request_is_refused(service: Service, chain: Chain) -> None:
    await service.tv().post("/orders", chain.body(), key="k")
    before = service.footprint()
    other = chain.body(lines=chain.lines(1))
    problem(await service.tv().post("/orders", other, key="k"), 409, "idempotency-key-reused")
    order = service.rows(OrderRow)[0]
    cancel = await service.tv().post(f"/orders/{order.id}/cancel", chain.body(), key="k")
    problem(cancel, 409, "idempotency-key-reused")
    assert service.footprint() == before


async def test_keys_of_others_are_others(service: Service, chain: Chain) -> None:
    one = await service.tv("hh-01").post("/orders", chain.body(), key="k")
    two = await service.tv("hh-02").post("/orders", chain.body(), key="k")
    desk = chain.body(household="hh-03", channel="telephone")
    three = await service.store.post("/orders", desk, key="k")
    assert {answer.status_code for answer in (one, two, three)} == {201}
    assert len(service.rows(OrderRow)) == 3


async def test_concurrent_repeats_make_one_order(service: Service, chain: Chain) -> None:
    doors = [service.tv() for _ in range(12)]
    answers = await asyncio.gather(*(door.post("/orders", chain.body(), key="k") for door in doors))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replay" in answer.headers for answer in answers) == 11
    assert len(service.rows(OrderRow)) == 1
    assert len(service.journal("order-placed")) == 1


async def test_a_refusal_is_not_remembered_and_judged_afresh(
    service: Service, chain: Chain
) -> None:
    """Thursday takes no orders on Tuesday, and does from Wednesday on."""
    before = service.footprint()
    early = await service.tv().post("/orders", chain.body(service_day="2026-11-26"), key="k")
    problem(early, 409, "not-open-yet")
    assert service.footprint() == before
    service.clock.move_to(at(0, day=WEDNESDAY))
    later = await service.tv().post("/orders", chain.body(service_day="2026-11-26"), key="k")
    assert later.status_code == 201


async def test_a_late_refusal_is_remembered_and_counted_once(
    service: Service, chain: Chain
) -> None:
    service.clock.move_to(at(11))
    first = await service.tv().post("/orders", chain.body(), key="k")
    problem(first, 409, "after-cutoff")
    before = service.footprint()
    service.clock.move_to(at(11, 5))
    again = await service.tv().post("/orders", chain.body(), key="k")
    assert again.content == first.content
    assert again.headers["content-type"] == "application/problem+json"
    assert again.headers["idempotent-replay"] == "true"
    assert service.footprint() == before
    (remembered,) = service.rows(IdempotencyRow)
    assert remembered.status == 409
    assert not service.rows(OrderRow)


async def test_scans_and_decisions_repeat_harmlessly(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    body = {"code": parcel["code"], "side": "give"}
    first = await service.store.post("/handovers", body, key="scan")
    again = await service.store.post("/handovers", body, key="scan")
    assert (again.status_code, again.content) == (200, first.content)
    problem(await service.store.post("/handovers", body), 409, "handover-already-done")
    assert len(service.journal("handover-given")) == 1
