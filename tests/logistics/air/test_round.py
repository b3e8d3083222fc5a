"""A round of an aircraft from the plan to the hub again, through the doors of its people."""

from __future__ import annotations

from typing import Any

from logistics.db.models import SortieRow
from missions.flight.states import FlightState
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import Service
from tests.logistics.support.whole import whole


def states(service: Service) -> list[str]:
    return [row.state for row in service.rows(SortieRow)]


async def test_the_plan_lets_fly_what_may_and_keeps_its_last_moment_for_the_van(
    service: Service, air: Air
) -> None:
    (parcel,) = await air.planned("hh-01")
    plan = await service.office.read(f"/plans/{DAY}")
    (leg,) = plan["air"]
    assert (leg["mode"], leg["parcels"], leg["end"]) == ("air", [parcel["code"]], "nakao")
    assert not [each for each in plan["legs"] if each["mode"] in ("van", "air")]
    assert parcel["way"][3] == "aircraft/ac-1"
    sortie = await air.sortie()
    assert (sortie["state"], sortie["aircraft"], sortie["route"]) == ("planned", "ac-1", "nakao")
    assert leg["depart_at"] < sortie["last_launch_at"] < parcel["switch_by"]
    whole(service)


async def test_a_round_with_the_swap_of_the_battery(
    service: Service, chain: Chain, air: Air
) -> None:
    (parcel,) = await air.flying("hh-01")
    out = f"{DAY}-s1-out"
    assert air.take_words(out) == ["prepare", "launch"]
    plan = await service.office.read(f"/plans/{DAY}")
    assert plan["air"][0]["state"] == "under_way"
    await air.word("consent")
    assert air.take_words(out) == ["consent"]
    await air.desk(out, "delivered", state=FlightState.DELIVERED, place="nakao")
    assert states(service) == ["at_hall"]
    await air.hand_over(parcel["code"], parcel["way"][4].partition("/")[2])
    await air.word("unloaded")
    await air.word("swapped", out="b-1", **{"in": "b-2"})
    told = await air.word("all-clear")
    home = told["flight_home"]
    assert (home, told["state"]) == (f"{DAY}-s1-home", "swapped")
    assert air.said(out)[-1] == "swap"
    assert air.said(home) == ["prepare", "all-clear"]
    await air.measure()
    await air.desk(home, "prepared", go=True, gates=[])
    await air.launch()
    await air.desk(home, "launched", state=FlightState.HOMEBOUND)
    await air.desk(home, "returned", state=FlightState.RETURNED, place="hase-hub")
    sortie = await air.sortie()
    assert (sortie["state"], sortie["ended_at"] is not None) == ("done", True)
    assert [word["word"] for word in sortie["words"]] == [
        "confirmed",
        "pad-clear",
        "consent",
        "unloaded",
        "swapped",
        "all-clear",
    ]
    done = await chain.bring_to(parcel["code"], "resident")
    assert (done["state"], done["mode"], done["promise"]) == ("delivered", "air", "kept")
    ledger: dict[str, Any] = await service.office.read(f"/service-days/{DAY}/ledger")
    assert ledger["parcels"]["by_mode"] == {"van": 0, "air": 1}
    assert ledger["sorties"] == {
        "planned": 1,
        "flown": 1,
        "delivered": 1,
        "not_delivered": {},
        "by_state": {"done": 1},
        "not_flown": {},
    }
    assert ledger["yen"]["transport"] == {"van": 0, "air": 250}
    kinds = [row.kind for row in service.journal() if row.kind.startswith(("sortie-", "flight-"))]
    assert kinds[:3] == ["sortie-planned", "sortie-loaded", "sortie-word"]
    assert {"sortie-asked", "sortie-ready", "flight-launched", "flight-delivered"} <= set(kinds)
    whole(service)


async def test_what_is_asked_of_the_desk_carries_the_readings(service: Service, air: Air) -> None:
    await air.ready("hh-01")
    (prepare,) = air.words(f"{DAY}-s1-out")
    readings = prepare.body["readings"]
    assert (prepare.body["route"], prepare.body["direction"]) == ("nakao", "out")
    assert readings["wind_mps"] == {"value": 1.5, "age_s": 0.0}
    assert (readings["daylight"], readings["airworthy"], readings["route_approved"]) == (True,) * 3
    assert (readings["volunteer"], readings["pad_clear"]) == ("p-nishimura", True)
    assert 0 < readings["load_kg"] == prepare.body["load_kg"] <= 5
    assert readings["vehicle_ready"] is None, "that is the vehicle's to say"


async def test_events_are_taken_over_once_and_strange_ones_change_nothing(
    service: Service, air: Air
) -> None:
    await air.flying("hh-01")
    out = f"{DAY}-s1-out"
    await air.desk(out, "launched")
    await air.desk(out, "waiting")
    await air.desk("nobody-knows", "launched")
    assert states(service) == ["flying_out"]
    assert len(service.journal("flight-launched")) == 1
    assert len(service.journal("flight-unexpected")) == 1
    assert len(service.journal("flight-waiting")) == 1
    assert service.worker.take_flight_events() == 0
    whole(service)


async def test_without_aircraft_nothing_is_planned_to_fly(
    service: Service, chain: Chain, deployment: Any
) -> None:
    """Aircraft that nobody has entered are not known to be airworthy."""
    (parcel,) = await chain.packed("hh-01")
    assert parcel["mode"] == "van"
    assert service.rows(SortieRow) == []
