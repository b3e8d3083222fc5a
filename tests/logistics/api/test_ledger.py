"""The ledger: its sums are those of the orders, the parcels and the legs."""

from __future__ import annotations

from tests.logistics.support.chain import Chain
from tests.logistics.support.service import Service, at

DAY = "2026-11-24"


async def test_the_ledger_of_a_mixed_day_adds_up(service: Service, chain: Chain) -> None:
    """One delivered, one partly short, one cancelled, one unavailable, one too late."""
    jans = [item.jan for item in chain.items(2)]
    ten_percent = next(
        item for item in service.deployment.catalog if item.tax_percent == 10 and not item.days
    )
    lines = [{"jan": jan, "quantity": 3} for jan in (*jans, ten_percent.jan)]
    whole, short, cancelled, nothing = [
        await chain.order(household, lines=lines)
        for household in ("hh-01", "hh-16", "hh-02", "hh-03")
    ]
    await service.tv("hh-02").done(f"/orders/{cancelled['order_id']}/cancel")
    await service.close_day()
    assert (await service.tv("hh-05").post("/orders", chain.body())).status_code == 409
    await service.move_to(at(12))
    await chain.pick(whole)
    missing = {"quantity": 3, "reason": "out_of_stock"}
    for line in nothing["lines"]:
        path = f"/picks/{nothing['order_id']}/lines/{line['line_no']}"
        await service.store.done(path, {"picked": 0, "short": missing})
    first, *rest = short["lines"]
    path = f"/picks/{short['order_id']}/lines/{first['line_no']}"
    offered = (await service.store.read(f"{path}/substitutes"))["items"][0]
    swap = {"jan": offered["jan"], "quantity": 2}
    await service.store.done(
        path, {"picked": 0, "short": {"quantity": 1, "reason": "damaged"}, "substitute": swap}
    )
    for line in rest:
        path = f"/picks/{short['order_id']}/lines/{line['line_no']}"
        await service.store.done(path, {"picked": 3})
    packed = [await chain.pack(order) for order in (whole, short, nothing)]
    await service.work()
    for parcel in [parcel for order in packed for parcel in order["parcels"]]:
        await chain.bring_to(parcel["code"], "resident")
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["orders"] == {
        "placed": 4,
        "refused_after_cutoff": 1,
        "cancelled": 1,
        "picking": 0,
        "picked": 0,
        "unavailable": 1,
        "packed": 0,
        "under_way": 0,
        "delivered": 2,
        "partly_delivered": 0,
        "returned": 0,
        "waiting": 0,
    }
    goods = whole["total_yen"] + 2 * offered["price_yen"] + sum(line["sum_yen"] for line in rest)
    assert ledger["yen"]["goods"] == goods == sum(order["bill"]["total_yen"] for order in packed)
    by_rate = ledger["yen"]["by_rate"]
    assert set(by_rate) == {"8", "10"}
    assert sum(rate["gross_yen"] for rate in by_rate.values()) == goods
    for percent, rate in by_rate.items():
        assert rate["gross_yen"] == rate["net_yen"] + rate["tax_yen"]
        billed = [order["bill"]["by_rate"].get(percent) for order in packed]
        assert rate["tax_yen"] == sum(each["tax_yen"] for each in billed if each)
    assert (ledger["shortages"], ledger["substitutions"]) == (4, 1)
    parcels = sum(len(order["parcels"]) for order in packed)
    assert ledger["parcels"]["total"] == ledger["parcels"]["delivered"] == parcels
    assert ledger["parcels"]["by_mode"] == {"van": parcels, "air": 0}
    assert ledger["visits"] == {"total": 2, "absent": 0, "welfare": {"well": 2}}
    head = service.journal()[-1]
    assert ledger["journal"] == {"seq": head.seq, "hash": head.hash}


async def test_the_vans_way_costs_its_minutes_and_kilometres(
    service: Service, chain: Chain
) -> None:
    await chain.packed("hh-01", "hh-26")
    plan = await service.office.read(f"/plans/{DAY}")
    driver = service.person("p-hosaka")
    van = [leg for leg in plan["legs"] if leg["mode"] == "van"]
    assert [leg["end"] for leg in van] == ["nakao", "sugishima"]
    for depart, arrive, leg in zip((31, 50), (45, 62), van, strict=True):
        await service.move_to(at(13, depart))
        await driver.done(f"/legs/{DAY}/{leg['id']}/depart")
        await service.move_to(at(13 + arrive // 60, arrive % 60))
        await driver.done(f"/legs/{DAY}/{leg['id']}/arrive")
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["minutes"]["van"] == 14 + 12
    kilometres = 7.3 + 5.4 + 11.7  # out over both halls, and back to the hub
    assert ledger["yen"]["transport"] == {"van": round(26 * 30 + kilometres * 45), "air": 0}


async def test_a_day_without_anything_has_an_empty_ledger(service: Service) -> None:
    ledger = await service.office.read("/service-days/2026-11-28/ledger")
    assert ledger["state"] is None
    assert ledger["orders"]["placed"] == ledger["parcels"]["total"] == ledger["yen"]["goods"] == 0
