# cjk: what people type
"""At the door: nobody at home, held, tried again, turned back; how the resident is; cases."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service, at

DAY = "2026-11-24"


async def at_the_door(chain: Chain, household: str = "hh-01", hour: int = 14) -> dict:
    """A parcel in the volunteer's hands at this hour."""
    (parcel,) = await chain.packed(household)
    parcel = await chain.bring_to(parcel["code"], "volunteer")
    await chain.service.move_to(at(hour))
    return parcel


async def test_the_first_absence_holds_the_goods_and_opens_a_case(
    service: Service, chain: Chain
) -> None:
    parcel = await at_the_door(chain)
    told = await chain.absent(parcel)
    assert told["second_try_at"] == "2026-11-24T14:45:00.000000+09:00"
    (held,) = told["parcels"]
    assert (held["state"], held["tries"], held["keeper"]["kind"]) == ("held", 1, "volunteer")
    case = told["case"]
    assert (case["kind"], case["state"], case["owner"]) == ("not_met", "open", "p-kitazawa")
    assert case["due_at"] == "2026-11-24T15:00:00.000000+09:00"
    reach = await chain.door_of(f"volunteer/{parcel['keeper']['id']}").read("/handovers")
    assert [each["code"] for each in reach["held"]] == [parcel["code"]]


async def test_the_second_try_may_succeed(service: Service, chain: Chain) -> None:
    parcel = await at_the_door(chain)
    await chain.absent(parcel)
    await service.move_to(at(14, 45))
    done = await chain.hand_over(parcel["code"])
    assert (done["state"], done["promise"]) == ("delivered", "kept")
    order = await service.tv().read(f"/orders/{parcel['order_id']}")
    assert order["state"] == "delivered"


async def test_the_second_absence_sends_the_goods_back_to_the_store_and_refunds(
    service: Service, chain: Chain
) -> None:
    parcel = await at_the_door(chain)
    first = await chain.absent(parcel)
    await service.move_to(at(14, 45))
    second = await chain.absent(parcel)
    (turned,) = second["parcels"]
    assert (turned["state"], turned["tries"]) == ("returning", 2)
    assert second["second_try_at"] is None
    assert second["case"]["id"] == first["case"]["id"], "one case while it is open"
    way = turned["way"]
    assert way[5:] == way[3::-1], "back through the keepers passed"
    kinds = [(await chain.hand_over(parcel["code"]))["keeper"]["kind"] for _ in range(4)]
    assert kinds == ["van", "hub", "supporter", "store"]
    end = await chain.parcel(parcel["code"])
    assert (end["state"], end["next_keeper"]) == ("returned", None)
    order = await service.tv().read(f"/orders/{parcel['order_id']}")
    assert order["state"] == "returned"
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["parcels"]["returned"] == 1
    assert ledger["yen"]["refunded"] == ledger["yen"]["goods"] == order["bill"]["total_yen"]
    give = {"code": parcel["code"], "side": "give"}
    problem(await service.store.post("/handovers", give), 409, "handover-out-of-turn")


async def test_a_scan_before_the_bell_does_not_stand_in_the_way_of_the_road_back(
    service: Service, chain: Chain
) -> None:
    """The volunteer scans, rings, and nobody opens. The record then names the van, not the door."""
    parcel = await at_the_door(chain)
    volunteer = f"volunteer/{parcel['keeper']['id']}"
    for minute in (0, 45):
        await service.move_to(at(14, minute))
        await chain.scan(volunteer, parcel["code"], "give")
        await chain.absent(parcel)
    given = await chain.scan(volunteer, parcel["code"], "give")
    assert given["handover"]["taker"] == "van/van-1"
    await chain.scan("van/van-1", parcel["code"], "take")
    last = service.journal("handover-taken", parcel_code=parcel["code"])[-1]
    assert json.loads(last.data)["taker"] == "van/van-1"
    assert len(service.journal("handover-withdrawn")) == 2


async def test_a_second_absence_before_its_time_is_refused(service: Service, chain: Chain) -> None:
    """A finger that presses twice must not send the goods back."""
    parcel = await at_the_door(chain)
    told = await chain.absent(parcel)
    before = service.footprint()
    door, body = service.person(parcel["keeper"]["id"]), {"household": "hh-01", "outcome": "absent"}
    refused = problem(await door.post("/visits", body), 409, "absent-too-soon")
    assert refused["try_again_at"] == told["second_try_at"]
    assert service.footprint() == before
    assert (await chain.parcel(parcel["code"]))["tries"] == 1


