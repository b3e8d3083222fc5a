"""Falling back on the van at each point of failure: the same day, and nobody enters anything."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from logistics.db.models import LegRow, ParcelRow, PlanRow, SortieRow
from missions.flight.states import FlightState
from missions.store.flights import Word
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service, at
from tests.logistics.support.whole import whole

OUT = f"{DAY}-s1-out"
ONBOARD = ["aircraft/ac-1", "hub/hase-hub", "van/van-1"]


async def home_by_van(chain: Chain, air: Air, code: str) -> dict:
    """Every handover that is left, until the resident has it."""
    parcel = await chain.parcel(code)
    assert parcel["mode"] == "van"
    if parcel["keeper"]["kind"] == "aircraft":
        assert parcel["way"][parcel["position"] :][:3] == ONBOARD
        await air.hand_over(code, "p-miyashita")
    return await chain.bring_to(code, "resident")


def sortie(service: Service) -> SortieRow:
    (row,) = service.rows(SortieRow, SortieRow.id == "s1")
    return row


@pytest.mark.parametrize("keeper", ["store", "supporter", "hub", "aircraft"])
async def test_cancelled_wherever_its_goods_are(
    service: Service, chain: Chain, air: Air, keeper: str
) -> None:
    (parcel,) = await air.planned("hh-01")
    if keeper == "aircraft":
        await air.load([parcel])
    else:
        await chain.bring_to(parcel["code"], keeper)
    await service.operator.done(f"/sorties/{DAY}/s1/cancel", {"reason": "rain is coming"})
    assert (sortie(service).state, sortie(service).why) == ("cancelled", "rain is coming")
    (leg,) = service.rows(LegRow, LegRow.mode == "air")
    assert leg.state == "cancelled"
    now = await chain.parcel(parcel["code"])
    assert (now["mode"], now["keeper"]["kind"]) == ("van", keeper)
    assert now["eta"] <= now["promise_by"]
    assert service.rows(PlanRow)[-1].reason == "s1: rain is coming"
    done = await home_by_van(chain, air, parcel["code"])
    assert (done["state"], done["promise"]) == ("delivered", "kept")
    legs = {row.mode: row.state for row in service.rows(LegRow, LegRow.state != "cancelled")}
    assert (legs["foot"], legs["van"]) == ("done", "planned")
    whole(service)


async def test_a_scan_for_the_aircraft_no_longer_counts(
    service: Service, chain: Chain, air: Air
) -> None:
    (parcel,) = await air.planned("hh-01")
    await chain.bring_to(parcel["code"], "hub")
    await chain.scan("hub/hase-hub", parcel["code"], "give")
    await service.operator.done(f"/sorties/{DAY}/s1/cancel", {"reason": "test"})
    now = await chain.parcel(parcel["code"])
    assert (now["handover"]["state"], now["next_keeper"]["kind"]) == ("open", "van")
    await home_by_van(chain, air, parcel["code"])
    whole(service)


@pytest.mark.parametrize("moment", ["loaded", "ready", "launch ordered"])
async def test_a_stand_down_stops_what_has_not_launched(
    service: Service, chain: Chain, air: Air, moment: str
) -> None:
    parcels = await (air.loaded if moment == "loaded" else air.ready)("hh-01")
    if moment == "launch ordered":
        await air.launch()  # and no desk has taken the order yet
    told = await service.operator.done("/stand-down", {"reason": "a hiker on the pad"})
    assert (told["stood_down"], told["called_off"]) == (True, [f"{DAY}/s1"])
    assert sortie(service).state == "cancelled"
    if moment != "loaded":
        assert air.take_words(OUT) == ["cancel"], "prepare and launch were taken back"
    again = await service.operator.done("/stand-down", {"reason": "still"})
    assert (again["reason"], again["called_off"]) == ("a hiker on the pad", [])
    await home_by_van(chain, air, parcels[0]["code"])
    seen = await service.office.read("/stand-down")
    assert (seen["by"], seen["reason"]) == ("person/p-miyashita", "a hiker on the pad")
    problem(await service.operator.post("/stand-up", {"reason": "gone"}), 403, "forbidden")
    assert (await air.launcher.done("/stand-up", {"reason": "gone"}))["stood_down"] is False
    problem(await air.launcher.post("/stand-up", {"reason": "gone"}), 409, "out-of-turn")
    whole(service)


@pytest.mark.parametrize("answer", ["the order is refused", "the flight is ended"])
async def test_what_the_desk_may_be_launching_is_called_off_when_it_has_not(
    service: Service, chain: Chain, air: Air, answer: str
) -> None:
    (parcel,) = await air.ready("hh-01")
    await air.launch()
    air.take_words(OUT, outcome=None)
    told = await service.operator.done("/stand-down", {"reason": "storm"})
    assert (told["called_off"], told["held"]) == ([], [f"{DAY}/s1"])
    assert sortie(service).state == "ready"
    assert air.said(OUT)[-2:] == ["launch", "cancel"]
    await service.operator.done("/stand-down", {"reason": "still"})
    assert air.said(OUT).count(Word.CANCEL) == 1
    why = "cancelled: launches are stopped: storm"
    if answer == "the order is refused":
        await air.desk(OUT, "refused", state=FlightState.REFUSED, why=why)
    else:
        obeyed = {"word": "cancel", "outcome": "accepted"}
        await air.desk(OUT, "command", state=FlightState.REFUSED, why=why, **obeyed)
    assert (sortie(service).state, sortie(service).why) == ("cancelled", why[11:])
    await home_by_van(chain, air, parcel["code"])
    whole(service)


@pytest.mark.parametrize("launched", [False, True])
async def test_a_flight_that_is_refused_goes_by_van(
    service: Service, chain: Chain, air: Air, launched: bool
) -> None:
    (parcel,) = await (air.flying if launched else air.ready)("hh-01")
    await air.desk(OUT, "refused", state=FlightState.REFUSED, why="arm: compass variance")
    assert (sortie(service).state, sortie(service).why) == ("cancelled", "arm: compass variance")
    (leg,) = service.rows(LegRow, LegRow.mode == "air")
    assert leg.state == ("failed" if launched else "cancelled")
    done = await home_by_van(chain, air, parcel["code"])
    assert done["promise"] == "kept"
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    told = ledger["sorties"]["not_delivered" if launched else "not_flown"]
    assert told == {"arm: compass variance": 1}
    assert ledger["parcels"]["by_mode"] == {"van": 1, "air": 0}
    whole(service)


async def test_gates_that_do_not_pass_may_be_tried_again_until_the_last_moment(
    service: Service, chain: Chain, air: Air
) -> None:
    (parcel,) = await air.loaded("hh-01")
    await air.prepare()
    shut = [{"name": "wind", "verdict": "unknown"}, {"name": "load", "verdict": "pass"}]
    await air.desk(OUT, "prepared", go=False, gates=shut)
    assert (sortie(service).state, sortie(service).why) == ("loaded", "gates: wind")
    await air.prepare()
    assert air.said(OUT) == ["prepare", "prepare"]
    await service.move_to(sortie(service).last_launch_at)
    assert sortie(service).state == "cancelled"
    assert "last moment" in sortie(service).why
    now = await chain.parcel(parcel["code"])
    assert now["eta"] <= now["promise_by"], "the van still keeps the promise"
    await service.work()
    await home_by_van(chain, air, parcel["code"])
    whole(service)


async def test_a_load_that_came_back_goes_by_van_the_same_day(
    service: Service, chain: Chain, air: Air
) -> None:
    (parcel,) = await air.flying("hh-01")
    await service.move_to(service.clock.now() + timedelta(minutes=25))
    await air.desk(OUT, "returned", state=FlightState.RETURNED, place="hase-hub", why="no consent")
    assert (sortie(service).state, sortie(service).why) == ("came_back", "no consent")
    done = await home_by_van(chain, air, parcel["code"])
    assert (done["state"], done["promise"]) == ("delivered", "kept")
    assert sortie(service).state == "done"
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["sorties"]["not_delivered"] == {"no consent": 1}
    whole(service)


async def test_two_absences_after_a_flight_lead_back_to_the_store_by_van(
    service: Service, chain: Chain, air: Air
) -> None:
    (parcel,) = await air.flying("hh-01")
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    await air.hand_over(parcel["code"], parcel["way"][4].partition("/")[2])
    await chain.absent(await chain.parcel(parcel["code"]))
    await service.move_to(service.clock.now() + timedelta(hours=1))
    await chain.absent(await chain.parcel(parcel["code"]))
    now = await chain.parcel(parcel["code"])
    back = [keeper.partition("/")[0] for keeper in now["way"][now["position"] :]]
    assert back == ["volunteer", "van", "hub", "supporter", "store"]
    assert (await chain.bring_to(parcel["code"], "store"))["state"] == "returned"
    whole(service)


@pytest.mark.parametrize("kind", ["diverted", "down", "lost"])
async def test_an_aircraft_that_is_astray_keeps_its_load_until_it_is_found(
    service: Service, chain: Chain, air: Air, kind: str
) -> None:
    (parcel,) = await air.flying("hh-01")
    await air.desk(OUT, kind, state=FlightState(kind), place="ridge")
    now = await chain.parcel(parcel["code"])
    assert now["keeper"] == {"kind": "aircraft", "id": "ac-1", "name": "ac-1"}
    (call,) = (await service.office.read(f"/service-days/{DAY}/calls"))["calls"]
    assert call["reason"] == "aircraft"
    (craft, _) = (await service.operator.read("/aircraft"))["aircraft"]
    assert craft["grounded"]
    volunteer = service.person(parcel["way"][4].partition("/")[2])
    take = {"code": parcel["code"], "side": "take"}
    problem(await volunteer.post("/handovers", take), 409, "handover-out-of-turn")
    told = await service.operator.done(f"/sorties/{DAY}/s1/found", {"found": "recovered"})
    assert told["parcels"][0]["mode"] == "van"
    done = await home_by_van(chain, air, parcel["code"])
    assert done["promise"] == "kept"
    assert sortie(service).state == kind
    again = await service.operator.post(f"/sorties/{DAY}/s1/found", {"found": "lost"})
    problem(again, 409, "out-of-turn")
    whole(service)


async def test_a_load_that_is_lost_is_given_back_on_the_bill(
    service: Service, chain: Chain, air: Air
) -> None:
    wanted = [{"jan": item.jan, "quantity": 12} for item in chain.items(2)]
    parcels = await chain.packed("hh-01", lines=wanted)
    flown = [parcel for parcel in parcels if parcel["mode"] == "air"]
    driven = [parcel for parcel in parcels if parcel["mode"] == "van"]
    assert flown
    assert driven
    await air.load(flown)
    await air.measure()
    await air.word("confirmed")
    await air.word("pad-clear")
    await air.prepare()
    await air.desk(OUT, "prepared", go=True)
    await air.launch()
    await air.desk(OUT, "launched", state=FlightState.OUTBOUND)
    await air.desk(OUT, "lost", state=FlightState.LOST)
    for parcel in driven:
        await chain.bring_to(parcel["code"], "resident")
    code = flown[0]["code"]
    body = {"found": "lost", "parcels": [code], "note": "in the lake"}
    await service.operator.done(f"/sorties/{DAY}/s1/found", body)
    (row,) = service.rows(ParcelRow, ParcelRow.code == code)
    assert (row.state, row.promise, row.promise_why) == ("lost", "broken", "lost")
    assert row.keeper_kind == "aircraft"
    order = await service.tv().read(f"/orders/{row.order_id}")
    assert order["state"] == ("partly_delivered" if len(flown) == 1 else "under_way")
    ledger = await service.office.read(f"/service-days/{DAY}/ledger")
    price = {line["line_no"]: line["price_yen"] for line in order["lines"]}
    gone = sum(price[part["line_no"]] * part["quantity"] for part in row.contents)
    assert ledger["yen"]["refunded"] == gone
    assert ledger["parcels"]["lost"] == 1
    assert ledger["promises"]["explained"][0]["why"] == "lost"
    whole(service)


def first_households(service: Service) -> dict[str, str]:
    """Hall → the first household served from it."""
    village = service.deployment.village
    return {hall.id: village.households_of(hall.id)[0].id for hall in village.halls}


async def test_grounding_an_aircraft_replans_its_goods_and_only_its(
    service: Service, chain: Chain, air: Air
) -> None:
    households = first_households(service)
    parcels = await air.planned(households["nakao"], households["sugishima"])
    assert len(parcels) == 2
    path = "/aircraft/ac-1/ground"
    problem(await service.office.post(path, {"reason": "vibration"}), 403, "forbidden")
    told = await service.operator.done(path, {"reason": "vibration"})
    assert told["aircraft"]["grounded"]
    (off,) = told["called_off"]
    modes = {row.code: row.mode for row in service.rows(ParcelRow)}
    assert {modes[code] for code in off["parcels"]} == {"van"}
    assert sorted(modes.values()) == ["air", "van"]
    await service.operator.done(f"/plans/{DAY}/replan", {"reason": "test"})
    rows = service.rows(SortieRow, SortieRow.state == "planned")
    assert {row.aircraft for row in rows} == {"ac-2"}
    refused = await service.operator.post("/aircraft/ac-1/release", {"reason": "mended"})
    problem(refused, 403, "forbidden")
    freed = await air.launcher.done("/aircraft/ac-1/release", {"reason": "mended"})
    assert not freed["aircraft"]["grounded"]
    kinds = [row.kind for row in service.journal("aircraft-grounded", "aircraft-released")]
    assert kinds == ["aircraft-grounded", "aircraft-released"]
    whole(service)


async def test_while_launches_are_stopped_no_plan_lets_anything_fly(
    service: Service, chain: Chain, air: Air
) -> None:
    await service.operator.done("/stand-down", {"reason": "storm"})
    (parcel,) = await chain.packed("hh-01")
    assert parcel["mode"] == "van"
    assert service.rows(SortieRow) == []
    (row,) = service.journal("stood-down")
    assert json.loads(row.data) == {"reason": "storm"}


async def test_a_van_that_is_out_takes_the_goods_when_it_is_back(
    service: Service, chain: Chain, air: Air
) -> None:
    """The second van or a second tour: never a van that has left already."""
    households = first_households(service)
    heavy = next(
        item
        for item in service.deployment.catalog
        if item.mass_g > 1000 and not item.air and not item.days
    )
    van_order = await chain.order(households["ichinose"], lines=[{"jan": heavy.jan, "quantity": 1}])
    air_order = await chain.order(households["nakao"])
    await service.close_day()
    await service.move_to(at(12))
    parcels = []
    for order in (van_order, air_order):
        await chain.pick(order)
        parcels += (await chain.pack(order))["parcels"]
    await service.work()
    driven, flown = [await chain.parcel(parcel["code"]) for parcel in parcels]
    assert (driven["mode"], flown["mode"]) == ("van", "air")
    await air.load([flown])
    await chain.bring_to(driven["code"], "van")
    (van,) = service.rows(LegRow, LegRow.mode == "van")
    await service.person("p-hosaka").done(f"/legs/{DAY}/{van.id}/depart")
    await service.operator.done(f"/sorties/{DAY}/s1/cancel", {"reason": "test"})
    now = await chain.parcel(flown["code"])
    first, second = service.rows(LegRow, LegRow.mode == "van")
    assert now["eta"] <= now["promise_by"]
    assert (first.state, first.parcels) == ("under_way", [driven["code"]])
    assert second.carrier_id == "van-2" or second.depart_at > first.arrive_at
    assert (await chain.parcel(driven["code"]))["legs"] == driven["legs"]
    whole(service)


async def test_a_round_that_began_without_what_flies_ends_by_itself(
    service: Service, chain: Chain, air: Air
) -> None:
    """One visit, a parcel by van and one by air: what comes later has a round of its own."""
    grounded = next(
        item
        for item in service.deployment.catalog
        if not item.air and not item.days and item.temperature == "ambient"
    )
    lines = [*chain.lines(), {"jan": grounded.jan, "quantity": 1}]
    parcels = await chain.packed("hh-01", lines=lines)
    flown = next(parcel for parcel in parcels if parcel["mode"] == "air")
    driven = next(parcel for parcel in parcels if parcel["mode"] == "van")
    assert flown["legs"][-1] == driven["legs"][-1]
    await air.load([flown])
    await chain.bring_to(driven["code"], "resident")
    (foot,) = service.rows(LegRow, LegRow.mode == "foot")
    assert foot.state == "under_way", "the other parcel is still to come"
    await service.operator.done(f"/sorties/{DAY}/s1/cancel", {"reason": "test"})
    legs = {row.id: row for row in service.rows(LegRow, LegRow.mode == "foot")}
    assert (legs[foot.id].state, legs[foot.id].parcels) == ("done", [driven["code"]])
    await home_by_van(chain, air, flown["code"])
    assert {row.state for row in service.rows(LegRow, LegRow.mode == "foot")} == {"done"}
    whole(service)


async def test_what_is_too_late_is_on_the_call_list(
    service: Service, chain: Chain, air: Air
) -> None:
    await air.flying("hh-01")
    await service.move_to(at(16, 40))
    assert (await service.office.read(f"/service-days/{DAY}/calls"))["calls"] == []
    await air.desk(OUT, "returned", state=FlightState.RETURNED)
    (call,) = (await service.office.read(f"/service-days/{DAY}/calls"))["calls"]
    assert (call["household"], call["reason"]) == ("hh-01", "late")
