# cjk: what people read and type
"""Handovers: one scan by each side; out of turn, twice or by the wrong person is refused."""

from __future__ import annotations

import asyncio
import json

from logistics.db.models import HandoverRow, ParcelRow
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service

DAY = "2026-11-24"


def give(parcel: dict) -> dict:
    return {"code": parcel["code"], "side": "give"}


def take(parcel: dict) -> dict:
    return {"code": parcel["code"], "side": "take"}


async def test_both_sides_are_needed_in_either_order(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    supporter = service.person(parcel["way"][1].partition("/")[2])
    first = await supporter.done("/handovers", take(parcel))
    assert first["handover"]["state"] == "taken"
    assert first["parcel"]["keeper"]["kind"] == "store", "one side alone moves nothing"
    second = await service.store.done("/handovers", give(parcel))
    assert second["handover"]["state"] == "done"
    assert second["handover"]["taken_by"] == f"person/{parcel['way'][1].partition('/')[2]}"
    assert second["parcel"]["keeper"]["kind"] == "supporter"
    assert (second["parcel"]["state"], second["parcel"]["position"]) == ("under_way", 1)
    (changed,) = service.journal("keeper-changed")
    assert json.loads(changed.data)["giver"] == {"kind": "store", "id": "takato-store"}


async def test_refused_scans_say_why_and_change_nothing(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    mine, other = "p-ito", "p-kasuga"
    assert parcel["way"][1] == f"supporter/{mine}"
    await service.store.done("/handovers", give(parcel))
    before, stored = service.footprint(), service.rows(HandoverRow)
    refusals = [
        (service.store, give(parcel), "handover-already-done"),
        (service.store, take(parcel), "handover-out-of-turn"),
        (service.person(other), take(parcel), "handover-wrong-person"),
        (service.operator, take(parcel), "handover-out-of-turn"),
        (service.person("p-nishimura"), take(parcel), "handover-out-of-turn"),
        (service.person(mine), give(parcel), "handover-out-of-turn"),
        (service.person(mine), take(parcel) | {"as": {"kind": "hub", "id": "x"}}, "forbidden"),
    ]
    for door, body, code in refusals:
        answer = await door.post("/handovers", body)
        problem(answer, 403 if code == "forbidden" else 409, code)
    problem(await service.store.post("/handovers", give(parcel) | {"code": "P1"}), 422, "bad-code")
    wrong = parcel["code"][:-1] + ("0" if parcel["code"][-1] != "0" else "1")
    problem(await service.store.post("/handovers", give(parcel) | {"code": wrong}), 422, "bad-code")
    nowhere = give(parcel) | {"code": "P0000006"}
    answer = await service.store.post("/handovers", nowhere)
    assert answer.json()["code"] in ("unknown-parcel", "bad-code")
    assert service.footprint() == before
    assert [row.model_dump() for row in service.rows(HandoverRow)] == [
        row.model_dump() for row in stored
    ]


async def test_a_code_may_be_typed_as_it_is_printed(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    typed = f" {parcel['code_shown'].lower()} "
    done = await service.store.done("/handovers", {"code": typed, "side": "give"})
    assert done["parcel"]["code"] == parcel["code"]


async def test_before_the_plan_nobody_can_take_over(service: Service, chain: Chain) -> None:
    order, other = await chain.order("hh-01"), await chain.order("hh-02")
    await service.close_day()
    await chain.pick(order)
    (parcel,) = (await chain.pack(order))["parcels"]
    assert (parcel["way"], parcel["next_keeper"]) == (["store/takato-store"], None)
    problem(await service.store.post("/handovers", give(parcel)), 409, "handover-out-of-turn")
    problem(
        await service.person("p-ito").post("/handovers", take(parcel)), 409, "handover-out-of-turn"
    )
    assert other["state"] == "placed"


async def test_a_scan_is_taken_back_before_the_other_side_has_scanned(
    service: Service, chain: Chain
) -> None:
    (parcel,) = await chain.packed("hh-01")
    code = {"code": parcel["code"]}
    problem(await service.store.post("/handovers/withdraw", code), 409, "handover-out-of-turn")
    await service.store.done("/handovers", give(parcel))
    wrong = await service.person("p-ito").post("/handovers/withdraw", code)
    problem(wrong, 409, "handover-wrong-person")
    back = await service.store.done("/handovers/withdraw", code)
    assert (back["handover"]["state"], back["handover"]["given_by"]) == ("open", None)
    problem(await service.store.post("/handovers/withdraw", code), 409, "handover-out-of-turn")
    await chain.hand_over(parcel["code"])
    kinds = [row.kind for row in service.journal(parcel_code=parcel["code"])]
    assert kinds[1:5] == [
        "handover-given",
        "handover-withdrawn",
        "handover-given",
        "handover-taken",
    ]
    problem(await service.store.post("/handovers/withdraw", code), 409, "handover-out-of-turn")


async def test_after_a_withdrawn_scan_a_new_plan_may_name_another_taker(
    service: Service, chain: Chain
) -> None:
    """What the record says of a handover is who is to take it over now, not in an old plan."""
    (parcel,) = await chain.packed("hh-01")
    await service.store.done("/handovers", give(parcel))
    await service.store.done("/handovers/withdraw", {"code": parcel["code"]})
    service_way(service, parcel["code"], taker="p-kasuga")
    given = await service.store.done("/handovers", give(parcel))
    assert given["handover"]["taker"] == "supporter/p-kasuga"
    taken = await service.person("p-kasuga").done("/handovers", take(parcel))
    assert taken["handover"]["taker"] == "supporter/p-kasuga"
    last = service.journal("handover-taken", parcel_code=parcel["code"])[-1]
    assert json.loads(last.data)["taker"] == "supporter/p-kasuga"


def service_way(service: Service, code: str, taker: str) -> None:
    """A plan that sends the parcel by another supporter."""
    from sqlmodel import Session

    with Session(service.database.write_engine) as session:
        row = session.get_one(ParcelRow, code)
        row.way = [row.way[0], ["supporter", taker], *row.way[2:]]
        session.add(row)
        session.commit()


async def test_what_is_in_reach_is_what_may_be_scanned(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")

    async def reach(door) -> dict[str, list[str]]:
        told = await door.read("/handovers")
        return {name: [each["code"] for each in parcels] for name, parcels in told.items()}

    mine, ito = [parcel["code"]], service.person("p-ito")
    assert await reach(service.store) == {"give": mine, "take": [], "held": []}
    assert await reach(ito) == {"give": [], "take": mine, "held": []}
    assert await reach(service.person("p-kasuga")) == {"give": [], "take": [], "held": []}
    await service.store.done("/handovers", give(parcel))
    assert (await reach(service.store))["give"] == []
    await ito.done("/handovers", take(parcel))
    assert await reach(ito) == {"give": mine, "take": [], "held": []}
    assert await reach(service.operator) == {"give": [], "take": mine, "held": []}


async def test_at_the_door_card_and_note_are_needed(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "volunteer")
    volunteer = chain.door_of(parcel["way"][4])
    others = service.person("p-ogawa" if "nishimura" in parcel["way"][4] else "p-nishimura")
    households = service.deployment.village.households
    card = {"card": households["hh-01"].card}
    well = {"welfare": "well"}
    before = service.footprint()
    refusals = [
        (volunteer, take(parcel) | card, 422, "welfare-missing"),
        (volunteer, take(parcel) | card | {"welfare": "not_met"}, 422, "welfare-missing"),
        (volunteer, take(parcel) | card | {"welfare": "so-so"}, 422, "malformed"),
        (
            volunteer,
            take(parcel) | well | {"card": households["hh-02"].card},
            409,
            "handover-wrong-person",
        ),
        (volunteer, take(parcel) | well | {"card": "H0000000"}, 422, "bad-code"),
        (volunteer, take(parcel) | well, 422, "welfare-missing"),
        (others, take(parcel) | card | well, 409, "handover-wrong-person"),
        (service.store, take(parcel) | card | well, 409, "handover-wrong-person"),
        (volunteer, give(parcel) | card | well, 409, "handover-out-of-turn"),
    ]
    for door, body, status, code in refusals:
        problem(await door.post("/handovers", body), status, code)
    assert service.footprint() == before
    await volunteer.done("/handovers", give(parcel))
    done = await volunteer.done("/handovers", take(parcel) | card | well | {"note": "元気です"})
    assert (done["parcel"]["state"], done["parcel"]["keeper"]["kind"]) == ("delivered", "resident")
    visits = service.journal("visit-made")
    assert len(visits) == 1
    assert "元気です" not in visits[0].data, "the journal holds no words about residents"


async def test_the_volunteer_takes_back_a_card_scanned_by_mistake(
    service: Service, chain: Chain
) -> None:
    """The resident's side is scanned with the volunteer's phone, so theirs to take back."""
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "volunteer")
    await chain.at_the_door(parcel["way"][4], parcel, "well")
    code = {"code": parcel["code"]}
    problem(await service.store.post("/handovers/withdraw", code), 409, "handover-wrong-person")
    back = await chain.door_of(parcel["way"][4]).done("/handovers/withdraw", code)
    assert back["handover"]["state"] == "open"


async def test_the_card_of_a_resident_takes_nothing_from_a_van(
    service: Service, chain: Chain
) -> None:
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "van")
    card = service.deployment.village.households["hh-01"].card
    body = take(parcel) | {"card": card, "welfare": "well"}
    answer = await chain.door_of("van/van-1").post("/handovers", body)
    problem(answer, 409, "handover-out-of-turn")


async def test_a_delivered_parcel_takes_no_scan(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    await chain.bring_to(parcel["code"], "resident")
    volunteer = chain.door_of(parcel["way"][4])
    problem(await volunteer.post("/handovers", give(parcel)), 409, "handover-already-done")
    card = service.deployment.village.households["hh-01"].card
    again = take(parcel) | {"card": card, "welfare": "well"}
    answer = await volunteer.post("/handovers", again)
    assert answer.status_code == 409
    assert len(service.journal("parcel-delivered")) == 1


async def test_many_scans_at_once_move_the_keeper_once(service: Service, chain: Chain) -> None:
    """Both sides press their button again and again, each press with a key of its own."""
    (parcel,) = await chain.packed("hh-01")
    presses = [
        door.post("/handovers", body)
        for _ in range(6)
        for door, body in (
            (service.store, give(parcel)),
            (service.person("p-ito"), take(parcel)),
        )
    ]
    answers = await asyncio.gather(*presses)
    codes = [answer.json().get("code", "done") for answer in answers]
    assert codes.count("done") == 2, codes
    assert set(codes) == {"done", "handover-already-done"}
    assert len(service.journal("keeper-changed")) == 1
    assert (await chain.parcel(parcel["code"]))["position"] == 1


async def test_all_parcels_of_an_order_change_hands_at_once(service: Service, chain: Chain) -> None:
    """Nobody who scans the right parcel is told that somebody else was faster."""
    wanted = [{"jan": item.jan, "quantity": 20} for item in chain.items(4)]
    parcels = await chain.packed("hh-01", lines=wanted)
    assert len(parcels) > 3
    for step in range(4):
        giver, taker = parcels[0]["way"][step : step + 2]
        for keeper, side in ((giver, "give"), (taker, "take")):
            scans = [chain.scan(keeper, parcel["code"], side) for parcel in parcels]
            await asyncio.gather(*scans)
    volunteer = parcels[0]["way"][4]
    await asyncio.gather(*(chain.scan(volunteer, parcel["code"], "give") for parcel in parcels))
    await asyncio.gather(*(chain.at_the_door(volunteer, parcel, "well") for parcel in parcels))
    order = await service.tv().read(f"/orders/{parcels[0]['order_id']}")
    assert order["state"] == "delivered"
    assert len(service.journal("order-under-way")) == len(service.journal("order-delivered")) == 1
    legs = (await service.office.read(f"/plans/{DAY}"))["legs"]
    assert [leg["state"] for leg in legs if leg["mode"] == "foot"] == ["done"]
    assert len(service.journal("visit-made")) == 1, "one visit, however many parcels"
