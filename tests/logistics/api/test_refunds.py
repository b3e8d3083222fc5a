"""Refunds: each order says what it is given back, once for each parcel, and the rest is a bill."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from logistics.db.models import OrderRow
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import new_key, problem
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole

DAY = "2026-11-24"


def added(*bills: dict[str, Any]) -> dict[str, Any]:
    """Bills as one sum by rate."""
    rates: dict[str, dict[str, int]] = {}
    for bill in bills:
        for percent, sums in bill["by_rate"].items():
            rate = rates.setdefault(percent, dict.fromkeys(sums, 0))
            for name, yen in sums.items():
                rate[name] += yen
    return {"total_yen": sum(bill["total_yen"] for bill in bills), "by_rate": rates}


async def two_parcels(service: Service, chain: Chain) -> list[dict[str, Any]]:
    """One order of both tax rates, in a parcel that may fly and one that never does."""
    standard = next(
        item
        for item in service.deployment.catalog
        if item.tax_percent == 10 and not item.days and not item.air
    )
    lines = [*chain.lines(1, 3), {"jan": standard.jan, "quantity": 1}]
    return await chain.packed("hh-01", lines=lines)


async def test_what_one_parcel_was_worth_is_given_back_and_what_is_left_is_a_bill(
    service: Service, chain: Chain
) -> None:
    delivered, returned = await two_parcels(service, chain)
    await chain.bring_to(delivered["code"], "resident")
    await chain.absent(await chain.bring_to(returned["code"], "volunteer"))
    path = f"/orders/{returned['order_id']}"
    assert (await service.tv().read(path))["refund"] is None
    await service.move_to(service.clock.now() + timedelta(hours=1))
    await chain.absent(await chain.parcel(returned["code"]))
    order = await service.tv().read(path)
    price = {line["jan"]: line["price_yen"] for line in order["lines"]}
    gone = sum(price[part["jan"]] * part["quantity"] for part in returned["contents"])
    assert order["refund"]["total_yen"] == gone < order["bill"]["total_yen"]
    (row,) = service.journal("order-refunded")
    told = json.loads(row.data)
    assert (row.order_id, row.parcel_code, told["why"]) == (
        returned["order_id"],
        returned["code"],
        "not_met",
    )
    assert told["refund"] == told["refunded"] == order["refund"]
    assert added(told["refund"], told["owed"]) == order["bill"]
    (back,) = [each for each in order["parcels"] if each["why_back"]]
    assert (back["code"], back["why_back"]) == (returned["code"], "not_met")
    yen = (await service.office.read(f"/service-days/{DAY}/ledger"))["yen"]
    assert yen["refunds"] == {order["order_id"]: gone}
    assert yen["refunded"] == gone
    whole(service)


async def test_each_parcel_is_refunded_once_however_often_it_is_said(
    service: Service, chain: Chain
) -> None:
    parcels = await two_parcels(service, chain)
    held, _ = [await chain.bring_to(parcel["code"], "volunteer") for parcel in parcels]
    await chain.absent(held)
    await service.move_to(service.clock.now() + timedelta(hours=1))
    volunteer, key = service.person(held["keeper"]["id"]), new_key()
    body = {"household": "hh-01", "outcome": "absent"}
    first = await volunteer.post("/visits", body, key=key)
    again = await volunteer.post("/visits", body, key=key)
    assert (first.status_code, again.json()) == (200, first.json())
    problem(await volunteer.post("/visits", body), 409, "handover-out-of-turn")
    for parcel in parcels:
        await chain.bring_to(parcel["code"], "store")
    rows = service.journal("order-refunded")
    assert sorted(row.parcel_code or "" for row in rows) == sorted(p["code"] for p in parcels)
    (order,) = service.rows(OrderRow)
    assert order.bill == order.refund == added(*(json.loads(row.data)["refund"] for row in rows))
    whole(service)
