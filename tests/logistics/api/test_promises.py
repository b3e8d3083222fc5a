# cjk: what people type
"""Promises and plans: at risk with a call, kept, broken with a cause; legs and replanning."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from tests.logistics.support.chain import Chain
from tests.logistics.support.door import Door, problem
from tests.logistics.support.service import Service, at

DAY = "2026-11-24"


async def legs(service: Service) -> list[dict]:
    return (await service.office.read(f"/plans/{DAY}"))["legs"]


async def drive(door: Door, leg: dict, event: str):
    return await door.post(f"/legs/{DAY}/{leg['id']}/{event}")


async def watch(service: Service, until: datetime) -> None:
    """Let the watch over promises look every ten minutes until then."""
    while service.clock.now() < until:
        await service.move_to(min(until, service.clock.now() + timedelta(minutes=10)))


async def calls(service: Service) -> list[dict]:
    return (await service.office.read(f"/service-days/{DAY}/calls"))["calls"]


async def test_every_parcel_has_its_plan_and_its_last_moment(
    service: Service, chain: Chain
) -> None:
    parcels = await chain.packed("hh-01", "hh-40")
    plan = await service.office.read(f"/plans/{DAY}")
    assert (plan["version"], plan["air"], plan["late"], plan["faults"]) == (1, [], [], [])
    assert {parcel["code"] for parcel in plan["parcels"]} == {each["code"] for each in parcels}
    for parcel in plan["parcels"]:
        eta, by, switch = (
            datetime.fromisoformat(parcel[name]) for name in ("eta", "promise_by", "switch_by")
        )
        assert eta + timedelta(minutes=15) <= by
        assert switch - at(13, 31) == by - timedelta(minutes=15) - eta, "as late as the slack"
        assert parcel["mode"] == "van"


async def test_a_leg_departs_and_arrives_once_each_in_turn(service: Service, chain: Chain) -> None:
    await chain.packed("hh-01")
    car = next(leg for leg in await legs(service) if leg["mode"] == "car")
    ito = service.person("p-ito")
    problem(await drive(ito, car, "arrive"), 409, "out-of-turn")
    await service.move_to(at(13, 2))
    gone = (await drive(ito, car, "depart")).json()
    assert (gone["state"], gone["departed_at"]) == ("under_way", "2026-11-24T13:02:00.000000+09:00")
    problem(await drive(ito, car, "depart"), 409, "out-of-turn")
    await service.move_to(at(13, 15))
    done = (await drive(ito, car, "arrive")).json()
    assert (done["state"], done["arrived_at"]) == ("done", "2026-11-24T13:15:00.000000+09:00")
    problem(await drive(ito, car, "cancel"), 403, "forbidden")
    problem(await drive(ito, car, "fly"), 422, "malformed")
    problem(await drive(ito, {"id": "v9-car-1"}, "depart"), 404, "unknown-leg")
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["minutes"]["car"] == 13


async def test_a_round_on_foot_follows_the_parcels(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    foot = [leg for leg in await legs(service) if leg["mode"] == "foot"]
    assert [leg["state"] for leg in foot] == ["planned"]
    await service.move_to(at(14))
    await chain.bring_to(parcel["code"], "volunteer")
    assert [leg["state"] for leg in await legs(service) if leg["mode"] == "foot"] == ["under_way"]
    await service.move_to(at(14, 7))
    await chain.hand_over(parcel["code"])
    assert [leg["state"] for leg in await legs(service) if leg["mode"] == "foot"] == ["done"]
    assert (await service.office.read(f"/service-days/{DAY}/ledger"))["minutes"]["foot"] == 7


async def test_a_van_that_leaves_late_puts_promises_at_risk_and_somebody_rings(
    service: Service, chain: Chain
) -> None:
    """The farthest household is rung first; those that can still be kept are left in peace."""
    parcels = await chain.packed("hh-01", "hh-40")
    car = next(leg for leg in await legs(service) if leg["mode"] == "car")
    await service.move_to(at(13))
    await drive(service.person("p-ito"), car, "depart")
    await service.move_to(at(13, 11))
    await drive(service.person("p-ito"), car, "arrive")
    for parcel in parcels:
        await chain.bring_to(parcel["code"], "van")
    await watch(service, at(15, 30))
    assert await calls(service) == []
    await watch(service, at(16, 20))
    (call,) = await calls(service)
    assert (call["household"], call["reason"], call["state"]) == ("hh-40", "late", "open")
    (risk,) = service.journal("promise-at-risk")
    told = json.loads(risk.data)
    assert told["expected"] > told["promise"]
    done = await service.operator.done(f"/calls/{call['id']}/done", {"note": "お待ちいただく"})
    assert (done["state"], done["done_by"]) == ("done", "person/p-miyashita")
    again = await service.office.post(f"/calls/{call['id']}/done", {"note": ""})
    problem(again, 409, "out-of-turn")
    problem(await service.office.post("/calls/none/done", {"note": ""}), 404, "unknown-call")
    await watch(service, at(16, 30))
    assert len(await calls(service)) == 1, "one call for a household and day"


async def test_delivered_at_the_last_moment_is_kept_and_a_moment_later_broken(
    service: Service, chain: Chain
) -> None:
    first, second = await chain.packed("hh-01", "hh-02")
    for parcel in (first, second):
        await chain.bring_to(parcel["code"], "volunteer")
    await service.move_to(at(17))
    assert (await chain.hand_over(first["code"]))["promise"] == "kept"
    service.clock.move_to(at(17, 0, 0, 1))
    assert (await chain.hand_over(second["code"]))["promise"] == "broken"
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert (ledger["promises"]["kept"], ledger["promises"]["broken"]) == (1, 1)
    assert ledger["promises"]["explained"] == [
        {"parcel": second["code"], "household": "hh-02", "why": "late_at_the_door"}
    ]


async def test_each_broken_promise_has_its_cause(service: Service, chain: Chain) -> None:
    parcels = await chain.packed("hh-01", "hh-16", "hh-26")
    at_store, on_the_way, not_met = parcels
    await chain.bring_to(on_the_way["code"], "van")
    await chain.absent(await chain.bring_to(not_met["code"], "volunteer"))
    await watch(service, at(17, 10))
    told = {json.loads(row.data)["why"] for row in service.journal("promise-broken")}
    assert told == {"late_at_store", "late_on_the_way", "not_met"}
    assert (await chain.parcel(at_store["code"]))["promise"] == "broken"
    await service.move_to(at(18, 31))
    assert service.day_state() == "settled"
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["promises"]["open"] == 0
    assert len(ledger["promises"]["explained"]) == 3


async def test_when_nobody_watched_the_end_of_the_day_still_breaks_what_is_open(
    service: Service, chain: Chain
) -> None:
    """The worker was away all afternoon."""
    await chain.packed("hh-01")
    service.clock.move_to(at(18, 31))
    await service.work()
    assert [json.loads(row.data)["why"] for row in service.journal("promise-broken")] == [
        "late_at_store"
    ]


async def test_a_new_plan_takes_what_has_not_begun_its_way(service: Service, chain: Chain) -> None:
    begun, waiting = await chain.packed("hh-01", "hh-02")
    await chain.scan("store/takato-store", begun["code"], "give")
    before = {leg["id"]: leg for leg in await legs(service)}
    path = f"/plans/{DAY}/replan"
    problem(await service.operator.post(path, {"reason": ""}), 422, "malformed")
    told = await service.operator.done(path, {"reason": "the van is late"})
    assert told["version"] == 2
    plan = await service.office.read(f"/plans/{DAY}")
    assert plan["reason"] == "the van is late"
    by_code = {parcel["code"]: parcel for parcel in plan["parcels"]}
    assert by_code[begun["code"]]["legs"] == begun["legs"]
    assert all(leg.startswith("v2-") for leg in by_code[waiting["code"]]["legs"])
    after = {leg["id"]: leg for leg in plan["legs"]}
    assert set(before) < set(after)
    for leg in [leg for leg in after.values() if leg["state"] != "cancelled"]:
        assert (waiting["code"] in leg["parcels"]) == leg["id"].startswith("v2-")
    await chain.scan(begun["way"][1], begun["code"], "take")
    for code in (begun["code"], waiting["code"]):
        await chain.bring_to(code, "resident")


async def test_a_day_with_nothing_to_plan_gets_no_plan(service: Service, chain: Chain) -> None:
    order = {"reason": "just so"}
    for day in ("2026-11-25", "2026-11-28", "2031-01-01"):
        told = await service.operator.done(f"/plans/{day}/replan", order)
        assert told == {"service_day": day, "version": None}
    await chain.order()
    assert (await service.operator.done(f"/plans/{DAY}/replan", order))["version"] is None


async def test_a_plan_that_holds_everything_is_not_made_again_by_the_clock(
    service: Service, chain: Chain
) -> None:
    """The names of legs stand on the carriers' phones: they change only for a reason."""
    await chain.packed("hh-01")
    before = await legs(service)
    await service.move_to(at(12, 40))
    plan = await service.office.read(f"/plans/{DAY}")
    assert (plan["version"], plan["legs"]) == (1, before)


