# cjk: what people read and type
"""The whole chain through its doors: from the order to the resident's hands and the ledger."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from logistics.db.journal import first_break
from logistics.services.replay import first_contradiction
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import TUESDAY, Service, at


async def test_an_order_goes_from_the_tv_to_the_door(service: Service, chain: Chain) -> None:
    order = await chain.order("hh-01")
    assert order["state"] == "placed"
    await service.close_day()
    await service.move_to(at(12))
    (listed,) = (await service.store.read("/picks", service_day=TUESDAY.isoformat()))["orders"]
    assert listed["order_id"] == order["order_id"]
    await chain.pick(order)
    packed = await chain.pack(order)
    assert packed["state"] == "packed"
    assert packed["bill"]["total_yen"] == order["total_yen"]
    await service.work()
    await service.move_to(at(13))
    for parcel in packed["parcels"]:
        code = parcel["code"]
        assert parcel["keeper"] == {"kind": "store", "id": "takato-store", "name": "高遠の店"}
        kinds = [(await chain.hand_over(code))["keeper"]["kind"] for _ in range(5)]
        assert kinds == ["supporter", "hub", "van", "volunteer", "resident"]
        end = await chain.parcel(code)
        assert (end["state"], end["promise"], end["next_keeper"]) == ("delivered", "kept", None)
    assert (await service.tv().read(f"/orders/{order['order_id']}"))["state"] == "delivered"
    ledger = await service.office.read(f"/service-days/{TUESDAY}/ledger")
    assert ledger["parcels"]["delivered"] == len(packed["parcels"])
    assert ledger["promises"] == {
        "kept": len(packed["parcels"]),
        "broken": 0,
        "open": 0,
        "explained": [],
    }
    assert ledger["yen"]["goods"] == order["total_yen"]
    with Session(service.database.read_engine) as session:
        assert first_break(session) is None
        assert first_contradiction(session) is None


async def test_the_journal_tells_each_step_of_the_order(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "resident")
    kinds = [row.kind for row in service.journal(order_id=parcel["order_id"])]
    scans = ["handover-given", "handover-taken", "keeper-changed"]
    assert kinds == [
        "order-placed",
        "order-released",
        *["line-decided"] * 2,
        "order-picked",
        "parcel-packed",
        "order-packed",
        *scans,
        "parcel-under-way",
        "order-under-way",
        *scans * 3,
        "handover-given",
        "handover-taken",
        "visit-made",
        "keeper-changed",
        "parcel-delivered",
        "order-delivered",
        "promise-kept",
    ]


@pytest.mark.parametrize("households", [("hh-01", "hh-16", "hh-40")])
async def test_several_households_in_several_halls(
    service: Service, chain: Chain, households: tuple[str, ...]
) -> None:
    parcels = await chain.packed(*households)
    assert {parcel["hall"] for parcel in parcels} == {"nakao", "ichinose", "sugishima"}
    for parcel in parcels:
        await chain.bring_to(parcel["code"], "resident")
    ledger = await service.office.read(f"/service-days/{TUESDAY}/ledger")
    assert ledger["orders"]["delivered"] == 3
    assert ledger["parcels"]["by_mode"] == {"van": len(parcels), "air": 0}
