"""Chilled goods and aircraft, which have no cool box: in time on board, or back to the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from logistics.db.models import LegRow
from logistics.domain.catalog import Temperature
from missions.flight.states import FlightState
from tests.logistics.support.air import DAY, Air
from tests.logistics.support.chain import Chain
from tests.logistics.support.door import problem
from tests.logistics.support.service import Service, at
from tests.logistics.support.whole import whole

OUT = f"{DAY}-s1-out"
LIMIT = timedelta(minutes=60)
"""Chilled goods may be so long without a cool box."""
ROUND = timedelta(minutes=29)
"""Out to Nakao, waiting in vain, home, and unloading."""


@pytest.fixture
def chilled(chain: Chain) -> dict[str, Any]:
    return {"lines": chain.lines(1, 1, zone=Temperature.CHILLED)}


async def calls(service: Service) -> set[tuple[str, str]]:
    told = (await service.office.read(f"/service-days/{DAY}/calls"))["calls"]
    return {(call["household"], call["reason"]) for call in told}


async def test_chilled_goods_on_board_have_to_launch_so_that_they_could_still_come_back(
    service: Service, chain: Chain, air: Air, chilled: dict[str, Any]
) -> None:
    (parcel,) = await air.planned("hh-01", **chilled)
    planned = datetime.fromisoformat((await air.sortie())["last_launch_at"])
    await air.load([parcel])
    last = datetime.fromisoformat((await air.sortie())["last_launch_at"])
    assert last == service.clock.now() + LIMIT - ROUND < planned
    await service.move_to(last - timedelta(seconds=1))
    assert (await air.sortie())["state"] == "loaded"
    await service.move_to(last)
    assert (await air.sortie())["state"] == "cancelled"
    await air.hand_over(parcel["code"], "p-miyashita")
    done = await chain.bring_to(parcel["code"], "resident")
    assert (done["mode"], done["promise"], done["why_back"]) == ("van", "kept", None)
    whole(service)


async def test_what_needs_no_cold_keeps_its_last_moment(service: Service, air: Air) -> None:
    parcels = await air.planned("hh-01")
    planned = (await air.sortie())["last_launch_at"]
    await air.load(parcels)
    assert (await air.sortie())["last_launch_at"] == planned


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
async def test_a_load_that_comes_back_goes_by_van_within_its_limit_or_to_the_store(
    service: Service, chain: Chain, air: Air, chilled: dict[str, Any], late: timedelta
) -> None:
    (parcel,) = await air.flying("hh-01", **chilled)
    await service.move_to(service.clock.now() + LIMIT + late)
    await air.desk(OUT, "returned", state=FlightState.RETURNED)
    await air.hand_over(parcel["code"], "p-miyashita")
    assert (await air.sortie())["state"] == "done"
    if late:
        now = await chain.parcel(parcel["code"])
        assert (now["state"], now["why_back"]) == ("returning", "too_warm")
        assert await calls(service) == {("hh-01", "spoiled")}
        assert not service.rows(LegRow, LegRow.mode == "van")
    end = await chain.bring_to(parcel["code"], "store" if late else "resident")
    assert end["state"] == ("returned" if late else "delivered")
    order = await service.tv().read(f"/orders/{parcel['order_id']}")
    assert order["refund"] == (order["bill"] if late else None)
    await service.move_to(at(18, 31))
    explained = (await service.office.read(f"/service-days/{DAY}/ledger"))["promises"]["explained"]
    assert [each["why"] for each in explained] == (["too_warm"] if late else [])
    whole(service)


async def test_what_waited_too_long_over_the_hall_is_not_carried_to_the_door(
    service: Service, chain: Chain, air: Air, chilled: dict[str, Any]
) -> None:
    (parcel,) = await air.flying("hh-01", **chilled)
    await service.move_to(service.clock.now() + LIMIT + timedelta(minutes=1))
    await air.desk(OUT, "delivered", state=FlightState.DELIVERED, place="nakao")
    volunteer = parcel["way"][4]
    now = await air.hand_over(parcel["code"], volunteer.partition("/")[2])
    assert (now["keeper"]["kind"], now["next_keeper"]["kind"]) == ("volunteer", "van")
    household = service.deployment.village.household("hh-01")
    door = {"code": parcel["code"], "side": "take", "card": household.card, "welfare": "well"}
    refused = await chain.door_of(volunteer).post("/handovers", door)
    assert problem(refused, 409, "too-warm")["parcel"] == parcel["code"]
    assert (await chain.bring_to(parcel["code"], "store"))["state"] == "returned"
    assert {row.state for row in service.rows(LegRow, LegRow.mode == "foot")} <= {
        "cancelled",
        "done",
    }
    whole(service)


async def test_each_reason_to_ring_a_household_is_listed(
    service: Service, chain: Chain, air: Air, chilled: dict[str, Any]
) -> None:
    """An aircraft that came down is one call; that its goods were too long out is another."""
    (parcel,) = await air.flying("hh-01", **chilled)
    await air.desk(OUT, "diverted", state=FlightState.DIVERTED, place="ridge")
    await service.move_to(service.clock.now() + 2 * LIMIT)
    told = await service.operator.done(f"/sorties/{DAY}/s1/found", {"found": "recovered"})
    assert told["parcels"][0]["state"] == "returning"
    assert await calls(service) == {("hh-01", "aircraft"), ("hh-01", "spoiled")}
    await air.hand_over(parcel["code"], "p-miyashita")
    assert (await chain.bring_to(parcel["code"], "store"))["state"] == "returned"
    whole(service)
