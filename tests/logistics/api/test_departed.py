"""What has ended stays readable when its household, items and people have left the deployment."""

from __future__ import annotations

from dataclasses import replace

from logistics.api import shapes
from logistics.deployment import Deployment
from logistics.domain.catalog import Catalog
from tests.logistics.support.access import Access
from tests.logistics.support.chain import Chain
from tests.logistics.support.service import TUESDAY, at, running_service


async def test_a_day_is_readable_without_those_who_have_left(
    database_url: str, access: Access, deployment: Deployment
) -> None:
    async with running_service(database_url, deployment, access) as service:
        chain = Chain(service)
        (parcel,) = await chain.packed("hh-01")
        await chain.bring_to(parcel["code"], "resident")
        supporter = parcel["way"][1].partition("/")[2]
    gone = {part["jan"] for part in parcel["contents"]}
    village = replace(
        deployment.village,
        households={k: v for k, v in deployment.village.households.items() if k != "hh-01"},
        people={k: v for k, v in deployment.village.people.items() if k != supporter},
    )
    items = tuple(item for item in deployment.catalog if item.jan not in gone)
    smaller = replace(
        deployment, village=village, catalog=Catalog(items, deployment.catalog.categories)
    )
    async with running_service(database_url, smaller, access, at(18)) as service:
        for door in (service.store, service.office):
            told = await door.read("/orders", service_day=TUESDAY.isoformat())
            (order,) = shapes.OrdersShape.model_validate(told).orders
            assert {line.name for line in order.lines} == gone
            assert order.parcels[0].keeper.name == "hh-01"
        assert (await service.store.get("/picks", service_day=TUESDAY.isoformat())).is_success
        for path in (f"/plans/{TUESDAY}", f"/service-days/{TUESDAY}/ledger", "/journal"):
            assert (await service.office.get(path)).is_success, path
