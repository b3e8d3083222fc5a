"""What a TV set and the store read about days and goods."""

from __future__ import annotations

from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import TUESDAY, Service, at


async def test_the_current_day_is_the_first_that_still_takes_orders(
    service: Service, chain: Chain
) -> None:
    tv = service.tv()
    now = await tv.read("/service-days/current")
    assert (now["date"], now["cutoff"][:16], now["promise_by"][:16], now["accepting"]) == (
        "2026-11-24",
        "2026-11-24T11:00",
        "2026-11-24T17:00",
        True,
    )
    assert now["next"]["date"] == "2026-11-25"
    assert now["today"]["is_service_day"] is True
    await chain.order()
    await service.close_day()
    now = await tv.read("/service-days/current")
    assert (now["date"], now["today"]["date"]) == ("2026-11-25", "2026-11-24")
    assert now["today"]["state"] == "closed"
    service.clock.move_to(at(12, day=TUESDAY.replace(day=28)))
    now = await tv.read("/service-days/current", channel="telephone")
    assert (now["date"], now["cutoff"][11:16]) == ("2026-11-30", "10:45")
    assert now["today"]["is_service_day"] is False
    assert now["today"]["closed_reason"]["en"]
    problem(await tv.get("/service-days/current", channel="fax"), 422, "malformed")


async def test_a_date_tells_whether_and_until_when(service: Service, chain: Chain) -> None:
    await chain.order()
    day = await service.tv().read("/service-days/2026-11-24")
    assert day["is_service_day"] is True
    assert {name: cutoff[11:16] for name, cutoff in day["cutoffs"].items()} == {
        "tv": "11:00",
        "telephone": "10:45",
    }
    assert day["counts"] == {"orders": 1, "parcels": 0}
    holiday = await service.tv().read("/service-days/2026-11-23")
    assert holiday["is_service_day"] is False
    assert holiday["cutoffs"] == {}
    assert holiday["closed_reason"]["ja"]
    problem(await service.tv().get("/service-days/2040-01-01"), 404, "outside-calendar")
    problem(await service.tv().get("/service-days/someday"), 422, "malformed")


async def test_the_slate_is_that_of_the_weekday(service: Service) -> None:
    tuesday = await service.tv().read("/catalog", date="2026-11-24")
    catalog = service.deployment.catalog
    assert len(tuesday["items"]) == len(catalog.slate(TUESDAY)) < len(catalog)
    assert {item["category"] for item in tuesday["items"]} <= {
        category["id"] for category in tuesday["categories"]
    }
    assert tuesday["max_quantity_per_line"] == 20


async def test_the_same_again_needs_the_latest_orders_newest_first(
    service: Service, chain: Chain
) -> None:
    placed = []
    for minute in range(12):
        service.clock.move_to(at(9, minute))
        placed.append((await chain.order())["order_id"])
    told = (await service.tv().read("/households/hh-01/orders"))["orders"]
    assert [order["order_id"] for order in told] == placed[:1:-1]
    problem(await service.tv().get("/orders/RNOBODY0"), 404, "unknown-order")
