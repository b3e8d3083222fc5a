"""Goods by road: after their longest time from the store nobody is handed them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from logistics.domain.catalog import Temperature
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole

DAY = "2026-11-24"
LIMITS = {Temperature.CHILLED: timedelta(hours=4), Temperature.FROZEN: timedelta(hours=3)}


@pytest.mark.parametrize("zone", LIMITS)
async def test_at_the_limit_goods_are_handed_over_and_a_moment_later_not(
    service: Service, chain: Chain, zone: Temperature
) -> None:
    lines = chain.lines(1, 1, zone=zone, fly=zone is Temperature.CHILLED)
    first, second = await chain.packed("hh-01", "hh-02", lines=lines)
    for parcel in (first, second):
        await chain.bring_to(parcel["code"], "volunteer")
    await service.move_to(service.clock.now() + LIMITS[zone])
    assert (await chain.hand_over(first["code"]))["state"] == "delivered"
    # No worker has looked yet: the scan itself refuses.
    service.clock.move_to(service.clock.now() + timedelta(microseconds=1))
    now = await chain.parcel(second["code"])
    give = {"code": second["code"], "side": "give"}
    volunteer = chain.door_of(f"volunteer/{now['keeper']['id']}")
    problem(await volunteer.post("/handovers", give), 409, "too-warm")
    assert service.journal("handover-given")[-1].parcel_code == first["code"]
    await service.move_to(service.clock.now() + timedelta(seconds=1))
    now = await chain.parcel(second["code"])
    assert (now["state"], now["why_back"]) == ("returning", "too_warm")
    order = await service.tv("hh-02").read(f"/orders/{second['order_id']}")
    assert (order["state"], order["refund"]) == ("returned", order["bill"])
    (call,) = (await service.office.read(f"/service-days/{DAY}/calls"))["calls"]
    assert (call["household"], call["reason"]) == ("hh-02", "spoiled")
    assert (await chain.bring_to(second["code"], "store"))["state"] == "returned"
    assert len(service.journal("order-refunded")) == 1
    whole(service)


@pytest.mark.parametrize("keeper", ["supporter", "hub", "van", "held", "half scanned"])
async def test_wherever_it_is_it_turns_back(service: Service, chain: Chain, keeper: str) -> None:
    lines = chain.lines(1, 1, zone=Temperature.CHILLED)
    (parcel,) = await chain.packed("hh-01", lines=lines)
    place = {"held": "volunteer", "half scanned": "hub"}.get(keeper, keeper)
    held = await chain.bring_to(parcel["code"], place)
    if keeper == "held":
        await chain.absent(held)
    elif keeper == "half scanned":
        await chain.scan("hub/hase-hub", parcel["code"], "give")
    await service.move_to(service.clock.now() + LIMITS[Temperature.CHILLED] + timedelta(minutes=1))
    assert (await chain.parcel(parcel["code"]))["why_back"] == "too_warm"
    assert (await chain.bring_to(parcel["code"], "store"))["state"] == "returned"
    whole(service)


async def test_what_never_left_the_store_is_not_too_warm(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01", lines=chain.lines(1, 1, zone=Temperature.CHILLED))
    await service.move_to(service.clock.now() + 2 * LIMITS[Temperature.CHILLED])
    assert (await chain.parcel(parcel["code"]))["state"] == "packed"
