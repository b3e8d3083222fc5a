"""What has not ended holds its items, households and people in the deployment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session

from logistics.deployment import Deployment
from logistics.domain.catalog import Catalog
from logistics.services.needs import StillNeeded, refuse_if_lacking
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import Service, at


def without(mapping: Mapping[str, Any], *ids: str) -> dict[str, Any]:
    assert set(ids) <= mapping.keys()
    return {id: each for id, each in mapping.items() if id not in ids}


def lacking(service: Service, **village: Any) -> str:
    """What the refusal says when the village is like this; nothing when it is fit."""
    changed = replace(service.deployment.village, **village)
    return refused(service, replace(service.deployment, village=changed))


def refused(service: Service, deployment: Deployment) -> str:
    with Session(service.database.read_engine) as session:
        try:
            refuse_if_lacking(session, deployment)
        except StillNeeded as error:
            return error.message
    return ""


async def test_a_household_with_an_order_or_a_parcel_must_stay(
    service: Service, chain: Chain
) -> None:
    households = service.deployment.village.households
    gone = without(households, "hh-01")
    assert not lacking(service, households=gone)
    order = await chain.order()
    told = lacking(service, households=gone)
    assert "household hh-01" in told
    assert order["order_no"] in told
    await service.close_day()
    await chain.pick(order)
    (parcel,) = (await chain.pack(order))["parcels"]
    assert parcel["code_shown"] in lacking(service, households=gone)
    await service.work()
    await chain.bring_to(parcel["code"], "resident")
    assert not lacking(service, households=gone)


async def test_an_order_that_was_cancelled_needs_nobody(service: Service, chain: Chain) -> None:
    order = await chain.order()
    await service.tv().done(f"/orders/{order['order_id']}/cancel")
    assert not lacking(service, households={})


async def test_those_through_whose_hands_a_parcel_still_goes_must_stay(
    service: Service, chain: Chain
) -> None:
    (parcel,) = await chain.packed("hh-01")
    people = service.deployment.village.people
    supporter, volunteer = (parcel["way"][step].partition("/")[2] for step in (1, 4))
    told = lacking(service, people=without(people, supporter, volunteer), vans={})
    for need in (f"supporter {supporter}", f"volunteer {volunteer}", "van van-1"):
        assert need in told
    bystander = next(p for p in people if p not in (supporter, volunteer) and p != "p-hosaka")
    assert not lacking(service, people=without(people, bystander))
    # Nobody scans for a volunteer who is none any more.
    idle = replace(people[volunteer], roles=frozenset())
    assert f"volunteer {volunteer}" in lacking(service, people={**people, volunteer: idle})
    await chain.bring_to(parcel["code"], "volunteer")
    assert supporter not in lacking(service, people=without(people, supporter))


async def test_a_household_with_an_open_case_must_stay(service: Service, chain: Chain) -> None:
    (parcel,) = await chain.packed("hh-01")
    parcel = await chain.bring_to(parcel["code"], "volunteer")
    door = f"volunteer/{parcel['keeper']['id']}"
    await chain.scan(door, parcel["code"], "give")
    done = await chain.at_the_door(door, parcel, "worried")
    assert done["parcel"]["state"] == "delivered"
    gone = without(service.deployment.village.households, "hh-01")
    assert "case " in lacking(service, households=gone)
    (case,) = (await service.office.read("/cases"))["cases"]
    await service.office.done(f"/cases/{case['id']}/close", {"outcome": "well"})
    assert not lacking(service, households=gone)


async def test_goods_that_go_back_need_all_on_their_way_and_their_items(
    service: Service, chain: Chain
) -> None:
    (parcel,) = await chain.packed("hh-01")
    parcel = await chain.bring_to(parcel["code"], "volunteer")
    for minute in (0, 50):
        await service.move_to(at(14, minute))
        await chain.absent(parcel)
    part = parcel["contents"][0]
    catalog = service.deployment.catalog
    items = tuple(item for item in catalog if item.jan != part["jan"])
    changed = replace(service.deployment, catalog=Catalog(items, catalog.categories))
    assert f"item {part['jan']} {part['name']} (parcel {parcel['code_shown']})" in refused(
        service, changed
    )
    supporter = parcel["way"][1].partition("/")[2]
    people = without(service.deployment.village.people, supporter)
    assert f"supporter {supporter}" in lacking(service, people=people)


async def test_a_long_list_of_holders_is_counted(service: Service, chain: Chain) -> None:
    for _ in range(7):
        await chain.order()
    households = without(service.deployment.village.households, "hh-01")
    village = replace(service.deployment.village, households=households)
    changed = replace(service.deployment, village=village)
    with Session(service.database.read_engine) as session, pytest.raises(StillNeeded) as caught:
        refuse_if_lacking(session, changed)
    assert caught.value.facts["lacking"] == [{"kind": "household", "id": "hh-01"}]
    assert "2 more" in caught.value.message
