"""Two transactions at once on PostgreSQL: whoever commits first, what the rules say holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session

from logistics.db.models import FlightInboxRow, SortieRow
from logistics.deployment import Deployment
from logistics.domain.custody import Keeper, KeeperKind, Side
from logistics.services.custody import Scan, scan
from logistics.services.flight_events import take_flight_events
from logistics.services.launches import StoodDown, launch
from logistics.services.standing import stand_down
from missions.store import flights
from tests.logistics.support.access import Access
from tests.logistics.support.air import DAY, Air, with_aircraft
from tests.logistics.support.service import TUESDAY, Service, running_service
from tests.logistics.support.together import Doing, person, together
from tests.logistics.support.whole import whole

pytestmark = pytest.mark.postgres
OUT = f"{DAY}-s1-out"


@pytest.fixture
async def service(
    postgres_url: str, access: Access, deployment: Deployment
) -> AsyncIterator[Service]:
    async with running_service(postgres_url, with_aircraft(deployment), access) as running:
        yield running


async def test_a_stand_down_while_a_launch_is_ordered_takes_the_order_back(
    service: Service, air: Air
) -> None:
    await air.ready("hh-01")
    arai, operator = person(service, "p-arai"), person(service, "p-miyashita")
    await asyncio.to_thread(
        together,
        service,
        lambda uow: launch(uow, arai, TUESDAY, "s1"),
        lambda uow: stand_down(uow, operator, "stop"),
    )
    assert service.rows(SortieRow)[0].state == "cancelled"
    assert air.take_words(OUT) == ["cancel"]
    whole(service)


async def test_a_launch_while_a_stand_down_is_said_is_refused(service: Service, air: Air) -> None:
    await air.ready("hh-01")
    arai, operator = person(service, "p-arai"), person(service, "p-miyashita")
    with pytest.raises(StoodDown):
        await asyncio.to_thread(
            together,
            service,
            lambda uow: stand_down(uow, operator, "stop"),
            lambda uow: launch(uow, arai, TUESDAY, "s1"),
        )
    assert "launch" not in [word.value for word in air.said(OUT)]
    whole(service)


async def test_the_last_two_parcels_loaded_at_once_make_the_sortie_loaded(
    service: Service, air: Air
) -> None:
    items = air.chain.items(60)
    wanted = [{"jan": item.jan, "quantity": 1} for item in items[:2]]
    parcels = await air.planned("hh-01", "hh-02", lines=wanted)
    assert len(parcels) == 2
    aircraft = Keeper(KeeperKind.AIRCRAFT, "ac-1")
    operator = person(service, "p-miyashita")
    for parcel in parcels:
        await air.chain.bring_to(parcel["code"], "hub")
        await air.chain.scan("hub/hase-hub", parcel["code"], "give")
    take: list[Doing] = [
        lambda uow, code=parcel["code"]: scan(uow, operator, Scan(code, Side.TAKE, aircraft))
        for parcel in parcels
    ]
    await asyncio.to_thread(together, service, *take)
    assert service.rows(SortieRow)[0].state == "loaded"
    assert len(service.journal("sortie-loaded")) == 1
    whole(service)


async def test_two_workers_take_an_event_over_once(service: Service, air: Air) -> None:
    await air.ready("hh-01")
    await air.launch()
    with Session(service.database.write_engine) as session:
        flights.note_event(session, OUT, "launched", service.clock.now())
        session.commit()
    second = await asyncio.to_thread(together, service, take_flight_events, take_flight_events)
    assert second == 0
    assert len(service.journal("flight-launched")) == 1
    assert service.rows(FlightInboxRow)[0].last_seq == 2
    whole(service)