async def test_an_open_day_has_an_empty_plan(service: Service) -> None:
    plan = await service.office.read(f"/plans/{DAY}")
    assert (plan["version"], plan["legs"], plan["parcels"]) == (0, [], [])


async def test_what_is_packed_after_the_day_was_settled_is_planned_late_and_rung(
    service: Service, chain: Chain
) -> None:
    """The store has its goods ready at half past seven: they still go, and nothing is hidden."""
    order = await chain.order()
    await service.close_day()
    await service.move_to(at(18, 31))
    assert service.day_state() == "settled"
    await service.move_to(at(19, 30))
    await chain.pick(order)
    (packed,) = (await chain.pack(order))["parcels"]
    await service.work()
    plan = await service.office.read(f"/plans/{DAY}")
    assert plan["late"] == [packed["code"]]
    parcel = await chain.parcel(packed["code"])
    assert parcel["next_keeper"]["kind"] == "supporter"
    assert parcel["promise"] == "broken"
    eta = datetime.fromisoformat(parcel["eta"])
    assert at(20) < eta < at(23)
    (broken,) = service.journal("promise-broken")
    assert json.loads(broken.data)["why"] == "late_at_store"
    assert [call["household"] for call in await calls(service)] == ["hh-01"]
    await chain.bring_to(packed["code"], "resident")
    assert (await chain.parcel(packed["code"]))["promise"] == "broken"