async def test_only_the_volunteer_who_has_the_goods_can_say_that_nobody_is_there(
    service: Service, chain: Chain
) -> None:
    parcel = await at_the_door(chain)
    other = "p-ogawa" if parcel["keeper"]["id"] == "p-nishimura" else "p-nishimura"
    body = {"household": "hh-01", "outcome": "absent"}
    problem(await service.person(other).post("/visits", body), 409, "handover-out-of-turn")
    problem(await service.operator.post("/visits", body), 403, "forbidden")
    mine = service.person(parcel["keeper"]["id"])
    problem(await mine.post("/visits", body | {"household": "hh-02"}), 409, "handover-out-of-turn")
    problem(await mine.post("/visits", body | {"outcome": "met"}), 422, "malformed")


async def test_all_parcels_of_the_household_are_held_together(
    service: Service, chain: Chain
) -> None:
    wanted = [{"jan": item.jan, "quantity": 5} for item in chain.items(3)]
    parcels = await chain.packed("hh-01", lines=wanted)
    assert len(parcels) > 1
    for parcel in parcels:
        await chain.bring_to(parcel["code"], "volunteer")
    told = await chain.absent(await chain.parcel(parcels[0]["code"]))
    assert {each["state"] for each in told["parcels"]} == {"held"}
    assert len(told["parcels"]) == len(parcels)
    assert len(service.journal("visit-made")) == 1


async def test_one_parcel_back_and_one_delivered_is_partly_delivered(
    service: Service, chain: Chain
) -> None:
    wanted = [{"jan": item.jan, "quantity": 5} for item in chain.items(3)]
    first, *others = await chain.packed("hh-01", lines=wanted)
    await chain.bring_to(first["code"], "resident")
    for parcel in others:
        await chain.bring_to(parcel["code"], "volunteer")
    await chain.absent(await chain.parcel(others[0]["code"]))
    service.clock.move_to(service.clock.now() + timedelta(minutes=45))
    await chain.absent(await chain.parcel(others[0]["code"]))
    order = await service.tv().read(f"/orders/{first['order_id']}")
    assert order["state"] == "partly_delivered"
    prices = {line["jan"]: line["price_yen"] for line in order["lines"]}
    back = sum(
        prices[part["jan"]] * part["quantity"] for each in others for part in each["contents"]
    )
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["yen"]["refunded"] == back
    assert ledger["parcels"]["returning"] == len(others)


async def test_a_worried_note_opens_a_case_that_the_office_closes(
    service: Service, chain: Chain
) -> None:
    parcel = await at_the_door(chain)
    await chain.hand_over(parcel["code"], welfare="worried")
    (case,) = (await service.office.read("/cases"))["cases"]
    assert (case["kind"], case["household"], case["overdue"]) == ("worried", "hh-01", False)
    assert datetime.fromisoformat(case["due_at"]) == at(16)
    await service.move_to(at(15, 59, 59))
    assert not service.journal("case-overdue")
    await service.move_to(at(16))
    (case,) = (await service.office.read("/cases"))["cases"]
    assert (case["state"], case["overdue"]) == ("overdue", True)
    assert len(service.journal("case-overdue")) == 1
    path = f"/cases/{case['id']}/close"
    problem(await service.office.post(path, {"outcome": ""}), 422, "malformed")
    closed = await service.office.done(path, {"outcome": "電話で元気と確認"})
    assert (closed["state"], closed["closed_by"]) == ("closed", "person/p-kitazawa")
    problem(await service.office.post(path, {"outcome": "again"}), 409, "out-of-turn")
    assert (await service.office.read("/cases"))["cases"] == []
    assert len((await service.office.read("/cases", state="closed"))["cases"]) == 1


async def test_a_case_closed_in_time_does_not_become_overdue(
    service: Service, chain: Chain
) -> None:
    parcel = await at_the_door(chain)
    told = await chain.absent(parcel)
    await service.office.done(f"/cases/{told['case']['id']}/close", {"outcome": "at the doctor"})
    await service.move_to(at(16))
    assert not service.journal("case-overdue")
    assert (await service.office.read("/cases"))["cases"] == []


async def test_a_visit_where_all_is_well_opens_no_case(service: Service, chain: Chain) -> None:
    parcel = await at_the_door(chain)
    await chain.hand_over(parcel["code"], welfare="well")
    assert (await service.office.read("/cases", state="all"))["cases"] == []
