"""The store's work: decisions within the wish, decided anew until packed, the bill as picked."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from logistics.db.models import OrderLineRow
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service, at

DAY = "2026-11-24"
ALL_AND_ONE: list[dict[str, Any]] = [
    {"picked": 2},
    {"picked": 1, "short": {"quantity": 1, "reason": "damaged"}},
]
"""What two clerks found for the same line of two units."""


async def picking(service: Service, chain: Chain, household: str = "hh-01", **changes: Any) -> Any:
    """An order whose pick list has left."""
    order = await chain.order(household, **changes)
    await service.close_day()
    return order


def line_path(order: Any, number: int = 1) -> str:
    return f"/picks/{order['order_id']}/lines/{number}"


async def substitutes(service: Service, order: Any, number: int = 1) -> list[dict[str, Any]]:
    return (await service.store.read(f"{line_path(order, number)}/substitutes"))["items"]


async def test_nothing_is_picked_before_the_day_is_closed(service: Service, chain: Chain) -> None:
    order = await chain.order()
    answer = await service.store.post(line_path(order), {"picked": 2})
    problem(answer, 409, "out-of-turn")
    problem(await service.store.post(f"/picks/{order['order_id']}/pack"), 409, "out-of-turn")


async def test_a_decision_must_account_for_every_unit(service: Service, chain: Chain) -> None:
    order = await picking(service, chain)
    other = (await substitutes(service, order))[0]["jan"]
    before = service.footprint()
    for body, code in (
        ({"picked": 1}, "bad-pick"),
        ({"picked": 3}, "bad-pick"),
        ({"picked": -1}, "malformed"),
        ({"picked": "2"}, "malformed"),
        ({}, "malformed"),
        ({"picked": 2, "short": {"quantity": 0, "reason": "damaged"}}, "malformed"),
        ({"picked": 1, "short": {"quantity": 1, "reason": "eaten"}}, "malformed"),
        ({"picked": 1, "short": {"quantity": 1}}, "malformed"),
        ({"picked": 2, "substitute": {"jan": other, "quantity": 1}}, "bad-pick"),
        ({"picked": 2, "price_yen": 1}, "malformed"),
    ):
        problem(await service.store.post(line_path(order), body), 422, code)
    problem(await service.store.post(line_path(order, 9), {"picked": 1}), 404, "unknown-line")
    problem(await service.store.post("/picks/RNONE/lines/1", {"picked": 1}), 404, "unknown-order")
    assert service.footprint() == before


async def test_a_shortage_has_its_reason_and_lowers_the_bill(
    service: Service, chain: Chain
) -> None:
    order = await picking(service, chain)
    short = {"picked": 1, "short": {"quantity": 1, "reason": "past_date"}}
    line = await service.store.done(line_path(order, 1), short)
    assert (line["picked"], line["short"], line["short_reason"]) == (1, 1, "past_date")
    assert line["order_state"] == "picking"
    line = await service.store.done(line_path(order, 2), {"picked": 2})
    assert line["order_state"] == "picked"
    packed = await chain.pack(order)
    price = order["lines"][0]["price_yen"]
    assert packed["bill"]["total_yen"] == order["total_yen"] - price
    units = sum(part["quantity"] for each in packed["parcels"] for part in each["contents"])
    assert units == 3


@pytest.mark.parametrize(
    ("household", "wish"), [("hh-01", "similar"), ("hh-02", "same_price"), ("hh-06", "none")]
)
async def test_a_substitute_is_within_the_wish(
    service: Service, chain: Chain, household: str, wish: str
) -> None:
    order = await picking(service, chain, household)
    line = order["lines"][0]
    assert line["wish"] == wish, "the household's wish where the order says none"
    offered = await substitutes(service, order)
    assert bool(offered) == (wish != "none")
    price = line["price_yen"]
    distances = [abs(item["price_yen"] - price) for item in offered]
    assert distances == sorted(distances)
    slate = (await service.tv().read("/catalog", date=DAY))["items"]
    decisions = 0
    for other in [item for item in slate if item["category"] == line["category"]]:
        if other["jan"] == line["jan"]:
            continue
        body = {"picked": 1, "substitute": {"jan": other["jan"], "quantity": 1}}
        answer = await service.store.post(line_path(order), body | {"replaces": decisions})
        if other in offered:
            assert answer.status_code == 200, answer.text
            decisions += 1
        else:
            assert problem(answer, 409, "against-wish")["wish"] == wish


async def test_a_substitute_of_another_shelf_is_refused(service: Service, chain: Chain) -> None:
    order = await picking(service, chain)
    shelf = order["lines"][0]["category"]
    slate = (await service.tv().read("/catalog", date=DAY))["items"]
    other = next(item for item in slate if item["category"] != shelf)
    body = {"picked": 1, "substitute": {"jan": other["jan"], "quantity": 1}}
    problem(await service.store.post(line_path(order), body), 409, "against-wish")
    body["substitute"]["jan"] = "2999999999998"
    problem(await service.store.post(line_path(order), body), 404, "unknown-item")


async def test_the_substitutes_price_and_tax_are_billed(service: Service, chain: Chain) -> None:
    order = await picking(service, chain)
    first, second = order["lines"]
    other = (await substitutes(service, order))[-1]
    swap = {"picked": 0, "substitute": {"jan": other["jan"], "quantity": 2}}
    told = await service.store.done(line_path(order, 1), swap)
    assert told["substitute"] == {
        "jan": other["jan"],
        "name": other["name"],
        "quantity": 2,
        "price_yen": other["price_yen"],
    }
    await service.store.done(line_path(order, 2), {"picked": 2})
    bill = (await chain.pack(order))["bill"]
    assert bill["total_yen"] == 2 * other["price_yen"] + second["sum_yen"]
    (row,) = service.journal("line-decided", order_id=order["order_id"])[:1]
    assert json.loads(row.data)["substitute"]["jan"] == other["jan"] != first["jan"]


async def test_a_line_is_decided_anew_until_packed(service: Service, chain: Chain) -> None:
    order = await picking(service, chain)
    await chain.pick(order)
    none = {"picked": 0, "short": {"quantity": 2, "reason": "not_found"}}
    again = await service.store.done(line_path(order, 1), none | {"replaces": 1})
    assert again["order_state"] == "picked"
    again = await service.store.done(line_path(order, 1), {"picked": 2, "replaces": 2})
    assert (again["picked"], again["short"], again["short_reason"]) == (2, 0, None)
    packed = await chain.pack(order)
    assert packed["bill"]["total_yen"] == order["total_yen"]
    before = service.footprint()
    late = none | {"replaces": 3}
    problem(await service.store.post(line_path(order), late), 409, "out-of-turn")
    problem(await service.store.post(f"/picks/{order['order_id']}/pack"), 409, "out-of-turn")
    assert service.footprint() == before


async def test_of_two_clerks_who_decide_the_same_line_at_once_the_second_is_told(
    service: Service, chain: Chain
) -> None:
    order = await picking(service, chain)
    doors = (service.person("p-karaki"), service.person("p-hirose"))
    answers = await asyncio.gather(
        *(door.post(line_path(order), body) for door, body in zip(doors, ALL_AND_ONE, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    first = next(answer.json() for answer in answers if answer.status_code == 200)
    refused = next(answer for answer in answers if answer.status_code == 409)
    told = problem(refused, 409, "decided-meanwhile")
    assert (told["line_no"], told["decision_no"], told["picked"]) == (1, 1, first["picked"])
    assert len(service.journal("line-decided")) == 1
    # Having seen it, either may decide anew, but neither by a decision that is gone.
    again = await doors[1].done(line_path(order), ALL_AND_ONE[1] | {"replaces": 1})
    assert again["decision_no"] == 2
    problem(
        await doors[0].post(line_path(order), {"picked": 2, "replaces": 1}),
        409,
        "decided-meanwhile",
    )
    (line,) = service.rows(OrderLineRow, OrderLineRow.line_no == 1)
    assert (line.picked, line.short) == (1, 1)


async def test_a_clerk_packs_what_the_clerk_has_seen(service: Service, chain: Chain) -> None:
    order = await picking(service, chain)
    await chain.pick(order)
    await service.store.done(line_path(order), ALL_AND_ONE[1] | {"replaces": 1})
    path = f"/picks/{order['order_id']}/pack"
    told = problem(await service.store.post(path, {"decisions": 2}), 409, "decided-meanwhile")
    assert told["decisions"] == 3
    packed = await service.store.done(path, {"decisions": 3})
    assert sum(line["decision_no"] for line in packed["lines"]) == 3


async def test_an_order_of_which_nothing_was_found_is_unavailable_and_owes_nothing(
    service: Service, chain: Chain
) -> None:
    order = await picking(service, chain)
    for line in order["lines"]:
        none = {"picked": 0, "short": {"quantity": 2, "reason": "out_of_stock"}}
        await service.store.done(line_path(order, line["line_no"]), none)
    packed = await chain.pack(order)
    assert (packed["state"], packed["parcels"]) == ("unavailable", [])
    assert packed["bill"] == {"total_yen": 0, "by_rate": {}}
    await service.work()
    assert (await service.office.read(f"/plans/{DAY}"))["version"] == 0
    assert service.journal("order-unavailable", order_id=order["order_id"])


async def test_an_undecided_order_is_not_packed(service: Service, chain: Chain) -> None:
    order = await picking(service, chain)
    await service.store.done(line_path(order, 1), {"picked": 2})
    problem(await service.store.post(f"/picks/{order['order_id']}/pack"), 409, "out-of-turn")
    undecided = [line.line_no for line in service.rows(OrderLineRow) if line.decided_at is None]
    assert undecided == [2]


async def test_goods_that_never_fly_are_marked_and_apart(service: Service, chain: Chain) -> None:
    flying, grounded = chain.items(1)[0], chain.items(1, fly=False)[0]
    lines = [{"jan": item.jan, "quantity": 1} for item in (flying, grounded)]
    order = await picking(service, chain, lines=lines)
    await chain.pick(order)
    parcels = (await chain.pack(order))["parcels"]
    by_jan = {part["jan"]: parcel for parcel in parcels for part in parcel["contents"]}
    assert by_jan[flying.jan]["carriers"] == ["van", "air"]
    assert by_jan[grounded.jan]["carriers"] == ["van"]
    assert "item_never_flies" in by_jan[grounded.jan]["why_not_air"]


async def test_label_and_card_carry_the_address_and_the_code_but_no_name(
    service: Service, chain: Chain
) -> None:
    (parcel,) = await chain.packed("hh-01")
    label = await service.store.get(f"/parcels/{parcel['code']}/label")
    card = await service.office.get("/households/hh-01/card")
    household = service.deployment.village.household("hh-01")
    for answer, code in ((label, parcel["code"]), (card, household.card)):
        assert answer.headers["content-type"] == "image/svg+xml"
        assert f"{code[:4]}-{code[4:]}" in answer.text
        assert "<path" in answer.text, "the QR"
        assert household.name not in answer.text
        for part in household.name.split():
            assert part not in answer.text
    problem(await service.office.get("/households/hh-99/card"), 404, "not-in-village")


async def test_the_plan_is_made_after_the_last_order_and_again_for_a_latecomer(
    service: Service, chain: Chain
) -> None:
    first, second = [await chain.order(household) for household in ("hh-01", "hh-16")]
    await service.close_day()
    await chain.pick(first)
    await chain.pack(first)
    await service.work()
    assert (await service.office.read(f"/plans/{DAY}"))["version"] == 0
    await service.move_to(at(12, 40))
    plan = await service.office.read(f"/plans/{DAY}")
    assert plan["version"] == 1, "at the time when all should be ready"
    assert len(plan["parcels"]) == 1
    await chain.pick(second)
    (parcel,) = (await chain.pack(second))["parcels"]
    await service.work()
    plan = await service.office.read(f"/plans/{DAY}")
    assert plan["version"] == 2
    assert parcel["code"] in {each["code"] for each in plan["parcels"] if each["legs"]}