async def test_a_household_whose_order_is_not_packed_when_the_car_leaves_is_rung(
    service: Service, chain: Chain
) -> None:
    """No parcel has a promise yet that could be watched: the order itself is."""
    late = [await chain.order(household) for household in ("hh-01", "hh-02")]
    in_time = await chain.order("hh-03")
    nothing = await chain.order("hh-04")
    await service.close_day()
    await chain.pick(in_time)
    await chain.pack(in_time)
    for line in nothing["lines"]:
        none = {"picked": 0, "short": {"quantity": 2, "reason": "out_of_stock"}}
        await service.store.done(f"/picks/{nothing['order_id']}/lines/{line['line_no']}", none)
    await chain.pack(nothing)
    await watch(service, at(12, 55))
    assert await calls(service) == []
    await watch(service, at(13, 15))
    told = {call["household"]: call for call in await calls(service)}
    assert set(told) == {"hh-01", "hh-02"}
    assert {call["reason"] for call in told.values()} == {"unpacked"}
    at_risk = {row.order_id for row in service.journal("promise-at-risk")}
    assert at_risk == {order["order_id"] for order in late}


async def test_a_promise_that_broke_while_nobody_watched_is_still_rung(
    service: Service, chain: Chain
) -> None:
    await chain.packed("hh-01")
    service.clock.move_to(at(18, 31))
    await service.work()
    (call,) = await calls(service)
    assert (call["household"], call["reason"]) == ("hh-01", "late")
    assert datetime.fromisoformat(call["call_by"]) == at(18, 31)
